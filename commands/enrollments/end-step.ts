import type { Actor } from '../../contracts/actor.ts';
import type { Decision } from '../../domain/enrollments/decide.ts';
import { branchOfStep } from '../../domain/enrollments/enrollment-path.ts';
import { stepThatFollows } from '../../domain/enrollments/step-that-follows.ts';
import type { EnrollmentSnapshot, Execution } from '../../domain/enrollments/snapshot.ts';
import { withExecution } from '../../domain/enrollments/yielding.ts';
import { wallClock } from '../../domain/time/wall-clock.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { decideFor, writeDecided } from './write-decided.ts';

/** A step that a person ended, as the customer's thread shows it. */
export interface StepEntry {
  kind: 'call' | 'task' | 'social' | 'email' | 'sms' | 'activity';
  outcome: string;
  content: string | null;
  /** Default: the label of the step. */
  subject?: string;
  messageId?: string;
  /** When it happened, if not now. */
  at?: number;
}

/** What reaches the customer. */
const OUTBOUND: readonly StepEntry['kind'][] = ['call', 'email', 'sms'];

/** A step of an enrollment that this transaction holds; `snapshot` is as it was before. */
export interface EndedStep {
  tx: Tx;
  now: number;
  actor: Actor;
  snapshot: EnrollmentSnapshot;
  execution: Execution;
  label: string;
}

/**
 * Writes a step that ended by a person, or by what became known of its message, into the customer's thread (S21) with the
 * step that comes next. Of a sequence with conditions it is decided here what that is (S15), so that the reply can tell.
 */
export async function endStep(
  deps: CommandDeps,
  { tx, now, actor, snapshot, execution, label }: EndedStep,
  change: Partial<Execution>,
  entry: StepEntry,
): Promise<EnrollmentSnapshot> {
  const { enrollmentId, customerId, sequenceId } = snapshot.enrollment;
  const after = withExecution(snapshot, { ...execution, ...change });
  const decision = decideFor(deps, after, now);
  await deps.store.communications.insertAll(tx, [
    {
      id: deps.newId('communication'),
      customerId,
      kind: entry.kind,
      direction: OUTBOUND.includes(entry.kind) ? 'outbound' : 'internal',
      subject: entry.subject ?? label,
      content: entry.content,
      outcome: entry.outcome,
      authorId: actor.userId,
      enrollmentId,
      stepExecutionId: execution.stepExecutionId,
      messageId: entry.messageId ?? null,
      occurredAt: entry.at ?? now,
      data: {
        event: change.status === 'done' ? 'step_done' : 'step_cancelled',
        sequenceId,
        stepId: execution.stepId,
        ...branchOfStep(snapshot, execution.stepId),
        nextStepId: stepThatFollows(decision),
        ...wallClock(entry.at ?? now, snapshot.sequence.zone),
      },
      now,
    },
  ]);
  await writeBranching(deps, tx, { snapshot: after, decision }, now);
  return after;
}

/** Writes what was decided of a live enrollment whose sequence has conditions; a plain one is decided by its workflow. */
export async function writeBranching(
  deps: CommandDeps,
  tx: Tx,
  decided: { snapshot: EnrollmentSnapshot; decision: Decision },
  now: number,
): Promise<void> {
  const { branching, enrollment } = decided.snapshot;
  const isOver = enrollment.status === 'completed' || enrollment.status === 'stopped';
  if (branching !== null && !isOver) await writeDecided(deps, tx, [decided], now);
}
