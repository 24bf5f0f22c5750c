import { z } from 'zod';
import { daySchema, ofWhole, positiveMoneySchema, textSchema } from '../fields.ts';
import { balanceChangeSchema, invoiceSchema } from './invoices.ts';
import { ADJUSTMENT_CAUSES, ADJUSTMENT_DIRECTIONS } from './kinds.ts';

/** By how much somebody moves the balance of an invoice by hand, which way and why (C13). */
export const adjustInvoiceSchema = z
  .strictObject({
    amount: positiveMoneySchema.meta({
      description:
        'In the currency of the invoice. Lowering: at most the balance; raising: at most up to the amount.',
    }),
    direction: z
      .enum(ADJUSTMENT_DIRECTIONS)
      .default('lower')
      .meta({ description: 'Only a correction may raise a balance.' }),
    cause: z.enum(ADJUSTMENT_CAUSES).meta({
      description: '`correction`: less or more is owed than the balance says; `write_off`: it is given up.',
    }),
    reason: textSchema(500).regex(/\S/, { error: 'must say why' }).meta({ example: 'Not worth chasing' }),
    effectiveOn: daySchema
      .optional()
      .meta({ description: 'Default: today. Never later, nor before the invoice was issued.' }),
  })
  .refine(
    ({ cause, direction }) => cause === 'correction' || direction === 'lower',
    ofWhole(['cause', 'direction'], {
      error: 'must be `lower` for a write-off; take one back with a correction',
      path: ['direction'],
    }),
  )
  .meta({
    id: 'AdjustInvoice',
    example: { amount: '3.20', cause: 'write_off', reason: 'Not worth chasing' },
  });
export type AdjustInvoice = z.infer<typeof adjustInvoiceSchema>;

/** The movement of the balance, with the invoice as it stands after it. */
export const adjustedInvoiceSchema = z
  .strictObject({ adjustment: balanceChangeSchema, invoice: invoiceSchema })
  .meta({
    id: 'AdjustedInvoice',
    description: 'A balance moved by hand, with the invoice as it stands then.',
  });
export type AdjustedInvoice = z.infer<typeof adjustedInvoiceSchema>;
