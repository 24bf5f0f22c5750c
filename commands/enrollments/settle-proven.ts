import { SYSTEM, type Actor } from '../../contracts/actor.ts';
import { PERMISSIONS } from '../../contracts/permissions.ts';
import { ProblemError } from '../../contracts/problems.ts';
import type { CommandDeps } from '../deps.ts';
import { REPAIRED_ROWS, repairEach } from '../repair.ts';
import { markCopySent } from '../sending/answer-copy.ts';

/** Answers in the place of a person, and may do what everybody may. */
const ANSWERER: Actor = { ...SYSTEM, permissions: [...PERMISSIONS] };

/**
 * Settles uncertain messages and copies of which it is known by now that they arrived: a person clicked in them, or somebody
 * answered (S15, D1). By the command with which a person would say so, also while the enrollment is paused: it is
 * known, not decided. Where it is refused it is asked again later.
 *
 * @returns how many were settled
 * @throws the first failure, after everything was tried
 */
export async function settleProven(deps: CommandDeps): Promise<number> {
  const proven = await deps.store.messageEvents.findProven(deps.db, { limit: REPAIRED_ROWS });
  let count = 0;
  await repairEach(proven, async ({ messageId, n, source, sourceId }) => {
    try {
      if (n > 1) await markCopySent(deps, ANSWERER, { messageId, n });
      else await deps.hooks.arrivals[source]?.(deps, ANSWERER, sourceId);
      count += 1;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
    }
  });
  return count;
}
