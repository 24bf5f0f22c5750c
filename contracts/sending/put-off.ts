import { z } from 'zod';
import { instantSchema } from '../fields.ts';

/** What was tried of a message that a mail server puts off, or whose mailbox fails (D2, Q1). */
export const putOffSchema = z
  .strictObject({
    reply: z.string().nullable().meta({
      description: 'In the words of the mail server. Where the mailbox fails: why.',
      example: '452 4.2.2 Mailbox full',
    }),
    firstTriedAt: instantSchema.nullable(),
    tries: z.int().meta({ description: 'How often a server has put it off so far.' }),
    nextTryAt: instantSchema.nullable().meta({ description: 'Null: a person has to try it again.' }),
  })
  .meta({ id: 'PutOff', description: 'What the mail server has said of a message that has not left.' });
export type PutOff = z.infer<typeof putOffSchema>;
