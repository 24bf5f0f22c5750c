import { setTimeout as sleep } from 'node:timers/promises';
import type { HandOverResult } from '../../infra/mail/hand-over-result.ts';
import type { ActivityDeps } from '../deps.ts';

/** Nothing has left, and no mark stands in the way of another try: whoever comes next finds that out. */
const NOT_BEGUN: ReadonlySet<HandOverResult['kind']> = new Set([
  'mailbox_failure',
  'fence_failed',
  'fenced_off',
  'aborted',
]);

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** Two minutes of a database that refuses, and less than an activity may take of one that says nothing. */
const MOST_TRIES = 30;

/**
 * Stores what a server answered, again and again while the database is away or busy (D1, O12): it is known here and
 * nowhere else, and would be a doubt that a person has to clear. Storing it twice does it once, since its token decides.
 *
 * @throws what `store` throws of anything else, and in the end
 */
export async function untilStored<T>(
  { store: { errors } }: Pick<ActivityDeps, 'store'>,
  answer: HandOverResult,
  store: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await store();
    } catch (error) {
      const fault = errors.faultOf(error);
      const mayHelp = fault === 'unavailable' || fault === 'busy';
      if (!mayHelp || NOT_BEGUN.has(answer.kind) || tries >= MOST_TRIES) throw error;
      await sleep(Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS));
    }
  }
}
