import type { SkipReason, StopReason, WaitReason } from '../../contracts/kinds.ts';
import type { Directive } from '../../contracts/directive.ts';
import { heldBy, stopReasonOf, type Held } from './rules.ts';
import { planSteps, type PlannedStep } from './plan.ts';
import { isFinal, type EnrollmentSnapshot, type Execution, type PlanStep } from './snapshot.ts';

/** What happens to an enrollment now: what to write and what its workflow does next. */
export interface Decision {
  directive: Directive;
  /** Executions to insert or change. */
  executions: Execution[];
  /** Set when the enrollment stops for good. */
  stop: StopReason | null;
  isCompleted: boolean;
  nextStepId: string | null;
  /** Steps that this decision put into the queue or left out, for the activity log (S21). */
  became: { execution: Execution; step: PlanStep; kind: 'ready' | 'skipped' }[];
}

/** A timer may fire this much early and still count: timers last whole seconds. */
export const DUE_TOLERANCE_MS = 2_000;

/**
 * Decides what an enrollment does next (S4, S5, S10, S11, S13, S16). Pure: the same snapshot and instant give the
 * same decision; ids of new rows come from `newExecutionId`. Due manual steps enter the queue, steps moved into
 * the past are left out, and the first step that still has to leave is what the workflow waits for.
 */
export function decide(snapshot: EnrollmentSnapshot, now: number, newExecutionId: () => string): Decision {
  const { status } = snapshot.enrollment;
  const leaving = snapshot.executions.find((execution) => execution.status === 'sending');
  const decision: Decision = {
    directive: { kind: 'finished', reason: status },
    executions: [],
    stop: null,
    isCompleted: false,
    nextStepId: null,
    became: [],
  };
  // Whoever was sending it may be gone: the send itself finds out and settles it, whatever else is to happen.
  if (leaving) return { ...decision, directive: executing(snapshot, leaving), nextStepId: leaving.stepId };
  if (status === 'completed' || status === 'stopped') return decision;
  const stop = stopReasonOf(snapshot, now);
  if (stop) return { ...decision, stop, directive: { kind: 'finished', reason: stop } };

  const held = heldBy(snapshot, now);
  const working = { ...snapshot, executions: [...snapshot.executions] };
  for (;;) {
    const planned = planSteps(working, now);
    const skipped = planned.filter((entry) => entry.skip !== null);
    if (skipped.length > 0) {
      for (const entry of skipped) skip(working, decision, entry, now, newExecutionId);
      continue;
    }
    const next = planned[0];
    if (next && isEntering(next, held, now)) {
      enterQueue(working, decision, next, now, newExecutionId);
      continue;
    }
    follow(working, decision, { planned, held, now, newExecutionId });
    return decision;
  }
}

/** A manual step whose time has come enters the queue, unless the enrollment is held. */
function isEntering({ step, dueAt }: PlannedStep, held: Held | null, now: number): boolean {
  return step.isManual && !held && dueAt !== null && dueAt <= now + DUE_TOLERANCE_MS;
}

interface Outlook {
  planned: PlannedStep[];
  held: Held | null;
  now: number;
  newExecutionId: () => string;
}

/** Sets the directive: a send a person asked for, the next step's time, or what else it waits for. */
function follow(working: EnrollmentSnapshot, decision: Decision, outlook: Outlook): void {
  const { planned, held, now, newExecutionId } = outlook;
  const next = planned[0];
  for (const entry of planned) {
    // Only the next step needs a row; later ones have one when a person touched them early.
    if (entry === next || entry.execution) save(working, decision, plannedExecution(entry, working, newExecutionId));
  }
  decision.nextStepId = next?.step.stepId ?? null;
  const requested = working.executions.find(
    (execution) => !isFinal(execution.status) && execution.sendRequestedAt !== null && execution.status !== 'uncertain',
  );
  if (requested) {
    decision.directive = directiveFor(working, requested, requested.sendRequestedAt!, { held, now, isRequested: true });
    return;
  }
  if (!next) {
    const isOpen = working.executions.some((execution) => !isFinal(execution.status));
    if (isOpen) {
      decision.directive = waiting('waiting_for_person', null, null);
      return;
    }
    decision.isCompleted = true;
    decision.directive = { kind: 'finished', reason: 'completed' };
    return;
  }
  const execution = working.executions.find((row) => row.stepId === next.step.stepId)!;
  decision.directive = directiveFor(working, execution, next.dueAt, { held, now, isRequested: false });
}

