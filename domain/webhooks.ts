const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How long after each failed attempt the next one comes: the schedule that Standard Webhooks recommends. */
const RETRY_DELAYS_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

/** A webhook that took nothing for so long is disabled. */
const DISABLE_AFTER_MS = 5 * 24 * HOUR_MS;

/** HTTP 410: the receiver wants no more. */
const GONE = 410;

/** What an attempt came to. `statusCode` null: there was no answer. */
export interface AttemptResult {
  /** Which attempt of the delivery it was, from 1. */
  attempt: number;
  statusCode: number | null;
}

/** Whether the receiver took it: any 2xx. */
export const isTaken = ({ statusCode }: Pick<AttemptResult, 'statusCode'>): boolean =>
  statusCode !== null && statusCode >= 200 && statusCode < 300;

/** When a delivery that failed at `now` is tried again; null: never, it has failed. Epoch milliseconds. */
export function retryAtAfter({ attempt }: Pick<AttemptResult, 'attempt'>, now: number): number | null {
  const delay = RETRY_DELAYS_MS[attempt - 1];
  return delay === undefined ? null : now + delay;
}

/** Why a webhook is disabled after a failed attempt; null: it stays active. */
export function disableReasonAfter(
  { statusCode }: Pick<AttemptResult, 'statusCode'>,
  { failingSince, now }: { failingSince: number | null; now: number },
): string | null {
  if (statusCode === GONE) return 'Its server answered 410: gone.';
  if (failingSince !== null && now - failingSince >= DISABLE_AFTER_MS) return 'It took nothing for 5 days.';
  return null;
}
