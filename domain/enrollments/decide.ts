import type { StopReason } from '../../contracts/enrollments/kinds.ts';
import type { Directive } from '../../contracts/enrollments/directive.ts';
import { directiveOf, executing } from './candidates.ts';
import {
  enterQueue,
  leaveOffPath,
  plannedExecution,
  save,
  skip,
  skipRemoved,
  type Deciding,
} from './decided-rows.ts';
import { followEdges, type OpenEdge } from './follow-edges.ts';
import { heldBy, type Held } from './held-by.ts';
import type { Edge } from './branching.ts';
import { planSteps, type PlannedStep } from './plan.ts';
import { notAskedIn, stopReasonOf } from './rules.ts';
import type { NotAsked } from '../receivables/not-asked.ts';
import { isFinal, type EnrollmentSnapshot, type Execution, type PlanStep } from './snapshot.ts';

/** What happens to an enrollment now: what to write and what its workflow does next. */
export interface Decision {
  directive: Directive;
  /** Executions to insert or change. */
  executions: Execution[];
  /** Edges to open, to move or to decide (S15). */
  edges: Edge[];
  /** Set when the enrollment stops for good. */
  stop: StopReason | null;
  isCompleted: boolean;
  nextStepId: string | null;
  /** Steps that this decision put into the queue or left out, for the activity log (S21); `holiday`: its date (S22). */
  became: { execution: Execution; step: PlanStep; kind: 'ready' | 'skipped'; holiday: string | null }[];
}

/**
 * Decides what an enrollment does next (S4, S5, S10, S11, S13, S16). Pure: the same snapshot and instant give the
 * same decision; ids of new rows come from `newExecutionId`. Every step that has not run is looked at: due manual ones
 * enter the queue, those left out are skipped, and the workflow waits for what leaves first of all the others. Behind a step
 * with conditions nothing is looked at before its edge is decided (S15).
 */
export function decide(snapshot: EnrollmentSnapshot, now: number, newExecutionId: () => string): Decision {
  const { status } = snapshot.enrollment;
  const leaving = snapshot.executions.find((execution) => execution.status === 'sending');
  const decision: Decision = {
    directive: { kind: 'finished', reason: status },
    executions: [],
    edges: [],
    stop: null,
    isCompleted: false,
    nextStepId: null,
    became: [],
  };
  const isLive = status !== 'completed' && status !== 'stopped';
  const working = { ...snapshot, executions: [...snapshot.executions] };
  const deciding = { working, decision, now, newExecutionId };
  // Whoever was sending it may be gone: the send itself finds out and settles it, whatever else is to happen.
  if (leaving) {
    if (isLive) followEdges(deciding);
    return { ...decision, directive: executing(working, leaving), nextStepId: leaving.stepId };
  }
  if (!isLive) return decision;
  const stop = stopReasonOf(snapshot, now);
  if (stop) return { ...decision, stop, directive: { kind: 'finished', reason: stop } };

  const held = heldBy(snapshot, now);
  skipRemoved(deciding);
  for (;;) {
    const { open, stop: kept, isKnown } = followEdges(deciding);
    if (kept) return { ...decision, stop: kept, directive: { kind: 'finished', reason: kept } };
    const planned = planSteps(working, now);
    const skipped = planned.filter((entry) => isLeftOut(entry, now));
    if (skipped.length > 0) {
      for (const entry of skipped) skip(deciding, entry);
      continue;
    }
    const upcoming = inOrderOfLeaving(planned);
    const entering = upcoming.find((entry) => isEntering(entry, held, now));
    if (entering) {
      const notAsked = notAskedOfPeople(working);
      if (notAsked) skip(deciding, entering, notAsked);
      else enterQueue(deciding, entering);
      continue;
    }
    leaveOffPath(deciding, isKnown && planned.length === 0);
    follow(deciding, { planned, upcoming, open, held, heldOwn: heldBy(working, now, 'own') });
    return decision;
  }
}

/** A step left out by an edit goes at once, one whose day is a holiday when that has come (S6, S22). */
function isLeftOut({ skip: reason, dueAt, isProjected }: PlannedStep, now: number): boolean {
  if (reason === 'holiday' && isProjected) return false;
  return reason !== null && (dueAt === null || dueAt <= now);
}

/** A manual step whose time has come enters the queue, unless the enrollment is held or the window is closed. */
function isEntering(entry: PlannedStep, held: Held | null, now: number): boolean {
  const { isManual, isProjected, leavesAt, skip: reason } = entry;
  if (!isManual || isProjected || reason !== null || held) return false;
  return leavesAt !== null && leavesAt <= now;
}

/**
 * Why a step of a person does not enter the queue, if it is so: a call or a task asks as a mail does, and whoever is in
 * credit is asked nothing (C18, C19). Where nothing is open at all S16 decides, and a person has the task.
 */
function notAskedOfPeople(snapshot: EnrollmentSnapshot): NotAsked | null {
  const notAsked = notAskedIn(snapshot);
  if (notAsked === null || notAsked.code === 'nothing_owed') return null;
  return { code: notAsked.code, text: notAsked.text };
}

/** What waits for a step before comes last. */
function inOrderOfLeaving(planned: readonly PlannedStep[]): PlannedStep[] {
  const timeOf = ({ leavesAt, skip: reason, dueAt }: PlannedStep) =>
    (reason === null ? leavesAt : dueAt) ?? Infinity;
  return planned.toSorted((a, b) => (timeOf(a) === timeOf(b) ? 0 : timeOf(a) - timeOf(b)));
}

interface Look {
  /** In the order of the sequence. */
  planned: readonly PlannedStep[];
  /** In the order of leaving. */
  upcoming: readonly PlannedStep[];
  /** The edge it waits at. */
  open: OpenEdge | null;
  held: Held | null;
  heldOwn: Held | null;
}

/** Sets the directive: a send a person asked for, the time of the step that leaves first, or what else it waits for. */
function follow(deciding: Deciding, { planned, upcoming, open, ...holding }: Look): void {
  const { working, decision, now } = deciding;
  const left = upcoming.filter((entry) => entry.skip === null);
  const next = left.find(({ execution }) => !execution || execution.sendRequestedAt === null) ?? left[0];
  const reached = next ? planned.indexOf(next) : -1;
  for (const [index, entry] of planned.entries()) {
    // A row has whatever is next, what it passes by while that waits, and what a person touched early.
    if (entry.execution || (index <= reached && entry.skip === null))
      save(deciding, plannedExecution(deciding, entry));
  }
  decision.nextStepId = left[0]?.step.stepId ?? null;
  const isOpen =
    open !== null || planned.length > 0 || working.executions.some(({ status }) => !isFinal(status));
  decision.isCompleted = !isOpen;
  decision.directive = isOpen
    ? directiveOf({ working, upcoming, open, ...holding, now })
    : { kind: 'finished', reason: 'completed' };
}
