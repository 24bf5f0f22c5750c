import { localDateOf, localTimeOf } from './calendar.ts';

/** An instant as people of a zone read it, for the activity log (S21); nothing without one. */
export function wallClock(at: number | null, zone: string): { localTime?: string; zone?: string } {
  return at === null ? {} : { localTime: `${localDateOf(at, zone)} ${localTimeOf(at, zone)}`, zone };
}
