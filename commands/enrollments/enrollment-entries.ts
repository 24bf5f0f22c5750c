import type { ActivityRow } from '../../infra/db/enrollments/decisions.ts';
import { stepThatFollows } from '../../domain/enrollments/step-that-follows.ts';
import type { Decision } from '../../domain/enrollments/decide.ts';
import type { EnrollmentSnapshot } from '../../domain/enrollments/snapshot.ts';
import type { Edge } from '../../domain/enrollments/branching.ts';
import { branchOfStep } from '../../domain/enrollments/enrollment-path.ts';
import { stepMeant } from '../../domain/sequences/graph.ts';
import { wallClock } from '../../domain/time/wall-clock.ts';
import { holidayNameOf } from '../../domain/sequences/holiday-names.ts';
import type { NewId } from '../../contracts/ids.ts';

/** The activity log entries a decision makes (S21): steps left out, ways that were taken, and the end. */
export function activitiesOf(snapshot: EnrollmentSnapshot, decision: Decision, newId: NewId): ActivityRow[] {
  const rows = decision.became
    .filter(({ kind }) => kind === 'skipped')
    .map(({ execution, step, holiday }) =>
      activityRow(snapshot, newId, {
        event: 'step_skipped',
        subject: `Step skipped: ${step.label}`,
        stepExecutionId: execution.stepExecutionId,
        outcome: execution.skipReason,
        content: execution.skipDetail ?? holidayText(snapshot, holiday),
        data: {
          stepId: step.stepId,
          ...branchOfStep(snapshot, step.stepId),
          nextStepId: stepThatFollows(decision),
          ...(holiday && { holiday }),
        },
      }),
    );
  rows.push(...decision.edges.flatMap((edge) => decidedEntry(snapshot, edge, newId)));
  if (decision.isCompleted) {
    rows.push(
      activityRow(snapshot, newId, { event: 'finished', subject: `Finished: ${snapshot.sequence.name}` }),
    );
  }
  if (decision.stop) {
    rows.push(
      activityRow(snapshot, newId, {
        event: 'stopped',
        subject: `Stopped: ${snapshot.sequence.name}`,
        outcome: decision.stop,
      }),
    );
  }
  return rows;
}

/** Which way an enrollment goes behind a step with conditions, and why; what was skipped or just goes on says so itself. */
function decidedEntry(snapshot: EnrollmentSnapshot, edge: Edge, newId: NewId): ActivityRow[] {
  const { branching, executions, sequence } = snapshot;
  const { stepId, decidedAt, decidedBy, outcome, target } = edge;
  const place = branching?.places.find((each) => each.stepId === stepId);
  if (!branching || !place || !target || decidedAt === null) return [];
  if (decidedBy === 'skipped' || decidedBy === 'next') return [];
  const next = stepMeant(branching, place, target);
  const labelOf = (id: string | undefined) => branching.steps.find((step) => step.stepId === id)?.label;
  const execution = executions.find((row) => row.stepId === stepId);
  const what = outcome ?? (decidedBy === 'move_now' ? 'moved on' : 'no outcome');
  const to = next ? `goes on with "${labelOf(next.stepId) ?? ''}"` : 'ends here';
  return [
    activityRow(snapshot, newId, {
      event: 'way_decided',
      subject: `${labelOf(stepId) ?? ''}: ${what}, ${to}`,
      ...(execution && { stepExecutionId: execution.stepExecutionId }),
      outcome: outcome ?? decidedBy,
      data: {
        stepId,
        ...branchOfStep(snapshot, stepId),
        nextStepId: next?.stepId ?? null,
        decidedBy,
        ...wallClock(decidedAt, sequence.zone),
      },
    }),
  ];
}

/** The holiday that a step was left out for, `Boxing Day, 2027-12-28` (S22). */
function holidayText({ sequence: { holidays } }: EnrollmentSnapshot, date: string | null): string | null {
  return date === null || holidays === null ? null : `${holidayNameOf(date, holidays)}, ${date}`;
}

interface ActivityInput {
  event: string;
  subject: string;
  stepExecutionId?: string;
  outcome?: string | null;
  authorId?: string | null;
  content?: string | null;
  kind?: string;
  messageId?: string;
  data?: Record<string, unknown>;
}

/** One entry of the activity log of an enrollment. */
export function activityRow(
  { enrollment }: Pick<EnrollmentSnapshot, 'enrollment'>,
  newId: NewId,
  input: ActivityInput,
): ActivityRow {
  return {
    communicationId: newId('communication'),
    enrollmentId: enrollment.enrollmentId,
    customerId: enrollment.customerId,
    stepExecutionId: input.stepExecutionId ?? null,
    kind: input.kind ?? 'activity',
    subject: input.subject,
    content: input.content ?? null,
    messageId: input.messageId ?? null,
    outcome: input.outcome ?? null,
    authorId: input.authorId ?? null,
    data: { event: input.event, sequenceId: enrollment.sequenceId, ...input.data },
  };
}
