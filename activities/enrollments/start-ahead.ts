import { TEMPORAL_CONCURRENCY } from '../../commands/wakes.ts';
import type { StartedEnrollment } from '../../infra/temporal/lifecycle/enrollments.ts';
import type { ActivityDeps } from '../deps.ts';
import { endIfGivenUp } from '../stopping.ts';

/** Rows of one transaction: big enough that its cost is the rows, small enough that a crash repeats little. */
const CHUNK = 500;
/** The first one is small, since nothing is started before it is committed. */
const FIRST_CHUNK = 100;

/** What one transaction did; `enrolled` have no workflows yet. */
export interface Chunk<End> {
  /** Why it was the last one; null: there may be more. */
  end: End | null;
  enrolled: StartedEnrollment[];
}

/**
 * Enrolls chunk after chunk and starts the workflows of what was enrolled, each chunk while the one after it is written, so
 * that neither PostgreSQL nor Temporal waits for the other; what was started is noted beside that. Before a failure gets
 * out everything under way has come to its end: the next attempt begins with what is committed and was not noted.
 *
 * @param enrollChunk one transaction of at most so many rows
 */
export async function startAhead<End>(
  deps: ActivityDeps,
  enrollChunk: (limit: number) => Promise<Chunk<End>>,
): Promise<End> {
  const enrolled = enrolledAhead(deps, enrollChunk);
  const notes = createNotes(deps);
  let end: End | undefined;
  const lane = async (): Promise<void> => {
    try {
      for (let next = await enrolled.next(); ; next = await enrolled.next()) {
        if (next.done) return void (end ??= next.value);
        await deps.lifecycle.startEnrollment(next.value);
        notes.add(next.value.enrollmentId);
      }
    } catch (error) {
      // The other lanes end too.
      await enrolled.return(undefined);
      throw error;
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: TEMPORAL_CONCURRENCY }, lane));
  await notes.end();
  for (const each of lanes) if (each.status === 'rejected') throw each.reason;
  return end!;
}

/** What was enrolled, one chunk ahead of whoever takes it. Nothing is being written any more when it is over. */
async function* enrolledAhead<End>(
  deps: ActivityDeps,
  enrollChunk: (limit: number) => Promise<Chunk<End>>,
): AsyncGenerator<StartedEnrollment, End | undefined> {
  let next = enrollChunk(FIRST_CHUNK);
  try {
    for (;;) {
      const { end, enrolled } = await next;
      if (end !== null) return end;
      endIfGivenUp(deps);
      next = enrollChunk(CHUNK);
      next.catch(() => undefined);
      yield* enrolled;
    }
  } finally {
    await next.catch(() => undefined);
  }
}

/** Notes what was started, many by one statement, while the next are started. */
function createNotes({ store, db, now }: ActivityDeps) {
  let ids: string[] = [];
  let writing: Promise<void> = Promise.resolve();
  const write = (): void => {
    const some = ids;
    ids = [];
    writing = writing.then(async () => store.bulkProgress.markStarted(db, some, await now()));
    writing.catch(() => undefined);
  };
  return {
    add(enrollmentId: string): void {
      if (ids.push(enrollmentId) >= CHUNK) write();
    },
    async end(): Promise<void> {
      if (ids.length > 0) write();
      await writing;
    },
  };
}
