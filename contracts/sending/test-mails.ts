import { z } from 'zod';
import { lineSchema, textSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';

/** Longest body, in characters. */
const MAX_BODY_CHARS = 500_000;
/** As long as a subject may be, with its mark. */
const MAX_SUBJECT_CHARS = 980;

/** Words as a preview shows them, to be looked at in a mail program. */
export const sendTestMailSchema = z
  .strictObject({
    mailboxId: idSchema('mailbox'),
    subject: lineSchema(MAX_SUBJECT_CHARS),
    html: textSchema(MAX_BODY_CHARS).min(1),
    text: textSchema(MAX_BODY_CHARS).min(1).optional().meta({ description: 'Default: made from the HTML.' }),
  })
  .meta({
    id: 'SendTestMail',
    example: { mailboxId: 'mbx_01h455vb4pex5vsknk084sn02q', subject: 'Overdue', html: '<p>Pay</p>' },
  });
export type SendTestMail = z.infer<typeof sendTestMailSchema>;

/** What became of a test mail. */
export const sentTestMailSchema = z
  .strictObject({
    to: z.string().meta({ description: 'Your own address.' }),
    outcome: z.enum(['sent', 'not_sent', 'unknown']).meta({
      description: '`unknown`: the connection was lost while the server had it.',
    }),
    reply: z.string().nullable().meta({ description: 'The words of the server.' }),
  })
  .meta({ id: 'SentTestMail' });
export type SentTestMail = z.infer<typeof sentTestMailSchema>;
