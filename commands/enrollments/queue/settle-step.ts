import { releaseCopies } from '../../sending/release-copies.ts';
import type { Actor } from '../../../contracts/actor.ts';
import type { CompleteStep, QueueRow } from '../../../contracts/enrollments/queue.ts';
import { ProblemError, refuseInvalid } from '../../../contracts/problems.ts';
import type { Tx } from '../../../infra/db/client.ts';
import { actOnStep, refuse, requireOpen } from './act-on-step.ts';
import type { CommandDeps } from '../../deps.ts';
import { refuseUnfitAssignee } from './check-assignee.ts';
import { writeBranching } from '../end-step.ts';
import { decideFor } from '../write-decided.ts';
import { markOutcome } from '../mark-outcome.ts';
import { NOT_WAITING, settleAsSent } from '../settle-as-sent.ts';
import { logStep } from './log-step.ts';

/**
 * Completes a call, task or social touch, with an outcome and a note (Q2).
 *
 * @throws ProblemError as `actOnStep`; `conflict` for emails, which are sent instead; `validation` for an unknown label
 */
export function completeStep(
  deps: CommandDeps,
  actor: Actor,
  { stepExecutionId, outcome, note }: CompleteStep & { stepExecutionId: string },
): Promise<QueueRow> {
  return actOnStep(deps, actor, {
    stepExecutionId,
    action: 'complete',
    apply: async (step) => {
      const { tx, now, row } = step;
      if (row.type === 'email' || row.type === 'sms')
        throw new ProblemError('conflict', 'A message is sent, not completed.');
      requireOpen(step, ['ready', 'planned']);
      if (outcome !== undefined)
        await refuseUnknownOutcome(deps, tx, stepExecutionId, { outcome, isLabel: false });
      await deps.store.executions.act(tx, {
        stepExecutionId,
        actorId: actor.userId,
        action: 'complete',
        now,
        set: { ...NOT_WAITING, status: 'done', endedAt: now, outcome: outcome ?? null, note: note ?? null },
      });
      const marked =
        outcome === undefined ? step : { ...step, snapshot: await markOutcome(deps, step, outcome) };
      await logStep(
        deps,
        marked,
        { status: 'done', endedAt: now },
        { kind: row.type, outcome: outcome ?? 'completed', content: note ?? null },
      );
    },
  });
}

/**
 * Says that an uncertain message did arrive (D1): it counts as sent when it was handed over.
 *
 * @throws ProblemError as `actOnStep`; `conflict` unless it is uncertain
 */
export function markSent(
  deps: CommandDeps,
  actor: Actor,
  { stepExecutionId }: { stepExecutionId: string },
): Promise<QueueRow> {
  return settle(deps, actor, { stepExecutionId, isKnowledge: false });
}

/**
 * The same, where an answer or a click proved it (S15): also while the enrollment is paused, in which its rows wait for people.
 *
 * @throws ProblemError as `markSent`
 */
export function markProven(
  deps: CommandDeps,
  actor: Actor,
  { stepExecutionId }: { stepExecutionId: string },
): Promise<QueueRow> {
  return settle(deps, actor, { stepExecutionId, isKnowledge: true });
}

async function settle(
  deps: CommandDeps,
  actor: Actor,
  { stepExecutionId, isKnowledge }: { stepExecutionId: string; isKnowledge: boolean },
): Promise<QueueRow> {
  const row = await actOnStep(deps, actor, {
    stepExecutionId,
    isKnowledge,
    action: 'mark_sent',
    apply: async (step) => {
      const settled = await settleAsSent(deps, { ...step, label: step.row.label });
      if (settled === null) refuse(step, `The step is ${step.execution.status}, not uncertain.`);
    },
  });
  await releaseCopies(deps, { kind: 'step_execution', id: stepExecutionId });
  return row;
}

/**
 * Records an outcome of a step that is open or done, also when its enrollment has ended. Where its edge is open and has a
 * condition for it, that is decided here: the reply tells the way (S15).
 *
 * @throws ProblemError as `actOnStep`; `validation` for an unknown label
 */
export function markStep(
  deps: CommandDeps,
  actor: Actor,
  { stepExecutionId, outcome }: { stepExecutionId: string; outcome: string },
): Promise<QueueRow> {
  return actOnStep(deps, actor, {
    stepExecutionId,
    action: 'mark_as',
    apply: async (step) => {
      const { tx, now, snapshot, execution } = step;
      requireOpen(step, ['planned', 'ready', 'sending', 'error', 'uncertain', 'done']);
      await refuseUnknownOutcome(deps, tx, stepExecutionId, { outcome, isLabel: true });
      const edge = snapshot.branching?.edges.find(({ stepId }) => stepId === execution.stepId);
      // What decided stays the outcome of the step; what comes later is recorded (S15).
      const set = edge?.outcome == null ? { outcome } : {};
      await deps.store.executions.act(tx, {
        stepExecutionId,
        actorId: actor.userId,
        action: 'mark_as',
        now,
        set,
      });
      const marked = await markOutcome(deps, step, outcome);
      if (marked !== snapshot)
        await writeBranching(deps, tx, { snapshot: marked, decision: decideFor(deps, marked, now) }, now);
    },
  });
}

/** A step takes the labels that its author defined (S15); where there are none, a step is completed with any word. */
async function refuseUnknownOutcome(
  deps: CommandDeps,
  tx: Tx,
  stepExecutionId: string,
  { outcome, isLabel }: { outcome: string; isLabel: boolean },
): Promise<void> {
  const labels = (await deps.store.queue.readTexts(tx, stepExecutionId))?.outcomeLabels ?? [];
  if (labels.includes(outcome) || (labels.length === 0 && !isLabel)) return;
  const message =
    labels.length === 0
      ? 'this step has no outcomes: its author names them as labels'
      : `must be one of ${labels.join(', ')}`;
  refuseInvalid([{ field: 'outcome', message }]);
}

/** Gives a step to somebody else. @throws ProblemError as `actOnStep`; `validation` for an unknown or inactive user, or one who does not see the customer */
export function assignStep(
  deps: CommandDeps,
  actor: Actor,
  { stepExecutionId, assigneeId }: { stepExecutionId: string; assigneeId: string | null },
): Promise<QueueRow> {
  return actOnStep(deps, actor, {
    stepExecutionId,
    action: 'assign',
    apply: async (step) => {
      const { tx, now } = step;
      requireOpen(step, ['planned', 'ready', 'sending', 'error', 'uncertain']);
      const { customerId } = step.snapshot.enrollment;
      await refuseUnfitAssignee(deps, tx, { assigneeId, customerId });
      const set = { assigneeId, isReassigned: true } as const;
      await deps.store.executions.act(tx, {
        stepExecutionId,
        actorId: actor.userId,
        action: 'assign',
        now,
        set,
      });
    },
  });
}
