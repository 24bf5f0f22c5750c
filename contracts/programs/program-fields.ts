import { z } from 'zod';
import { daySchema, lineSchema, textSchema, zoneSchema, ofWhole } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { HOLIDAY_RULES, MATCHINGS } from './kinds.ts';
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

const holidayFields = {
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, { error: 'must be a country code of two letters, like DE' })
    .meta({ description: 'ISO 3166-1 code.', example: 'DE' }),
  region: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,10}$/, { error: 'must be the code of a region of the country, like BY' })
    .nullable()
    .meta({ description: 'Part of the country, as ISO 3166-2 has it; null: the whole country.' }),
  rule: z
    .enum(HOLIDAY_RULES)
    .meta({ description: '`move`: the run takes place on the next business day. `skip`: it is left out.' }),
};

/** The holiday calendar of a program (S22). */
export const holidayCalendarSchema = z.strictObject(holidayFields).meta({ id: 'HolidayCalendar' });

/** A holiday calendar as a caller names it: the whole country and `move` where nothing is said. */
const holidayCalendarInputSchema = z
  .strictObject({
    country: holidayFields.country,
    region: holidayFields.region.default(null),
    rule: holidayFields.rule.default('move'),
  })
  .meta({ id: 'HolidayCalendarInput', example: { country: 'DE', region: 'BY', rule: 'move' } });

/** The settings of a program (P2, P4, P5, P15, S22). */
export const programSettings = {
  name: uniqueNameSchema,
  description: textSchema(5000).min(1).nullable(),
  zone: zoneSchema.meta({ description: 'IANA time zone; default: the organisation’s.' }),
  sendDays: programDaysSchema,
  sendTime: localTimeSchema,
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
  matching: z.enum(MATCHINGS).meta({
    description:
      'What fires for an invoice or account that qualifies for several touchpoints of a level: the highest offset, or all.',
  }),
  autoEnroll: z.boolean().meta({ description: 'Enrolls customers when an invoice first qualifies.' }),
  surgeFactor: z.number().min(0).max(1000).multipleOf(0.01).meta({
    description: 'A run larger than so many times the usual is held for a person; 0: never.',
    example: 3,
  }),
};
