import { z } from 'zod';
import { amountSchema, daySchema, instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { COMMUNICATION_KINDS, DIRECTIONS } from '../customers/kinds.ts';
import { HOLD_KINDS } from '../holds/kinds.ts';
import { PROMISE_STATUSES } from './kinds.ts';
import { labelMarkSchema } from '../customers/labels.ts';

/** What refers to one invoice (C15). */
export const invoiceRelationsSchema = z.strictObject({
  labels: z.array(labelMarkSchema),
  promises: z
    .array(
      z.strictObject({
        id: idSchema('promise'),
        amount: amountSchema.meta({ description: 'Of the promise, which may cover more invoices.' }),
        promisedOn: daySchema,
        status: z.enum(PROMISE_STATUSES),
      }),
    )
    .meta({ description: 'The latest first.' }),
  holds: z
    .array(
      z.strictObject({
        id: idSchema('hold'),
        kind: z.enum(HOLD_KINDS),
        reason: z.string().nullable(),
        startedAt: instantSchema,
        expiresAt: instantSchema.nullable(),
        endedAt: instantSchema.nullable(),
      }),
    )
    .meta({
      description: 'Disputes, promises and other holds of it, the latest first; also those that are over.',
    }),
  communications: z
    .array(
      z.strictObject({
        id: idSchema('communication'),
        kind: z.enum(COMMUNICATION_KINDS),
        direction: z.enum(DIRECTIONS),
        subject: z.string().nullable(),
        outcome: z.string().nullable(),
        occurredAt: instantSchema,
        messageId: idSchema('message').nullable(),
      }),
    )
    .meta({
      description: 'Logged about it, and messages sent that name it; the latest 50, the latest first.',
    }),
});
export type InvoiceRelations = z.infer<typeof invoiceRelationsSchema>;
