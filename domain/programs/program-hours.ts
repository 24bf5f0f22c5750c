import { isWeekday, type SendingHours } from '../sending/sending-hours.ts';
import { isBusinessDay } from '../time/holidays.ts';
import type { StoredProgram } from './definition.ts';

/** When a program stops sending for the day where nothing is said (P2). */
const LATEST_SEND_TIME = '18:00';
/** Of one that begins later than that. */
const END_OF_DAY = '23:59';

type Hours = Pick<StoredProgram, 'zone' | 'sendTime' | 'latestSendTime' | 'holidays'>;

/** The local time after which nothing that waits leaves any more; `HH:mm`. */
export function latestSendTimeOf({ sendTime, latestSendTime }: Omit<Hours, 'zone' | 'holidays'>): string {
  return latestSendTime ?? (sendTime < LATEST_SEND_TIME ? LATEST_SEND_TIME : END_OF_DAY);
}

/** The hours of a program: from its send time to its latest one, Monday to Friday, but for its holidays (P2, S22). */
export function hoursOf(program: Hours): SendingHours {
  const { zone, sendTime: from, holidays } = program;
  const to = latestSendTimeOf(program);
  return { zone, from, to, isOpen: (date) => (holidays ? isBusinessDay(date, holidays) : isWeekday(date)) };
}

/** What says when a message of a program wants to leave; instants are epoch milliseconds. */
export interface TouchpointTimes {
  plannedAt: number;
  decidedAt: number | null;
  /** Whether a person approved it, not the program. */
  isByPerson: boolean;
  wakeAt: number | null;
  heldReason: string | null;
}

/**
 * When a message of a program was asked for last: by its run, or by the person who approved it. What a person lets leave
 * now, without anything that holds it, is asked for then.
 */
export function askedAtOf(item: TouchpointTimes): number {
  const { plannedAt, decidedAt, isByPerson, wakeAt, heldReason } = item;
  if (decidedAt === null || !isByPerson) return plannedAt;
  return heldReason === null ? Math.max(decidedAt, wakeAt ?? 0) : decidedAt;
}
