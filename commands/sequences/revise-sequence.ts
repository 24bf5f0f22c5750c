import type { Actor } from '../../contracts/actor.ts';
import { type FieldProblem, refuseInvalid } from '../../contracts/problems.ts';
import type { DescribedStep } from '../../contracts/sequences/described-steps.ts';
import type { UpdateSequence } from '../../contracts/sequences/sequences.ts';
import type { SequenceDefinition, StoredSequence, StoredStep } from '../../domain/sequences/definition.ts';
import { behind, type Graph } from '../../domain/sequences/graph.ts';
import { type RevisedBranches, revisedBranches } from '../../domain/sequences/revised-branches.ts';
import { type RevisedSteps, revisedSteps } from '../../domain/sequences/revised-steps.ts';
import { idsOf, placesInOrder } from '../../domain/sequences/step-order.ts';
import { changeSequence, type LockedSequence, refuseClosed, type SequenceEdit } from './change-sequence.ts';
import type { CommandDeps } from '../deps.ts';
import { findUnfitness, findUnseeingAssignee } from './edit-steps.ts';
import { changedSettings, findSettingsProblems, writeSettings } from './update-sequence.ts';
import { FOLLOWED_STEP_FIELDS, pick } from './update-step.ts';

/** How a sequence is to be. */
export interface SequenceRevision {
  sequenceId: string;
  /** Settings; what is not given stays. */
  patch: UpdateSequence;
  /** The names of its branches in order; one that is not among them goes with its steps. Null: all stay. */
  branches: readonly string[] | null;
  /** Its steps branch by branch in order, each found again by what it is. Null: all steps stay. */
  steps: readonly DescribedStep[] | null;
  /** What becomes of steps that are not among them. */
  others: 'keep' | 'remove';
}

/**
 * Edits settings, branches and steps of a sequence as one change: two steps may swap their days, a member may leave together
 * with the steps that were theirs. Live enrollments follow once, as they follow single edits (S6).
 *
 * @throws ProblemError `validation` with every problem of settings, branches and steps, `steps[2].subject` by the new order
 * @throws ProblemError `conflict` when it has ended or is archived, or a name or offset day is taken
 */
export function reviseSequence(
  deps: CommandDeps,
  actor: Actor,
  { sequenceId, patch, branches: names, steps: given, others }: SequenceRevision,
): Promise<void> {
  return changeSequence(deps, actor, {
    sequenceId,
    decide: async (locked) => {
      const { tx, now, definition } = locked;
      const set = changedSettings(patch, definition.sequence);
      const sequence = { ...definition.sequence, ...set };
      const branched = revisedBranches(definition.branches, names, {
        sequenceId,
        newId: () => deps.newId('branch'),
      });
      const made = { sequence, branches: branched.branches, now, newId: () => deps.newId('step'), others };
      const revised = given && revisedSteps(definition, given, made);
      const edits = [...branchEditsOf(branched), ...(revised ? editsOf(revised) : [])];
      if (edits.length > 0 || Object.keys(set).length > 0) refuseClosed(locked.status);
      const gone = new Set(branched.removed.map(({ id }) => id));
      const steps = revised?.steps ?? definition.steps.filter(({ branchId }) => !gone.has(branchId));
      const graph = graphOf(definition, { steps, branches: branched.branches });
      const after = { sequence: definition.sequence, branches: branched.branches, steps, graph };
      refuseInvalid([
        ...branched.problems,
        ...findLostBranches(revised ?? definition, branched, others),
        ...(await findSettingsProblems(deps, { tx, now, definition: after }, set)),
        ...(revised
          ? [...revised.problems, ...(await findStepsProblems(deps, tx, actor, { revised, sequence }))]
          : []),
      ]);
      const settings = await writeSettings(deps, actor, locked, set);
      await writeBranches(deps, tx, branched);
      if (revised) await writeSteps(deps, tx, { revised, before: definition.graph, graph, now });
      const [first, ...rest] = edits;
      if (!first) return settings;
      const movesTimes = branched.removed.length > 0 || (revised !== null && movesTimesOf(revised));
      if (!settings) return { ...first, isEdit: true, movesTimes, also: rest };
      return { ...settings, movesTimes: settings.movesTimes || movesTimes, also: edits };
    },
    reply: () => Promise.resolve(),
  });
}

/** Where steps stand afterwards: those that go keep their places, since targets and decisions may name them. */
function graphOf(
  { graph }: SequenceDefinition,
  { steps, branches }: Pick<SequenceDefinition, 'steps' | 'branches'>,
): Graph {
  const stays = new Set(idsOf(steps));
  const branchOf = new Map(steps.map(({ id, branchId }) => [id, branchId]));
  // One that goes to another branch leaves no place where it was.
  const known = graph.places
    .filter(({ stepId, branchId }) => (branchOf.get(stepId) ?? branchId) === branchId)
    .map((place) => ({ ...place, isRemoved: !stays.has(place.stepId) }));
  const branchIds = idsOf(branches);
  const places = branchIds.flatMap((branchId) =>
    placesInOrder(known, branchId, idsOf(steps.filter((step) => step.branchId === branchId))).map(
      (stepId) => ({
        stepId,
        branchId,
        isRemoved: !stays.has(stepId),
      }),
    ),
  );
  return { branchIds, places: [...places, ...known.filter(({ branchId }) => !branchIds.includes(branchId))] };
}

