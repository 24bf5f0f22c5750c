import type { Actor } from '../../contracts/actor.ts';
import type { SequenceStatus } from '../../contracts/sequences/kinds.ts';
import { found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import { sequenceChanges, type SequenceChangeKind } from '../../contracts/sequences/changes.ts';
import { changeEntry } from '../../domain/change-entry.ts';
import { findDefinitionProblems } from '../../domain/sequences/activation.ts';
import type { SequenceDefinition, SequenceHold } from '../../domain/sequences/definition.ts';
import { hasEdge } from '../../domain/sequences/graph.ts';
import { closedReason, pausingHolds, shownStatus } from '../../domain/sequences/sequence-rules.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { SequenceSet } from '../../infra/db/sequences/sequences.ts';
import { attempt } from '../wakes.ts';
import type { CommandDeps } from '../deps.ts';
import { wakeNobody, type Wake } from '../release-waiting.ts';
import { afterCommit, runCommand } from '../run-command.ts';

/** A sequence as a command finds it, locked; instants are epoch milliseconds. */
export interface LockedSequence {
  tx: Tx;
  now: number;
  definition: SequenceDefinition;
  status: SequenceStatus;
  /** The holds that pause it now. */
  holds: SequenceHold[];
}

/** One thing that a command does to a sequence, as the audit log and the change feed tell it. */
export interface SequenceEdit {
  /** Action in the audit log, `sequence.pause`. */
  action: string;
  /** Kind in the change feed, in the past tense. */
  kind: SequenceChangeKind;
  before?: unknown;
  after?: unknown;
  /** What was changed, if it is not the sequence itself. */
  step?: { id: string };
  branch?: { id: string };
}

/** What a command does to a sequence. */
export interface SequenceChange extends SequenceEdit {
  /** Edits of content and settings make a version of their own (S6); status moves do not. */
  isEdit: boolean;
  /** Whether the due time of an enrollment may move: they follow once the change is committed. */
  movesTimes: boolean;
  set?: SequenceSet;
  /** What else was done by the same change, each told for itself. */
  also?: readonly SequenceEdit[];
  /** Lets go of what waits, after the commit. */
  wake?: Wake;
}

/** How a command decides, and what it answers from what was written. */
export interface SequenceCommand<T> {
  sequenceId: string;
  /** Refuses, or writes what is its own (steps, holds, members) and says what becomes of it; null: nothing changes. */
  decide: (sequence: LockedSequence) => Promise<SequenceChange | null>;
  reply: (tx: Tx, definition: SequenceDefinition, now: number) => Promise<T>;
}

/**
 * Changes a sequence: closes its gate against hand-overs, locks it, decides, writes it with its version, audit and
 * change rows, and after the commit lets its enrollments follow. Every command on an existing sequence goes through here.
 *
 * @throws ProblemError `not_found` when there is no such sequence
 * @throws ProblemError `validation` when an edit would leave an activated sequence unfit to run (S7)
 */
export async function changeSequence<T>(
  deps: CommandDeps,
  actor: Actor,
  { sequenceId, decide, reply }: SequenceCommand<T>,
): Promise<T> {
  // A repeated call is answered from what is kept, which holds no functions; then there is nobody to wake.
  let wake: Wake = wakeNobody;
  const { answer, followVersion } = await runCommand(deps, actor, async (tx, now) => {
    const locked = await lockSequence(deps, tx, { sequenceId, now });
    const change = await decide(locked);
    const isFollowed = change?.movesTimes === true && locked.definition.sequence.activatedAt !== null;
    if (change) await record(deps, tx, { actor, change, locked, isFollowed });
    const { status } = change?.set ?? {};
    if (status === 'ended' || status === 'archived') {
      const { name } = locked.definition.sequence;
      await deps.hooks.followGone(deps, tx, { id: sequenceId, name, now });
    }
    const after = found(await deps.store.sequences.loadDefinition(tx, sequenceId), 'sequence');
    if (change?.isEdit) {
      refuseUnfit(after);
      await noteConditions(deps, tx, after);
    }
    wake = change?.wake ?? wakeNobody;
    return {
      answer: await reply(tx, after, now),
      followVersion: isFollowed ? after.sequence.planVersion : null,
    };
  });
  await afterCommit(deps, async () => {
    if (followVersion !== null) await attempt(deps.lifecycle.startSequenceChange(sequenceId, followVersion));
    await wake();
  });
  return answer;
}

/** @throws ProblemError `conflict` with the reason when a sequence takes no edits any more (S1, S6) */
export function refuseClosed(status: SequenceStatus): void {
  const reason = closedReason(status);
  if (reason !== null) throw new ProblemError('conflict', reason);
}

/** An activated sequence stays fit to run, whatever is edited (S7). */
function refuseUnfit(definition: SequenceDefinition): void {
  if (definition.sequence.activatedAt === null) return;
  refuseInvalid(findDefinitionProblems(definition), 'The sequence is activated and could not run any more.');
}

/** Enrollments read branches only where there are some; those of an activated sequence may stand in one that is gone. */
async function noteConditions(
  { store }: CommandDeps,
  tx: Tx,
  { sequence, branches, steps }: SequenceDefinition,
): Promise<void> {
  const isKept = sequence.hasConditions && sequence.activatedAt !== null;
  const hasConditions = isKept || branches.length > 1 || steps.some(hasEdge);
  if (hasConditions === sequence.hasConditions) return;
  await store.sequences.save(tx, { sequenceId: sequence.id, set: { hasConditions } });
}

async function lockSequence(
  { store }: CommandDeps,
  tx: Tx,
  { sequenceId, now }: { sequenceId: string; now: number },
): Promise<LockedSequence> {
  await store.locks.closeGate(tx, { kind: 'sequence', id: sequenceId });
  await store.sequences.lock(tx, sequenceId);
  const definition = found(await store.sequences.loadDefinition(tx, sequenceId), 'sequence');
  const holds = await store.sequenceHolds.listOpen(tx, sequenceId);
  return {
    tx,
    now,
    definition,
    status: shownStatus(definition.sequence, holds, now),
    holds: pausingHolds(holds, now),
  };
}

async function record(
  { store }: CommandDeps,
  tx: Tx,
  {
    actor,
    change,
    locked,
    isFollowed,
  }: { actor: Actor; change: SequenceChange; locked: LockedSequence; isFollowed: boolean },
): Promise<void> {
  const { now: at, definition } = locked;
  const { id: sequenceId, ...before } = definition.sequence;
  const version = before.version + (change.isEdit ? 1 : 0);
  const planVersion = before.planVersion + (isFollowed ? 1 : 0);
  await store.sequences.save(tx, { sequenceId, set: { ...change.set, version, planVersion, updatedAt: at } });
  if (change.isEdit) {
    const editorId = actor.userId;
    await store.sequences.recordVersion(tx, {
      sequenceId,
      version,
      planVersion,
      kind: change.kind,
      at,
      editorId,
    });
  }
  const edits = [change, ...(change.also ?? [])];
  const audited = edits.map(({ action, before: was, after, ...edit }) => {
    const what = entityOf(sequenceId, edit);
    return { at, actor, action, ...what, customerId: null, before: was, after };
  });
  await store.audit.recordAll(tx, audited);
  const told = edits.map(({ kind, step }) => {
    const fields = { entityId: sequenceId, data: step && { stepId: step.id } };
    return changeEntry(sequenceChanges[kind], { actor, now: at }, fields);
  });
  await store.changes.recordAll(tx, told);
}

/** What of a sequence an edit is about, as the audit log names it. */
function entityOf(
  sequenceId: string,
  { step, branch }: Pick<SequenceEdit, 'step' | 'branch'>,
): { entity: string; entityId: string } {
  if (step) return { entity: 'step', entityId: step.id };
  if (branch) return { entity: 'branch', entityId: branch.id };
  return { entity: 'sequence', entityId: sequenceId };
}
