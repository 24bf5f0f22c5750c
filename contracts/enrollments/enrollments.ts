import { z } from 'zod';
import { daySchema, instantSchema, lineSchema, ofWhole, textSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { inFlightSchema } from '../in-flight.ts';
import { HIT_VERDICTS } from '../tracking/kinds.ts';
import { ENROLLMENT_STATUSES, MAIL_EVENT_KINDS, STOP_REASONS } from './kinds.ts';
import { STEP_TYPES } from '../sequences/kinds.ts';
import { WAIT_REASONS } from '../sending/kinds.ts';
import { pageQuery } from '../paging.ts';

const named = (kind: 'sequence' | 'customer') => z.strictObject({ id: idSchema(kind), name: z.string() });

/** An enrollment as shown. */
export const enrollmentSchema = z
  .strictObject({
    id: idSchema('enrollment'),
    sequence: named('sequence'),
    customer: named('customer'),
    status: z.enum(ENROLLMENT_STATUSES).meta({
      description:
        'Paused: a hold of it or of its sequence is open. A switch or a hold of the customer changes no status; `waitReason` names it.',
    }),
    startDate: daySchema,
    stepsDone: z.int().min(0),
    nextStep: z
      .strictObject({ id: idSchema('step'), label: z.string(), type: z.enum(STEP_TYPES) })
      .nullable(),
    nextDueAt: instantSchema.nullable(),
    waitReason: z.enum(WAIT_REASONS).nullable(),
    stopReason: z.enum(STOP_REASONS).nullable(),
    stopNote: z.string().nullable(),
    createdAt: instantSchema,
    completedAt: instantSchema.nullable(),
    stoppedAt: instantSchema.nullable(),
    workflowId: z.string().meta({ description: 'In Temporal Web.', example: 'enrollment/enr_01…' }),
  })
  .meta({ id: 'Enrollment', description: 'One customer walking through one sequence.' });
export type Enrollment = z.infer<typeof enrollmentSchema>;

/** Enrols one customer (S8). */
export const enrollSchema = z
  .strictObject({
    customerId: idSchema('customer'),
    startDate: daySchema
      .optional()
      .meta({ description: "Today or later in the sequence's zone; default today." }),
    contactId: idSchema('contact')
      .optional()
      .meta({ description: 'Who gets the messages, instead of the step’s rule.' }),
  })
  .meta({ id: 'Enroll' });
export type Enroll = z.infer<typeof enrollSchema>;

/** What enrolling did. */
export const enrolledSchema = z
  .strictObject({
    outcome: z.enum(['enrolled', 'updated', 'skipped']).meta({
      description:
        'updated: was enrolled with another start date, its steps move; or was removed, and goes on where it was. skipped: nothing changed.',
    }),
    enrollment: enrollmentSchema,
  })
  .meta({ id: 'Enrolled' });
export type Enrolled = z.infer<typeof enrolledSchema>;

/** Stops an enrollment for good (S10). */
export const stopEnrollmentSchema = z
  .strictObject({ reason: lineSchema(500).optional() })
  .meta({ id: 'StopEnrollment' });

/** A stopped enrollment, with what could not be called back. */
export const stoppedSchema = z
  .strictObject({ enrollment: enrollmentSchema, inFlight: inFlightSchema })
  .meta({ id: 'StoppedEnrollment' });
export type Stopped = z.infer<typeof stoppedSchema>;

/** Pauses one enrollment at its position. */
export const pauseEnrollmentSchema = z
  .strictObject({
    reason: lineSchema(500).optional(),
    until: instantSchema
      .optional()
      .meta({ description: 'When it resumes by itself; default: when it is resumed.' }),
  })
  .meta({ id: 'PauseEnrollment' });

/** Takes the customer off the sequence, and off the list that it follows. */
export const removeEnrollmentSchema = z
  .strictObject({ reason: lineSchema(500).optional() })
  .meta({ id: 'RemoveEnrollment' });

/** A paused enrollment, with what could not be called back. */
export const pausedSchema = enrollmentSchema
  .extend({ inFlight: inFlightSchema })
  .meta({ id: 'PausedEnrollment' });
export type Paused = z.infer<typeof pausedSchema>;

/** Something a mail system or a person reports (S16). */
export const mailEventSchema = z
  .strictObject({
    kind: z.enum(MAIL_EVENT_KINDS),
    occurredAt: instantSchema.optional(),
    messageId: idSchema('message').optional().meta({ description: 'The message it answers.' }),
    address: z
      .email()
      .max(254)
      .optional()
      .meta({ description: 'Default: the recipient of the last message.' }),
    detail: textSchema(2_000).optional(),
    until: instantSchema
      .optional()
      .meta({ description: 'Automatic reply: away until then; default 14 days.' }),
  })
  .meta({ id: 'MailEvent' });
export type MailEventInput = z.infer<typeof mailEventSchema>;

const mailEventEffectSchema = z
  .enum(['stopped', 'held', 'continued', 'decided', 'recorded', 'ignored'])
  .meta({
    description:
      '`continued`: after a bounce another contact gets what follows. `decided`: a condition of the sequence says where the enrollment goes (S15). `ignored`: a reply of one of our own users or mailboxes is not the customer’s, or it was reported before.',
  });

/** What an event did. */
export const mailEventReplySchema = z
  .strictObject({
    enrollment: enrollmentSchema,
    effect: mailEventEffectSchema,
  })
  .meta({ id: 'MailEventReply' });
export type MailEventReply = z.infer<typeof mailEventReplySchema>;

/** The same about a message of any source: of a sequence, a program or a recommended action. */
export const messageEventSchema = z
  .strictObject(mailEventSchema.omit({ messageId: true }).shape)
  .extend({
    verdict: z.enum(HIT_VERDICTS).optional().meta({
      description: 'Who opened or clicked; default: a person. Only a person’s hit is an outcome (T2).',
    }),
    address: z
      .email()
      .max(254)
      .optional()
      .meta({ description: 'Whose copy it is about; default: the main recipient.' }),
  })
  .refine(
    ({ kind, verdict }) => verdict === undefined || kind === 'opened' || kind === 'clicked',
    ofWhole(['kind', 'verdict'], { error: 'belongs to what was opened or clicked', path: ['verdict'] }),
  )
  .meta({ id: 'MessageEvent' });
export type MessageEventInput = z.infer<typeof messageEventSchema>;

/** What an event about a message did. */
export const messageEventReplySchema = z
  .strictObject({
    messageId: idSchema('message'),
    n: z.int().meta({ description: 'Which copy; 1 is the main one.' }),
    effect: mailEventEffectSchema,
    enrollment: enrollmentSchema.nullable().meta({ description: 'Null: the message is of no sequence.' }),
  })
  .meta({ id: 'MessageEventReply' });
export type MessageEventReply = z.infer<typeof messageEventReplySchema>;

/** Filters of the list. */
export const listEnrollmentsQuerySchema = z.strictObject({
  ...pageQuery,
  sequenceId: idSchema('sequence').optional(),
  customerId: idSchema('customer').optional(),
  status: z.enum(ENROLLMENT_STATUSES).optional(),
  search: lineSchema(200).optional().meta({ description: 'Part of the customer’s name, any case.' }),
  startFrom: daySchema.optional(),
  startTo: daySchema.optional(),
});
export type ListEnrollmentsQuery = z.infer<typeof listEnrollmentsQuerySchema>;
