import { z } from 'zod';
import {
  amountSchema,
  currencySchema,
  daySchema,
  instantSchema,
  lineSchema,
  moneySchema,
  positiveMoneySchema,
  textSchema,
  urlSchema,
  ofWhole,
} from '../fields.ts';
import { idSchema } from '../ids.ts';
import { invoiceRelationsSchema } from './invoice-relations.ts';
import { BALANCE_CAUSES, INVOICE_STATUSES } from './kinds.ts';
/** An invoice (C2). */
export const invoiceSchema = z
  .strictObject({
    id: idSchema('invoice'),
    customerId: idSchema('customer'),
    number: z.string().meta({ example: 'INV-1001' }),
    externalId: z.string().nullable(),
    currency: currencySchema,
    status: z.enum(INVOICE_STATUSES),
    issuedOn: daySchema,
    dueOn: daySchema,
    amount: amountSchema,
    balance: amountSchema,
    credit: amountSchema.meta({
      description: 'What another system says was paid beyond the amount: its negative balance (C18).',
    }),
    creditOn: daySchema.nullable().meta({ description: 'Of which day that credit is.' }),
    isDisputed: z.boolean(),
    disputeReason: z.string().nullable(),
    poNumber: z.string().nullable(),
    payUrl: z.string().nullable(),
    pdfUrl: z.string().nullable(),
    source: z.string().meta({
      description: 'Where it came from: `api`, `sync`, `import`, or the system that an import named.',
      example: 'import',
    }),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: 'Invoice', description: 'An invoice. Balance 0 makes it `paid`.' });
export type Invoice = z.infer<typeof invoiceSchema>;

/** One movement of the balance of an invoice. */
export const balanceChangeSchema = z
  .strictObject({
    id: idSchema('balanceChange'),
    kind: z.string().meta({
      description:
        '`issued`, `payment`, `reversal`, `credit`, `void`, `import`; `missing`: a file of open items lacked it; `adjustment`: corrected or written off.',
      example: 'payment',
    }),
    cause: z.enum(BALANCE_CAUSES).meta({
      description: 'Why it moved; a lower balance counts as paid by `payment` and `import`.',
    }),
    delta: amountSchema,
    balance: amountSchema.meta({ description: 'The balance after it.' }),
    effectiveOn: daySchema,
    paymentId: idSchema('payment').nullable(),
    reversalId: idSchema('paymentReversal').nullable(),
    reason: z.string().nullable().meta({ description: 'Why it was corrected or written off.' }),
    createdAt: instantSchema,
  })
  .meta({ id: 'BalanceChange', description: 'One movement of the balance of an invoice.' });
export type BalanceChange = z.infer<typeof balanceChangeSchema>;

/** The part of a payment that lowered this invoice. */
export const invoicePaymentSchema = z
  .strictObject({
    paymentId: idSchema('payment'),
    amount: amountSchema,
    reversed: amountSchema.meta({ description: 'What of it came back.' }),
    paidOn: daySchema,
    reference: z.string().nullable(),
    createdAt: instantSchema,
  })
  .meta({ id: 'InvoicePayment', description: 'The part of a payment that lowered this invoice.' });
export type InvoicePayment = z.infer<typeof invoicePaymentSchema>;

/** A payment, or a part of one, that came back (C20). */
export const paymentReversalSchema = z
  .strictObject({
    id: idSchema('paymentReversal'),
    amount: amountSchema,
    reversedOn: daySchema,
    reason: z.string().nullable(),
    reference: z.string().nullable(),
    createdAt: instantSchema,
  })
  .meta({ id: 'PaymentReversal', description: 'A payment, or a part of one, that came back.' });

/** An invoice with its payments and the movements of its balance, oldest first, and what refers to it. */
export const invoiceDetailSchema = z
  .strictObject({
    ...invoiceSchema.shape,
    payments: z.array(invoicePaymentSchema),
    reversals: z
      .array(paymentReversalSchema.extend({ paymentId: idSchema('payment') }))
      .meta({ description: 'What came back of its payments; `amount` is that of this invoice.' }),
    balanceChanges: z.array(balanceChangeSchema),
    ...invoiceRelationsSchema.shape,
  })
  .meta({
    id: 'InvoiceDetail',
    description: 'An invoice with its payments, the movements of its balance, and what refers to it.',
  });
export type InvoiceDetail = z.infer<typeof invoiceDetailSchema>;

const editable = {
  poNumber: lineSchema(100).nullable().optional(),
  payUrl: urlSchema.nullable().optional(),
  pdfUrl: urlSchema.nullable().optional(),
};

/** A new invoice in the currency of its customer. `balance` below `amount`: a part is paid already. */
export const createInvoiceSchema = z
  .strictObject({
    number: lineSchema(100).meta({ example: 'INV-1001' }),
    externalId: lineSchema(100).nullable().optional(),
    currency: currencySchema.optional().meta({ description: 'Must be the currency of the customer.' }),
    issuedOn: daySchema,
    dueOn: daySchema,
    amount: positiveMoneySchema,
    balance: moneySchema.optional().meta({ description: 'At most `amount`, which is the default.' }),
    ...editable,
  })
  .refine(
    (invoice) => invoice.dueOn >= invoice.issuedOn,
    ofWhole(['issuedOn', 'dueOn'], {
      error: 'must not be before issuedOn',
      path: ['dueOn'],
    }),
  )
  .refine(
    // Near enough to say it beside other fields; exactly it is asked by the command.
    ({ balance, amount }) => balance === undefined || Number(balance) <= Number(amount),
    ofWhole(['balance', 'amount'], { error: 'must not be more than the amount', path: ['balance'] }),
  )
  .meta({
    id: 'CreateInvoice',
    example: { number: 'INV-1001', issuedOn: '2026-11-01', dueOn: '2026-11-30', amount: '1250.00' },
  });
export type CreateInvoice = z.infer<typeof createInvoiceSchema>;

/** Members to change; the others stay. */
export const updateInvoiceSchema = z
  .strictObject({ ...editable, dueOn: daySchema.optional() })
  .meta({ id: 'UpdateInvoice', example: { poNumber: 'PO-77' } });
export type UpdateInvoice = z.infer<typeof updateInvoiceSchema>;

/** Why an invoice is disputed. */
export const disputeInvoiceSchema = z
  .strictObject({ reason: textSchema(2000).min(1).meta({ example: 'Two items were not delivered' }) })
  .meta({ id: 'DisputeInvoice' });

/** Why a dispute ended, or why an invoice is void. */
export const invoiceReasonSchema = z
  .strictObject({ reason: textSchema(2000).optional() })
  .optional()
  .meta({ description: 'May be left out.' });
