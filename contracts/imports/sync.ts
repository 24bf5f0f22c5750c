import { z } from 'zod';
import { contactValuesSchema } from '../customers/contacts.ts';
import {
  currencySchema,
  daySchema,
  emailSchema,
  lineSchema,
  localeSchema,
  propertiesSchema,
  signedMoneySchema,
  urlSchema,
  zoneSchema,
  ofWhole,
} from '../fields.ts';
import { CUSTOMER_STATUSES } from '../customers/kinds.ts';
import { INVOICE_STATUSES, LOWERING_CAUSES, RELATED_RECORD_KINDS } from '../receivables/kinds.ts';
import { allocationsSchema, relatedRecordFields } from '../receivables/related-records.ts';

/** Most items of one call; larger sets are sent in several, or as CSV. */
export const MAX_SYNC_ITEMS = 500;

const code = lineSchema(100);
const customerExternalId = code.meta({ description: 'Id of the customer in the ERP.', example: 'C-1001' });

/** A customer as the ERP has it; members left out stay, null empties. */
export const syncCustomerSchema = z
  .strictObject({
    externalId: code,
    name: lineSchema(200),
    status: z.enum(CUSTOMER_STATUSES).optional(),
    currency: currencySchema.optional().meta({ description: 'Default: that of the organisation.' }),
    arOwnerEmail: emailSchema.nullable().optional(),
    salesOwnerEmail: emailSchema.nullable().optional(),
    zone: zoneSchema.nullable().optional(),
    locale: localeSchema.nullable().optional(),
    score: z.int().min(-1_000_000).max(1_000_000).nullable().optional(),
    properties: propertiesSchema
      .optional()
      .meta({ description: 'Laid over those stored; null removes one.' }),
  })
  .meta({
    id: 'SyncCustomer',
    example: { externalId: 'C-1001', name: 'Northwind Traders', currency: 'EUR' },
  });
export type SyncCustomer = z.infer<typeof syncCustomerSchema>;

/** A contact as the ERP has it; what a person edited here stays shown. */
export const syncContactSchema = z
  .strictObject({
    customerExternalId,
    externalId: code.optional(),
    ...contactValuesSchema.partial().shape,
    isPrimary: z.boolean().optional(),
  })
  .refine(
    (contact) => Boolean(contact.externalId ?? contact.name ?? contact.email),
    ofWhole(['externalId', 'name', 'email'], {
      error: 'needs an externalId, an email or a name',
      path: ['externalId'],
    }),
  )
  .meta({
    id: 'SyncContact',
    example: { customerExternalId: 'C-1001', externalId: 'P-1', name: 'Jo Park', email: 'jo@example.com' },
  });
export type SyncContact = z.infer<typeof syncContactSchema>;

/** An invoice as the ERP has it. Without a balance a new one owes its amount. */
export const syncInvoiceSchema = z
  .strictObject({
    customerExternalId,
    number: code,
    issuedOn: daySchema,
    dueOn: daySchema,
    amount: signedMoneySchema.regex(/[1-9]/, { error: 'must not be 0' }).meta({
      description: 'Exact decimal. Below zero: a credit note with this number.',
      example: '1250.00',
    }),
    balance: signedMoneySchema.optional().meta({
      description:
        'Exact decimal. Below zero: the invoice is paid, and so much more to the credit of the customer. Of a credit note: what is left of it, below zero.',
      example: '1250.00',
    }),
    currency: currencySchema.optional(),
    status: z.enum(INVOICE_STATUSES).optional(),
    isDisputed: z.boolean().optional(),
    disputeReason: lineSchema(500).nullable().optional(),
    poNumber: code.nullable().optional(),
    payUrl: urlSchema.nullable().optional(),
    pdfUrl: urlSchema.nullable().optional(),
    loweredBy: z
      .enum(LOWERING_CAUSES)
      .optional()
      .meta({ description: 'Why the balance fell. Left out: it was paid.' }),
    paidOn: daySchema.nullable().optional().meta({
      description: 'The day of the last payment, where the balance fell. Left out: today.',
    }),
  })
  .meta({
    id: 'SyncInvoice',
    example: {
      customerExternalId: 'C-1001',
      number: 'INV-1001',
      issuedOn: '2026-11-01',
      dueOn: '2026-11-30',
      amount: '1250.00',
    },
  });
