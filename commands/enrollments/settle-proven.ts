import { SYSTEM, type Actor } from '../../contracts/actor.ts';
import type { MessageSource } from '../../contracts/sending/kinds.ts';
import { PERMISSIONS } from '../../contracts/permissions.ts';
import { ProblemError } from '../../contracts/problems.ts';
import type { ProvenCopy } from '../../infra/db/enrollments/message-events.ts';
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
 * @param of only this message
 * @returns how many were settled
 * @throws the first failure, after everything was tried
 */
export async function settleProven(deps: CommandDeps, of: { messageId?: string } = {}): Promise<number> {
  const proven = await deps.store.messageEvents.findProven(deps.db, { ...of, limit: REPAIRED_ROWS });
  return settleEach(deps, proven);
}

/**
 * Settles a message, or a copy of it, that something names which follows only what arrived: an automatic answer, a report
 * that it is on its way (I7). What is not uncertain stays as it is.
 */
export async function settleNamed(deps: CommandDeps, named: { messageId: string; n: number }): Promise<void> {
  await settleEach(deps, await deps.store.messageEvents.findUncertain(deps.db, named));
}

async function settleEach(deps: CommandDeps, proven: readonly ProvenCopy[]): Promise<number> {
  let count = 0;
  await repairEach(proven, async ({ messageId, n, source, sourceId }) => {
    const isSaid =
      n > 1
        ? await unlessRefused(markCopySent(deps, ANSWERER, { messageId, n }))
        : await sayArrived(deps, { source, sourceId });
    if (isSaid) count += 1;
  });
  return count;
}

/** Says in the place of a person that the message of a source arrived. @returns false where a person could not say so now */
export function sayArrived(
  deps: CommandDeps,
  { source, sourceId }: { source: MessageSource; sourceId: string },
): Promise<boolean> {
  const say = deps.hooks.arrivals[source];
  return say ? unlessRefused(say(deps, ANSWERER, sourceId)) : Promise.resolve(false);
}

async function unlessRefused(said: Promise<unknown>): Promise<boolean> {
  try {
    await said;
    return true;
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}
