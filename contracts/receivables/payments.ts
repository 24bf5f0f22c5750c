import { z } from 'zod';
import {
  amountSchema,
  currencySchema,
  daySchema,
  instantSchema,
  lineSchema,
  positiveMoneySchema,
} from '../fields.ts';
import { idSchema } from '../ids.ts';
import { invoiceSchema } from './invoices.ts';

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
