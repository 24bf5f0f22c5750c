import { SYSTEM, type Actor } from '../../contracts/actor.ts';
import { PERMISSIONS } from '../../contracts/permissions.ts';
import { ProblemError } from '../../contracts/problems.ts';
import type { ProvenCopy } from '../../infra/db/enrollments/message-events.ts';
import type { CommandDeps } from '../deps.ts';
import { sayArrived } from '../enrollments/settle-proven.ts';
import { REPAIRED_ROWS, repairEach } from '../repair.ts';
import { markCopySent } from '../sending/answer-copy.ts';

/** Answers in the place of a person, and may do what everybody may. */
const FOUND: Actor = { ...SYSTEM, permissions: [...PERMISSIONS] };

/**
 * Settles uncertain messages and copies that were found in Sent, or came back to us otherwise (I7, D1): by the command with
 * which a person would say so, whatever they were written for. That it left is a fact and no effect: it holds for history
 * too, and also where the mail was seen before our own settle gave up on the server.
 *
 * @param mailId of one mail; left out: of every mail
 * @returns how many were settled
 * @throws the first failure, after everything was tried
 */
export async function settleFoundInSent(
  deps: CommandDeps,
  { mailId }: { mailId?: string } = {},
): Promise<number> {
  let count = 0;
  const proven = await deps.store.mails.findProven(deps.db, { mailId: mailId ?? null, limit: REPAIRED_ROWS });
  await repairEach(proven, async (copy) => {
    if (await settle(deps, copy)) count += 1;
  });
  return count;
}

async function settle(deps: CommandDeps, { messageId, n, source, sourceId }: ProvenCopy): Promise<boolean> {
  if (n === 1) return sayArrived(deps, { source, sourceId });
  try {
    await markCopySent(deps, FOUND, { messageId, n });
    return true;
  } catch (error) {
    // Nobody may say so now: its main recipient is asked first.
    if (error instanceof ProblemError) return false;
    throw error;
  }
}
