import { z } from 'zod';
import { amountSchema, currencySchema, daySchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { CREDIT_KINDS } from './kinds.ts';

/** One piece of what a customer has to its credit (C18). */
export const creditPieceSchema = z
  .strictObject({
    kind: z.enum(CREDIT_KINDS).meta({
      description:
        '`payment`: on account; `credit_note`; `invoice`: another system says more was paid than it was worth.',
    }),
    sourceId: z
      .union([idSchema('payment'), idSchema('relatedRecord'), idSchema('invoice')])
      .meta({ description: 'Id of the payment, the credit note or the invoice.' }),
    reference: z.string().nullable().meta({
      description: 'Reference of the payment, external id of the credit note, number of the invoice.',
      example: 'WIRE-71',
    }),
    occurredOn: daySchema.nullable(),
    currency: currencySchema,
    amount: amountSchema.meta({ description: 'What it was worth, less what came back.' }),
    open: amountSchema.meta({ description: 'What is left of it: lowers no invoice yet.' }),
  })
  .meta({ id: 'CreditPiece', description: 'One piece of what a customer has to its credit.' });
export type CreditPiece = z.infer<typeof creditPieceSchema>;
