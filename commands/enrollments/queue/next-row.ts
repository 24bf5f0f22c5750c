import type { Viewer } from '../../../contracts/actor.ts';
import type { NextQueued, NextRow, QueueFilter } from '../../../contracts/enrollments/queue.ts';
import type { QueueClock } from '../../../infra/db/enrollments/queue.ts';
import type { CommandDeps } from '../../deps.ts';
import { queueClock } from './queue-clock.ts';
import { readQueueRow } from './read-queue-row.ts';

/** Which row was shown last, and what the person looks at. */
interface GoingOn {
  after: string | undefined;
  filter: QueueFilter;
}

/**
 * Names the row to go on with (Q7): the one behind the last in the order of the list, under the same filters; behind the end,
 * the first that is left. Never the last one itself, nor one that is on its way.
 */
export async function nameNext(
  deps: CommandDeps,
  viewer: Viewer,
  input: GoingOn,
): Promise<NextQueued | null> {
  return findNext(deps, viewer, { ...input, clock: await queueClock(deps, deps.db, await deps.now()) });
}

/** The row to go on with, with everything to work on it (Q8). Reads only. */
export async function readNextRow(deps: CommandDeps, viewer: Viewer, input: GoingOn): Promise<NextRow> {
  const clock = await queueClock(deps, deps.db, await deps.now());
  const next = await findNext(deps, viewer, { ...input, clock });
  return { row: next && (await readQueueRow(deps, viewer, { stepExecutionId: next.id, clock })) };
}

async function findNext(
  { db, store }: CommandDeps,
  viewer: Viewer,
  { after, filter, clock }: GoingOn & { clock: QueueClock },
): Promise<NextQueued | null> {
  const place = after === undefined ? null : await store.queueNext.placeOf(db, viewer, after);
  const input = { filter, clock, except: after ?? null };
  const behind = await store.queueNext.first(db, viewer, { ...input, after: place });
  if (behind !== null || place === null) return behind;
  return store.queueNext.first(db, viewer, { ...input, after: null });
}
