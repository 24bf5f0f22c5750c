import { z } from 'zod';
import { ofWhole } from '../fields.ts';
import { CONTACT_TYPES } from '../customers/kinds.ts';
import { CHANNELS, LIMIT_PERIODS } from '../sending/kinds.ts';
import { DELAY_UNITS } from './kinds.ts';
import { idSchema } from '../ids.ts';

/** A local time of day, `HH:mm`. */
export const localTimeSchema = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time from 00:00 to 23:59, like 09:00' })
  .meta({ description: 'Local time of day, `HH:mm`', example: '09:00' });

/** When messages may leave, in the sequence's zone (S13); a stop before the start is a window over midnight. */
export const sendingWindowSchema = z
  .strictObject({
    start: localTimeSchema,
    stop: z
      .string()
      .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: 'must be a time from 00:00 to 24:00' })
      .meta({ description: 'Local time, exclusive; `24:00` is the end of the day', example: '17:00' }),
  })
  .meta({ id: 'SendingWindow', description: 'From start (inclusive) to stop (exclusive), local times' });
export type SendingWindowHours = z.infer<typeof sendingWindowSchema>;

/** ISO weekdays, Monday is 1; empty: every day. */
export const sendDaysSchema = z
  .array(z.int().min(1).max(7))
  .max(7)
  .refine((days) => new Set(days).size === days.length, ofWhole([], { error: 'must not name a day twice' }))
  .meta({ description: 'ISO weekdays, Monday is 1; empty: every day', example: [1, 2, 3, 4, 5] });

const sequenceLimitSchema = z
  .strictObject({
    channel: z.enum(CHANNELS).meta({ description: 'Emails or sms: each has limits of its own' }),
    amount: z.int().min(1).max(1_000_000).meta({ description: 'So many messages', example: 40 }),
    per: z
      .enum(LIMIT_PERIODS)
      .meta({ description: 'In any minute, hour or 24 hours, on top of the limits of the mailbox' }),
  })
  .meta({ id: 'SequenceLimit' });

/** How many messages of a sequence may leave (S14); the smallest limit wins. */
export const sequenceLimitsSchema = z
  .array(sequenceLimitSchema)
  .max(LIMIT_PERIODS.length * CHANNELS.length)
  .refine(
    (limits) => new Set(limits.map(({ channel, per }) => `${channel} ${per}`)).size === limits.length,
    ofWhole([], { error: 'must not limit a period twice' }),
  )
  .meta({ description: 'Limits that slide over what was handed over; empty: none' });
export type SequenceLimits = z.infer<typeof sequenceLimitsSchema>;

const holdOnReplySchema = z
  .strictObject({
    days: z.int().min(1).max(365).nullable().meta({
      description: 'It goes on by itself after so many days; null: when a person answers or lets it go on',
      example: 5,
    }),
  })
  .meta({ id: 'HoldOnReply', description: 'Held until a person answers, or for so many days' });

/** What stops an enrollment by itself (S16); an unsubscribe always does. */
export const stopRulesSchema = z
  .strictObject({
    onReply: z.boolean().meta({ description: 'A reply; an automatic reply never stops' }),
    holdOnReply: holdOnReplySchema.nullable().meta({
      description: 'Where a reply would stop the enrollment, it holds it instead; null: it stops',
    }),
    onBounce: z.boolean().meta({ description: 'A bounce' }),
    onPaid: z.boolean().meta({ description: 'The balance is paid, if something was owed' }),
    onAllDisputed: z.boolean().meta({ description: 'All invoices are disputed; off: they hold instead' }),
    onNotActive: z.boolean().meta({ description: 'The customer leaves `active`' }),
  })
  .meta({ id: 'StopRules' });
export type StopRules = z.infer<typeof stopRulesSchema>;

/** As they are stored: older ones say nothing of holding. */
export const storedStopRulesSchema = stopRulesSchema.extend({
  holdOnReply: holdOnReplySchema.nullable().default(null),
});

/** Days after the enrollment's start date, at a local time in the sequence's zone (S4). */
const offsetTimingSchema = z
  .strictObject({
    kind: z.literal('offset'),
    days: z.int().min(0).max(3650).meta({ description: 'Days after the start date', example: 7 }),
    sendTime: localTimeSchema
      .optional()
      .meta({ description: 'Local time; 09:00 when not given', example: '09:00' }),
  })
  .meta({ id: 'OffsetTiming' });

/** A time after the previous step ended, optionally moved on to a local time of day (S4). */
const delayTimingSchema = z
  .strictObject({
    kind: z.literal('delay'),
    amount: z.int().min(0).max(5000).meta({ example: 3 }),
    unit: z.enum(DELAY_UNITS),
    atTime: localTimeSchema
      .nullish()
      .meta({ description: 'Then at the next such local time', example: '09:00' }),
  })
  .meta({ id: 'DelayTiming' });

/** When a step is due (S4). */
export const timingSchema = z
  .discriminatedUnion('kind', [offsetTimingSchema, delayTimingSchema])
  .meta({ id: 'Timing', description: 'When a step is due' });
export type Timing = z.infer<typeof timingSchema>;

/** Whose task a step is (S3, S18). */
export const assigneeSchema = z
  .discriminatedUnion('rule', [
    z.strictObject({ rule: z.literal('primary_user') }).meta({ id: 'PrimaryUserAssignee' }),
    z.strictObject({ rule: z.literal('ar_owner') }).meta({ id: 'ArOwnerAssignee' }),
    z.strictObject({ rule: z.literal('user'), userId: idSchema('user') }).meta({ id: 'UserAssignee' }),
  ])
  .meta({
    id: 'Assignee',
    description: 'The primary user, the AR owner of the customer, or a named team member',
  });
export type Assignee = z.infer<typeof assigneeSchema>;

/** Contact types in the order in which a recipient is looked for. */
export const contactTypesSchema = z.array(z.enum(CONTACT_TYPES)).max(CONTACT_TYPES.length).meta({
  description: 'In order; empty: primary, then AP manager, then any active contact with an address',
});

/** What becomes of the own time of a step, one warning a field; it keeps nothing from being saved or activated (S13). */
export const timingWarningSchema = z
  .strictObject({
    field: z.string().meta({ example: 'steps[2].timing.sendTime' }),
    message: z.string().meta({ example: 'lies outside the window: it leaves at 09:00' }),
  })
  .meta({ id: 'TimingWarning' });
