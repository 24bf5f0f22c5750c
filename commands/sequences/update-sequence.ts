import type { Actor } from '../../contracts/actor.ts';
import { type FieldProblem, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import type { SequenceLimits } from '../../contracts/sequences/sequence-fields.ts';
import type { PatchSequence, Sequence, UpdateSequence } from '../../contracts/sequences/sequences.ts';
import { sequenceLimits } from '../../domain/sending/limits-of.ts';
import type { NamedSender } from '../../domain/sequences/senders.ts';
import type { SequenceDefinition, StoredSequence } from '../../domain/sequences/definition.ts';
import { findPeriodProblems, findSettingProblems } from '../../domain/sequences/sequence-rules.ts';
import { findClosedProblems } from '../../domain/sequences/timing-warnings.ts';
import { isInTeam } from '../../domain/sequences/step-rules.ts';
import { refuseFollowed } from './activate-sequence.ts';
import { changeSequence, type LockedSequence, refuseClosed, type SequenceChange } from './change-sequence.ts';
import type { CommandDeps } from '../deps.ts';
import { releaseWaiting, wakeNobody, type Wake } from '../release-waiting.ts';
import { changeLimits } from '../sending/change-limits.ts';
import { findUnknownNames } from './find-unknown-names.ts';
import { sequenceReply } from './sequence-reply.ts';
import { findTakeover, switchSenders } from './switch-senders.ts';

/** Settings that change. */
export type Settings = Partial<StoredSequence>;

/** Settings whose edit moves due times (S6, S13, S22). */
const TIMING_SETTINGS = ['zone', 'sendDays', 'window', 'holidays'] as const;

/**
 * Changes settings (S2, S6); what is not given stays. Live enrollments follow edits that move due times. Another primary user
 * of an activated sequence names the steps with another sender, until `senders` says what becomes of them (S18).
 *
 * @throws ProblemError `validation` as createSequence, and when an activated sequence could not run any more
 * @throws ProblemError `conflict` when it has ended or is archived, the name is taken, or it has begun already
 */
export function updateSequence(
  deps: CommandDeps,
  actor: Actor,
  { sequenceId, patch: { senders, ...patch } }: { sequenceId: string; patch: PatchSequence },
): Promise<Sequence> {
  return changeSequence(deps, actor, {
    sequenceId,
    decide: async (locked) => {
      refuseClosed(locked.status);
      const set = changedSettings(patch, locked.definition.sequence);
      const { problems, takeover } = await findTakeover(deps, locked, {
        set,
        senders: senders ?? null,
      });
      refuseInvalid([...(await findSettingsProblems(deps, locked, set)), ...problems]);
      const change = await writeSettings(deps, actor, locked, set);
      const [first, ...rest] = takeover ? await switchSenders(deps, locked.tx, takeover) : [];
      if (!first) return change;
      if (change) return { ...change, also: [first, ...rest] };
      return { ...first, isEdit: true, movesTimes: false, also: rest };
    },
    reply: sequenceReply(deps, actor),
  });
}

/** Lets go of what waits for the mailbox or number that it had (S24), and calls who waits for its limits (S14). */
async function releaseOf(deps: CommandDeps, locked: LockedSequence, set: Settings): Promise<Wake> {
  const { tx, now, definition } = locked;
  const sequenceId = definition.sequence.id;
  const release = { of: 'sequence_sender', id: sequenceId } as const;
  const isOther = set.mailboxId !== undefined || set.smsSenderId !== undefined;
  const wake = !isOther ? wakeNobody : await releaseWaiting(deps, tx, { release, now });
  if (!set.limits) return wake;
  const scopesOf = (limits: SequenceLimits) => sequenceLimits(sequenceId, limits).map(({ scope }) => scope);
  const [before, after] = [scopesOf(definition.sequence.limits), scopesOf(set.limits)];
  const call = await changeLimits(deps, tx, { before, after });
  return async () => {
    await wake();
    await call();
  };
}

/** Writes what stands outside the row of a sequence, and says what becomes of the row; null: nothing changes. */
export async function writeSettings(
  deps: CommandDeps,
  actor: Actor,
  locked: LockedSequence,
  set: Settings,
): Promise<SequenceChange | null> {
  const sequenceId = locked.definition.sequence.id;
  await moveBegin(deps, actor, locked, set);
  const follow = await followList(deps, actor, locked, set);
  if (set.memberIds) {
    await deps.store.sequences.replaceMembers(locked.tx, { sequenceId, userIds: set.memberIds });
  }
  const change = changeOf(set, locked);
  if (change === null) return change;
  const release = await releaseOf(deps, locked, set);
  return {
    ...change,
    wake: async () => {
      await release();
      await follow();
    },
  };
}

/**
 * An activated sequence that is given a list follows it from now on, as one that is activated does; who came by another list
 * goes on as it is (S6, S17).
 *
 * @throws ProblemError `conflict` when another activated sequence follows the list
 */
async function followList(
  deps: CommandDeps,
  actor: Actor,
  { tx, now, definition }: LockedSequence,
  { listId }: Settings,
): Promise<Wake> {
  if (listId == null || definition.sequence.activatedAt === null) return wakeNobody;
  await deps.store.lists.lock(tx, listId, 'alone');
  const { list } = await deps.store.sequenceSurroundings.load(tx, { mailboxIds: [], userIds: [], listId });
  if (list?.followedBy)
    refuseFollowed(list.followedBy, [{ field: 'listId', message: 'is followed by another sequence' }]);
  return deps.hooks.lists.bound(deps, tx, { sequenceId: definition.sequence.id, listId, actor, now });
}

/** What keeps settings from being saved over those of a sequence; `definition` has the steps that it is to have. */
export async function findSettingsProblems(
  deps: CommandDeps,
  { tx, now, definition }: Pick<LockedSequence, 'tx' | 'now' | 'definition'>,
  set: Settings,
): Promise<FieldProblem[]> {
  const before = definition.sequence;
  const problems = [
    ...findSettingProblems({ ...before, ...set }),
    ...findPeriodProblems(set, before, now),
    ...(await findUnknownNames(deps, tx, { ...set, ...senderOfSettings(before, set) })),
    ...findLostAssignees(definition, set),
    ...(await findBrokenSender(deps, { tx, definition, set })),
  ];
  return problems.length > 0 ? problems : findClosedProblems({ ...before, ...set }, now);
}

/** The sender, if one of its parts is named: an alias belongs to its mailbox (M1). */
function senderOfSettings(before: StoredSequence, set: Settings): NamedSender | undefined {
  if (set.mailboxId === undefined && set.fromAddress === undefined) return undefined;
  const { mailboxId, fromAddress } = { ...before, ...set };
  return { mailboxId, fromAddress };
}

/** A named assignee must stay in the team (S18). */
function findLostAssignees({ sequence, steps }: SequenceDefinition, set: Settings): FieldProblem[] {
  if (set.memberIds === undefined && set.primaryUserId === undefined) return [];
  const { primaryUserId, memberIds } = { ...sequence, ...set };
  const field = set.memberIds === undefined ? 'primaryUserId' : 'memberIds';
  return steps
    .filter((step) => !isInTeam(step.assignee, { primaryUserId, memberIds }))
    .map((step) => ({ field, message: `must keep the assignee of the step "${step.label}"` }));
}

/** An activated sequence with email steps only takes a mailbox that works (S7). */
async function findBrokenSender(
  { store }: CommandDeps,
  { tx, definition, set }: { tx: LockedSequence['tx']; definition: SequenceDefinition; set: Settings },
): Promise<FieldProblem[]> {
  const hasEmail = definition.steps.some((step) => step.type === 'email');
  if (!set.mailboxId || !hasEmail || definition.sequence.activatedAt === null) return [];
  const { workingMailboxIds } = await store.sequenceSurroundings.load(tx, {
    mailboxIds: [set.mailboxId],
    userIds: [],
  });
  if (workingMailboxIds.has(set.mailboxId)) return [];
  return [{ field: 'mailboxId', message: 'is not a working mailbox; verify it first' }];
}

/**
 * The begin of an activated sequence is its hold: it moves as long as it has not come (S12), and with it the start of whoever
 * begins with it.
 */
async function moveBegin(
  deps: CommandDeps,
  actor: Actor,
  { tx, now, definition, holds }: LockedSequence,
  set: Settings,
): Promise<void> {
  if (set.beginAt === undefined || definition.sequence.activatedAt === null) return;
  const { store } = deps;
  const { id: sequenceId, zone } = { ...definition.sequence, ...set };
  if (!holds.some((hold) => hold.kind === 'begin')) {
    throw new ProblemError('conflict', 'The sequence has begun already.', [
      { field: 'beginAt', message: 'cannot be moved any more' },
    ]);
  }
  if (set.beginAt !== null && set.beginAt > now) {
    await store.sequenceHolds.moveBegin(tx, { sequenceId, beginAt: set.beginAt });
  } else {
    await store.sequenceHolds.end(tx, { sequenceId, kinds: ['begin'], at: now, endedById: actor.userId });
  }
  await deps.hooks.lists.beginMoved(deps, tx, { sequenceId, zone, beginAt: set.beginAt, now });
}

function changeOf(
  { memberIds, ...set }: Settings,
  { now, definition }: LockedSequence,
): SequenceChange | null {
  const after = memberIds ? { ...set, memberIds } : set;
  const keys = Object.keys(after) as (keyof StoredSequence)[];
  if (keys.length === 0) return null;
  const isTiming = TIMING_SETTINGS.some((key) => keys.includes(key));
  return {
    action: 'sequence.update',
    kind: 'settings_edited',
    isEdit: true,
    // Tasks that are not ready yet become those of another primary user (S6).
    movesTimes: isTiming || keys.includes('beginAt') || keys.includes('primaryUserId'),
    set: isTiming ? { ...set, timingEditedAt: now } : set,
    before: Object.fromEntries(keys.map((key) => [key, definition.sequence[key]])),
    after,
  };
}

/** What of a patch differs from what is stored. */
export function changedSettings(patch: UpdateSequence, before: StoredSequence): Settings {
  const { beginAt, endAt, stopRules, tracking, memberIds, sendDays, ...plain } = patch;
  const after: Settings = {
    ...plain,
    ...(beginAt === undefined ? {} : { beginAt: beginAt && Date.parse(beginAt) }),
    ...(endAt === undefined ? {} : { endAt: endAt && Date.parse(endAt) }),
    ...(stopRules === undefined ? {} : { stopRules: { ...before.stopRules, ...stopRules } }),
    ...(tracking === undefined ? {} : { tracking: { ...before.tracking, ...tracking } }),
    ...(memberIds === undefined ? {} : { memberIds: [...new Set(memberIds)].sort() }),
    ...(sendDays === undefined ? {} : { sendDays: [...sendDays].sort() }),
  } as Settings;
  const isChanged = ([key, value]: [string, unknown]) =>
    value !== undefined && JSON.stringify(value) !== JSON.stringify(before[key as keyof StoredSequence]);
  return Object.fromEntries(Object.entries(after).filter(isChanged));
}
