import { z } from 'zod';
import { emailSchema, daySchema, lineSchema, textSchema, zoneSchema, ofWhole } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { MATCHINGS } from './kinds.ts';
import { holidayCalendarInputSchema } from '../sequences/holiday-calendar.ts';
import { trackingSchema } from '../sending/tracking.ts';
import { minimumAmountsSchema } from '../minimum-amounts.ts';
import { localTimeSchema } from '../sequences/sequence-fields.ts';

/** Name of a program or a text: unique in any case. */
export const uniqueNameSchema = lineSchema(200).meta({
  description: 'Unique in any case, also among archived ones.',
  example: 'Overdue accounts',
});

/** ISO weekdays on which a program runs, at least one. */
export const programDaysSchema = z
  .array(z.int().min(1).max(7))
  .min(1)
  .max(7)
  .refine((days) => new Set(days).size === days.length, ofWhole([], { error: 'must not name a day twice' }))
  .meta({ description: 'ISO weekdays, Monday is 1; at least one.', example: [1] });

/** The settings of a program (P2, P4, P5, P15, S22). */
export const programSettings = {
  name: uniqueNameSchema,
  description: textSchema(5000).min(1).nullable(),
  zone: zoneSchema.meta({ description: 'IANA time zone; default: the organisation’s.' }),
  sendDays: programDaysSchema,
  sendTime: localTimeSchema,
  latestSendTime: localTimeSchema.meta({
    description:
      'Later than that nothing leaves that had to wait: it leaves at the send time of the next day that is Monday to Friday and no holiday. Default: 18:00, or the end of the day where the send time is not before that.',
    example: '18:00',
  }),
  everyWeeks: z
    .int()
    .min(1)
    .max(52)
    .meta({ description: 'Cadence, counted from the week of the start date.', example: 1 }),
  startDate: daySchema.meta({ description: 'No run before it; default: today in the zone.' }),
  holidays: holidayCalendarInputSchema.nullable().meta({ description: 'Null: holidays do not matter.' }),
  mailboxId: idSchema('mailbox')
    .nullable()
    .meta({ description: 'Sender; null: the organisation’s default.' }),
  fromAddress: emailSchema
    .nullable()
    .meta({ description: 'The alias of the mailbox that it sends from; null: the mailbox’s own address.' }),
  matching: z.enum(MATCHINGS).meta({
    description:
      'What fires for an invoice or account that qualifies for several touchpoints of a level: the highest offset, or all.',
  }),
  autoEnroll: z.boolean().meta({ description: 'Enrolls customers when an invoice first qualifies.' }),
  minimumAmounts: minimumAmountsSchema.nullable().meta({
    description:
      'The least amounts worth a letter of this program, by ISO 4217 code, instead of the organisation’s; 0 asks for everything. Null: the organisation’s.',
  }),
  tracking: trackingSchema,
  surgeFactor: z.number().min(0).max(1000).multipleOf(0.01).meta({
    description: 'A run larger than so many times the usual is held for a person; 0: never.',
    example: 3,
  }),
};
