import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { periodInOrder, periodQuery, periodShape, REPORT_INTERVALS } from '../report-periods.ts';
import { CHANNELS, MESSAGE_SOURCES } from './kinds.ts';

/** What messages can be told apart by. */
export const SEND_GROUPS = [...REPORT_INTERVALS, 'source', 'channel', 'mailbox'] as const;
export type SendGroup = (typeof SEND_GROUPS)[number];

/** Which messages: shared by the report and the list of messages. */
export const sendFilterShape = {
  mailboxId: idSchema('mailbox').optional(),
  source: z.enum(MESSAGE_SOURCES).optional(),
  channel: z.enum(CHANNELS).optional(),
  sequenceId: idSchema('sequence').optional(),
  programId: idSchema('program').optional(),
};
const filterSchema = z.strictObject({
  ...sendFilterShape,
  from: periodShape.from.optional(),
  to: periodShape.to.optional(),
});

/** Grouping, period and filters. */
export const sendReportQuerySchema = z
  .strictObject({ groupBy: z.enum(SEND_GROUPS).default('day'), ...periodQuery, ...sendFilterShape })
  .refine(...periodInOrder);
export type SendReportQuery = z.infer<typeof sendReportQuerySchema>;

const count = (description: string) => z.int().min(0).meta({ description });

/** Messages by the state of their main copy. */
export const sendNumbersSchema = z
  .strictObject({
    claimed: count('About to be handed over.'),
    handed_over: count('Handed over, and the server has not answered yet.'),
    sent: count('The server took them.'),
    refused: count('The server refused them.'),
    uncertain: count('Nobody knows whether the server took them.'),
    cancelled: count('Called off before they were handed over.'),
    bounced: count('Of the sent: came back later.'),
  })
  .meta({ id: 'SendNumbers', description: 'Messages by the state of their main copy (D1).' });
export type SendNumbers = z.infer<typeof sendNumbersSchema>;

/** What became of messages. */
export const sendReportSchema = z
  .strictObject({
    ...periodShape,
    items: z.array(
      z.strictObject({
        key: z.string().nullable().meta({
          description:
            'The day, Monday or month, the source, the channel, or the id of the mailbox; null: none.',
        }),
        name: z.string().nullable().meta({ description: 'Of the mailbox.' }),
        filter: filterSchema.meta({
          description: 'The filters under which `listMessages` lists what a figure of this row counts.',
        }),
        ...sendNumbersSchema.shape,
      }),
    ),
    totals: sendNumbersSchema,
  })
  .meta({ id: 'SendReport' });
export type SendReport = z.infer<typeof sendReportSchema>;
