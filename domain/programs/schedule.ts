import type { HolidayCalendar } from '../../contracts/sequences/holiday-calendar.ts';

/** When a program runs (P2, S22), in wall-clock time of its zone. */
export interface ProgramSchedule {
  zone: string;
  /** ISO weekdays, at least one. */
  sendDays: readonly number[];
  /** `HH:mm`. */
  sendTime: string;
  /** 1: every week. Counted from the Monday of the week of `startDate`. */
  everyWeeks: number;
  /** `YYYY-MM-DD`; no run before it. */
  startDate: string;
  holidays: HolidayCalendar | null;
}

/** One moment at which a program runs; `at` in epoch milliseconds. */
export interface Occurrence {
  /** The program's day, `YYYY-MM-DD`. */
  localDate: string;
  at: number;
  /** The send day it was moved from because that is a holiday (S22); null: it was not moved. */
  movedFrom: string | null;
}
