import type { ActivityRow } from '../../infra/db/enrollments/decisions.ts';
import type { Decision } from '../../domain/enrollments/decide.ts';
import type { EnrollmentSnapshot } from '../../domain/enrollments/snapshot.ts';
import { holidayNameOf } from '../../domain/sequences/holiday-names.ts';
import type { NewId } from '../../contracts/ids.ts';

/** The activity log entries a decision makes (S21): steps left out, and the end. */
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
        data: { stepId: step.stepId, nextStepId: decision.nextStepId, ...(holiday && { holiday }) },
      }),
    );
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
