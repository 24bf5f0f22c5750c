import type { Actor } from '../../../contracts/actor.ts';
import type { CancelledRow, CancelStep, QueueRow } from '../../../contracts/enrollments/queue.ts';
import { actKeeping, refuse, requireOpen, type LockedStep } from './act-on-step.ts';
import type { CommandDeps } from '../../deps.ts';
import { logStep } from './log-step.ts';
import { NOT_WAITING } from '../settle-as-sent.ts';
import { nameInFlight, recordStop, type StepInFlight, stopLocked } from '../stop-enrollment.ts';
import { answerUncertain } from '../../sending/answer-uncertain.ts';

/**
 * Skips a step so that the enrollment goes on, or stops the whole enrollment (Q2). An uncertain message is said not to
 * have arrived, and is not tried again. A stop of the whole enrollment names what
 * could not be called back any more.
 *
 * @throws ProblemError as `actOnStep`; `already_acted` when its hand-over has begun; `conflict` for an uncertain
 * message whose server may still answer
 */
export async function cancelStep(
  deps: CommandDeps,
  actor: Actor,
  input: Partial<CancelStep> & { stepExecutionId: string },
): Promise<CancelledRow> {
  const { row, inFlight } = await cancelRow(deps, actor, input);
  return { ...row, inFlight: await nameInFlight(deps, inFlight) };
}

/** Cancels as {@link cancelStep} does, and waits for nobody: what could not be called back has no outcome yet. */
export async function cancelRow(
  deps: CommandDeps,
  actor: Actor,
  { stepExecutionId, scope = 'step', reason }: Partial<CancelStep> & { stepExecutionId: string },
): Promise<{ row: QueueRow; inFlight: StepInFlight[] }> {
  let inFlight: StepInFlight[] = [];
  const { row, kept } = await actKeeping(deps, actor, {
    stepExecutionId,
    action: 'cancel',
    keep: () => inFlight,
    apply: async (step) => {
      requireOpen(step, ['planned', 'ready', 'sending', 'error', 'uncertain']);
      const { tx, now } = step;
      const content = reason ?? null;
      const before = step.snapshot.enrollment.status;
      const isOver = before === 'completed' || before === 'stopped';
      const isStop = scope === 'enrollment' && !isOver;
      await callBack(deps, step);
      await deps.store.executions.act(tx, {
        stepExecutionId,
        actorId: actor.userId,
        action: 'cancel',
        now,
        set: { ...NOT_WAITING, status: 'cancelled', endedAt: now, note: content },
      });
      if (!isStop) {
        const entry = { kind: 'activity' as const, outcome: 'cancelled', content };
        return logStep(deps, step, { status: 'cancelled', endedAt: now }, entry);
      }
      const { enrollmentId, sequence, customer } = step.row;
      const view = { id: enrollmentId, sequence, customer };
      inFlight = await stopLocked(deps, actor, { tx, now, view }, { reason: 'manual', note: content });
      return recordStop(deps, actor, { tx, now, view }, before);
    },
  });
  return { row, inFlight: kept };
}

/** Takes an unmarked claim away, or answers an uncertain message. */
async function callBack(deps: CommandDeps, step: LockedStep): Promise<void> {
  const { tx, execution, snapshot } = step;
  const message = await deps.store.ledger.lockOf(tx, {
    kind: 'step_execution',
    id: execution.stepExecutionId,
  });
  if (message?.status === 'handed_over') refuse(step, 'Its hand-over to the mail server has begun.');
  if (message?.status === 'uncertain') return answerUncertain(deps, step, message);
  await deps.store.stepSends.takeClaimsAway(tx, [snapshot.enrollment.enrollmentId]);
}
