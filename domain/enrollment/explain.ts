import type { Explanation } from '../../contracts/enrollments.ts';
import type { HoldKind, HoldScope } from '../../contracts/kinds.ts';
import { localDateOf, localTimeOf } from '../calendar.ts';
import { decide, type Decision } from './decide.ts';
import { planSteps, type PlannedStep } from './plan.ts';
import { heldBy, owesNothing, stopReasonOf } from './rules.ts';
import { isFinal, type EnrollmentSnapshot, type Execution, type PlanStep } from './snapshot.ts';
import { nextOpen } from './step-timing.ts';

/** What the database knows in words about step executions. */
export interface ExplainDetails {
  /** By step execution id. */
  details: ReadonlyMap<string, string | null>;
  /** The holds that are open, with who opened them (null: the engine) and why. */
  holds: readonly {
    scope: HoldScope;
    kind: HoldKind;
    reason: string | null;
    author: string | null;
    expiresAt: number | null;
  }[];
  mailboxReason: string | null;
}

/** One step as the plan and its execution have it. */
interface Outlook {
  step: PlanStep;
  execution: Execution | null;
  planned: PlannedStep | null;
}

/**
 * Says when the next message of an enrollment leaves and every reason that holds it back (O7), from the same decision
 * that the engine takes. Pure: asking never moves the answer.
 */
