import { z } from 'zod';
import {
  amountSchema,
  currencySchema,
  daySchema,
  instantSchema,
  lineSchema,
  moneySchema,
  positiveMoneySchema,
  propertiesSchema,
} from '../fields.ts';
import { idSchema } from '../ids.ts';
import { invoiceSchema } from './invoices.ts';
import {
  documentFileSchema,
  documentUrlSchema,
  MAX_FILE_BYTES,
  transactionMeansSchema,
} from './documents.ts';
import { RELATED_RECORD_KINDS } from './kinds.ts';
import { pageQuery } from '../paging.ts';

/** What another system knows about a customer besides its invoices (C16). */
export const relatedRecordSchema = z
  .strictObject({
    id: z
      .union([idSchema('relatedRecord'), idSchema('scheduledTouchpoint')])
      .meta({ description: 'Of an approval that a person gave in a program: the id of what was proposed.' }),
    kind: z.enum(RELATED_RECORD_KINDS),
    externalId: z.string(),
    customerId: idSchema('customer'),
    status: z.string().nullable(),
    occurredOn: daySchema.nullable(),
    endsOn: daySchema.nullable(),
    amount: amountSchema.nullable(),
    applied: amountSchema.nullable().meta({ description: 'Credit notes: what has lowered invoices so far.' }),
    open: amountSchema.nullable().meta({
      description: 'Credit notes: what is left of it to lower invoices by (C18).',
    }),
    currency: currencySchema.nullable(),
    properties: z.record(z.string(), z.unknown()),
    url: z.string().nullable().meta({ description: 'Documents: where it can be opened.' }),
    file: documentFileSchema.nullable().meta({ description: 'Documents: the stored file.' }),
    of: transactionMeansSchema
      .nullable()
      .meta({ description: 'Transactions: the card or bank account that it went over.' }),
    source: z.string(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: 'RelatedRecord', description: 'What another system knows about a customer.' });
export type RelatedRecord = z.infer<typeof relatedRecordSchema>;

/** The part of a credit note that lowered one invoice. */
export const creditApplicationSchema = z
  .strictObject({
    id: idSchema('creditApplication'),
    invoiceId: idSchema('invoice'),
    invoiceNumber: z.string(),
    amount: amountSchema,
    currency: currencySchema,
    createdAt: instantSchema,
  })
  .meta({ id: 'CreditApplication', description: 'The part of a credit note that lowered one invoice.' });
export type CreditApplication = z.infer<typeof creditApplicationSchema>;

/** Something that happened to a document, card, bank account or e-mandate. */
export const relatedEventSchema = z
  .strictObject({
    id: idSchema('relatedEvent'),
    kind: z.string(),
    occurredOn: daySchema,
    amount: amountSchema.nullable(),
    currency: currencySchema.nullable(),
    externalId: z.string().nullable(),
    createdAt: instantSchema,
  })
  .meta({ id: 'RelatedEvent' });
export type RelatedEvent = z.infer<typeof relatedEventSchema>;

/** A record with the invoices that it lowered, oldest first. */
export const relatedRecordDetailSchema = z
  .strictObject({
    ...relatedRecordSchema.shape,
    id: idSchema('relatedRecord'),
    applications: z.array(creditApplicationSchema),
    events: z.array(relatedEventSchema).meta({ description: 'What happened to it, oldest first.' }),
  })
  .meta({ id: 'RelatedRecordDetail', description: 'A record with the invoices that it lowered.' });
export type RelatedRecordDetail = z.infer<typeof relatedRecordDetailSchema>;

/** Parts of a payment or credit note, by invoice number. */
export const allocationsSchema = z
  .array(z.strictObject({ invoiceNumber: lineSchema(100), amount: positiveMoneySchema }))
  .max(200)
  .meta({
    description:
      'Open invoices of the customer that are lowered, each by how much. Those of before stay and are named too.',
    example: [{ invoiceNumber: 'INV-1001', amount: '100.00' }],
  });

/** Something that happened; with an external id it is found again, and changes nothing the second time. */
export const addRelatedEventSchema = z
  .strictObject({
    kind: lineSchema(100),
    occurredOn: daySchema,
    amount: moneySchema.nullable().optional(),
    currency: currencySchema.nullable().optional(),
    externalId: lineSchema(200).nullable().optional(),
  })
  .meta({ id: 'AddRelatedEvent', example: { kind: 'signed', occurredOn: '2026-11-20' } });
export type AddRelatedEvent = z.infer<typeof addRelatedEventSchema>;

/** Members of a record besides what finds it again; those left out stay. */
export const relatedRecordFields = {
  status: lineSchema(100).nullable().optional(),
  occurredOn: daySchema.nullable().optional(),
  endsOn: daySchema.nullable().optional(),
  amount: moneySchema.nullable().optional(),
  currency: currencySchema.nullable().optional(),
  properties: propertiesSchema.optional().meta({ description: 'Laid over those stored; null removes one.' }),
  allocations: allocationsSchema.nullable().optional(),
  url: documentUrlSchema.nullable().optional(),
  of: transactionMeansSchema.nullable().optional(),
  events: z.array(addRelatedEventSchema).max(200).optional().meta({
    description:
      'Documents, cards, bank accounts and e-mandates: what happened to it. Those of before stay; one is found again by its external id, or without one by kind, day and amount.',
  }),
};

/** The largest file in base64. */
const MAX_BASE64 = Math.ceil(MAX_FILE_BYTES / 3) * 4;
/** Its request, with its name around it. */
export const MAX_FILE_BODY_BYTES = MAX_BASE64 + 64 * 1024;

/** Looks for a letter that is none: a pattern of all that are right overflows the stack of patterns on megabytes. */
function isBase64(text: string): boolean {
  const padding = /={0,2}$/.exec(text.slice(-2))![0].length;
  return text.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(text.slice(0, text.length - padding));
}

/** A file to store. */
export const saveFileSchema = z
  .strictObject({
    name: lineSchema(200),
    contentType: z
      .string()
      .max(100)
      .regex(/^[a-z0-9][a-z0-9.+-]*\/[a-z0-9][a-z0-9.+-]*$/i, { error: 'must be a media type' }),
    content: z
      .string()
      .min(4)
      .max(MAX_BASE64, { error: 'must be ten megabytes at most' })
      .refine(isBase64, { error: 'must be base64' })
      .meta({ description: 'The bytes, in base64; ten megabytes at most.' }),
  })
  .meta({
    id: 'SaveDocumentFile',
    example: { name: 'contract.pdf', contentType: 'application/pdf', content: 'JVBERi0xLjcK' },
  });
export type SaveFile = z.infer<typeof saveFileSchema>;

/** A record as another system has it now. */
export const upsertRelatedRecordSchema = z
  .strictObject({ kind: z.enum(RELATED_RECORD_KINDS), externalId: lineSchema(200), ...relatedRecordFields })
  .meta({
    id: 'UpsertRelatedRecord',
    example: {
      kind: 'credit_note',
      externalId: 'CN-7',
      status: 'open',
      amount: '100.00',
      occurredOn: '2026-11-01',
    },
  });
export type UpsertRelatedRecord = z.infer<typeof upsertRelatedRecordSchema>;

/** What of a credit note goes to which invoice. */
export const applyCreditSchema = z
  .strictObject({
    invoiceId: idSchema('invoice'),
    amount: positiveMoneySchema.optional().meta({ description: 'Default: as much as both allow.' }),
  })
  .meta({ id: 'ApplyCredit' });
export type ApplyCredit = z.infer<typeof applyCreditSchema>;

/** A credit note after it was applied, with the invoice as it stands then. */
export const appliedCreditSchema = z
  .strictObject({ creditNote: relatedRecordDetailSchema, invoice: invoiceSchema })
  .meta({ id: 'AppliedCredit', description: 'A credit note after it was applied, with its invoice.' });
export type AppliedCredit = z.infer<typeof appliedCreditSchema>;

/** Filters of the records of a customer. */
export const listRelatedRecordsQuerySchema = z.strictObject({
  ...pageQuery,
  kind: z.enum(RELATED_RECORD_KINDS).optional(),
  status: lineSchema(100).optional(),
});
export type ListRelatedRecordsQuery = z.infer<typeof listRelatedRecordsQuerySchema>;
