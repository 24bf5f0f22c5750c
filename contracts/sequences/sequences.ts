import { z } from 'zod';
import { emailSchema, instantSchema, lineSchema, textSchema, zoneSchema, ofWhole } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { DELIVERIES, SEQUENCE_PURPOSES, SEQUENCE_STATUSES } from './kinds.ts';
import { HOLD_KINDS } from '../holds/kinds.ts';
import { holidayCalendarInputSchema, holidayCalendarSchema } from './holiday-calendar.ts';
import {
  sendDaysSchema,
  sendingWindowSchema,
  sequenceLimitsSchema,
  stopRulesSchema,
  timingWarningSchema,
} from './sequence-fields.ts';
import { branchSchema } from './branches.ts';
import { stepSchema } from './steps.ts';
import { trackingPatchSchema, trackingSchema } from '../sending/tracking.ts';

/** What a sequence is called. */
export const sequenceNameSchema = lineSchema(200).meta({
  description: 'Unique in any case',
  example: 'Late payers, first chase',
});

/** The settings of a sequence (S2). */
const settingFields = {
  name: sequenceNameSchema,
  description: textSchema(5000).min(1).nullable(),
  zone: zoneSchema,
  purpose: z
    .enum(SEQUENCE_PURPOSES)
    .meta({ description: '`outreach` skips the owed checks and takes prospects' }),
  isTemplate: z.boolean().meta({ description: 'Never activated; others are made from it' }),
  mailboxId: idSchema('mailbox').nullable().meta({ description: 'Sender; required for email steps' }),
  fromAddress: emailSchema
    .nullable()
    .meta({ description: 'The alias of the mailbox that it sends from; null: the mailbox’s own address' }),
  smsSenderId: idSchema('smsSender')
    .nullable()
    .meta({ description: 'The number that its sms leave from; required for sms steps' }),
  defaultDelivery: z
    .enum(DELIVERIES)
    .meta({ description: 'Delivery of email and sms steps added from now on' }),
  primaryUserId: idSchema('user').nullable().meta({ description: 'Whose tasks the steps are (S18)' }),
  memberIds: z.array(idSchema('user')).max(100).meta({ description: 'Team members (S18)' }),
  listId: idSchema('list').nullable().meta({
    description:
      'The list that it follows once activated (S17): each member is enrolled, who leaves is paused, who comes back goes on. A list serves one activated sequence',
  }),
  beginAt: instantSchema.nullable().meta({ description: 'Null: at activation' }),
  endAt: instantSchema.nullable().meta({ description: 'Null: never' }),
  sendDays: sendDaysSchema,
  window: sendingWindowSchema.nullable().meta({ description: 'Null: the whole day' }),
  holidays: holidayCalendarInputSchema.nullable().meta({
    description:
      'No step on these days (S22): it moves to the next send day, or is skipped. Null: they do not matter',
  }),
  limits: sequenceLimitsSchema,
};
const stopRulePatchSchema = stopRulesSchema
  .partial()
  .meta({ id: 'StopRulePatch', description: 'What is not given keeps its value or takes its default' });
const optionalSettings = {
  ...z.strictObject(settingFields).partial().shape,
  stopRules: stopRulePatchSchema.optional(),
  tracking: trackingPatchSchema.optional(),
};

/** Creates a draft with a branch `main`; only a name and a time zone are required. */
export const createSequenceSchema = z
  .strictObject({ ...optionalSettings, name: settingFields.name, zone: settingFields.zone })
  .refine(
    ({ beginAt, endAt }) => beginAt == null || endAt == null || Date.parse(endAt) > Date.parse(beginAt),
    ofWhole(['beginAt', 'endAt'], { error: 'must be after beginAt', path: ['endAt'] }),
  )
  .meta({ id: 'CreateSequence' });
export type CreateSequence = z.infer<typeof createSequenceSchema>;

/** Changes what is given; null empties a field. */
export const updateSequenceSchema = z
  .strictObject(optionalSettings)
  .refine((patch) => Object.keys(patch).length > 0, { error: 'must change something' });
export type UpdateSequence = z.infer<typeof updateSequenceSchema>;

