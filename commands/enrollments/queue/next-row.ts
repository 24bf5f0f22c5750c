import type { Viewer } from '../../../contracts/actor.ts';
import type { NextQueued, NextRow, QueueFilter } from '../../../contracts/enrollments/queue.ts';
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
  { after, filter }: GoingOn,
): Promise<NextQueued | null> {
  const { db, store } = deps;
  const clock = await queueClock(deps, db, await deps.now());
  const place = after === undefined ? null : await store.queueNext.placeOf(db, viewer, after);
  const input = { filter, clock, except: after ?? null };
  const behind = await store.queueNext.first(db, viewer, { ...input, after: place });
  if (behind !== null || place === null) return behind;
  return store.queueNext.first(db, viewer, { ...input, after: null });
}

/** The row to go on with, with everything to work on it (Q8). Reads only. */
export async function readNextRow(deps: CommandDeps, viewer: Viewer, input: GoingOn): Promise<NextRow> {
  const next = await nameNext(deps, viewer, input);
  return { row: next && (await readQueueRow(deps, viewer, { stepExecutionId: next.id })) };
}
