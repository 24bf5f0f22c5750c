import type { Actor } from '../../contracts/actor.ts';
import { type FieldProblem, refuseInvalid } from '../../contracts/problems.ts';
import type { UpdateSequence } from '../../contracts/sequences/sequences.ts';
import type { CreateStep } from '../../contracts/sequences/steps.ts';
import type { StoredSequence, StoredStep } from '../../domain/sequences/definition.ts';
import { type RevisedSteps, revisedSteps } from '../../domain/sequences/revised-steps.ts';
import { changeSequence, type LockedSequence, refuseClosed, type SequenceEdit } from './change-sequence.ts';
import type { CommandDeps } from '../deps.ts';
import { findUnfitness } from './edit-steps.ts';
import { changedSettings, findSettingsProblems, writeSettings } from './update-sequence.ts';
import { FOLLOWED_STEP_FIELDS, pick } from './update-step.ts';

/** How a sequence is to be. */
export interface SequenceRevision {
  sequenceId: string;
  /** Settings; what is not given stays. */
  patch: UpdateSequence;
  /** Its steps in order, each found again by what it is; what is not given of one stays. Null: all steps stay. */
  steps: readonly CreateStep[] | null;
  /** What becomes of steps that are not among them. */
  others: 'keep' | 'remove';
}

/**
 * Edits settings and steps of a sequence as one change: two steps may swap their days, a member may leave together with
 * the steps that were theirs. Live enrollments follow once, as they follow single edits (S6).
 *
 * @throws ProblemError `validation` with every problem of settings and steps, `steps[2].subject` by the new order
 * @throws ProblemError `conflict` when it has ended or is archived, or a name or offset day is taken
 */
export function reviseSequence(
  deps: CommandDeps,
  actor: Actor,
  { sequenceId, patch, steps: given, others }: SequenceRevision,
): Promise<void> {
  return changeSequence(deps, actor, {
    sequenceId,
    decide: async (locked) => {
      const { tx, now, definition } = locked;
      const set = changedSettings(patch, definition.sequence);
      const branchId = await deps.store.sequences.mainBranchOf(tx, sequenceId);
      const sequence = { ...definition.sequence, ...set };
      const made = { sequence, branchId, now, newId: () => deps.newId('step') };
      const revised = given && revisedSteps(definition.steps, given, { ...made, others });
      const edits = revised ? editsOf(revised) : [];
      if (edits.length > 0 || Object.keys(set).length > 0) refuseClosed(locked.status);
      const after = { sequence: definition.sequence, steps: revised?.steps ?? definition.steps };
      refuseInvalid([
        ...(await findSettingsProblems(deps, { tx, now, definition: after }, set)),
        ...(revised ? await findStepsProblems(deps, tx, { revised, sequence }) : []),
      ]);
      const settings = await writeSettings(deps, actor, locked, set);
      if (revised) await writeSteps(deps, tx, revised, now);
      const [first, ...rest] = edits;
      if (!first) return settings;
      const movesTimes = revised !== null && movesTimesOf(revised);
      if (!settings) return { ...first, isEdit: true, movesTimes, also: rest };
      return { ...settings, movesTimes: settings.movesTimes || movesTimes, also: edits };
    },
    reply: () => Promise.resolve(),
  });
}

async function findStepsProblems(
  deps: CommandDeps,
  tx: LockedSequence['tx'],
  { revised, sequence }: { revised: RevisedSteps; sequence: StoredSequence },
): Promise<FieldProblem[]> {
  const touched = new Set([...revised.added, ...revised.edited.map(({ after }) => after)]);
  const problems: FieldProblem[] = [];
  const taken = new Set(revised.steps.filter((step) => !touched.has(step)).map(dayOf));
  for (const [index, step] of revised.steps.entries()) {
    if (!touched.has(step)) continue;
    const found = await findUnfitness(deps, tx, { step, sequence });
    const day = dayOf(step);
    if (day !== null && taken.has(day))
      found.push({ field: 'timing.days', message: 'is taken by another step' });
    taken.add(day);
    problems.push(...found.map(({ field, message }) => ({ field: `steps[${index}].${field}`, message })));
  }
  return problems;
}

/** The offset day of a step, of which a branch has one (S4). */
const dayOf = ({ timing }: StoredStep): number | null => (timing.kind === 'offset' ? timing.days : null);

async function writeSteps(
  { store }: CommandDeps,
  tx: LockedSequence['tx'],
  { steps, added, edited, moved, removed }: RevisedSteps,
  now: number,
): Promise<void> {
  for (const { id } of removed) await store.steps.archive(tx, id);
  const written = new Map([...moved, ...edited.map(({ after }) => after)].map((step) => [step.id, step]));
  await store.steps.saveAll(tx, [...written.values()]);
  await store.steps.insertAll(tx, { steps: added, createdAt: now });
  await store.steps.reorder(
    tx,
    steps.map(({ id }) => id),
  );
}

const movesTimesOf = ({ added, removed, moved, edited }: RevisedSteps): boolean =>
  added.length + removed.length + moved.length > 0 ||
  edited.some(({ keys }) => FOLLOWED_STEP_FIELDS.some((key) => keys.includes(key)));

/** What is told of each step, as single edits are. */
function editsOf({ steps, added, edited, moved, removed, places }: RevisedSteps): SequenceEdit[] {
  const placeOf = (id: string): number => steps.findIndex((step) => step.id === id) + 1;
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
    ...moved.map(({ id }) => ({
      ...({ action: 'step.move', kind: 'step_moved' } as const),
      step: { id },
      before: { position: places.get(id) },
      after: { position: placeOf(id) },
    })),
  ];
}
