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
 * Hands out the next sending slot to a message: never before `now`, never closer than the interval to the one before,
 * never more copies a day than the cap; copies of one message do not wait for each other, and one that has more of them
 * than the cap gets a day of its own. Each waiter gets a time of its own, so denials do not storm.
 */
export function takeSlot(
  cursor: SlotCursor | null,
  rules: SlotRules,
  { copies, now }: { copies: number; now: number },
): { slotAt: number; cursor: SlotCursor } {
  const { zone, dailyCap, minIntervalSeconds } = rules;
  let slotAt = Math.max(cursor?.nextFreeAt ?? now, now);
  let day = localDateOf(slotAt, zone);
  let used = cursor && cursor.day >= day ? cursor.used : 0;
  if (cursor && cursor.day > day) {
    day = cursor.day;
    slotAt = Math.max(slotAt, startOfDay(day, zone));
  }
  if (dailyCap !== null && used > 0 && used + copies > dailyCap) {
    day = addDays(day, 1);
    slotAt = Math.max(slotAt, startOfDay(day, zone));
    used = 0;
  }
  return { slotAt, cursor: { nextFreeAt: slotAt + minIntervalSeconds * 1000, day, used: used + copies } };
}
