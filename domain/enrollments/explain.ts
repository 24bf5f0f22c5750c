import type { Explanation } from '../../contracts/enrollments/explanation.ts';
import type { WaitReason } from '../../contracts/sending/kinds.ts';
import { holidayNameOf } from '../sequences/holiday-names.ts';
import { localDateOf, localTimeOf } from '../time/calendar.ts';
import { decide, type Decision } from './decide.ts';
import { isOver, reasonsOf, words, type ExplainDetails } from './explain-reasons.ts';
import { deferralOf } from '../sending/contact-policy.ts';
import {
  isMovedByQuiet,
  isMovedByWindow,
  isRequested,
  leavesAt,
  needsPerson,
  type Outlook,
} from './next-send.ts';
import { deferredOpening } from './deferred-opening.ts';
import { branchOfStep } from './enrollment-path.ts';
import { asIfNoneCame, unknownBehind } from './explain-path.ts';
import { edgeOfStep } from './shown-edge.ts';
import { planSteps } from './plan.ts';
import { undisturbedFrom } from './undisturbed-hours.ts';
import { isAllKeptBack, notAskedIn, stopReasonOf } from './rules.ts';
import { isMessage } from '../sequences/step-rules.ts';
import { isFinal, type EnrollmentSnapshot, type Execution, type PlanStep } from './snapshot.ts';

/**
 * Says when the next message of an enrollment leaves and every reason that holds it back (O7), from the same decision
 * that the engine takes. Pure: asking never moves the answer.
 */
export function explain(snapshot: EnrollmentSnapshot, now: number, known: ExplainDetails): Explanation {
  const { directive } = decide(snapshot, now, () => 'new');
  const outlooks = outlooksOf(snapshot, now);
  const ahead = outlooksOf(asIfNoneCame(snapshot), now);
  const next = directive.kind === 'finished' ? null : nextMessage(ahead);
  const asked = { directive, now, keptBack: known.keptBack };
  const wantedAt = next && leavesAt(snapshot, next, asked);
  const deferral = wantedAt === null ? null : deferralAt(wantedAt, now, known);
  const dueAt = next && deferral ? undisturbed(snapshot, next, deferral.until) : wantedAt;
  const obstacle = known.obstacle ?? notAskedIn(snapshot);
  const nextSendAt = obstacle ? null : dueAt;
  return {
    enrollmentId: snapshot.enrollment.enrollmentId,
    zone: snapshot.sequence.zone,
    answer: answerOf(snapshot, directive, { next, dueAt, obstacle }),
    nextSendAt: nextSendAt === null ? null : isoOf(nextSendAt),
    reasons: [
      ...reasonsOf(snapshot, now, known),
      ...(deferral && next?.execution?.heldReason !== deferral.reason ? [policyReason(deferral.until)] : []),
      ...(next && dueAt !== null && isMovedByWindow(snapshot, next, asked)
        ? [windowReason(snapshot, dueAt)]
        : []),
      ...(next && dueAt !== null && isMovedByQuiet(snapshot, next, asked)
        ? [quietReason(snapshot, dueAt)]
        : []),
      ...holidayReasons(snapshot, next, dueAt),
    ],
    keptBack: known.keptBack.map((row) => ({ ...row, until: row.until === null ? null : isoOf(row.until) })),
    steps: outlooks.map((outlook) => explainStep(snapshot, outlook, known)),
  };
}

/**
 * The step execution of the next message, if one exists that has not been tried to no avail; null when none is left, or
 * when it is held back before anybody looks at what it says.
 */
export function nextToPrepare(
  snapshot: EnrollmentSnapshot,
  now: number,
): { execution: Execution; step: PlanStep } | null {
  if (isOver(snapshot) || stopReasonOf(snapshot, now) || isAllKeptBack(snapshot)) return null;
  const next = nextMessage(outlooksOf(snapshot, now));
  const status = next?.execution?.status;
  if (!next?.execution || (status !== 'planned' && status !== 'ready')) return null;
  return { execution: next.execution, step: next.step };
}

function outlooksOf(snapshot: EnrollmentSnapshot, now: number): Outlook[] {
  const plannedOf = new Map(
    (isOver(snapshot) ? [] : planSteps(snapshot, now)).map((entry) => [entry.step.stepId, entry]),
  );
  const executionOf = new Map(snapshot.executions.map((execution) => [execution.stepId, execution]));
  return snapshot.steps.map((step) => ({
    step,
    execution: executionOf.get(step.stepId) ?? null,
    planned: plannedOf.get(step.stepId) ?? null,
  }));
}

/** What leaves first by itself or because a person asked for it; else the first message that waits for a person. */
function nextMessage(outlooks: readonly Outlook[]): Outlook | null {
  const timeOf = ({ planned, execution }: Outlook) => {
    if (planned && isRequested(execution)) return execution!.heldUntil ?? -Infinity;
    return planned?.leavesAt ?? (planned ? Infinity : -Infinity);
  };
  const inTime = outlooks.toSorted((a, b) => (timeOf(a) === timeOf(b) ? 0 : timeOf(a) - timeOf(b)));
  const emails = inTime.filter(
    ({ step, execution, planned }) =>
      isMessage(step.type) && !isFinal(execution?.status ?? 'planned') && !planned?.skip,
  );
  return emails.find((outlook) => !needsPerson(outlook)) ?? emails[0] ?? null;
}

