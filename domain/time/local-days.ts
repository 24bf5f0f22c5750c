import { addDays, localDateOf, startOfDay } from './calendar.ts';

/** Days of a zone, in order, with the instant at which each begins (epoch milliseconds): SQL finds days of instants by it. */
export interface LocalDays {
  days: readonly string[];
  starts: readonly number[];
}

/** The local days from that of one instant to that of another; null: no days. @throws RangeError for an invalid zone */
export function localDaysOf(span: { first: number; last: number } | null, zone: string): LocalDays {
  if (!span) return { days: [], starts: [] };
  const end = localDateOf(span.last, zone);
  const days = [localDateOf(span.first, zone)];
  for (let day = days[0]!; day < end; days.push(day)) day = addDays(day, 1);
  return { days, starts: days.map((day) => startOfDay(day, zone)) };
}
