import { z } from 'zod';
import { daySchema, lineSchema } from '../fields.ts';
import { HOLIDAY_KINDS, HOLIDAY_RULES } from './kinds.ts';

/** More days of one's own than a year has are no calendar. */
const MAX_OWN_DAYS = 366;

const ownDaySchema = z
  .strictObject({
    date: daySchema,
    name: lineSchema(100).meta({ description: 'What the day is.', example: 'Company outing' }),
  })
  .meta({ id: 'OwnHoliday' });

const holidayFields = {
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, { error: 'must be a country code of two letters, like DE' })
    .nullable()
    .meta({ description: 'ISO 3166-1 code; null: own days only.', example: 'DE' }),
  region: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,10}$/, { error: 'must be the code of a region of the country, like BY' })
    .nullable()
    .meta({ description: 'Part of the country, as ISO 3166-2 has it; null: the whole country.' }),
  kind: z.enum(HOLIDAY_KINDS).meta({
    description:
      '`public`: public holidays. `bank`: those, and days on which banks are closed. Days that are observed for a holiday on a weekend belong to either.',
  }),
  days: z
    .array(ownDaySchema)
    .max(MAX_OWN_DAYS)
    .meta({ description: 'Own days, beside those of the country; each date once.' }),
  rule: z.enum(HOLIDAY_RULES).meta({
    description:
      '`move`: a run takes place on the next business day, a step on the next send day. `skip`: it is left out.',
  }),
};

/** The holiday calendar of a sequence or program (S22). */
export const holidayCalendarSchema = z.strictObject(holidayFields).meta({ id: 'HolidayCalendar' });
export type HolidayCalendar = z.infer<typeof holidayCalendarSchema>;

/** A holiday calendar as a caller names it: public holidays of the whole country, and `move`, where nothing is said. */
export const holidayCalendarInputSchema = z
  .strictObject({
    country: holidayFields.country.default(null),
    region: holidayFields.region.default(null),
    kind: holidayFields.kind.default('public'),
    days: holidayFields.days.default([]),
    rule: holidayFields.rule.default('move'),
  })
  .meta({ id: 'HolidayCalendarInput', example: { country: 'DE', region: 'BY', rule: 'move' } });
