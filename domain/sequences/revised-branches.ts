import type { Branch } from '../../contracts/sequences/branches.ts';
import type { FieldProblem } from '../../contracts/problems.ts';
import { nameKeyOf } from '../name-key.ts';

/** What becomes of the branches of a sequence. */
export interface RevisedBranches {
  /** All of them, in their new order. */
  branches: Branch[];
  added: Branch[];
  /** Whose name or place is another. */
  edited: { before: Branch; after: Branch }[];
  removed: Branch[];
  problems: FieldProblem[];
}

/**
 * The branches of a sequence as somebody names them: the whole list, the first of which is the first that it has, under
 * whatever name; the others are found by name. Null: they stay.
 */
export function revisedBranches(
  known: readonly Branch[],
  names: readonly string[] | null,
  { sequenceId, newId }: { sequenceId: string; newId: () => string },
): RevisedBranches {
  const [first, ...others] = known;
  if (names === null || !first)
    return { branches: [...known], added: [], edited: [], removed: [], problems: [] };
  const revised: RevisedBranches = { branches: [], added: [], edited: [], removed: [], problems: [] };
  for (const [index, name] of names.entries()) {
    const other = others.find((each) => nameKeyOf(each.name) === nameKeyOf(name));
    if (index === 0 && other)
      revised.problems.push({ field: 'branches[0]', message: 'cannot be the first: that one stays' });
    const before = index === 0 ? first : other;
    const after = { id: before?.id ?? newId(), sequenceId, name, position: index + 1 };
    revised.branches.push(after);
    if (!before) revised.added.push(after);
    else if (before.name !== name || before.position !== after.position)
      revised.edited.push({ before, after });
  }
  revised.removed = others.filter(({ id }) => !revised.branches.some((branch) => branch.id === id));
  return revised;
}
