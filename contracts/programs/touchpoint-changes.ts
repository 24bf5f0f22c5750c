import { z } from 'zod';
import { amountSchema, currencySchema, daySchema, instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';

const amountDue = z
  .strictObject({
    balance: amountSchema,
    dueOn: daySchema,
    credit: amountSchema.optional().meta({
      description:
        'What of it credit covers, where this moved although the credit is the same: another invoice was paid or kept back.',
    }),
  })
  .nullable();
const addresses = z.array(z.string());

/** What moved since a message was written (P14). */
export const touchpointChangesSchema = z
  .strictObject({
    balance: z
      .strictObject({ before: amountSchema, after: amountSchema, currency: currencySchema })
      .nullable()
      .meta({ description: 'Of the invoices it depends on; null: the same.' }),
    credit: z
      .strictObject({ before: amountSchema, after: amountSchema, currency: currencySchema })
      .nullable()
      .meta({ description: 'All that the customer has to its credit; null: the same.' }),
    invoices: z.array(
      z.strictObject({
        invoiceId: idSchema('invoice'),
        number: z.string(),
        before: amountDue.meta({ description: 'Null: it was not among them.' }),
        after: amountDue.meta({ description: 'Null: it is not among them any more.' }),
      }),
    ),
    recipients: z.strictObject({ before: addresses, after: addresses }).nullable(),
    reply: z
      .strictObject({
        at: instantSchema,
        messageId: idSchema('message')
          .nullable()
          .meta({ description: 'What it answers; null: nothing of ours.' }),
        mailId: idSchema('mail').nullable().meta({ description: 'The mail; null: it came another way.' }),
      })
      .optional()
      .meta({ description: 'The customer has replied since it was written; left out: no.' }),
  })
  .meta({ id: 'TouchpointChanges' });
