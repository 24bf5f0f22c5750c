import type { Decision } from './decide.ts';
import { isPinned } from './edited-steps.ts';
import { wasTried } from './passed-steps.ts';
import type { PlannedStep } from './plan.ts';
import type { NotAsked } from '../receivables/not-asked.ts';
import type { EnrollmentSnapshot, Execution, PlanStep } from './snapshot.ts';

/** A decision in the making: the snapshot as it will be, and what is to be written of it. */
export interface Deciding {
  working: EnrollmentSnapshot;
  decision: Decision;
  now: number;
  newExecutionId: () => string;
}

/** A step that this enrollment leaves out (S6, S22), or that has nothing to ask for (C18, C19). */
export function skip(deciding: Deciding, entry: PlannedStep, notAsked: NotAsked | null = null): void {
  const execution: Execution = {
    ...plannedExecution(deciding, entry),
    status: 'skipped',
    endedAt: deciding.now,
    skipReason: notAsked?.code ?? entry.skip,
    skipDetail: notAsked?.text ?? null,
  };
  save(deciding, execution);
  deciding.decision.became.push({ execution, step: entry.step, kind: 'skipped', holiday: entry.holiday });
}

/** A manual step whose time has come. */
export function enterQueue(deciding: Deciding, entry: PlannedStep): void {
  const execution: Execution = {
    ...plannedExecution(deciding, entry),
    status: 'ready',
    readyAt: deciding.now,
    hasText: (entry.execution?.hasText ?? false) || !entry.step.isPrompted,
  };
  save(deciding, execution);
  deciding.decision.became.push({ execution, step: entry.step, kind: 'ready', holiday: entry.holiday });
}

/** The row of a step that has not run, as the plan and its step have it now. */
export function plannedExecution(
  { working, now, newExecutionId }: Deciding,
  { step, execution, isManual, dueAt }: PlannedStep,
): Execution {
  const { position } = step;
  if (execution) {
    if (isPinned(step, execution)) return { ...execution, dueAt, isManual, position };
    const assigneeId = execution.isReassigned ? execution.assigneeId : assigneeOf(step, working);
    return { ...execution, dueAt, isManual, position, priority: step.priority, assigneeId };
  }
  return {
    stepExecutionId: newExecutionId(),
    stepId: step.stepId,
    position,
    type: step.type,
    priority: step.priority,
    isManual,
    status: 'planned',
    dueAt,
    readyAt: null,
    endedAt: null,
    heldReason: null,
    heldUntil: null,
    slotAt: null,
    sendRequestedAt: null,
    skipReason: null,
    skipDetail: null,
    assigneeId: assigneeOf(step, working),
    createdAt: now,
    isReassigned: false,
    rule: null,
    hasText: false,
  };
}

/** Steps that were removed never run, unless they were tried or a person asked to send them (S6). */
export function skipRemoved(deciding: Deciding): void {
  for (const row of deciding.working.executions) {
    if (!isOfRemovedStep(deciding.working, row) || wasTried(row) || row.sendRequestedAt !== null) continue;
    save(deciding, { ...row, status: 'skipped', endedAt: deciding.now, skipReason: 'step_removed' });
  }
}

/** Whether a planned execution has lost its step. */
function isOfRemovedStep({ steps, branching }: EnrollmentSnapshot, { status, stepId }: Execution): boolean {
  return status === 'planned' && !(branching?.steps ?? steps).some((step) => step.stepId === stepId);
}

/** Whether a planned execution is of no step of the path: that was removed, or conditions stand before it now (S15). */
export function isOffPath({ steps }: EnrollmentSnapshot, { status, stepId }: Execution): boolean {
  return status === 'planned' && !steps.some((step) => step.stepId === stepId);
}

/** Rows that stood ahead when conditions were put in front of them have no time; at the end of the path they are left out. */
export function leaveOffPath(deciding: Deciding, isAtEnd: boolean): void {
  for (const row of deciding.working.executions) {
    if (!isOffPath(deciding.working, row) || wasTried(row) || row.sendRequestedAt !== null) continue;
    if (isAtEnd) save(deciding, { ...row, status: 'skipped', endedAt: deciding.now, skipReason: 'off_path' });
    else save(deciding, { ...row, dueAt: null });
  }
}

/** Puts an execution into the working copy, and into what is written when it changed. */
export function save({ working, decision }: Deciding, execution: Execution): void {
  const index = working.executions.findIndex((row) => row.stepId === execution.stepId);
  const before = index < 0 ? null : working.executions[index]!;
  if (before && isSame(before, execution)) return;
  if (index < 0) working.executions.push(execution);
  else working.executions[index] = execution;
  const written = decision.executions.findIndex((row) => row.stepId === execution.stepId);
  if (written < 0) decision.executions.push(execution);
  else decision.executions[written] = execution;
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

function isSame(a: Execution, b: Execution): boolean {
  return (Object.keys(a) as (keyof Execution)[]).every((key) => a[key] === b[key]);
}
