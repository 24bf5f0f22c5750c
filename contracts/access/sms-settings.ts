import { getCountries } from 'libphonenumber-js/max';
import { z } from 'zod';
import { ofWhole } from '../fields.ts';

const REGIONS: ReadonlySet<string> = new Set(getCountries());

/** Country or territory whose national telephone numbers are read without their country code (M7). */
export const regionSchema = z
  .string()
  .refine((region) => REGIONS.has(region), { error: 'must be an ISO 3166 country code like DE' })
  .meta({
    description:
      'ISO 3166 alpha-2: the country of telephone numbers that name none; null: such a number is an error at the sms.',
    example: 'DE',
  });

const timeSchema = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time like 20:00' })
  .meta({ example: '20:00' });

/** Hours in which no sms leaves, every day, in the customer's zone, else the organisation's (M7). */
export const quietHoursSchema = z
  .strictObject({ start: timeSchema, stop: timeSchema })
  .refine(
    ({ start, stop }) => start !== stop,
    ofWhole(['start', 'stop'], {
      error: 'must be another time than the start: no hour of the day would be left',
      path: ['stop'],
    }),
  )
  .meta({
    id: 'QuietHours',
    description:
      'Hours of every day in which no sms leaves, in the customer’s zone, else the organisation’s; over midnight where the stop is the earlier. Null: none.',
    example: { start: '20:00', stop: '08:00' },
  });
export type QuietHours = z.infer<typeof quietHoursSchema>;
