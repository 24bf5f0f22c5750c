import type { Actor } from '../../contracts/actor.ts';
import { enrollmentChanges } from '../../contracts/enrollments/changes.ts';
import type { HitKind, HitVerdict, MessageEventSource } from '../../contracts/enrollments/kinds.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';
import { releaseCopies } from '../sending/release-copies.ts';
import { attempt } from '../wakes.ts';
import { decideBy, settleIfProven } from './follow-outcome.ts';

/** Somebody, or something, opened a copy of a message or followed a link in it. Instants are epoch milliseconds. */
export interface Hit {
  messageId: string;
  enrollmentId: string | null;
  customerId: string;
  stepExecutionId: string | null;
  /** Whose copy; 1 is the main one. */
  n: number;
  kind: HitKind;
  /** Null: it still has to be judged (T2), which is told under the same key. */
  verdict: HitVerdict | null;
  occurredAt: number;
  /** Since when it counts; null: it still has to be judged. */
  judgedAt: number | null;
  source: MessageEventSource;
  /** What is the same for the same hit; left out: it is a new one. */
  eventKey?: string;
}

/**
 * Keeps a hit, or judges one that was kept before (T2). What a person does with the main copy proves that the message was
 * sent, and decides where its enrollment goes if the edge behind its step is open and has a condition for it (S15); what
 * machines and readers of copies do concerns nobody.
 */
export async function recordHit(
  deps: CommandDeps,
  actor: Actor,
  hit: Hit,
): Promise<'decided' | 'recorded' | 'ignored'> {
  const { enrollmentId, verdict, judgedAt, n } = hit;
  const isTold = enrollmentId !== null && n === 1 && verdict === 'human' && judgedAt !== null;
  const effect = await runCommand(deps, actor, async (tx, now) => {
    if (isTold) await deps.store.snapshots.lockWithCustomers(tx, [enrollmentId]);
    const eventId = deps.newId('messageEvent');
    if (!(await keep(deps, tx, actor, { ...hit, eventId, now }))) return 'ignored';
    return isTold ? follow(deps, tx, actor, { ...hit, enrollmentId, eventId, now }) : 'recorded';
  });
  if (isTold && effect !== 'ignored') {
    await attempt(deps.lifecycle.wakeEnrollment(enrollmentId));
    const { stepExecutionId: id } = hit;
    if (id !== null) await releaseCopies(deps, { kind: 'step_execution', id });
  }
  return effect;
}

type Kept = Hit & { eventId: string; now: number };

/** @returns false: it was told before, and judged if it is now */
async function keep(
  { store }: CommandDeps,
  tx: Tx,
  actor: Actor,
  { eventId, kind, verdict, judgedAt, eventKey, ...hit }: Kept,
): Promise<boolean> {
  if (eventKey !== undefined && verdict !== null && judgedAt !== null) {
    if (await store.messageEvents.judge(tx, { eventKey, kind, verdict, judgedAt })) return true;
  }
  const { messageId, enrollmentId, customerId, stepExecutionId, n, source, occurredAt, now } = hit;
  const about = { messageId, enrollmentId, customerId, stepExecutionId, n };
  const words = { address: null, detail: null };
  const times = { occurredAt, judgedAt, now };
  const row = { id: eventId, eventKey, kind, verdict, source, createdById: actor.userId };
  return store.messageEvents.insert(tx, { ...row, ...about, ...words, ...times });
}

async function follow(
  deps: CommandDeps,
  tx: Tx,
  actor: Actor,
  hit: Kept & { enrollmentId: string },
): Promise<'decided' | 'recorded'> {
  const { enrollmentId, customerId, stepExecutionId, kind, now } = hit;
  const [read] = await deps.store.snapshots.readSnapshots(tx, { enrollmentIds: [enrollmentId], now });
  if (!read) return 'recorded';
  const snapshot = await settleIfProven(deps, actor, { tx, now, snapshot: read }, stepExecutionId);
  const isDecided = await decideBy(deps, { tx, now, snapshot }, kind);
  if (isDecided || snapshot !== read) await deps.store.enrollments.bumpIntent(tx, [enrollmentId]);
  const { sequenceId } = read.enrollment;
  const change = kind === 'opened' ? enrollmentChanges.opened_recorded : enrollmentChanges.clicked_recorded;
  const data = { sequenceId };
  await recordChange(deps, tx, change, { actor, now, entityId: enrollmentId, customerId, data });
  return isDecided ? 'decided' : 'recorded';
}
