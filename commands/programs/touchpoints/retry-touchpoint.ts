import { SYSTEM, type Actor } from '../../../contracts/actor.ts';
import { found, ProblemError } from '../../../contracts/problems.ts';
import { scheduledTouchpointChanges } from '../../../contracts/programs/changes.ts';
import type { RetriedTouchpoint } from '../../../contracts/programs/touchpoint-answers.ts';
import type { ScheduledTouchpoint } from '../../../domain/programs/written-touchpoint.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { RunToWake } from '../../../infra/db/programs/reviews/review-batches.ts';
import type { ScheduledTouchpointChange } from '../../../infra/db/programs/touchpoints/scheduled-touchpoints.ts';
import { lockTouchpoint } from './act-on-touchpoint.ts';
import { attempt } from '../../wakes.ts';
import type { CommandDeps } from '../../deps.ts';
import { writeByPrompt } from './write-by-prompt.ts';
import { recordChange } from '../../record-change.ts';
import { retrySend } from './retry-send.ts';
import { runCommand } from '../../run-command.ts';
import { NOTHING_PENDING, readFactsOf, readWriting, writeRow } from './write-touchpoints.ts';

interface Which {
  scheduledTouchpointId: string;
}

/** Errors of a message that was never handed over: it could not be written, or nobody was to get it (M3). */
const NOT_WRITTEN: ReadonlySet<string> = new Set([
  'no_recipient',
  'invalid_address',
  'template',
  'prompt',
  'no_mailbox',
  'no_sender',
  'all_suppressed',
  'facts_moved',
  'no_content',
]);

/**
 * Tries a message again that failed (M3). One that could not be written is written anew from live facts: it waits for
 * review again, or leaves if its touchpoint needs no review. One that was refused or is uncertain leaves again (D1).
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `already_acted`, with what happened, unless it failed; `conflict` when a newer run took its place
 */
export async function retryTouchpoint(
  deps: CommandDeps,
  actor: Actor,
  { scheduledTouchpointId }: Which,
): Promise<RetriedTouchpoint> {
  const { db, store } = deps;
  found(
    await store.scheduledTouchpointViews.find(db, actor, { scheduledTouchpointId }),
    'scheduled touchpoint',
  );
  const row = found(await store.scheduledTouchpoints.read(db, scheduledTouchpointId), 'scheduled touchpoint');
  switch (stageOf(row)) {
    case 'preparation':
      return retryPreparation(deps, actor, row);
    case 'delivery':
      return retrySend(deps, actor, { scheduledTouchpointId });
  }
}

/** Where it failed: before there was a message, or on its way. */
function stageOf({ status, errorCode }: ScheduledTouchpoint): 'preparation' | 'delivery' {
  return status === 'failed' && errorCode !== null && NOT_WRITTEN.has(errorCode) ? 'preparation' : 'delivery';
}

/** Whom to wake after the commit. */
interface Wakes {
  batch: { batchId: string; programId: string } | null;
  run: RunToWake | null;
}

async function retryPreparation(
  deps: CommandDeps,
  actor: Actor,
  seen: ScheduledTouchpoint,
): Promise<RetriedTouchpoint> {
  const { lifecycle } = deps;
  // A language model takes its time: it is asked before anything is locked.
  const written = await writtenByPrompt(deps, seen);
  const wakes: Wakes = { batch: null, run: null };
  const reply = await runCommand(deps, actor, async (tx, now) => {
    const { store } = deps;
    const { scheduledTouchpointId, programId, customerId } = seen;
    await store.locks.closeGate(tx, { kind: 'program', id: programId });
    const row = found(await lockTouchpoint(deps, tx, scheduledTouchpointId), 'scheduled touchpoint');
    refuseOver(row);
    await refuseArchived(deps, tx, row);
    Object.assign(wakes, await writeAgain(deps, tx, { actor, row, written, now }));
    const after = found(await store.scheduledTouchpoints.read(tx, scheduledTouchpointId), 'row');
    await recordChange(deps, tx, scheduledTouchpointChanges.retried, {
      actor,
      now,
      entityId: scheduledTouchpointId,
      before: {
        customerId,
        status: row.status,
        errorCode: row.errorCode,
      },
      after: {
        customerId,
        status: after.status,
        errorCode: after.errorCode,
      },
      customerId,
    });
    return replyOf(after);
  });
  if (wakes.batch) await attempt(lifecycle.wakeBatch(wakes.batch));
  if (wakes.run) await attempt(lifecycle.wakeProgramRun(wakes.run));
  return reply;
}

