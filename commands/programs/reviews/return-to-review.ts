import { SYSTEM } from '../../../contracts/actor.ts';
import type { ScheduledTouchpoint, TouchpointChanges } from '../../../domain/programs/written-touchpoint.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type {
  ScheduledTouchpointChange,
  ScheduledTouchpointSet,
} from '../../../infra/db/programs/touchpoints/scheduled-touchpoints.ts';
import type { CommandDeps } from '../../deps.ts';
import {
  NOTHING_PENDING,
  readFactsOf,
  readWriting,
  writeRow,
  type RowToWrite,
} from '../touchpoints/write-touchpoints.ts';

/** What became of an item that was to come back to review; `failed`: it cannot be written anew, with the reason. */
export type Returned = 'returned' | 'superseded' | 'failed' | 'skipped';

/**
 * Takes an item that was approved and whose facts moved before it left back to review (P14), written anew. It joins the
 * open batch of its touchpoint, else its own is open again; when a newer run has produced its message, it is superseded
 * by that, and where program or touchpoint is archived it is skipped. To be called with the customer locked and the gate of the program passed; afterwards the run's `wakeAt` lets
 * its workflow look again.
 */
export async function returnToReview(
  deps: CommandDeps,
  tx: Tx,
  input: { scheduledTouchpointId: string; changes: TouchpointChanges; now: number },
): Promise<Returned> {
  const { scheduledTouchpointId, changes, now } = input;
  const { store } = deps;
  const row = await store.scheduledTouchpoints.read(tx, scheduledTouchpointId);
  const place = await store.reviewBatches.findForReturned(tx, { scheduledTouchpointId });
  if (!row || !place) throw new Error('an item of review without its batch');
  const by = SYSTEM.userId;
  const end = async (set: ScheduledTouchpointSet) => {
    const ended = { ...set, endedAt: now, ...NOTHING_PENDING };
    await store.scheduledTouchpoints.set(tx, { scheduledTouchpointId, set: ended, by, now });
    await store.reviewBatches.settle(tx, { batchId: row.batchId!, by, now });
  };
  const archived = await archivedReason(deps, tx, row);
  if (archived) {
    await end({ status: 'skipped', reason: archived });
    return 'skipped';
  }
  if ('supersededById' in place) {
    await end({ status: 'superseded', reason: 'newer_run', supersededById: place.supersededById });
    return 'superseded';
  }
  // Its own and the one that it joins, in the order of their ids: others lock many at once.
  for (const id of [...new Set([row.batchId!, place.batchId])].sort()) await store.reviewBatches.lock(tx, id);
  const { runId } = (await store.reviewBatches.read(tx, place.batchId))!;
  const writing = await readWriting(deps, tx, { runId, touchpointIds: [row.touchpointId] });
  const facts = (await readFactsOf(deps, tx, { rows: [row], writing, now })).get(row.customerId);
  const content = writing.contents.get(row.touchpointId);
  if (!facts || !content) throw new Error('an item of review without its customer or its touchpoint');
  const change = returnedRow(deps, { row, content, facts, today: writing.today, now }, changes);
  const undecided = { decision: null, decidedById: null, decidedAt: null, slotAt: null } as const;
  const set = {
    batchId: place.batchId,
    ...(change.set.status === 'skipped' ? {} : undecided),
    ...change.set,
  };
  await store.scheduledTouchpoints.set(tx, { ...change, set, by, now });
  if (row.batchId !== null && row.batchId !== place.batchId)
    await store.reviewBatches.settle(tx, { batchId: row.batchId, by, now });
  await store.reviewBatches.settle(tx, { batchId: place.batchId, by, now });
  await store.reviewBatches.noteForRun(tx, { runId, isReopened: change.set.status === 'proposed', now });
  return outcomeOf(change);
}

/**
 * An item whose facts moved, written anew for a person with what changed. What a person wrote or to whom they addressed
 * it stays: they are shown what moved. A language model is not asked here, inside a transaction: its text fails until
 * `retry` has it written anew.
 */
export function returnedRow(
  deps: Pick<CommandDeps, 'links' | 'hash' | 'newId'>,
  input: RowToWrite & { row: ScheduledTouchpoint },
  changes: TouchpointChanges,
): ScheduledTouchpointChange {
  const { row, now } = input;
  const change = writeRow(deps, input);
  const isUnwritten = change.set.status === 'failed' && change.set.errorCode === 'prompt';
  const detail = 'Its facts moved since it was written: retry has it written anew.';
  const set = isUnwritten ? { ...change.set, errorCode: 'facts_moved', errorDetail: detail } : change.set;
  if (set.status === 'skipped') return change;
  // A reply that nobody has decided about yet is still to be seen.
  const unseen = row.status === 'proposed' ? row.returnedFor?.reply : undefined;
  const returnedFor = { ...(unseen && { reply: unseen }), ...changes };
  const { content, facts } = row;
  const writtenBefore = content && facts && { content, facts };
  const returned = { returnedAt: now, returnedFor, writtenBefore, ...NOTHING_PENDING };
  return {
    scheduledTouchpointId: row.scheduledTouchpointId,
    set: { status: 'proposed', reason: null, ...returned, ...set },
    why: changes.reply ? 'replied' : 'facts_moved',
  };
}

/** Nobody reviews for what is archived, and no run would ever end the review (P11). */
async function archivedReason(
  { store }: CommandDeps,
  tx: Tx,
  { programId, touchpointId }: ScheduledTouchpoint,
): Promise<'program_archived' | 'touchpoint_archived' | null> {
  const program = await store.programs.read(tx, programId);
  if (program?.status === 'archived') return 'program_archived';
  const touchpoint = await store.touchpoints.read(tx, touchpointId);
  return touchpoint?.archivedAt === null ? null : 'touchpoint_archived';
}

function outcomeOf({ set }: ScheduledTouchpointChange): Returned {
  if (set.status === 'failed') return 'failed';
  return set.status === 'skipped' ? 'skipped' : 'returned';
}
