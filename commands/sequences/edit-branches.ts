import type { Actor } from '../../contracts/actor.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { Branch, CreateBranch, UpdateBranch } from '../../contracts/sequences/branches.ts';
import { findPointers } from '../../domain/sequences/branch-problems.ts';
import type { SequenceDefinition } from '../../domain/sequences/definition.ts';
import { nameKeyOf } from '../../domain/name-key.ts';
import { idsOf, placed } from '../../domain/sequences/step-order.ts';
import type { CommandDeps } from '../deps.ts';
import { changeSequence, refuseClosed } from './change-sequence.ts';

/**
 * Adds a branch without steps, at a place behind `main` or at the end (S15).
 *
 * @throws ProblemError `conflict` when the sequence has one of this name, has ended or is archived
 */
export function addBranch(
  deps: CommandDeps,
  actor: Actor,
  { sequenceId, name, position }: CreateBranch & { sequenceId: string },
): Promise<Branch> {
  const { store, newId } = deps;
  let branchId = '';
  return changeSequence(deps, actor, {
    sequenceId,
    decide: async ({ tx, status, definition: { branches } }) => {
      refuseClosed(status);
      refuseTakenName(branches, name);
      branchId = newId('branch');
      const branch = { id: branchId, sequenceId, name, position: branches.length + 1 };
      await store.branches.insertAll(tx, [branch]);
      await store.branches.reorder(tx, placed(idsOf(branches), branchId, position ?? branches.length + 1));
      return {
        action: 'branch.add',
        kind: 'branch_added',
        isEdit: true,
        movesTimes: false,
        branch: { id: branchId },
        after: { name },
      };
    },
    reply: async (_tx, definition) => branchOf(definition, branchId),
  });
}

/**
 * Renames a branch, or puts it at another place; `main` stays the first (S15).
 *
 * @throws ProblemError `not_found` when the sequence has no such branch
 * @throws ProblemError `conflict` when the name is taken, for a place of `main`, or when the sequence has ended or is archived
 */
export function updateBranch(
  deps: CommandDeps,
  actor: Actor,
  { sequenceId, branchId, name, position }: UpdateBranch & { sequenceId: string; branchId: string },
): Promise<Branch> {
  const { store } = deps;
  return changeSequence(deps, actor, {
    sequenceId,
    decide: async ({ tx, status, definition }) => {
      refuseClosed(status);
      const { branches } = definition;
      const before = branchOf(definition, branchId);
      if (position !== undefined && before.position === 1)
        throw new ProblemError(
          'conflict',
          'The first branch stays the first: every enrollment begins there.',
        );
      const after = { name: name ?? before.name, position: position ?? before.position };
      if (after.name === before.name && after.position === before.position) return null;
      refuseTakenName(
        branches.filter(({ id }) => id !== branchId),
        after.name,
      );
      await store.branches.rename(tx, { branchId, name: after.name });
      await store.branches.reorder(tx, placed(idsOf(branches), branchId, after.position));
      return {
        action: 'branch.update',
        kind: 'branch_edited',
        isEdit: true,
        movesTimes: false,
        branch: { id: branchId },
        before: { name: before.name, position: before.position },
        after,
      };
    },
    reply: async (_tx, definition) => branchOf(definition, branchId),
  });
}

/**
 * Takes a branch out with its steps (S15). Executions that are ready stay and can be acted on. In a draft its steps may
 * still be pointed at: activation names that.
 *
 * @throws ProblemError `not_found` when the sequence has no such branch
 * @throws ProblemError `conflict` for the first branch, when the sequence has ended or is archived, and once it was
 *   activated with the conditions that point at the branch
 */
export async function removeBranch(
  deps: CommandDeps,
  actor: Actor,
  { sequenceId, branchId }: { sequenceId: string; branchId: string },
): Promise<void> {
  await changeSequence(deps, actor, {
    sequenceId,
    decide: async ({ tx, status, definition }) => {
      refuseClosed(status);
      const branch = branchOf(definition, branchId);
      if (branch.position === 1)
        throw new ProblemError('conflict', 'The first branch stays: every enrollment begins there.');
      if (definition.sequence.activatedAt !== null) refusePointedAt(definition, branch);
      await deps.store.branches.archive(tx, branchId);
      return {
        action: 'branch.remove',
        kind: 'branch_removed',
        isEdit: true,
        movesTimes: true,
        branch: { id: branchId },
        before: { name: branch.name },
      };
    },
    reply: () => Promise.resolve(null),
  });
}

function branchOf({ branches }: SequenceDefinition, branchId: string): Branch {
  return found(
    branches.find(({ id }) => id === branchId),
    'branch',
  );
}

function refuseTakenName(others: readonly Branch[], name: string): void {
  if (!others.some((other) => nameKeyOf(other.name) === nameKeyOf(name))) return;
  throw new ProblemError('conflict', `There is a branch named "${name}" already.`, [
    { field: 'name', message: 'is taken, in this or another case' },
  ]);
}

function refusePointedAt(definition: SequenceDefinition, { id, name }: Branch): void {
  const pointers = findPointers(definition, id);
  if (pointers.length === 0) return;
  throw new ProblemError(
    'conflict',
    `Conditions point at the branch "${name}".`,
    pointers.map(({ field, label }) => ({ field, message: `of "${label}" points at the branch` })),
  );
}
