import { z } from 'zod';
import {
  amountSchema,
  currencySchema,
  daySchema,
  instantSchema,
  lineSchema,
  positiveMoneySchema,
  textSchema,
} from '../fields.ts';
import { idSchema } from '../ids.ts';
import { invoiceSchema, paymentReversalSchema } from './invoices.ts';

/** A payment as it was recorded, with the invoice as it stands after it. */
export const recordedPaymentSchema = z
  .strictObject({
    id: idSchema('payment'),
    customerId: idSchema('customer'),
    currency: currencySchema,
    amount: amountSchema,
    paidOn: daySchema,
    reference: z.string().nullable(),
    createdAt: instantSchema,
    invoice: invoiceSchema,
  })
  .meta({ id: 'RecordedPayment', description: 'A payment, with the invoice as it stands after it.' });
export type RecordedPayment = z.infer<typeof recordedPaymentSchema>;

/** A payment of one invoice, in its currency. */
export const recordPaymentSchema = z
  .strictObject({
    amount: positiveMoneySchema,
    currency: currencySchema.optional().meta({ description: 'Must be the currency of the invoice.' }),
    paidOn: daySchema.optional().meta({ description: 'Default: today. Never later.' }),
    reference: lineSchema(200).nullable().optional(),
  })
  .meta({ id: 'RecordPayment', example: { amount: '250.00', paidOn: '2026-11-20', reference: 'Wire 4711' } });
export type RecordPayment = z.infer<typeof recordPaymentSchema>;

/** A payment with the invoices that it lowered, and what of it came back (C20). */
export const paymentSchema = z
  .strictObject({
    id: idSchema('payment'),
    customerId: idSchema('customer'),
    currency: currencySchema,
    amount: amountSchema,
    reversed: amountSchema.meta({ description: 'What of it came back.' }),
    onAccount: amountSchema.meta({ description: 'What of it is left and lowers no invoice (C18).' }),
    paidOn: daySchema,
    reference: z.string().nullable(),
    source: z.string(),
    createdAt: instantSchema,
    allocations: z
      .array(
        z.strictObject({
          invoiceId: idSchema('invoice'),
          invoiceNumber: z.string(),
          amount: amountSchema,
          reversed: amountSchema.meta({ description: 'What of it came back, or went to another invoice.' }),
        }),
      )
      .meta({ description: 'The invoices that it lowered. What they leave of it is on account.' }),
    reversals: z.array(paymentReversalSchema),
  })
  .meta({ id: 'Payment', description: 'A payment with its allocations and reversals.' });
export type Payment = z.infer<typeof paymentSchema>;

/** A payment of a customer, and which invoices it lowers by how much. */
export const recordCustomerPaymentSchema = z
  .strictObject({
    ...recordPaymentSchema.shape,
    currency: currencySchema.optional().meta({ description: 'Must be the currency of the customer.' }),
    allocations: z
      .array(z.strictObject({ invoiceId: idSchema('invoice'), amount: positiveMoneySchema }))
      .max(200)
      .meta({
        description: 'Open invoices of the customer, each by how much. What is left stays on account.',
      }),
  })
  .meta({
    id: 'RecordCustomerPayment',
    example: {
      amount: '350.00',
      paidOn: '2026-11-20',
      reference: 'WIRE-72',
      allocations: [{ invoiceId: 'inv_01h455vb4pex5vsknk084sn02q', amount: '100.00' }],
    },
  });
export type RecordCustomerPayment = z.infer<typeof recordCustomerPaymentSchema>;

/** What came back of a payment, when and why. */
export const reversePaymentSchema = z
  .strictObject({
    amount: positiveMoneySchema
      .optional()
      .meta({ description: 'Default: all that has not come back yet, of the invoice if one is named.' }),
    invoiceId: idSchema('invoice').optional().meta({
      description:
        'Which of its invoices owes again. Left out: what is on account comes back first, then the latest part.',
    }),
    reversedOn: daySchema
      .optional()
      .meta({ description: 'Default: today. Never later, nor before it was paid.' }),
    reason: textSchema(500).min(1).meta({ example: 'No funds' }),
    reference: lineSchema(200).nullable().optional(),
  })
  .meta({ id: 'ReversePayment', example: { reversedOn: '2026-11-20', reason: 'Returned by the bank' } });
export type ReversePayment = z.infer<typeof reversePaymentSchema>;

/** What of a payment on account goes to which invoice. */
export const allocatePaymentSchema = z
  .strictObject({
    invoiceId: idSchema('invoice'),
    amount: positiveMoneySchema.optional().meta({ description: 'Default: as much as both allow.' }),
  })
  .meta({
    id: 'AllocatePayment',
    example: { invoiceId: 'inv_01h455vb4pex5vsknk084sn02q', amount: '100.00' },
  });
export type AllocatePayment = z.infer<typeof allocatePaymentSchema>;

/** A payment after a part of it went to an invoice, with the invoice as it stands then. */
export const allocatedPaymentSchema = z
  .strictObject({ payment: paymentSchema, invoice: invoiceSchema })
  .meta({ id: 'AllocatedPayment', description: 'A payment after a part of it went to an invoice.' });
export type AllocatedPayment = z.infer<typeof allocatedPaymentSchema>;
