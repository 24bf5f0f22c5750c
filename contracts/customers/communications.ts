import { z } from 'zod';
import { instantSchema, lineSchema, textSchema, ofWhole } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { COMMUNICATION_KINDS, DIRECTIONS } from './kinds.ts';
import { pageQuery } from '../paging.ts';

/** What was sent, received, said or done with a customer (C5, C8, S21). */
export const communicationSchema = z
  .strictObject({
    id: idSchema('communication'),
    customerId: idSchema('customer'),
    contactId: idSchema('contact').nullable(),
    kind: z.enum(COMMUNICATION_KINDS),
    direction: z.enum(DIRECTIONS),
    occurredAt: instantSchema,
    subject: z.string().nullable(),
    content: z.string().nullable(),
    outcome: z.string().nullable(),
    authorId: z.string().nullable(),
    enrollmentId: idSchema('enrollment').nullable(),
    stepExecutionId: idSchema('stepExecution').nullable(),
    messageId: idSchema('message').nullable(),
    mailId: idSchema('mail').nullable().meta({
      description: 'Of a mail that came, or that somebody of ours wrote elsewhere: `GET /v1/mails/{mailId}`.',
    }),
    data: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'More of it by kind: `callType` and `invoiceIds` of a logged one.' }),
    createdAt: instantSchema,
  })
  .meta({ id: 'Communication', description: 'What was sent, received, said or done with a customer.' });
export type Communication = z.infer<typeof communicationSchema>;

/** A call, an email or another activity that happened elsewhere (C8, Q7). */
export const logCommunicationSchema = z
  .strictObject({
    kind: z.enum(['call', 'email', 'activity']).meta({
      description: 'activity: whatever else was done, such as a visit or a letter; it is no last contact.',
    }),
    direction: z
      .enum(DIRECTIONS)
      .meta({ description: 'internal: activities only, that nobody outside had a part in.' }),
    occurredAt: instantSchema.meta({ description: 'When it happened; not later than now.' }),
    callType: lineSchema(100).optional().meta({ description: 'Calls only.', example: 'follow-up' }),
    outcome: lineSchema(200)
      .nullable()
      .optional()
      .meta({ description: 'Calls and activities only.', example: 'promised to pay' }),
    subject: lineSchema(500).nullable().optional(),
    content: textSchema(100_000).nullable().optional(),
    contactId: idSchema('contact').nullable().optional(),
    invoiceIds: z.array(idSchema('invoice')).max(200).optional().meta({ description: 'Of this customer.' }),
  })
  .refine(
    (entry) => entry.kind === 'call' || entry.callType === undefined,
    ofWhole(['kind', 'callType'], {
      error: 'is for calls only',
      path: ['callType'],
    }),
  )
  .refine(
    (entry) => entry.kind !== 'email' || entry.outcome == null,
    ofWhole(['kind', 'outcome'], {
      error: 'is for calls and activities only',
      path: ['outcome'],
    }),
  )
  .refine(
    (entry) => entry.kind === 'activity' || entry.direction !== 'internal',
    ofWhole(['kind', 'direction'], {
      error: 'must be inbound or outbound: somebody called or wrote',
      path: ['direction'],
    }),
  )
  .meta({
    id: 'LogCommunication',
    example: {
      kind: 'call',
      direction: 'outbound',
      occurredAt: '2026-11-20T10:00:00Z',
      outcome: 'promised to pay',
    },
  });
export type LogCommunication = z.infer<typeof logCommunicationSchema>;

/** Filter of the communications of a customer. */
export const listCommunicationsQuerySchema = z.strictObject({
  ...pageQuery,
  kind: z.enum(COMMUNICATION_KINDS).optional(),
  order: z
    .enum(['latest', 'oldest'])
    .default('latest')
    .meta({ description: 'Which come first. A cursor of one order goes on the other way with the other.' }),
});
export type ListCommunicationsQuery = z.infer<typeof listCommunicationsQuerySchema>;
