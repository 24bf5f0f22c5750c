import type { Actor } from '../../contracts/actor.ts';
import { found } from '../../contracts/problems.ts';
import type { DuplicateSequence, Sequence } from '../../contracts/sequences/sequences.ts';
import { copyBranches } from '../../domain/sequences/copy-branches.ts';
import { insertDraft } from './create-sequence.ts';
import type { CommandDeps } from '../deps.ts';
import { runCommand } from '../run-command.ts';

/**
 * Makes a draft with the settings, branches, steps and conditions of a sequence of any status; never its enrollments, list or
 * dates (S2). What points at a step that was removed points at the one that is meant by it.
 * What is made from a template is none.
 *
 * @throws ProblemError `not_found` when there is no such sequence
 * @throws ProblemError `conflict` when the name is taken, in any case
 */
export function duplicateSequence(
  deps: CommandDeps,
  actor: Actor,
  { sequenceId, name }: DuplicateSequence & { sequenceId: string },
): Promise<Sequence> {
  const { store, newId } = deps;
  return runCommand(deps, actor, async (tx, now) => {
    const original = found(await store.sequences.loadDefinition(tx, sequenceId), 'sequence');
    const sequence = {
      ...original.sequence,
      id: newId('sequence'),
      name,
      status: 'draft' as const,
      isTemplate: false,
      listId: null,
      beginAt: null,
      endAt: null,
      version: 1,
      planVersion: 1,
      drainedVersion: 1,
      timingEditedAt: null,
      closing: null,
      activatedAt: null,
      endedAt: null,
      archivedAt: null,
      createdById: actor.userId,
      createdAt: now,
      updatedAt: now,
    };
    const { branchId } = await insertDraft(deps, tx, actor, { sequence, action: 'sequence.duplicate', now });
    const copied = copyBranches(original, { sequenceId: sequence.id, mainId: branchId, newId, now });
    await store.branches.insertAll(tx, copied.branches.slice(1));
    await store.steps.insertAll(tx, { steps: copied.steps, createdAt: now });
    return found(
      await store.sequenceViews.read(tx, actor, {
        sequenceId: sequence.id,
        now,
        isWriterAvailable: deps.writer.isAvailable,
      }),
      'sequence',
    );
  });
}
