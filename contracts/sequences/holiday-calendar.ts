import { z } from 'zod';
import { HOLIDAY_RULES } from './kinds.ts';

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
  rule: z.enum(HOLIDAY_RULES).meta({
    description:
      '`move`: a run takes place on the next business day, a step on the next send day. `skip`: it is left out.',
  }),
};

/** The holiday calendar of a sequence or program (S22). */
export const holidayCalendarSchema = z.strictObject(holidayFields).meta({ id: 'HolidayCalendar' });
export type HolidayCalendar = z.infer<typeof holidayCalendarSchema>;

/** A holiday calendar as a caller names it: the whole country and `move` where nothing is said. */
export const holidayCalendarInputSchema = z
  .strictObject({
    country: holidayFields.country,
    region: holidayFields.region.default(null),
    rule: holidayFields.rule.default('move'),
  })
  .meta({ id: 'HolidayCalendarInput', example: { country: 'DE', region: 'BY', rule: 'move' } });