export type SyncInvoice = z.infer<typeof syncInvoiceSchema>;

const isNegative = ({ amount }: { amount: string }): boolean => amount.startsWith('-');

/**
 * A payment as the ERP has it. A part that names no invoice stays on account. Below zero: one that came back (C20), found
 * by `reverses`, else by its invoice.
 */
export const syncPaymentSchema = z
  .strictObject({
    customerExternalId,
    reference: lineSchema(200),
    paidOn: daySchema.meta({ description: 'Of a payment that came back: the day on which it did.' }),
    amount: signedMoneySchema.regex(/[1-9]/, { error: 'must not be 0' }).meta({
      description: 'Exact decimal; below zero: a payment came back.',
      example: '250.00',
    }),
    currency: currencySchema.optional(),
    allocations: allocationsSchema.optional(),
    reverses: lineSchema(200).optional().meta({ description: 'Reference of the payment that came back.' }),
    invoiceNumber: code.optional().meta({
      description: 'Of a payment that came back: the invoice whose one unreversed payment is meant.',
    }),
    reason: lineSchema(500).optional().meta({ description: 'Why it came back.' }),
  })
  .refine(
    (payment) => !(isNegative(payment) && payment.allocations),
    ofWhole(['amount', 'allocations'], {
      error: 'stand at a payment that came back',
      path: ['allocations'],
    }),
  )
  .refine(
    (payment) => isNegative(payment) || payment.reverses === undefined,
    ofWhole(['amount', 'reverses'], {
      error: 'stands at a payment that is not negative',
      path: ['reverses'],
    }),
  )
  .refine(
    (payment) => isNegative(payment) || payment.invoiceNumber === undefined,
    ofWhole(['amount', 'invoiceNumber'], {
      error: 'stands at a payment that is not negative; name what it paid in allocations',
      path: ['invoiceNumber'],
    }),
  )
  .meta({
    id: 'SyncPayment',
    example: {
      customerExternalId: 'C-1001',
      reference: 'Wire 4711',
      paidOn: '2026-11-20',
      amount: '250.00',
      allocations: [{ invoiceNumber: 'INV-1001', amount: '250.00' }],
    },
  });
export type SyncPayment = z.infer<typeof syncPaymentSchema>;

/** A related record as another system has it. */
export const syncRelatedRecordSchema = z
  .strictObject({
    customerExternalId,
    kind: z.enum(RELATED_RECORD_KINDS),
    externalId: lineSchema(200),
    ...relatedRecordFields,
  })
  .meta({
    id: 'SyncRelatedRecord',
    example: { customerExternalId: 'C-1001', kind: 'subscription', externalId: 'SUB-9', status: 'active' },
  });
export type SyncRelatedRecord = z.infer<typeof syncRelatedRecordSchema>;

/** What became of one item. */
export const syncedItemSchema = z
  .strictObject({
    index: z.int().min(0).meta({ description: 'Place in `items`, from 0.' }),
    outcome: z.enum(['created', 'updated', 'skipped', 'failed']),
    id: z
      .string()
      .nullable()
      .meta({ description: 'Of what it created or found again; null when it failed.' }),
    errors: z.array(z.strictObject({ field: z.string(), message: z.string() })),
  })
  .meta({
    id: 'SyncedItem',
    description: 'What became of one item; `skipped`: it said what was stored already.',
  });
export type SyncedItem = z.infer<typeof syncedItemSchema>;

const count = z.int().min(0);

/** What became of all items, in their order. */
export const syncedSchema = z
  .strictObject({
    created: count,
    updated: count,
    skipped: count,
    failed: count,
    items: z.array(syncedItemSchema),
  })
  .meta({ id: 'Synced', description: 'What became of all items, in their order.' });
export type Synced = z.infer<typeof syncedSchema>;
