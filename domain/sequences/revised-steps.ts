import type { FieldProblem } from '../../contracts/problems.ts';
import type { Branch } from '../../contracts/sequences/branches.ts';
import type { DescribedStep } from '../../contracts/sequences/described-steps.ts';
import { nameKeyOf } from '../name-key.ts';
import type { SequenceDefinition, StoredSequence, StoredStep } from './definition.ts';
import { describedBranching, meantBranching, namedSteps, settledBranching } from './described-branching.ts';
import { hasEdge } from './graph.ts';
import { matchSteps, mergedOrder, movedPlaces } from './match-steps.ts';
import { newStepContent } from './new-step.ts';
import { changedKeys, patchedStep, stampedStep } from './patched-step.ts';

/** What becomes of the steps of a sequence. */
export interface RevisedSteps {
  /** All of them, branch by branch in their new order. */
  steps: StoredStep[];
  added: StoredStep[];
  /** What changed of a step; it may have moved too. */
  edited: { before: StoredStep; after: StoredStep; keys: (keyof StoredStep)[] }[];
  /** In another branch, or at another place among those that were in its branch before. */
  moved: StoredStep[];
  removed: StoredStep[];
  /** Where each was, from 1 in its branch, by its id. */
  places: ReadonlyMap<string, Pick<StoredStep, 'branchId' | 'position'>>;
  /** What their descriptions name and is not there, by the new order: `steps[2].conditions[0].target.step`. */
  problems: FieldProblem[];
}

/** What steps that are new get, and where they may stand. `now` is epoch milliseconds. */
export interface StepOrigin {
  /** As it is to be: its default delivery is that of new steps. */
  sequence: StoredSequence;
  /** As they are to be, in order. */
  branches: readonly Branch[];
  now: number;
  newId: () => string;
  others: 'keep' | 'remove';
}

/** One step of the new order: where it was, how it is described, and in which branch it stands. */
interface Entry {
  before: StoredStep | null;
  place: number | null;
  input: DescribedStep | null;
  id: string;
  branchId: string;
  label: string;
}

/** The steps of a sequence as somebody describes them, each found again by what it is, in its branch or another (S6, S15). */
export function revisedSteps(
  definition: SequenceDefinition,
  given: readonly DescribedStep[],
  origin: StepOrigin,
): RevisedSteps {
  const { steps: known } = definition;
  const { sequence, now, others } = origin;
  const { entries, places, problems } = orderOf(definition, given, origin);
  const moves = new Set(
    origin.branches.flatMap(({ id }) => {
      const known = entries.filter(({ branchId, place }) => branchId === id && place !== null);
      const came = known.filter(({ before }) => before!.branchId !== id);
      const stayed = known.filter(({ before }) => before!.branchId === id);
      return [...movedPlaces(stayed.map(({ place }) => place!)), ...came.map(({ place }) => place!)];
    }),
  );
  const revised: RevisedSteps = {
    steps: [],
    added: [],
    edited: [],
    moved: [],
    removed: others === 'keep' ? [] : known.filter((_step, place) => !places.includes(place)),
    places: new Map(known.map(({ id, branchId, position }) => [id, { branchId, position }])),
    problems,
  };
  const named = {
    named: namedSteps(entries, origin.branches),
    ids: entries.map(({ id }) => id),
    branches: origin.branches,
  };
  const shown = describedBranching(definition);
  const counts = new Map<string, number>();
  for (const [index, { before, place, input, id, branchId }] of entries.entries()) {
    const position = (counts.get(branchId) ?? 0) + 1;
    counts.set(branchId, position);
    const { problems: lost, ...branching } = meantBranching(
      place === null ? (input ?? {}) : changedBranching(shown[place]!, input, named),
      named,
    );
    problems.push(...lost.map(({ field, message }) => ({ field: `steps[${index}].${field}`, message })));
    if (before === null) {
      const { branch: _branch, conditions: _conditions, fallback: _fallback, ...content } = input!;
      const step = {
        ...newStepContent({ ...content, ...branching }, sequence.defaultDelivery),
        id,
        sequenceId: sequence.id,
        branchId,
        position,
        timingEditedAt: now,
        deliveryEditedAt: null,
        decidesSince: hasEdge({ conditions: [], fallback: null, ...branching }) ? now : null,
        branchingEditedAt: null,
      };
      revised.added.push(step);
      revised.steps.push(step);
      continue;
    }
    const patched = patchedStep(before, { ...patchOf(input), ...branching });
    const keys = changedKeys(before, patched);
    const isMoved = moves.has(place!);
    const after = {
      ...stampedStep(before, patched, keys, now),
      branchId,
      position,
      ...(isMoved && { timingEditedAt: now }),
    };
    if (keys.length > 0) revised.edited.push({ before, after, keys });
    if (isMoved) revised.moved.push(after);
    revised.steps.push(after);
  }
  return revised;
}