export function explain(snapshot: EnrollmentSnapshot, now: number, known: ExplainDetails): Explanation {
  const { directive } = decide(snapshot, now, () => 'new');
  const outlooks = outlooksOf(snapshot, now);
  const next = directive.kind === 'finished' ? null : nextMessage(outlooks);
  const nextSendAt = next && leavesAt(snapshot, next, directive, now);
  return {
    enrollmentId: snapshot.enrollment.enrollmentId,
    zone: snapshot.sequence.zone,
    answer: answerOf(snapshot, directive, next, nextSendAt),
    nextSendAt: nextSendAt === null ? null : isoOf(nextSendAt),
    reasons: reasonsOf(snapshot, now, known),
    steps: outlooks.map((outlook) => explainStep(snapshot, outlook, known)),
  };
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

/** What leaves first by itself or because a person asked for it; else the first email that waits for a person. */
function nextMessage(outlooks: readonly Outlook[]): Outlook | null {
  const emails = outlooks.filter(
    ({ step, execution, planned }) =>
      step.type === 'email' && !isFinal(execution?.status ?? 'planned') && !planned?.skip,
  );
  return emails.find((outlook) => !needsPerson(outlook)) ?? emails[0] ?? null;
}

function needsPerson({ step, execution }: Outlook): boolean {
  if (execution?.status === 'sending') return false;
  if (execution?.status === 'uncertain') return true;
  if (execution && execution.sendRequestedAt !== null) return false;
  return step.isManual || execution?.status === 'error' || execution?.status === 'ready';
}

/** When a message leaves at the earliest; null when nobody knows. */
function leavesAt(
  snapshot: EnrollmentSnapshot,
  outlook: Outlook,
  directive: Decision['directive'],
  now: number,
): number | null {
  const { execution, planned, step } = outlook;
  if (execution?.status === 'sending') return now;
  if (needsPerson(outlook)) return null;
  const released = heldBy(snapshot, now) === null ? now : releaseOf(snapshot, now);
  if (released === null) return null;
  const isRequested = execution !== null && execution.sendRequestedAt !== null;
  const own = isRequested ? Math.max(now, execution.heldUntil ?? 0) : (planned?.leavesAt ?? null);
  if (own === null) return null;
  const isFirst = directive.kind === 'wait' && directive.stepExecutionId === execution?.stepExecutionId;
  const awaited = isFirst ? (directive.until ?? now) : now;
  const at = Math.max(own, released, awaited, probeOf(snapshot, step));
  return isRequested ? at : nextOpen(snapshot, at);
}

/** When the last of the open holds ends by itself; null when one of them waits for a person. */
function releaseOf(snapshot: EnrollmentSnapshot, now: number): number | null {
  const held = heldBy(snapshot, now);
  if (held?.until === null) return null;
  const open = snapshot.holds.filter((hold) => hold.endedAt === null && hold.startedAt <= now);
  const ends = open.map((hold) => hold.expiresAt).filter((end) => end === null || end > now);
  return ends.includes(null) ? null : Math.max(now, ...ends.map((end) => end ?? 0));
}

function probeOf({ mailboxes, enrollment, sequence }: EnrollmentSnapshot, step: PlanStep): number {
  const mailboxId = step.mailboxId ?? enrollment.mailboxId ?? sequence.mailboxId;
  const mailbox = mailboxes.find((row) => row.mailboxId === mailboxId);
  return mailbox?.status === 'failing' ? (mailbox.probeAt ?? 0) : 0;
}

function answerOf(
  { sequence }: EnrollmentSnapshot,
  directive: Decision['directive'],
  next: Outlook | null,
  nextSendAt: number | null,
): string {
  if (directive.kind === 'finished')
    return `Nothing will leave: the enrollment is over (${words(directive.reason)}).`;
  if (!next) return 'No message is left to send.';
  const { label } = next.step;
  if (nextSendAt !== null)
    return `"${label}" leaves on ${localText(nextSendAt, sequence.zone)} (${sequence.zone}) at the earliest.`;
  if (next.execution?.status === 'error')
    return `"${label}" does not leave until a person repairs and retries it.`;
  if (next.execution?.status === 'uncertain')
    return `"${label}" may have left: a person has to say whether it arrived.`;
  if (next.execution?.status === 'ready') return `"${label}" waits in the queue until a person sends it.`;
  const reason = directive.kind === 'wait' ? directive.reason : 'previous_step';
  return `"${label}" does not leave until something changes: ${words(reason)}.`;
}

function explainStep(
  { sequence }: EnrollmentSnapshot,
  { step, execution, planned }: Outlook,
  known: ExplainDetails,
): Explanation['steps'][number] {
  const dueAt = planned ? planned.dueAt : (execution?.endedAt ?? execution?.dueAt ?? null);
  return {
    stepId: step.stepId,
    label: step.label,
    type: step.type,
    isManual: step.isManual,
    status: planned?.skip ? 'skipped' : (execution?.status ?? 'planned'),
    dueAt: dueAt === null ? null : isoOf(dueAt),
    localTime: dueAt === null ? null : localText(dueAt, sequence.zone),
    skipReason: planned?.skip ?? execution?.skipReason ?? null,
    heldReason: execution?.heldReason ?? null,
    detail: execution ? (known.details.get(execution.stepExecutionId) ?? null) : null,
  };
}

function reasonsOf(snapshot: EnrollmentSnapshot, now: number, known: ExplainDetails): Explanation['reasons'] {
  const reasons: Explanation['reasons'] = [];
  const add: AddReason = (code, text, until = null) => {
    reasons.push({ code, text, until: until === null ? null : isoOf(until) });
  };
  const { status } = snapshot.enrollment;
  if (isOver(snapshot)) add(status, `The enrollment is ${status}.`);
  else addStanding(snapshot, now, known, add);
  for (const execution of snapshot.executions) addExecution(execution, known, add);
  return reasons;
}

type AddReason = (code: string, text: string, until?: number | null) => void;

/** What holds a live enrollment back as a whole. */
function addStanding(snapshot: EnrollmentSnapshot, now: number, known: ExplainDetails, add: AddReason): void {
  const stop = stopReasonOf(snapshot, now);
  if (stop) add(stop, `A stop rule applies: ${words(stop)}.`);
  for (const hold of known.holds) {
    const by = hold.author === null ? '' : ` by ${hold.author}`;
    const why = hold.reason === null ? '' : `: ${hold.reason}`;
    add(`${hold.scope}_hold`, `Held${by} (${hold.scope}, ${words(hold.kind)})${why}.`, hold.expiresAt);
  }
  if (Number(snapshot.balance.open) > 0 && Number(snapshot.balance.askable) === 0) {
    add('all_disputed', 'Every open invoice is kept back by a dispute, a promise or a hold.');
  }
  if (owesNothing(snapshot))
    add('nothing_owed', 'The customer owes nothing: messages of this sequence are skipped.');
  for (const mailbox of snapshot.mailboxes) {
    if (mailbox.status !== 'failing') continue;
    add('mailbox_failing', `The mailbox fails: ${known.mailboxReason ?? 'no reason known'}`, mailbox.probeAt);
  }
}

function addExecution(execution: Execution, known: ExplainDetails, add: AddReason): void {
  const { status, heldReason, heldUntil } = execution;
  if (status === 'error' || status === 'uncertain') {
    add(status, known.details.get(execution.stepExecutionId) ?? 'A step needs a person.');
  } else if (status === 'ready' && execution.sendRequestedAt === null) {
    add('waiting_for_person', 'A step waits in the queue for a person.');
  } else if (heldReason && !isFinal(status)) {
    add(heldReason, `Held back: ${words(heldReason)}.`, heldUntil);
  }
}

function isOver({ enrollment }: EnrollmentSnapshot): boolean {
  return enrollment.status === 'completed' || enrollment.status === 'stopped';
}

const words = (code: string): string => code.replaceAll('_', ' ');

const isoOf = (instant: number): string => new Date(instant).toISOString();

function localText(instant: number, zone: string): string {
  return `${localDateOf(instant, zone)} ${localTimeOf(instant, zone)}`;
}
