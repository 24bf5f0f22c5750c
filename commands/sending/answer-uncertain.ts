import type { Actor } from '../../contracts/actor.ts';
import { ProblemError } from '../../contracts/problems.ts';
import type { LedgerState } from '../../infra/db/sending/ledger.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';

/**
 * Gives an uncertain message up, ten minutes after its hand-over at the earliest (D1): until then the server may still
 * answer.
 *
 * @throws ProblemError `conflict` with `retryAt` when it is too early
 */
export async function answerUncertain(
  deps: CommandDeps,
  { tx, now, actor }: { tx: Tx; now: number; actor: Actor },
  { messageId, handedOverAt }: LedgerState,
): Promise<void> {
  const earliest = (handedOverAt ?? now) + deps.uncertainRetryAfterMs;
  if (now < earliest) {
    const retryAt = new Date(earliest).toISOString();
    throw new ProblemError('conflict', `The server may still answer: try again from ${retryAt} on.`, [], {
      retryAt,
    });
  }
  await deps.store.ledger.answerUncertain(tx, {
    messageId,
    status: 'cancelled',
    actorId: actor.userId,
    now,
  });
}
