import { addDays, localDateOf, startOfDay } from '../time/calendar.ts';

/** The cursor of a limit. */
export interface SlotCursor {
  nextFreeAt: number;
  day: string;
  used: number;
}

/** What a mailbox allows (M1): seconds between two sends, and mails a day in its zone (null: no cap). */
export interface SlotRules {
  minIntervalSeconds: number;
  dailyCap: number | null;
  zone: string;
}

/**
 * Hands out the next sending slot: never before `now`, never closer than the interval to the one before, never more
 * a day than the cap. Each waiter gets a time of its own, so denials do not storm.
 */
export function takeSlot(
  cursor: SlotCursor | null,
  rules: SlotRules,
  now: number,
): { slotAt: number; cursor: SlotCursor } {
  const { zone, dailyCap, minIntervalSeconds } = rules;
  let slotAt = Math.max(cursor?.nextFreeAt ?? now, now);
  let day = localDateOf(slotAt, zone);
  let used = cursor && cursor.day >= day ? cursor.used : 0;
  if (cursor && cursor.day > day) {
    day = cursor.day;
    slotAt = Math.max(slotAt, startOfDay(day, zone));
  }
  if (dailyCap !== null && used >= dailyCap) {
    day = addDays(day, 1);
    slotAt = Math.max(slotAt, startOfDay(day, zone));
    used = 0;
  }
  return { slotAt, cursor: { nextFreeAt: slotAt + minIntervalSeconds * 1000, day, used: used + 1 } };
}
