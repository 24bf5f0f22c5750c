import { ApplicationFailure } from '@temporalio/activity';
import { takeMembersIn } from '../../commands/enrollments/take-members-in.ts';
import { wakeEnrollments } from '../../commands/wakes.ts';
import { SYSTEM, type Actor } from '../../contracts/actor.ts';
import type { BulkHead } from '../../infra/db/enrollments/bulk-progress.ts';
import type { ActivityDeps } from '../deps.ts';
import { startAhead, type Chunk } from './start-ahead.ts';

/** A bulk enrollment of the members of a list. */
export type ListHead = BulkHead & { listId: string };

/**
 * Enrolls the members of a list whom the sequence that follows it has not taken in (S17). The members are the cursor: what
 * a crash leaves is taken up by the next attempt, and the unique index keeps anybody from being enrolled twice. It does not
 * wait for a paused sequence: the enrollments do. Ends early when the sequence follows the list no more.
 */
export async function enrollMembers(deps: ActivityDeps, head: ListHead): Promise<void> {
  const { bulkId, listId } = head;
  await startAhead(deps, (limit) => enrollChunk(deps, head, limit));
  const isLeft =
    (await isFollowed(deps, head)) && (await deps.store.listFollowing.hasPending(deps.db, listId));
  if (isLeft) throw ApplicationFailure.create({ type: 'rows_left', message: `rows_left ${bulkId}` });
  await deps.store.bulkProgress.finish(deps.db, { bulkId, now: await deps.now() });
}

async function isFollowed({ store, db }: ActivityDeps, { listId, sequenceId }: ListHead): Promise<boolean> {
  const follower = await store.listBinding.findFollower(db, listId);
  return follower?.sequenceId === sequenceId;
}

async function enrollChunk(deps: ActivityDeps, head: ListHead, limit: number): Promise<Chunk<'done'>> {
  const { bulkId, listId, sequenceId, createdById } = head;
  const now = await deps.now();
  const { chunk, woken } = await deps.db.$transaction(async (tx) => {
    // A sender's pass: an end, or another list, that is under way comes first.
    await deps.store.locks.passGates(tx, [{ kind: 'sequence', id: sequenceId }]);
    const follower = await deps.store.listBinding.findFollower(tx, listId);
    if (follower?.sequenceId !== sequenceId) return { chunk: NOBODY, woken: [] };
    const { mailboxId } = follower;
    const actor: Actor = {
      ...SYSTEM,
      userId: createdById,
      cause: { origin: 'bulk', originId: bulkId, depth: 0 },
    };
    const members = await takeMembersIn(deps, tx, { follower, listId, limit, bulkId, actor, now });
    if (members.taken === 0) return { chunk: NOBODY, woken: [] };
    const enrolled = members.enrolled.map((row) => ({ ...row, sequenceId, mailboxId }));
    return { chunk: { end: null, enrolled }, woken: members.woken };
  });
  await wakeEnrollments(deps, woken);
  return chunk;
}

const NOBODY = { end: 'done' as const, enrolled: [] };
