import { DIGEST_ABOVE } from '../../contracts/automations/kinds.ts';

/** Nobody waits longer for a pass to end; from the first mail too many on, or from its own beginning. */
export const GATHERING_MS = 60 * 60_000;

/** The mails of one pass to one of our own people; instants in epoch milliseconds. */
export interface Gathering {
  /** All that the pass has made for them so far. */
  made: number;
  /** When the first of those that wait was made. */
  oldestAt: number;
  /** When the first one too many was made, if that one still waits. */
  tooManyAt: number | null;
  /** So many may follow at most; null: nobody knows. */
  mayFollow: number | null;
  now: number;
}

/** What becomes of those that wait: each leaves by itself, one digest lists them, or they wait on. */
export type Gathered = { kind: 'single' } | { kind: 'digest' } | { kind: 'wait'; until: number };

/**
 * Decides whether mails of a pass to one user, or address, leave one by one or as a digest (A4): above 20 they become one,
 * once the pass has made all of them, or an hour after the first one too many.
 */
export function gather({ made, oldestAt, tooManyAt, mayFollow, now }: Gathering): Gathered {
  const isTooMany = made > DIGEST_ABOVE;
  if (!isTooMany && mayFollow !== null && made + mayFollow <= DIGEST_ABOVE) return { kind: 'single' };
  const until = (isTooMany ? (tooManyAt ?? oldestAt) : oldestAt) + GATHERING_MS;
  if (mayFollow !== 0 && now < until) return { kind: 'wait', until };
  return isTooMany ? { kind: 'digest' } : { kind: 'single' };
}