function answerOf(
  snapshot: EnrollmentSnapshot,
  directive: Decision['directive'],
  {
    next,
    dueAt,
    obstacle,
  }: { next: Outlook | null; dueAt: number | null; obstacle: ExplainDetails['obstacle'] },
): string {
  if (directive.kind === 'finished')
    return `Nothing will leave: the enrollment is over (${words(directive.reason)}).`;
  const { sequence } = snapshot;
  const unknown = unknownBehind(snapshot);
  if (!next && unknown) return `Where it goes on behind "${unknown.label}" is not known yet.`;
  if (!next) return 'No message is left to send.';
  const { label } = next.step;
  const at = dueAt === null ? '' : `${localText(dueAt, sequence.zone)} (${sequence.zone})`;
  if (dueAt !== null && obstacle) return `"${label}" does not leave on ${at}: ${obstacle.text}`;
  const unless = unknown?.isOpen ? `, unless an outcome of "${unknown.label}" comes before` : '';
  if (dueAt !== null) return `"${label}" leaves on ${at} at the earliest${unless}.`;
  if (next.execution?.status === 'error')
    return `"${label}" does not leave until a person repairs and retries it.`;
  if (next.execution?.status === 'uncertain')
    return `"${label}" may have left: a person has to say whether it arrived.`;
  if (next.execution?.status === 'ready') return `"${label}" waits in the queue until a person sends it.`;
  const reason = directive.kind === 'wait' ? directive.reason : 'previous_step';
  return `"${label}" does not leave until something changes: ${words(reason)}.`;
}

/** When a message leaves that is put off to another day: an sms disturbs nobody then either (S13, M7). */
function undisturbed(snapshot: EnrollmentSnapshot, next: Outlook, until: number): number {
  const at = deferredOpening(snapshot, next, until);
  const { step, execution } = next;
  const leaving = { type: step.type, sendRequestedAt: execution?.sendRequestedAt ?? null };
  return undisturbedFrom(snapshot, leaving, at) ?? at;
}

function deferralAt(
  wantedAt: number,
  now: number,
  { contact }: ExplainDetails,
): { reason: WaitReason; until: number } | null {
  if (!contact) return null;
  const { lately, zone, ...wanting } = contact;
  return deferralOf(lately, { ...wanting, runId: null, at: Math.max(wantedAt, now), now }, zone);
}

/** The customer was written to lately, or often enough that day (D6). */
function policyReason(until: number): Explanation['reasons'][number] {
  const text = 'The contact policy defers it: the customer was written to lately.';
  return { code: 'contact_policy', text, until: isoOf(until) };
}

/** What is due outside the window leaves later (S13). */
function windowReason(
  { sequence: { windowStart, windowStop } }: EnrollmentSnapshot,
  at: number,
): Explanation['reasons'][number] {
  const hours = windowStart && windowStop ? ` from ${windowStart} to ${windowStop}` : '';
  return { code: 'window', text: `The sequence sends on its send days only${hours}.`, until: isoOf(at) };
}

/** An sms disturbs nobody at night (M7). */
function quietReason({ quiet }: EnrollmentSnapshot, at: number): Explanation['reasons'][number] {
  const hours = quiet?.hours ? ` from ${quiet.hours.start} to ${quiet.hours.stop} in ${quiet.zone}` : '';
  return {
    code: 'quiet_hours',
    text: `No sms leaves in the customer's quiet hours${hours}.`,
    until: isoOf(at),
  };
}

/** The holiday that moved the next message (S22). */
function holidayReasons(
  { sequence: { holidays } }: EnrollmentSnapshot,
  next: Outlook | null,
  dueAt: number | null,
): Explanation['reasons'] {
  const date = next?.planned?.holiday ?? null;
  if (date === null || dueAt === null || holidays === null) return [];
  const text = `Its day is a holiday: ${holidayNameOf(date, holidays)}, ${date}.`;
  return [{ code: 'holiday', text, until: isoOf(dueAt) }];
}

function explainStep(
  snapshot: EnrollmentSnapshot,
  { step, execution, planned }: Outlook,
  known: ExplainDetails,
): Explanation['steps'][number] {
  const { sequence } = snapshot;
  const dueAt = planned ? planned.dueAt : (execution?.endedAt ?? execution?.dueAt ?? null);
  return {
    stepId: step.stepId,
    label: step.label,
    type: step.type,
    isManual: planned?.isManual ?? execution?.isManual ?? step.isManual,
    status: planned?.skip ? 'skipped' : (execution?.status ?? 'planned'),
    dueAt: dueAt === null ? null : isoOf(dueAt),
    localTime: dueAt === null ? null : localText(dueAt, sequence.zone),
    skipReason: planned?.skip ?? execution?.skipReason ?? null,
    movedBy: planned?.movedBy ?? null,
    holiday: shownHoliday(sequence.holidays, planned?.holiday ?? null),
    heldReason: execution?.heldReason ?? null,
    detail: execution ? (execution.skipDetail ?? known.details.get(execution.stepExecutionId) ?? null) : null,
    putOff: execution ? (known.putOffs.get(execution.stepExecutionId) ?? null) : null,
    branch: branchOfStep(snapshot, step.stepId).branch ?? null,
    edge: edgeOfStep(snapshot, step.stepId),
  };
}

function shownHoliday(
  holidays: EnrollmentSnapshot['sequence']['holidays'],
  date: string | null,
): Explanation['steps'][number]['holiday'] {
  return date === null || holidays === null ? null : { date, name: holidayNameOf(date, holidays) };
}

const isoOf = (instant: number): string => new Date(instant).toISOString();

function localText(instant: number, zone: string): string {
  return `${localDateOf(instant, zone)} ${localTimeOf(instant, zone)}`;
}
