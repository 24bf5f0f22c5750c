import type { Execution } from '../../../domain/enrollments/snapshot.ts';
import { wallClock } from '../../../domain/time/wall-clock.ts';
import type { LockedStep } from './act-on-step.ts';
import type { CommandDeps } from '../../deps.ts';
import { decideFor } from '../follow-enrollments.ts';

/** A step that a person ended waits for nothing any more. */
export const NOT_WAITING = { sendRequestedAt: null, heldReason: null, heldUntil: null } as const;

/** A step that a person ended, as the customer's thread shows it. */
export interface StepEntry {
  kind: 'call' | 'task' | 'social' | 'email' | 'activity';
  outcome: string;
  content: string | null;
  /** Default: the label of the step. */
  subject?: string;
  messageId?: string;
  /** When it happened, if not now. */
  at?: number;
}

/** Writes a step that a person ended into the customer's thread (S21), with the step that comes next. */
export async function logStep(
  deps: CommandDeps,
  step: LockedStep,
  change: Partial<Execution>,
  entry: StepEntry,
): Promise<void> {
  const { tx, now, actor, row, execution } = step;
  await deps.store.communications.insertAll(tx, [
    {
      id: deps.newId('communication'),
      customerId: row.customer.id,
      kind: entry.kind,
      direction: entry.kind === 'call' || entry.kind === 'email' ? 'outbound' : 'internal',
      subject: entry.subject ?? row.label,
      content: entry.content,
      outcome: entry.outcome,
      authorId: actor.userId,
      enrollmentId: row.enrollmentId,
      stepExecutionId: row.id,
      messageId: entry.messageId ?? null,
      occurredAt: entry.at ?? now,
      data: {
        event: change.status === 'done' ? 'step_done' : 'step_cancelled',
        sequenceId: row.sequence.id,
        stepId: execution.stepId,
        nextStepId: nextStepOf(deps, step, change),
        ...wallClock(entry.at ?? now, step.snapshot.sequence.zone),
      },
      now,
    },
  ]);
}

function nextStepOf(
  deps: CommandDeps,
  { snapshot, execution, now }: LockedStep,
  change: Partial<Execution>,
): string | null {
  const ended = { ...execution, ...change };
  const executions = snapshot.executions.map((each) => (each.stepId === ended.stepId ? ended : each));
  return decideFor(deps, { ...snapshot, executions }, now).nextStepId;
}