const sendersSchema = z.enum(['update', 'keep']).meta({
  description:
    'What becomes of steps whose own sender is not the primary user’s: `update` gives them the default mailbox or alias of that user, `keep` leaves them',
});

/** The same by a call, which says what becomes of senders where the primary user changes (S18). */
export const patchSequenceSchema = z
  .strictObject({ ...optionalSettings, senders: sendersSchema.optional() })
  .refine((patch) => Object.keys(patch).length > 0, { error: 'must change something' })
  .meta({
    id: 'UpdateSequence',
    description:
      '`senders` is required if an activated sequence gets a primary user who is not the sender of such steps',
  });
export type PatchSequence = z.infer<typeof patchSequenceSchema>;

/** Makes a draft with the settings, branches and steps of another sequence; never its enrollments, list or dates. */
export const duplicateSequenceSchema = z
  .strictObject({ name: sequenceNameSchema })
  .meta({ id: 'DuplicateSequence' });
export type DuplicateSequence = z.infer<typeof duplicateSequenceSchema>;

/** Activates a draft; steps whose own sender is not the primary user's are named, until it says what becomes of them. */
export const activateSequenceSchema = z.strictObject({ senders: sendersSchema.optional() }).meta({
  id: 'ActivateSequence',
  description: '`senders` is required if steps have a sender of their own that is not the primary user’s',
});
export type ActivateSequence = z.infer<typeof activateSequenceSchema>;

/** Pauses with a reason that people will read. */
export const pauseSequenceSchema = z
  .strictObject({ reason: lineSchema(500).optional() })
  .meta({ id: 'PauseSequence' });
export type PauseSequence = z.infer<typeof pauseSequenceSchema>;

/** What becomes of running enrollments: they finish (default; a paused sequence must say so), or stop. */
export const archiveSequenceSchema = z
  .strictObject({ enrollments: z.enum(['finish', 'stop']).optional() })
  .meta({ id: 'ArchiveSequence' });
export type ArchiveSequence = z.infer<typeof archiveSequenceSchema>;

/** One reason why a sequence is paused. */
export const pauseCauseSchema = z
  .strictObject({
    kind: z.enum(HOLD_KINDS),
    reason: z.string().nullable(),
    since: z.iso.datetime(),
    until: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'Ends by itself then; null: a person resumes it' }),
  })
  .meta({ id: 'PauseCause' });
export type PauseCause = z.infer<typeof pauseCauseSchema>;

/** What keeps a sequence from being activated, one problem a field (S7). */
export const activationProblemSchema = z
  .strictObject({ field: z.string().meta({ example: 'steps[2].subject' }), message: z.string() })
  .meta({ id: 'ActivationProblem' });

const stamp = z.iso.datetime().nullable();

/** A sequence as it is shown, with its branches and steps in order. */
export const sequenceSchema = z
  .strictObject({
    id: idSchema('sequence'),
    ...settingFields,
    beginAt: stamp,
    endAt: stamp,
    stopRules: stopRulesSchema,
    tracking: trackingSchema,
    holidays: holidayCalendarSchema.nullable(),
    status: z.enum(SEQUENCE_STATUSES),
    pausedBecause: z.array(pauseCauseSchema).meta({ description: 'Every open reason; empty unless paused' }),
    closing: z
      .enum(['finish', 'stop'])
      .nullable()
      .meta({ description: 'Enrollments once ended or archived' }),
    version: z.int(),
    planVersion: z.int().meta({ description: 'Grows with every change that can move a due time' }),
    isDrained: z.boolean().meta({ description: 'Every live enrollment follows the present plan' }),
    activatedAt: stamp,
    endedAt: stamp,
    archivedAt: stamp,
    createdById: z.string(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    activationProblems: z.array(activationProblemSchema).meta({ description: 'Drafts only' }),
    warnings: z.array(timingWarningSchema).meta({
      description:
        'Steps whose own time does not hold: outside the window, on a holiday, on the day of another step',
    }),
    branches: z.array(branchSchema).meta({ description: 'In order, `main` first' }),
    steps: z.array(stepSchema).meta({ description: 'Branch by branch, in order' }),
  })
  .meta({ id: 'Sequence' });
export type Sequence = z.infer<typeof sequenceSchema>;
