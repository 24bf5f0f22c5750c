import type { Actor } from '../../../contracts/actor.ts';
import { found, ProblemError } from '../../../contracts/problems.ts';
import { scheduledTouchpointChanges } from '../../../contracts/programs/changes.ts';
import type { ScheduledTouchpoint as Shown } from '../../../contracts/programs/scheduled-touchpoints.ts';
import type { ScheduledTouchpoint } from '../../../domain/programs/written-touchpoint.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { LedgerState } from '../../../infra/db/sending/ledger.ts';
import type { ScheduledTouchpointSet } from '../../../infra/db/programs/touchpoints/scheduled-touchpoints.ts';
import { attempt, wakeBatches } from '../../wakes.ts';
import type { CommandDeps } from '../../deps.ts';
import { recordChange } from '../../record-change.ts';
import { runCommand } from '../../run-command.ts';
import { callWaiting } from '../../sending/call-waiting.ts';

/** A scheduled touchpoint as a person's action finds it: behind the closed gate of its program, locked with its customer. */
export interface LockedTouchpoint {
  tx: Tx;
  now: number;
  actor: Actor;
  item: ScheduledTouchpoint;
  /** Its row in the ledger, locked; null: nothing was ever claimed. */
  message: LedgerState | null;
}

/** One action of a person on one scheduled touchpoint. */
interface TouchpointAct<T> {
  scheduledTouchpointId: string;
  /** For audit and feed, in the past tense. */
  kind: 'cancelled' | 'completed' | 'sendForced' | 'sendRetried' | 'markedAsSent';
  /** What the audit keeps of it besides. */
  audited?: Readonly<Record<string, unknown>>;
  /** Refuses, or writes the action. */
  apply: (locked: LockedTouchpoint) => Promise<T>;
}

/**
 * Carries out one act of a person on one scheduled touchpoint (P9, Q3): takes the gate that a newer run takes too,
 * locks, refuses what somebody else has finished, applies, brings batch and run to their items, audits, and wakes batch
 * and run after the commit.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `already_acted`, with what happened, in a state that the act is not for
 */
export async function actOnTouchpoint<T>(
  deps: CommandDeps,
  actor: Actor,
  { scheduledTouchpointId, kind, audited, apply }: TouchpointAct<T>,
): Promise<{ touchpoint: Shown; result: T }> {
  const { store, lifecycle } = deps;
  let freed: string[] = [];
  const { reply, wakes } = await runCommand(deps, actor, async (tx, now) => {
    const read = async () =>
      found(
        await store.scheduledTouchpointViews.find(tx, actor, { scheduledTouchpointId }),
        'scheduled touchpoint',
      );
    const programId = (await read()).program.id;
    await store.locks.closeGate(tx, { kind: 'program', id: programId });
    const item = found(await lockTouchpoint(deps, tx, scheduledTouchpointId), 'scheduled touchpoint');
    const message = await store.ledger.lockOf(tx, { kind: 'touchpoint', id: scheduledTouchpointId });
    const before = await read();
    const result = await apply({ tx, now, actor, item, message });
    const after = await read();
    const { batchId } = item;
    if (batchId !== null) await store.reviewBatches.settle(tx, { batchId, by: actor.userId, now });
    // It may have come back to the batch of a newer run.
    const runId = batchId === null ? null : ((await store.reviewBatches.read(tx, batchId))?.runId ?? null);
    const isReopened = after.status === 'proposed' && before.status !== 'proposed';
    const run = runId === null ? null : await store.reviewBatches.noteForRun(tx, { runId, isReopened, now });
    await recordChange(deps, tx, scheduledTouchpointChanges[kind], {
      actor,
      now,
      entityId: scheduledTouchpointId,
      before: { status: before.status, reason: before.reason },
      after: { status: after.status, reason: after.reason, ...audited },
      customerId: item.customerId,
      data: { programId },
    });
    if (after.status === 'cancelled' || after.status === 'completed') {
      const leaving = { kind: 'touchpoint', ids: [scheduledTouchpointId], ends: true } as const;
      freed = await store.leavingLines.leave(tx, leaving);
    }
    const batches = batchId === null ? [] : [{ batchId, programId }];
    return { reply: { touchpoint: after, result }, wakes: { batches, run } };
  });
  await wakeBatches(deps, wakes.batches);
  if (wakes.run?.status === 'open') await attempt(lifecycle.wakeProgramRun(wakes.run));
  await attempt(callWaiting(deps, freed));
  return reply;
}

/**
 * Locks a scheduled touchpoint behind its customer and its batch, the lock order of the product, and reads it: a run by
 * hand takes batches without the gate. To be called behind the closed gate of its program.
 */
export async function lockTouchpoint(
  { store }: CommandDeps,
  tx: Tx,
  scheduledTouchpointId: string,
): Promise<ScheduledTouchpoint | null> {
  const seen = await store.scheduledTouchpoints.read(tx, scheduledTouchpointId);
  if (!seen) return null;
  await store.customerRefresh.lock(tx, [seen.customerId]);
  if (seen.batchId !== null) await store.reviewBatches.lock(tx, seen.batchId);
  return store.scheduledTouchpoints.lock(tx, scheduledTouchpointId);
}

/** Changes the row that is locked, with a note of the person, if there is one. */
export async function writeTouchpoint(
  { store }: CommandDeps,
  { tx, now, actor, item }: LockedTouchpoint,
  { set, note, why }: { set: ScheduledTouchpointSet; note?: string | undefined; why?: string },
): Promise<void> {
  const { scheduledTouchpointId } = item;
  const by = actor.userId;
  const change = { scheduledTouchpointId, set, note, ...(why !== undefined && { why }) };
  await store.scheduledTouchpoints.set(tx, { ...change, by, now });
}

/** @throws ProblemError `already_acted` unless it is in one of these states, and not leaving right now */
export function requireTouchpoint(
  locked: LockedTouchpoint,
  statuses: readonly ScheduledTouchpoint['status'][],
): void {
  const { status } = locked.item;
  if (!statuses.includes(status)) refuseTouchpoint(locked, `It is ${status}.`);
  if (locked.message?.status === 'handed_over') refuseTouchpoint(locked, 'Its mail is leaving right now.');
}

/** @throws ProblemError `already_acted`, with what happened */
export function refuseTouchpoint({ item }: LockedTouchpoint, detail: string): never {
  const { status, decision: action, reason, decidedAt, decidedById: by } = item;
  const at = decidedAt === null ? null : new Date(decidedAt).toISOString();
  throw new ProblemError('already_acted', detail, [], { happened: { status, action, reason, at, by } });
}
