import { SYSTEM, type Actor } from '../../../contracts/actor.ts';
import type { QueueRefusal } from '../../../contracts/enrollments/kinds.ts';
import type { QueueBulkAction } from '../../../contracts/enrollments/queue/bulks.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import { within } from '../../../domain/access/permissions.ts';
import type { QueueBulkHead } from '../../../infra/db/enrollments/queue-bulks.ts';
import type { CommandDeps } from '../../deps.ts';
import { joining, TRANSACTION_TIMEOUT_MS, TRANSACTION_WAIT_MS } from '../../run-command.ts';
import { cancelRow } from './cancel-step.ts';
import { sendStep } from './send-step.ts';
import { assignStep, completeStep } from './settle-step.ts';

/** Who acts on the rows: the author as they are now, with no more than the key of then could do (U2); null: they have left. */
export async function authorOf(
  { db, store }: CommandDeps,
  { id, createdById, ceiling }: QueueBulkHead,
): Promise<Actor | null> {
  const user = await store.users.find(db, SYSTEM, createdById);
  if (!user?.isActive) return null;
  return {
    userId: createdById,
    ...within(user, ceiling),
    requestId: null,
    idempotency: null,
    cause: { origin: 'bulk', originId: id, depth: 0 },
  };
}

/**
 * Acts on one row of a bulk as a person would on it alone, and writes what became of it in the same transaction: whatever
 * crashes, it is done once or not at all. What somebody else has done meanwhile is reported (Q3).
 */
export async function actOnBulkRow(
  deps: CommandDeps,
  head: QueueBulkHead,
  { author, n, stepExecutionId }: { author: Actor | null; n: number; stepExecutionId: string },
): Promise<void> {
  const { queueBulks } = deps.store;
  const { id } = head;
  if (author === null) return queueBulks.settleRow(deps.db, { id, n, reason: 'author_left' });
  const followUps: (() => Promise<void>)[] = [];
  try {
    const now = await deps.now();
    await deps.db.$transaction(
      async (tx) => {
        if (!(await queueBulks.takeRow(tx, { id, n }))) return;
        await act(joining(deps, { tx, now, followUps }), author, { ...head.action, stepExecutionId });
        await queueBulks.settleRow(tx, { id, n });
      },
      { maxWait: TRANSACTION_WAIT_MS, timeout: TRANSACTION_TIMEOUT_MS },
    );
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return queueBulks.settleRow(deps.db, { id, n, reason: reasonOf(error), detail: error.message });
  }
  for (const followUp of followUps) await followUp();
}

function act(
  deps: CommandDeps,
  author: Actor,
  { type: _type, ...input }: QueueBulkAction & { stepExecutionId: string },
): Promise<unknown> {
  switch (_type) {
    case 'complete':
      return completeStep(deps, author, input);
    case 'send':
      return sendStep(deps, author, input);
    case 'cancel':
      return cancelRow(deps, author, input);
    case 'assign':
      return assignStep(deps, author, input as { stepExecutionId: string; assigneeId: string | null });
  }
}

function reasonOf({ code }: ProblemError): QueueRefusal {
  if (code === 'already_acted' || code === 'not_found') return code;
  return 'conflict';
}
