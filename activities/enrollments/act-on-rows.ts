import { ApplicationFailure } from '@temporalio/activity';
import { actOnBulkRow, authorOf } from '../../commands/enrollments/queue/act-on-bulk-row.ts';
import type { ActivityDeps } from '../deps.ts';
import { endIfGivenUp } from '../stopping.ts';
import { whileBeating } from '../while-beating.ts';

/** Rows that are read at once; each is acted on in a transaction of its own. */
const CHUNK = 100;

/** Which act on many rows. */
export interface ActOnRowsInput {
  bulkId: string;
}

/**
 * Acts on all rows of a bulk (Q8). The rows are the cursor: whatever a crash leaves is taken up by the next attempt. A row
 * that fails for a reason of ours is passed over once, and tried again by the next attempt.
 *
 * @throws ApplicationFailure `rows_left` when some failed
 */
export function createActOnRows(deps: ActivityDeps) {
  return async function actOnRows({ bulkId }: ActOnRowsInput): Promise<void> {
    await whileBeating(deps, async () => {
      const head = await deps.store.queueBulks.readHead(deps.db, bulkId);
      if (!head) return;
      let after = 0;
      let failure: Error | null = null;
      for (;;) {
        const rows = await deps.store.queueBulks.readPending(deps.db, { id: bulkId, after, limit: CHUNK });
        const last = rows.at(-1);
        if (!last) break;
        after = last.n;
        // Asked for each chunk: who leaves, or loses a right, acts no more.
        const author = await authorOf(deps, head);
        for (const row of rows) {
          endIfGivenUp(deps);
          try {
            await actOnBulkRow(deps, head, { ...row, author });
          } catch (error) {
            // A database that is down fails every row: the next attempt begins with the first again.
            if (failure !== null) throw error;
            failure = error instanceof Error ? error : new Error('a row failed');
          }
        }
      }
      const isEnded = await deps.store.queueBulks.finish(deps.db, { id: bulkId, now: await deps.now() });
      if (failure !== null) throw failure;
      if (!isEnded) throw ApplicationFailure.create({ type: 'rows_left', message: `rows_left ${bulkId}` });
    });
  };
}