/** What a description says of the contents of a step that is there. */
function patchOf(input: DescribedStep | null) {
  if (input === null) return {};
  const { type: _type, branch: _branch, conditions: _conditions, fallback: _fallback, ...patch } = input;
  return patch;
}

/** What a description says of the targets of a step and they do not mean already: those stay as they are stored. */
function changedBranching(
  shown: Pick<DescribedStep, 'conditions' | 'fallback'>,
  input: DescribedStep | null,
  { named, branches }: { named: ReturnType<typeof namedSteps>; branches: readonly Branch[] },
): Pick<DescribedStep, 'conditions' | 'fallback'> {
  if (input === null) return {};
  const settled = settledBranching({ steps: named, names: branches.map(({ name }) => name) }, input);
  const isSame = (key: 'conditions' | 'fallback'): boolean =>
    JSON.stringify(settled[key] ?? input[key]) === JSON.stringify(shown[key]);
  return {
    ...(input.conditions !== undefined && !isSame('conditions') && { conditions: input.conditions }),
    ...(input.fallback !== undefined && !isSame('fallback') && { fallback: input.fallback }),
  };
}

/** The new order, branch by branch. */
function orderOf(
  definition: SequenceDefinition,
  given: readonly DescribedStep[],
  { branches, newId, others }: StepOrigin,
): { entries: Entry[]; places: (number | null)[]; problems: FieldProblem[] } {
  const { steps: known } = definition;
  const rankOf = ({ branch }: Pick<DescribedStep, 'branch'>): number =>
    branch === undefined ? 0 : branches.findIndex(({ name }) => nameKeyOf(name) === nameKeyOf(branch));
  const nameOf = (rank: number): string | null => (rank <= 0 ? null : branches[rank]!.name);
  const rankOfId = (branchId: string): number => branches.findIndex(({ id }) => id === branchId);
  const places = matchSteps(
    known.map((step) => {
      const rank = rankOfId(step.branchId);
      // Those of a branch that is to go are at home in none of the others.
      return { ...step, branch: rank < 0 ? `\0${step.branchId}` : nameOf(rank) };
    }),
    given.map((step) => ({ ...step, branch: nameOf(rankOf(step)) })),
  );
  const merged = mergedOrder(known.length, places)
    .filter((entry) => entry.given !== null || others === 'keep')
    .map(({ known: place, given: at }): Entry & { at: number | null } => {
      const before = place === null ? null : known[place]!;
      const input = at === null ? null : given[at]!;
      const branchId = input === null ? before!.branchId : branches[Math.max(0, rankOf(input))]!.id;
      const label = input?.label ?? before!.label;
      return { before, place, input, id: before?.id ?? newId(), branchId, label, at };
    });
  const entries = merged.toSorted((a, b) => rankOfId(a.branchId) - rankOfId(b.branchId));
  const problems = given.flatMap((step, at): FieldProblem[] => {
    const field = `steps[${entries.findIndex((entry) => entry.at === at)}].branch`;
    const rank = rankOf(step);
    if (rank < 0) return [{ field, message: 'is no branch of this sequence: name it in `branches`' }];
    if (given.slice(0, at).every((earlier) => rankOf(earlier) <= rank)) return [];
    return [{ field, message: 'stands behind steps of a later branch: steps stand branch by branch' }];
  });
  return { entries, places, problems };
}
