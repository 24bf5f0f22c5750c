import type { Actor } from '../../contracts/actor.ts';
import { found, refuseInvalid } from '../../contracts/problems.ts';
import { sequenceChanges } from '../../contracts/sequences/changes.ts';
import type { CreateSequence, Sequence } from '../../contracts/sequences/sequences.ts';
import { changeEntry } from '../../domain/change-entry.ts';
import type { StoredSequence } from '../../domain/sequences/definition.ts';
import {
  defaultStopRules,
  findPeriodProblems,
  findSettingProblems,
} from '../../domain/sequences/sequence-rules.ts';
import { NO_TRACKING } from '../../domain/sending/no-tracking.ts';
import { findClosedProblems } from '../../domain/sequences/timing-warnings.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { findUnknownNames } from './find-unknown-names.ts';
import { runCommand } from '../run-command.ts';

/**
 * Creates a draft with a branch `main` and no steps (S2).
 *
 * @throws ProblemError `validation` for unknown zones, mailboxes and users, and impossible windows and periods
 * @throws ProblemError `conflict` when the name is taken, in any case
 */
export function createSequence(deps: CommandDeps, actor: Actor, input: CreateSequence): Promise<Sequence> {
  return runCommand(deps, actor, async (tx, now) => {
    const sequenceId = await createDraft(deps, tx, actor, { input, now });
    const { isAvailable: isWriterAvailable } = deps.writer;
    const made = await deps.store.sequenceViews.read(tx, actor, { sequenceId, now, isWriterAvailable });
    return found(made, 'sequence');
  });
}

/** What {@link createSequence} writes, for those who do not show it. @returns its id */
export async function createDraft(
  deps: CommandDeps,
  tx: Tx,
  actor: Actor,
  { input, now, sequenceId }: { input: CreateSequence; now: number; sequenceId?: string | undefined },
): Promise<string> {
  const id = sequenceId ?? deps.newId('sequence');
  const sequence = draftOf(input, { id, now, createdById: actor.userId });
  refuseInvalid([
    ...findSettingProblems(sequence),
    ...findPeriodProblems(sequence, sequence, now),
    ...(await findUnknownNames(deps, tx, sequence)),
  ]);
  refuseInvalid(findClosedProblems(sequence, now));
  await insertDraft(deps, tx, actor, { sequence, action: 'sequence.create', now });
  return sequence.id;
}

/** Writes a new draft with its branch, first version, audit and change rows. */
export async function insertDraft(
  { store, newId }: CommandDeps,
  tx: Tx,
  actor: Actor,
  { sequence, action, now }: { sequence: StoredSequence; action: string; now: number },
): Promise<{ branchId: string }> {
  const branchId = newId('branch');
  const { id: sequenceId, version, planVersion } = sequence;
  const editorId = actor.userId;
  await store.sequences.create(tx, { sequence, branchId });
  await store.sequences.recordVersion(tx, {
    sequenceId,
    version,
    planVersion,
    kind: 'created',
    at: now,
    editorId,
  });
  await store.audit.record(tx, {
    at: now,
    actor,
    action,
    entity: 'sequence',
    entityId: sequenceId,
    customerId: null,
    after: sequence,
  });
  await store.changes.record(
    tx,
    changeEntry(sequenceChanges.created, { actor, now }, { entityId: sequenceId }),
  );
  return { branchId };
}

/** A draft of these settings, with the defaults for what is not given. */
export function draftOf(
  input: CreateSequence,
  { id, now, createdById }: { id: string; now: number; createdById: string },
): StoredSequence {
  const purpose = input.purpose ?? 'collections';
  return {
    id,
    name: input.name,
    description: input.description ?? null,
    zone: input.zone,
    purpose,
    status: 'draft',
    isTemplate: input.isTemplate ?? false,
    mailboxId: input.mailboxId ?? null,
    fromAddress: input.fromAddress ?? null,
    smsSenderId: input.smsSenderId ?? null,
    defaultDelivery: input.defaultDelivery ?? 'automatic',
    primaryUserId: input.primaryUserId ?? null,
    memberIds: [...new Set(input.memberIds)],
    listId: input.listId ?? null,
    beginAt: instantOf(input.beginAt),
    endAt: instantOf(input.endAt),
    sendDays: [...(input.sendDays ?? [])].sort(),
    window: input.window ?? null,
    holidays: input.holidays ?? null,
    limits: input.limits ?? [],
    hasConditions: false,
    stopRules: { ...defaultStopRules(purpose), ...input.stopRules },
    tracking: { ...NO_TRACKING, ...input.tracking },
    version: 1,
    planVersion: 1,
    drainedVersion: 1,
    timingEditedAt: null,
    closing: null,
    activatedAt: null,
    endedAt: null,
    archivedAt: null,
    createdById,
    createdAt: now,
    updatedAt: now,
  };
}

function instantOf(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Date.parse(text);
}
