import type { Directive } from '../../contracts/enrollments/directive.ts';
import type { WaitReason } from '../../contracts/sending/kinds.ts';
import { isOffPath } from './decided-rows.ts';
import type { OpenEdge } from './follow-edges.ts';
import { isOwnSend, type Held } from './held-by.ts';
import { wasTried } from './passed-steps.ts';
import type { PlannedStep } from './plan.ts';
import { isFinal, type EnrollmentSnapshot, type Execution } from './snapshot.ts';
import { nextOpen } from '../sequences/step-timing.ts';
import { closedBy, undisturbedFrom } from './undisturbed-hours.ts';

/**
 * A row that may leave next, when, and what it waits for until then; null: a step that has no row yet. `leavesAt` null:
 * until a step before ends.
 */
interface Candidate {
  execution: Execution | null;
  leavesAt: number | null;
  reason: WaitReason;
  /** It comes after a step that has not left, whatever its time. */
  isBehind?: boolean;
}

/** What an enrollment waits for: all of its open rows, the steps that have not run, what holds it as a whole. */
export interface Outlook {
  working: EnrollmentSnapshot;
  /** In the order in which they leave. */
  upcoming: readonly PlannedStep[];
  /** Where it waits for an outcome; its fallback ends that. */
  open: OpenEdge | null;
  held: Held | null;
  /** What holds the manual steps that a person sends, which no switch does (D9). */
  heldOwn: Held | null;
  now: number;
}

/** Sends what is due first, or waits for what comes first: of all open rows, since none waits for another's turn. */
export function directiveOf({ working, upcoming, open, held, heldOwn, now }: Outlook): Directive {
  const all = candidatesOf(working, upcoming, now);
  // Nothing leaves with it: when its time comes it is decided, and what follows is looked at.
  if (open) all.push({ execution: open.execution, leavesAt: open.until, reason: 'outcome', isBehind: true });
  const candidates = all.filter(({ execution }) => !(isOwnSend(execution) ? heldOwn : held));
  const first = (candidates.length > 0 ? candidates : all).reduce<Candidate | null>(earlier, null);
  if (held && candidates.length === 0) return waiting(held.reason, held.until);
  const due = candidates.find(
    ({ leavesAt, execution, isBehind }) => execution && !isBehind && leavesAt !== null && leavesAt <= now,
  );
  if (due?.execution) return executing(working, due.execution);
  return first ? waiting(first.reason, first.leavesAt) : waiting('waiting_for_person', null);

  function waiting(reason: WaitReason, until: number | null): Directive {
    const row = first?.execution ?? null;
    const ordinal = row && ordinalOf(working, row);
    return { kind: 'wait', reason, until, stepExecutionId: row?.stepExecutionId ?? null, ordinal };
  }
}

/** What a row that is on its way or whose time has come does. */
export function executing(snapshot: EnrollmentSnapshot, execution: Execution): Directive {
  return {
    kind: 'execute',
    stepExecutionId: execution.stepExecutionId,
    ordinal: ordinalOf(snapshot, execution),
  };
}

function earlier(first: Candidate | null, candidate: Candidate): Candidate {
  return first && (first.leavesAt ?? Infinity) <= (candidate.leavesAt ?? Infinity) ? first : candidate;
}

/**
 * What a person asked to send, texts to be written, tried messages whose steps were removed since, which come before what
 * is planned, and the steps that have not run.
 */
function candidatesOf(
  working: EnrollmentSnapshot,
  upcoming: readonly PlannedStep[],
  now: number,
): Candidate[] {
  const open = working.executions.filter(({ status }) => !isFinal(status));
  const requested = open.filter((row) => row.sendRequestedAt !== null && row.status !== 'uncertain');
  const candidates = requested.map((execution): Candidate => {
    const leavesAt = Math.max(execution.sendRequestedAt!, execution.heldUntil ?? 0);
    return { execution, leavesAt, reason: execution.heldReason ?? 'retrying' };
  });
  for (const execution of open.filter(isUnwritten))
    candidates.push({ execution, leavesAt: now, reason: 'waiting_for_person' });
  const removed = open.filter(
    (row) => isOffPath(working, row) && wasTried(row) && row.sendRequestedAt === null,
  );
  const planned = removed.length > 0 ? removed.map(ofRemoved) : upcoming.flatMap(ofPlanned);
  return [...candidates, ...planned];

  function ofRemoved(execution: Execution): Candidate {
    const dueAt = execution.dueAt ?? now;
    const opensAt = nextOpen(working, Math.max(dueAt, now, execution.heldUntil ?? 0));
    const leavesAt = undisturbedFrom(working, execution, opensAt) ?? opensAt;
    return { execution, leavesAt, reason: reasonOf(working, execution, { dueAt, now }) };
  }

  function ofPlanned({ step, dueAt, leavesAt, skip, isProjected: isBehind }: PlannedStep): Candidate[] {
    const execution = working.executions.find((row) => row.stepId === step.stepId) ?? null;
    if (execution && execution.sendRequestedAt !== null) return [];
    if (skip !== null) return [{ execution: null, leavesAt: dueAt, reason: 'scheduled' }];
    const reason = execution && reasonOf(working, execution, { dueAt, now });
    return execution && reason ? [{ execution, leavesAt, reason, isBehind }] : [];
  }
}

function reasonOf(
  working: EnrollmentSnapshot,
  execution: Execution,
  { dueAt, now }: { dueAt: number | null; now: number },
): WaitReason {
  const { heldReason, heldUntil } = execution;
  if (dueAt === null) return 'previous_step';
  if (dueAt > now) return 'scheduled';
  if (heldUntil !== null && heldUntil > now) return heldReason ?? 'retrying';
  return closedBy(working, execution, now);
}

/** Whether it waits for a person who has no text to look at yet: a language model is to write it (M4). */
function isUnwritten({ type, isManual, status, hasText, sendRequestedAt }: Execution): boolean {
  return type === 'email' && isManual && status === 'ready' && !hasText && sendRequestedAt === null;
}

/** Where a step stands in its sequence, counted from 1. */
function ordinalOf(snapshot: EnrollmentSnapshot, execution: Execution): number {
  const index = snapshot.steps.findIndex((step) => step.stepId === execution.stepId);
  return index < 0 ? execution.position : index + 1;
}
