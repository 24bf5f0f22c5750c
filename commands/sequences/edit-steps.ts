import type { Actor } from '../../contracts/actor.ts';
import { type FieldProblem, found, refuseInvalid } from '../../contracts/problems.ts';
import type { SequenceChangeKind } from '../../contracts/sequences/changes.ts';
import type { SavedStep } from '../../contracts/sequences/steps.ts';
import { findNamedSenderProblems } from '../../domain/sequences/activation.ts';
import {
  type SequenceDefinition,
  shownStep,
  type StoredSequence,
  type StoredStep,
} from '../../domain/sequences/definition.ts';
import { findStepProblems, findWriterProblems } from '../../domain/sequences/step-rules.ts';
import { findTimingWarnings } from '../../domain/sequences/timing-warnings.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import { changeSequence, type LockedSequence, refuseClosed } from './change-sequence.ts';
import type { CommandDeps } from '../deps.ts';

/** An edit of one step of a sequence. */
export interface StepEdit {
  action: string;
  kind: SequenceChangeKind;
  stepId: string;
  movesTimes: boolean;
  before?: unknown;
  after?: unknown;
}

/**
 * Edits the steps of a sequence as one change, and answers the step edited; null when it was removed (S6).
 *
 * @throws ProblemError `conflict` when the sequence has ended or is archived
 */
export function editSteps(
  deps: CommandDeps,
  actor: Actor,
  input: {
    sequenceId: string;
    edit: (sequence: LockedSequence) => Promise<StepEdit | { unchanged: string }>;
  },
): Promise<SavedStep | null> {
  let stepId = '';
  return changeSequence(deps, actor, {
    sequenceId: input.sequenceId,
    decide: async (locked) => {
      refuseClosed(locked.status);
      const edit = await input.edit(locked);
      stepId = 'unchanged' in edit ? edit.unchanged : edit.stepId;
      return 'unchanged' in edit ? null : { ...edit, isEdit: true, step: { id: stepId } };
    },
    reply: async (_tx, definition, now) => {
      const index = definition.steps.findIndex((step) => step.id === stepId);
      const edited = definition.steps[index];
      return edited ? { ...shownStep(edited), warnings: warningsOf(definition, index, now) } : null;
    },
  });
}

/** What becomes of the own time of the step that was saved (S13), by its own fields. */
function warningsOf(definition: SequenceDefinition, index: number, now: number): FieldProblem[] {
  const prefix = `steps[${index}].`;
  return findTimingWarnings(definition, localDateOf(now, definition.sequence.zone))
    .filter(({ field }) => field.startsWith(prefix))
    .map(({ field, message }) => ({ field: field.slice(prefix.length), message }));
}

/** The step of a sequence with this id. @throws ProblemError `not_found` */
export function stepOf({ steps }: SequenceDefinition, stepId: string): StoredStep {
  return found(
    steps.find((step) => step.id === stepId),
    'step',
  );
}

/** @throws ProblemError `validation` with everything that keeps a step from being saved; `before`: null for a new one */
export async function refuseUnfitStep(
  deps: CommandDeps,
  actor: Actor,
  { tx, definition }: LockedSequence,
  { before, step }: { before: StoredStep | null; step: StoredStep },
): Promise<void> {
  const { sequence } = definition;
  refuseInvalid([
    ...(await findUnfitness(deps, tx, { step, sequence })),
    ...(await findUnseeingAssignee(deps, tx, actor, { before, step })),
  ]);
}

/**
 * A named member who sees none of the customers in the sequence is a mistake that nobody else would notice: their rows would
 * all go elsewhere (S18). Who sees some works these.
 */
export async function findUnseeingAssignee(
  { store }: CommandDeps,
  tx: LockedSequence['tx'],
  actor: Actor,
  { before, step }: { before: StoredStep | null; step: StoredStep },
): Promise<FieldProblem[]> {
  const named = namedIn(step);
  if (named === null || (before && namedIn(before) === named)) return [];
  const { sequenceId } = step;
  const unseeing = await store.teams.seeingNobodyIn(tx, actor, { sequenceId, userIds: [named] });
  return unseeing.map(() => ({
    field: 'assignee.userId',
    message: 'sees none of the customers in the sequence',
  }));
}

const namedIn = ({ assignee }: StoredStep): string | null =>
  assignee.rule === 'user' ? assignee.userId : null;

/** Everything that keeps a step of a sequence from being saved. */
export async function findUnfitness(
  deps: CommandDeps,
  tx: LockedSequence['tx'],
  { step, sequence }: { step: StoredStep; sequence: StoredSequence },
): Promise<FieldProblem[]> {
  return [
    ...findStepProblems(step, sequence),
    ...findWriterProblems(step, deps.writer.isAvailable),
    ...(await findSenderProblems(deps, tx, { step, sequence })),
  ];
}

async function findSenderProblems(
  { store }: CommandDeps,
  tx: LockedSequence['tx'],
  { step, sequence }: { step: StoredStep; sequence: StoredSequence },
): Promise<FieldProblem[]> {
  const { fromAddress } = step;
  if (step.mailboxId === null && fromAddress === null) return [];
  const mailboxId = step.mailboxId ?? sequence.mailboxId;
  const mailboxIds = mailboxId === null ? [] : [mailboxId];
  const found = await store.sequenceSurroundings.load(tx, { mailboxIds, userIds: [] });
  const problems = findNamedSenderProblems(found, { mailboxId, fromAddress });
  if (problems.length > 0) return problems;
  if (step.mailboxId === null || sequence.activatedAt === null) return [];
  if (found.workingMailboxIds.has(step.mailboxId)) return [];
  return [{ field: 'mailboxId', message: 'is not a working mailbox; verify it first' }];
}