function replyOf(row: ScheduledTouchpoint): RetriedTouchpoint {
  const { scheduledTouchpointId: id, status, batchId, reason, errorCode, errorDetail } = row;
  return { id, status, batchId, reason, errorCode, errorDetail };
}

/** @throws ProblemError `already_acted` unless it failed before there was a message */
function refuseOver(row: ScheduledTouchpoint): void {
  if (stageOf(row) === 'preparation') return;
  const { status, decision, decidedAt, decidedById } = row;
  const at = decidedAt === null ? null : new Date(decidedAt).toISOString();
  const happened = { status, action: decision, at, by: decidedById };
  throw new ProblemError('already_acted', `The message is ${status}.`, [], { happened });
}

/** @throws ProblemError `conflict`: an archived program or touchpoint produces nothing new (P11) */
async function refuseArchived(
  { store }: CommandDeps,
  tx: Tx,
  { programId, touchpointId }: ScheduledTouchpoint,
): Promise<void> {
  const program = await store.programs.read(tx, programId);
  if (program?.status === 'archived') throw new ProblemError('conflict', 'The program is archived.');
  const touchpoint = await store.touchpoints.read(tx, touchpointId);
  if (touchpoint?.archivedAt !== null) throw new ProblemError('conflict', 'The touchpoint is archived.');
}

/** Of mode `prompt`, for review: what a language model writes now; null: nothing is to be asked. */
async function writtenByPrompt(
  deps: CommandDeps,
  row: ScheduledTouchpoint,
): Promise<ScheduledTouchpointChange | null> {
  const { db, store } = deps;
  const batch = row.batchId === null ? null : await store.reviewBatches.read(db, row.batchId);
  if (batch?.delivery !== 'review') return null;
  const { work, writing, now } = await readWork(deps, db, { row, runId: batch.runId });
  if (work.content.contentMode !== 'prompt') return null;
  return writeByPrompt(deps, { ...work, writing, now });
}

async function readWork(
  deps: CommandDeps,
  db: Tx,
  { row, runId }: { row: ScheduledTouchpoint; runId: string },
) {
  const now = await deps.now();
  const writing = await readWriting(deps, db, { runId, touchpointIds: [row.touchpointId] });
  const facts = (await readFactsOf(deps, db, { rows: [row], writing, now })).get(row.customerId);
  const content = writing.contents.get(row.touchpointId);
  return {
    work: { row, content: found(content, 'touchpoint'), facts: found(facts, 'customer') },
    writing,
    now,
  };
}

/** Brings a message back that could not be written. It and its customer are locked behind the gate of the program. */
async function writeAgain(
  deps: CommandDeps,
  tx: Tx,
  input: {
    actor: Actor;
    row: ScheduledTouchpoint;
    written: ScheduledTouchpointChange | null;
    now: number;
  },
): Promise<Wakes> {
  const { actor, row, now } = input;
  const { store } = deps;
  const { scheduledTouchpointId, programId } = row;
  const place = await store.reviewBatches.findForReturned(tx, { scheduledTouchpointId });
  if (!place || 'supersededById' in place)
    throw new ProblemError('conflict', 'A newer run has produced this message.', [], { ...place });
  const own = found(await store.reviewBatches.read(tx, row.batchId!), 'batch');
  const by = actor.userId;
  if (own.delivery === 'auto') {
    const decided = { decision: 'approved', decidedById: SYSTEM.userId, decidedAt: now } as const;
    const set = { status: 'approved', ...decided, wakeAt: now, errorCode: null, errorDetail: null } as const;
    await store.scheduledTouchpoints.set(tx, { scheduledTouchpointId, set, why: 'retried', by, now });
    await store.reviewBatches.settle(tx, { batchId: own.batchId, by: SYSTEM.userId, now });
    return { batch: { batchId: own.batchId, programId }, run: null };
  }
  const batch = found(await store.reviewBatches.lock(tx, place.batchId), 'batch');
  const run = await store.programRuns.read(tx, batch.runId);
  if (place.isOwn && run?.status === 'superseded')
    throw new ProblemError('conflict', 'A newer run replaced its batch.');
  const { work, writing } = await readWork(deps, tx, { row, runId: batch.runId });
  const change = input.written ?? writeRow(deps, { ...work, today: writing.today, now });
  const set = { status: 'proposed', reason: null, ...NOTHING_PENDING, ...change.set } as const;
  const { batchId } = batch;
  await store.scheduledTouchpoints.set(tx, { ...change, set: { ...set, batchId }, why: 'retried', by, now });
  await store.reviewBatches.settle(tx, { batchId, by, now });
  const isReopened = set.status === 'proposed';
  return {
    batch: null,
    run: await store.reviewBatches.noteForRun(tx, { runId: batch.runId, isReopened, now }),
  };
}
