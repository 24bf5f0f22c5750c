const MINUTE_MS = 60_000;

/**
 * Waits after a temporary refusal (D2): RFC 5321, section 4.5.4.1, asks for at least 30 minutes between tries after
 * the first ones and to go on for days. The wait grows with how long the message has been trying.
 */
const RETRY_STEPS_MS = [1, 5, 15, 30].map((minutes) => minutes * MINUTE_MS);

/** When to try again after a temporary refusal, epoch milliseconds. `triedSince` null: now was the first time. */
export function retryAtAfter(triedSince: number | null, now: number): number {
  const triedForMs = now - (triedSince ?? now);
  const wait = RETRY_STEPS_MS.find((step) => triedForMs < step) ?? RETRY_STEPS_MS.at(-1)!;
  return now + wait;
}

const FIRST_PROBE_MS = 15_000;
const MAX_PROBE_MS = 5 * MINUTE_MS;

/** A failing mailbox is tried by one send at a time: after 15, 30, 60 … seconds, at most 5 minutes. */
export function probeAtAfter(failures: number, now: number): number {
  return now + Math.min(FIRST_PROBE_MS * 2 ** Math.max(0, Math.min(failures, 10) - 1), MAX_PROBE_MS);
}
