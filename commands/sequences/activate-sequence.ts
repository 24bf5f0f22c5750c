import type { Actor } from '../../contracts/actor.ts';
import type { SequenceStatus } from '../../contracts/sequences/kinds.ts';
import { type FieldProblem, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import type { ActivateSequence, Sequence } from '../../contracts/sequences/sequences.ts';
import { findActivationProblems } from '../../domain/sequences/activation.ts';
import { changeSequence, type LockedSequence, refuseClosed } from './change-sequence.ts';
import type { CommandDeps } from '../deps.ts';
import { sequenceReply } from './sequence-reply.ts';
import { switchSenders } from './switch-senders.ts';

/** Why a sequence waits that was activated before its begin (S12). */
export const WAITING_FOR_BEGIN = 'waiting for begin';

/**
 * Activates a draft (S7). With a begin in the future it is paused until a person resumes it and begin arrives (S12).
 *
 * @throws ProblemError `validation` with everything that keeps it from running, all at once
 * @throws ProblemError `conflict` when it is no draft any more, or an activated sequence follows its list, which is all that
 *   keeps it from running (S17)
 */
export function activateSequence(
  deps: CommandDeps,
  actor: Actor,
  { sequenceId, senders }: ActivateSequence & { sequenceId: string },
): Promise<Sequence> {
  return changeSequence(deps, actor, {
    sequenceId,
    decide: async (locked) => {
      const { tx, now, definition, status } = locked;
      refuseUnlessDraft(status);
      const { listId } = definition.sequence;
      if (listId !== null) await deps.store.lists.lock(tx, listId, 'alone');
      const surroundings = await deps.store.sequenceSurroundings.loadFor(tx, definition);
      const problems = findActivationProblems(definition, surroundings, {
        now,
        senders: senders ?? null,
        isWriterAvailable: deps.writer.isAvailable,
      });
      const followedBy = surroundings.list?.followedBy;
      if (followedBy && problems.length === 1) refuseFollowed(followedBy, problems);
      refuseInvalid(problems, 'The sequence cannot be activated yet.');
      const also = senders === 'update' ? await switchSenders(deps, tx, { definition, surroundings }) : [];
      await holdUntilBegin(deps, actor, locked);
      const beginAt = definition.sequence.beginAt ?? now;
      const by = { sequenceId, actor, now };
      const follow = listId === null ? undefined : await deps.hooks.lists.bound(deps, tx, { ...by, listId });
      return {
        action: 'sequence.activate',
        kind: 'activated',
        isEdit: true,
        movesTimes: false,
        set: { status: 'active', activatedAt: now, beginAt },
        before: { status },
        after: { status: 'active', senders: senders ?? null },
        also,
        ...(follow && { wake: follow }),
      };
    },
    reply: sequenceReply(deps, actor),
  });
}

function refuseUnlessDraft(status: SequenceStatus): void {
  refuseClosed(status);
  if (status !== 'draft') throw new ProblemError('conflict', 'The sequence is activated already.');
}

/** @throws ProblemError `conflict`, naming the sequence that follows the list */
export function refuseFollowed(
  sequence: { id: string; name: string },
  problems: readonly FieldProblem[],
): never {
  const detail = `The sequence "${sequence.name}" follows this list; a list serves one at a time.`;
  throw new ProblemError('conflict', detail, problems, { sequence });
}

async function holdUntilBegin(
  { store, newId }: CommandDeps,
  actor: Actor,
  { tx, now, definition }: LockedSequence,
): Promise<void> {
  const { id: sequenceId, beginAt } = definition.sequence;
  if (beginAt === null || beginAt <= now) return;
  const hold = { sequenceId, reason: WAITING_FOR_BEGIN, authorId: actor.userId, startedAt: now };
  await store.sequenceHolds.insert(tx, { ...hold, id: newId('hold'), kind: 'manual', expiresAt: null });
  await store.sequenceHolds.insert(tx, { ...hold, id: newId('hold'), kind: 'begin', expiresAt: beginAt });
}
