import {
  holidayCalendarSchema,
  type HolidayCalendar,
} from '../../../contracts/sequences/holiday-calendar.ts';
import { Prisma } from '../generated/client.ts';

/** A holiday calendar (S22) as a row has it. */
export interface HolidayColumns {
  holidayCountry: string | null;
  holidayRegion: string | null;
  holidayKind: string;
  holidayDays: unknown;
  holidayRule: string;
}

/** The calendar of a row; null: holidays do not matter. */
export function calendarOf(row: HolidayColumns): HolidayCalendar | null {
  const { holidayCountry: country, holidayRegion: region, holidayKind: kind, holidayRule: rule } = row;
  if (country === null && row.holidayDays === null) return null;
  return holidayCalendarSchema.parse({ country, region, kind, days: row.holidayDays ?? [], rule });
}

/** A calendar as a row has it; undefined: it stays. */
export function holidayColumnsOf(holidays: HolidayCalendar | null | undefined) {
  if (holidays === undefined) return {};
  return {
    holidayCountry: holidays?.country ?? null,
    holidayRegion: holidays?.region ?? null,
    holidayKind: holidays?.kind ?? 'public',
    holidayDays: holidays && holidays.days.length > 0 ? holidays.days : Prisma.DbNull,
    holidayRule: holidays?.rule ?? 'move',
  };
}
