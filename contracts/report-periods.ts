import { z } from 'zod';
import { daySchema, ofWhole } from './fields.ts';

/** What a report by time is cut into. Weeks begin on Monday (ISO 8601). */
export const REPORT_INTERVALS = ['day', 'week', 'month'] as const;
export type ReportInterval = (typeof REPORT_INTERVALS)[number];

/** Most rows of a report by time. */
export const MOST_REPORT_ROWS = 400;

/** The days of a report, in the organisation’s zone. */
export const periodQuery = {
  from: daySchema.optional().meta({ description: 'First day. Default: twelve weeks up to `to`.' }),
  to: daySchema.optional().meta({ description: 'Last day. Default: today, where the organisation is.' }),
};

/** For `refine`: the last day is not before the first. */
export const periodInOrder = [
  ({ from, to }: { from?: string | undefined; to?: string | undefined }) =>
    from === undefined || to === undefined || from <= to,
  ofWhole(['from', 'to'], { path: ['to'], message: 'must not be before `from`' }),
] as const;

/** The days that one row of a report is about. */
export const periodShape = {
  from: daySchema.meta({ description: 'First day of it that the report is about.' }),
  to: daySchema.meta({ description: 'Last day of it that the report is about.' }),
};

/** What a report by time is cut into, as a parameter. */
export const intervalSchema = z
  .enum(REPORT_INTERVALS)
  .default('week')
  .meta({ description: 'Weeks begin on Monday.' });