/** Steps that nobody says are to go keep their branch (S15). */
function findLostBranches(
  { steps }: Pick<SequenceDefinition, 'steps'>,
  { removed }: RevisedBranches,
  others: SequenceRevision['others'],
): FieldProblem[] {
  if (others === 'remove') return [];
  return removed
    .filter(({ id }) => steps.some(({ branchId }) => branchId === id))
    .map(({ name }) => ({
      field: 'branches',
      message: `must name ${JSON.stringify(name)} too, which has steps, unless what is not named is to go`,
    }));
}

async function writeBranches(
  { store }: CommandDeps,
  tx: LockedSequence['tx'],
  { branches, added, edited, removed }: RevisedBranches,
): Promise<void> {
  for (const { id } of removed) await store.branches.archive(tx, id);
  for (const { before, after } of edited)
    if (after.name !== before.name) await store.branches.rename(tx, { branchId: after.id, name: after.name });
  if (added.length > 0) await store.branches.insertAll(tx, added);
  if (added.length + edited.length + removed.length > 0) await store.branches.reorder(tx, idsOf(branches));
}

async function findStepsProblems(
  deps: CommandDeps,
  tx: LockedSequence['tx'],
  actor: Actor,
  { revised, sequence }: { revised: RevisedSteps; sequence: StoredSequence },
): Promise<FieldProblem[]> {
  const touched = new Set([...revised.added, ...revised.moved, ...revised.edited.map(({ after }) => after)]);
  const problems: FieldProblem[] = [];
  const taken = new Set(revised.steps.filter((step) => !touched.has(step)).map(dayOf));
  for (const [index, step] of revised.steps.entries()) {
    if (!touched.has(step)) continue;
    const before = revised.edited.find(({ after }) => after === step)?.before ?? null;
    const found = [
      ...(await findUnfitness(deps, tx, { step, sequence })),
      ...(await findUnseeingAssignee(deps, tx, actor, { before, step })),
    ];
    const day = dayOf(step);
    if (day !== null && taken.has(day))
      found.push({ field: 'timing.days', message: 'is taken by another step' });
    taken.add(day);
    problems.push(...found.map(({ field, message }) => ({ field: `steps[${index}].${field}`, message })));
  }
  return problems;
}

/** The offset day of a step, of which a branch has one (S4). */
const dayOf = ({ timing, branchId }: StoredStep): string | null =>
  timing.kind === 'offset' ? `${branchId} ${timing.days}` : null;

async function writeSteps(
  { store }: CommandDeps,
  tx: LockedSequence['tx'],
  { revised, before, graph, now }: { revised: RevisedSteps; before: Graph; graph: Graph; now: number },
): Promise<void> {
  const { added, edited, moved, removed } = revised;
  for (const { id } of removed) await store.steps.archive(tx, id);
  const written = new Map([...moved, ...edited.map(({ after }) => after)].map((step) => [step.id, step]));
  await store.steps.saveAll(tx, [...written.values()]);
  await store.steps.insertAll(tx, { steps: added, createdAt: now });
  const left = before.places
    .filter(({ stepId }) => moved.some(({ id }) => id === stepId))
    .map((place) => ({ stepId: place.stepId, behind: behind(before, place)?.stepId ?? null }));
  if (left.length > 0) await store.steps.recordMoves(tx, { moved: left, now });
  for (const branchId of graph.branchIds) {
    const places = graph.places.filter((place) => place.branchId === branchId);
    await store.steps.reorder(
      tx,
      places.map(({ stepId }) => stepId),
    );
  }
}

const movesTimesOf = ({ added, removed, moved, edited }: RevisedSteps): boolean =>
  added.length + removed.length + moved.length > 0 ||
  edited.some(({ keys }) => FOLLOWED_STEP_FIELDS.some((key) => keys.includes(key)));

/** What is told of each step, as single edits are. */
function editsOf({ added, edited, moved, removed, places }: RevisedSteps): SequenceEdit[] {
  return [
    ...removed.map((step) => ({
      ...({ action: 'step.remove', kind: 'step_removed' } as const),
      step: { id: step.id },
      before: step,
    })),
    ...edited.map(({ before, after, keys }) => ({
      ...({ action: 'step.update', kind: 'step_edited' } as const),
      step: { id: after.id },
      before: pick(before, keys),
      after: pick(after, keys),
    })),
    ...added.map((step) => ({
      ...({ action: 'step.add', kind: 'step_added' } as const),
      step: { id: step.id },
      after: step,
    })),
    ...moved.map((step) => {
      const before = places.get(step.id)!;
      const keys =
        before.branchId === step.branchId ? (['position'] as const) : (['position', 'branchId'] as const);
      return {
        ...({ action: 'step.move', kind: 'step_moved' } as const),
        step: { id: step.id },
        before: pick(before, keys),
        after: pick(step, keys),
      };
    }),
  ];
}

/** What is told of each branch, as single edits are. */
function branchEditsOf({ added, edited, removed }: RevisedBranches): SequenceEdit[] {
  return [
    ...removed.map(({ id, name }) => ({
      ...({ action: 'branch.remove', kind: 'branch_removed' } as const),
      branch: { id },
      before: { name },
    })),
    ...edited.map(({ before, after: { id, name, position } }) => ({
      ...({ action: 'branch.update', kind: 'branch_edited' } as const),
      branch: { id },
      before: { name: before.name, position: before.position },
      after: { name, position },
    })),
    ...added.map(({ id, name }) => ({
      ...({ action: 'branch.add', kind: 'branch_added' } as const),
      branch: { id },
      after: { name },
    })),
  ];
}
