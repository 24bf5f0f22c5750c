import { SYSTEM } from '../../../contracts/actor.ts';
import { batchChanges } from '../../../contracts/programs/changes.ts';
import { changeEntry } from '../../../domain/change-entry.ts';
import type { ScheduledTouchpointChange } from '../../../infra/db/programs/touchpoints/scheduled-touchpoints.ts';
import type { CommandDeps } from '../../deps.ts';
import { readFactsOf, readWriting, writeRow } from '../touchpoints/write-touchpoints.ts';
import { type RowToPrepare, writeByPrompt } from '../touchpoints/write-by-prompt.ts';

/** Rows of one statement: big enough that its cost is the rows, small enough that a crash repeats little. */
const CHUNK = 200;
/** Texts that a language model writes at the same time for one run. */
const PROMPTS_AT_ONCE = 8;

/** What became of the preparing of a run. */
export interface PreparedRun {
  /** A newer run took over; what is left is not written. */
  isSuperseded: boolean;
}

/**
 * Writes the messages of a run that wait for a person, from live facts, and then opens its batches (P7). The rows are
 * the cursor: whatever a crash leaves is taken up by the next attempt, and what is written is not written again. A
 * message that cannot be written fails with the reason (M3), one that asks for nothing any more is skipped.
 *
 * @param input.beforeChunk called before each piece of work; may throw to give up
 */
export async function prepareRun(
  deps: CommandDeps,
  { runId, beforeChunk = () => {} }: { runId: string; beforeChunk?: () => void },
): Promise<PreparedRun> {
  const { db, store } = deps;
  for (let after = ''; ;) {
    beforeChunk();
    const run = await store.programRuns.read(db, runId);
    if (run?.status !== 'preparing') return { isSuperseded: run?.status === 'superseded' };
    const ids = await store.reviewBatches.findUnwritten(db, { runId, after, limit: CHUNK });
    const last = ids.at(-1);
    if (last === undefined) break;
    await prepareChunk(deps, { runId, ids, beforeChunk });
    after = last;
  }
  return openBatches(deps, runId);
}

async function prepareChunk(
  deps: CommandDeps,
  { runId, ids, beforeChunk }: { runId: string; ids: readonly string[]; beforeChunk: () => void },
): Promise<void> {
  const { db, store } = deps;
  const now = await deps.now();
  const rows = await store.scheduledTouchpoints.readAll(db, ids);
  const writing = await readWriting(deps, db, { runId, touchpointIds: rows.map((row) => row.touchpointId) });
  const facts = await readFactsOf(deps, db, { rows, writing, now });
  const work = rows.flatMap((row): RowToPrepare[] => {
    const [content, of] = [writing.contents.get(row.touchpointId), facts.get(row.customerId)];
    return content && of ? [{ row, content, facts: of }] : [];
  });
  const plain = work.filter(({ content }) => content.contentMode === 'template');
  await store.scheduledTouchpoints.setAll(db, {
    changes: plain.map((each) => unwritten(writeRow(deps, { ...each, today: writing.today, now }))),
    by: SYSTEM.userId,
    now,
  });
  const prompted = work.filter(({ content }) => content.contentMode === 'prompt');
  for (let start = 0; start < prompted.length; start += PROMPTS_AT_ONCE) {
    beforeChunk();
    const some = prompted.slice(start, start + PROMPTS_AT_ONCE);
    const changes = await Promise.all(some.map((each) => writeByPrompt(deps, { ...each, writing, now })));
    await store.scheduledTouchpoints.setAll(db, { changes: changes.map(unwritten), by: SYSTEM.userId, now });
  }
}

/** Only while nobody else has written or decided it: an attempt that was given up may still be at work. */
function unwritten(change: ScheduledTouchpointChange): ScheduledTouchpointChange {
  return { ...change, from: 'proposed', ifContentHash: null };
}

/** Opens what is written, behind the gate that a newer run takes: it supersedes all of a run or nothing. */
async function openBatches(deps: CommandDeps, runId: string): Promise<PreparedRun> {
  const now = await deps.now();
  return deps.db.$transaction(async (tx) => {
    const { store } = deps;
    const run = await store.programRuns.read(tx, runId);
    if (!run) return { isSuperseded: true };
    await store.locks.closeGate(tx, { kind: 'program', id: run.programId });
    const opened = await store.reviewBatches.open(tx, { runId, now });
    const by = { actor: SYSTEM, now };
    const told = { data: { programId: run.programId } };
    await store.changes.recordAll(
      tx,
      opened.map((entityId) => changeEntry(batchChanges.opened, by, { entityId, ...told })),
    );
    for (const batchId of opened) await store.reviewBatches.settle(tx, { batchId, by: SYSTEM.userId, now });
    await store.reviewBatches.endPreparing(tx, { runId, now });
    const after = await store.programRuns.read(tx, runId);
    return { isSuperseded: after?.status === 'superseded' };
  });
}