function directiveFor(
  snapshot: EnrollmentSnapshot,
  execution: Execution,
  dueAt: number | null,
  { held, now, isRequested }: { held: Held | null; now: number; isRequested: boolean },
): Directive {
  if (held) return waiting(held.reason, held.until, execution);
  if (dueAt === null) return waiting('previous_step', null, execution);
  if (dueAt > now + DUE_TOLERANCE_MS) return waiting('scheduled', dueAt, execution);
  if (execution.isManual && !isRequested) return waiting('waiting_for_person', null, execution);
  if (execution.heldUntil !== null && execution.heldUntil > now + DUE_TOLERANCE_MS) {
    return waiting(execution.heldReason ?? 'retrying', execution.heldUntil, execution);
  }
  return executing(snapshot, execution);

  function waiting(reason: WaitReason, until: number | null, row: Execution): Directive {
    return { kind: 'wait', reason, until, stepExecutionId: row.stepExecutionId, ordinal: ordinalOf(snapshot, row) };
  }
}

function executing(snapshot: EnrollmentSnapshot, execution: Execution): Directive {
  return { kind: 'execute', stepExecutionId: execution.stepExecutionId, ordinal: ordinalOf(snapshot, execution) };
}

function waiting(reason: WaitReason, until: number | null, stepExecutionId: string | null): Directive {
  return { kind: 'wait', reason, until, stepExecutionId, ordinal: null };
}

/** Where a step stands in its sequence, counted from 1. */
function ordinalOf(snapshot: EnrollmentSnapshot, execution: Execution): number {
  const index = snapshot.steps.findIndex((step) => step.stepId === execution.stepId);
  return index < 0 ? execution.position + 1 : index + 1;
}

function skip(
  working: EnrollmentSnapshot,
  decision: Decision,
  entry: PlannedStep,
  now: number,
  newExecutionId: () => string,
): void {
  const skipReason = entry.skip as SkipReason;
  const execution: Execution = {
    ...plannedExecution(entry, working, newExecutionId),
    status: 'skipped',
    endedAt: now,
    skipReason,
  };
  save(working, decision, execution);
  decision.became.push({ execution, step: entry.step, kind: 'skipped' });
}

function enterQueue(
  working: EnrollmentSnapshot,
  decision: Decision,
  entry: PlannedStep,
  now: number,
  newExecutionId: () => string,
): void {
  const execution: Execution = { ...plannedExecution(entry, working, newExecutionId), status: 'ready', readyAt: now };
  save(working, decision, execution);
  decision.became.push({ execution, step: entry.step, kind: 'ready' });
}

function plannedExecution(
  { step, execution, dueAt }: PlannedStep,
  snapshot: EnrollmentSnapshot,
  newExecutionId: () => string,
): Execution {
  if (execution) return { ...execution, dueAt, isManual: step.isManual, position: step.position };
  return {
    stepExecutionId: newExecutionId(),
    stepId: step.stepId,
    position: step.position,
    type: step.type,
    isManual: step.isManual,
    status: 'planned',
    dueAt,
    readyAt: null,
    endedAt: null,
    heldReason: null,
    heldUntil: null,
    slotAt: null,
    sendRequestedAt: null,
    skipReason: null,
    assigneeId: assigneeOf(step, snapshot),
  };
}

/** Whose task a step is (S3): the named member, the customer's AR owner, or the sequence's primary user. */
function assigneeOf(step: PlanStep, { customer, sequence }: EnrollmentSnapshot): string | null {
  switch (step.assigneeRule) {
    case 'user':
      return step.assigneeUserId ?? sequence.primaryUserId;
    case 'ar_owner':
      return customer.arOwnerId ?? sequence.primaryUserId;
    case 'primary_user':
      return sequence.primaryUserId;
  }
}

/** Puts an execution into the working copy, and into what is written when it changed. */
function save(working: EnrollmentSnapshot, decision: Decision, execution: Execution): void {
  const index = working.executions.findIndex((row) => row.stepId === execution.stepId);
  const before = index < 0 ? null : working.executions[index]!;
  if (before && isSame(before, execution)) return;
  if (index < 0) working.executions.push(execution);
  else working.executions[index] = execution;
  const written = decision.executions.findIndex((row) => row.stepId === execution.stepId);
  if (written < 0) decision.executions.push(execution);
  else decision.executions[written] = execution;
}

function isSame(a: Execution, b: Execution): boolean {
  return (Object.keys(a) as (keyof Execution)[]).every((key) => a[key] === b[key]);
}
