import type { SkipReason, WaitReason } from '../../contracts/sending/kinds.ts';
import type { StopReason } from '../../contracts/enrollments/kinds.ts';
import type { Directive } from '../../contracts/enrollments/directive.ts';
import { heldBy, type Held } from './held-by.ts';
import { stopReasonOf } from './rules.ts';
import { wasTried } from './passed-steps.ts';
import { planSteps, type PlannedStep } from './plan.ts';
import { isFinal, type EnrollmentSnapshot, type Execution, type PlanStep } from './snapshot.ts';
import { DUE_TOLERANCE_MS } from '../time/due.ts';
import { nextOpen } from './step-timing.ts';

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
  skipRemoved(working, decision, now);
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

/** A manual step whose time has come enters the queue, unless the enrollment is held or the window is closed. */
function isEntering({ step, leavesAt }: PlannedStep, held: Held | null, now: number): boolean {
  return step.isManual && !held && leavesAt !== null && leavesAt <= now + DUE_TOLERANCE_MS;
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
    if (entry === next || entry.execution)
      save(working, decision, plannedExecution(entry, working, newExecutionId));
  }
  decision.nextStepId = next?.step.stepId ?? null;
  const open = working.executions.filter((execution) => !isFinal(execution.status));
  if (open.length === 0) {
    decision.isCompleted = true;
    decision.directive = { kind: 'finished', reason: 'completed' };
    return;
  }
  decision.directive = directiveOf(working, candidatesOf(working, open, outlook), { held, now });
}

/** A step that may leave next, when, and what it waits for until then. `leavesAt` null: until a step before ends. */
interface Candidate {
  execution: Execution;
  leavesAt: number | null;
  reason: WaitReason;
}

function directiveOf(
  snapshot: EnrollmentSnapshot,
  candidates: Candidate[],
  { held, now }: { held: Held | null; now: number },
): Directive {
  const first = candidates.reduce<Candidate | null>(earlier, null);
  if (held) return waiting(held.reason, held.until);
  const due = candidates.find(({ leavesAt }) => leavesAt !== null && leavesAt <= now + DUE_TOLERANCE_MS);
  if (due) return executing(snapshot, due.execution);
  return first ? waiting(first.reason, first.leavesAt) : waiting('waiting_for_person', null);

  function waiting(reason: WaitReason, until: number | null): Directive {
    const ordinal = first ? ordinalOf(snapshot, first.execution) : null;
    return {
      kind: 'wait',
      reason,
      until,
      stepExecutionId: first?.execution.stepExecutionId ?? null,
      ordinal,
    };
  }
}

function earlier(first: Candidate | null, candidate: Candidate): Candidate {
  return first && (first.leavesAt ?? Infinity) <= (candidate.leavesAt ?? Infinity) ? first : candidate;
}

/** What a person asked to send, and what is next: a tried message whose step was removed since, or the next step. */
function candidatesOf(
  working: EnrollmentSnapshot,
  open: Execution[],
  { planned, now }: Outlook,
): Candidate[] {
  const requested = open.filter((row) => row.sendRequestedAt !== null && row.status !== 'uncertain');
  const candidates = requested.map((execution): Candidate => {
    const leavesAt = Math.max(execution.sendRequestedAt!, execution.heldUntil ?? 0);
    return { execution, leavesAt, reason: execution.heldReason ?? 'retrying' };
  });
  for (const execution of open.filter(isUnwritten))
    candidates.push({ execution, leavesAt: now, reason: 'waiting_for_person' });
  const removed = open.find((row) => isOfRemovedStep(working, row) && row.sendRequestedAt === null);
  if (removed) {
    const dueAt = removed.dueAt ?? now;
    const leavesAt = nextOpen(working, Math.max(dueAt, now, removed.heldUntil ?? 0));
    return [...candidates, { execution: removed, leavesAt, reason: reasonOf(removed, dueAt, now) }];
  }
  const next = planned[0];
  const execution = next && working.executions.find((row) => row.stepId === next.step.stepId);
  if (!execution || execution.sendRequestedAt !== null) return candidates;
  return [
    ...candidates,
    { execution, leavesAt: next.leavesAt, reason: reasonOf(execution, next.dueAt, now) },
  ];
}

function reasonOf({ heldReason, heldUntil }: Execution, dueAt: number | null, now: number): WaitReason {
  if (dueAt === null) return 'previous_step';
  if (dueAt > now + DUE_TOLERANCE_MS) return 'scheduled';
  return heldUntil !== null && heldUntil > now + DUE_TOLERANCE_MS ? (heldReason ?? 'retrying') : 'window';
}

/** Whether it waits for a person who has no text to look at yet: a language model is to write it (M4). */
function isUnwritten({ type, isManual, status, hasText, sendRequestedAt }: Execution): boolean {
  return type === 'email' && isManual && status === 'ready' && !hasText && sendRequestedAt === null;
}

/** Whether a planned execution has lost its step. */
function isOfRemovedStep({ steps }: EnrollmentSnapshot, { status, stepId }: Execution): boolean {
  return status === 'planned' && !steps.some((step) => step.stepId === stepId);
}

/** Steps that were removed never run, unless they were tried or a person asked to send them (S6). */
function skipRemoved(working: EnrollmentSnapshot, decision: Decision, now: number): void {
  for (const row of working.executions) {
    if (!isOfRemovedStep(working, row) || wasTried(row) || row.sendRequestedAt !== null) continue;
    save(working, decision, { ...row, status: 'skipped', endedAt: now, skipReason: 'step_removed' });
  }
}

function executing(snapshot: EnrollmentSnapshot, execution: Execution): Directive {
  return {
    kind: 'execute',
    stepExecutionId: execution.stepExecutionId,
    ordinal: ordinalOf(snapshot, execution),
  };
}

/** Where a step stands in its sequence, counted from 1. */
function ordinalOf(snapshot: EnrollmentSnapshot, execution: Execution): number {
  const index = snapshot.steps.findIndex((step) => step.stepId === execution.stepId);
  return index < 0 ? execution.position : index + 1;
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
  const execution: Execution = {
    ...plannedExecution(entry, working, newExecutionId),
    status: 'ready',
    readyAt: now,
    hasText: (entry.execution?.hasText ?? false) || !entry.step.isPrompted,
  };
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
    hasText: false,
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
