const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const FIRST_WAIT_MS = 5 * MINUTE_MS;
const MAX_WAIT_MS = 4 * HOUR_MS;

/** How a server has put a message off so far. */
export interface Refusals {
  /** How often, this time included. */
  count: number;
  /** When it did first, epoch milliseconds. */
  firstAt: number;
  /** How long it is tried at most. */
  limitHours: number;
}

/**
 * When to try again after a temporary refusal (D2), epoch milliseconds: after 5 minutes, 10, 20 … up to 4 hours, the last
 * time when the limit is reached. Whoever was put off before the limit is tried once more, however late that is: in the
 * next open window. Null: it was tried for so long, a person sees it.
 */
export function retryAtAfter({ count, firstAt, limitHours }: Refusals, now: number): number | null {
  const limit = firstAt + limitHours * HOUR_MS;
  if (now >= limit) return null;
  const wait = Math.min(FIRST_WAIT_MS * 2 ** Math.min(count - 1, 10), MAX_WAIT_MS);
  return Math.min(now + wait, limit);
}

const FIRST_PROBE_MS = 15_000;
const MAX_PROBE_MS = 5 * MINUTE_MS;

/** A failing mailbox is tried by one send at a time: after 15, 30, 60 … seconds, at most 5 minutes. */
export function probeAtAfter(failures: number, now: number): number {
  return now + Math.min(FIRST_PROBE_MS * 2 ** Math.max(0, Math.min(failures, 10) - 1), MAX_PROBE_MS);
}
