import type { Explanation } from '../../contracts/enrollments.ts';
import { localDateOf, localTimeOf } from '../calendar.ts';
import { decide } from './decide.ts';
import { planSteps } from './plan.ts';
import { owesNothing, stopReasonOf } from './rules.ts';
import type { EnrollmentSnapshot, Execution } from './snapshot.ts';

/** What the database knows in words about step executions. */
export interface ExplainDetails {
  /** By step execution id. */
  details: ReadonlyMap<string, string | null>;
  /** Why people opened the holds that are open. */
  holds: readonly { scope: string; kind: string; reason: string | null; expiresAt: number | null }[];
  mailboxReason: string | null;
}

/**
 * Says when the next message of an enrollment leaves and every reason that holds it back (O7), from the same decision
 * that the engine takes. Pure: asking never moves the answer.
 */
export function explain(snapshot: EnrollmentSnapshot, now: number, known: ExplainDetails): Explanation {
  const { zone } = snapshot.sequence;
  const decision = decide(snapshot, now, () => 'new');
  const steps = explainSteps(snapshot, now, known);
  const reasons = reasonsOf(snapshot, now, known);
  const { directive } = decision;
  const next = directive.kind === 'finished' ? null : nextMessage(steps);
  const isWaiting = directive.kind === 'wait' && directive.until === null;
  const nextSendAt = next && !isWaiting ? next.dueAt : null;
  return {
    enrollmentId: snapshot.enrollment.enrollmentId,
    zone,
    answer: answerOf(snapshot, directive, next, nextSendAt),
    nextSendAt,
    reasons,
    steps,
  };
}

function answerOf(
  { sequence, enrollment }: EnrollmentSnapshot,
  directive: ReturnType<typeof decide>['directive'],
  next: Explanation['steps'][number] | null,
  nextSendAt: string | null,
): string {
  if (directive.kind === 'finished') return `Nothing will leave: the enrollment is over (${directive.reason}).`;
  if (!next) return 'No message is left to send.';
  if (nextSendAt === null) {
    const reason = directive.kind === 'wait' ? directive.reason.replaceAll('_', ' ') : enrollment.status;
    return `"${next.label}" does not leave until something changes: ${reason}.`;
  }
  return `"${next.label}" leaves on ${next.localTime} (${sequence.zone}) at the earliest.`;
}

function nextMessage(steps: Explanation['steps']) {
  const open = ['planned', 'ready', 'sending'];
  return steps.find((step) => !step.isManual && step.type === 'email' && open.includes(step.status)) ?? null;
}

function explainSteps(snapshot: EnrollmentSnapshot, now: number, known: ExplainDetails): Explanation['steps'] {
  const planned = new Map(planSteps(snapshot, now).map((entry) => [entry.step.stepId, entry]));
  const executionOf = new Map(snapshot.executions.map((execution) => [execution.stepId, execution]));
  return snapshot.steps.map((step) => {
    const execution = executionOf.get(step.stepId) ?? null;
    const entry = planned.get(step.stepId);
    const dueAt = entry ? entry.dueAt : (execution?.endedAt ?? execution?.dueAt ?? null);
    return {
      stepId: step.stepId,
      label: step.label,
      type: step.type,
      isManual: step.isManual,
      status: entry?.skip ? 'skipped' : (execution?.status ?? 'planned'),
      dueAt: dueAt === null ? null : new Date(dueAt).toISOString(),
      localTime: dueAt === null ? null : localText(dueAt, snapshot.sequence.zone),
      skipReason: entry?.skip ?? execution?.skipReason ?? null,
      heldReason: execution?.heldReason ?? null,
      detail: execution ? (known.details.get(execution.stepExecutionId) ?? null) : null,
    };
  });
}

function reasonsOf(snapshot: EnrollmentSnapshot, now: number, known: ExplainDetails): Explanation['reasons'] {
  const reasons: Explanation['reasons'] = [];
  const add = (code: string, text: string, until: number | null = null): void => {
    reasons.push({ code, text, until: until === null ? null : new Date(until).toISOString() });
  };
  const { status } = snapshot.enrollment;
  if (status === 'completed' || status === 'stopped') add(status, `The enrollment is ${status}.`);
  const stop = stopReasonOf(snapshot, now);
  if (stop && status !== 'stopped') add(stop, `A stop rule applies: ${stop.replaceAll('_', ' ')}.`);
  for (const hold of known.holds) {
    add(`hold_${hold.kind}`, `Held (${hold.scope}, ${hold.kind.replaceAll('_', ' ')})${hold.reason ? `: ${hold.reason}` : ''}.`, hold.expiresAt);
  }
  if (Number(snapshot.balance.open) > 0 && Number(snapshot.balance.askable) === 0) {
    add('all_disputed', 'Every open invoice is kept back by a dispute, a promise or a hold.');
  }
  if (owesNothing(snapshot)) add('nothing_owed', 'The customer owes nothing: messages of this sequence are skipped.');
  for (const mailbox of snapshot.mailboxes) {
    if (mailbox.status === 'failing') add('mailbox_failing', `The mailbox fails: ${known.mailboxReason ?? 'no reason known'}`, mailbox.probeAt);
  }
  for (const execution of snapshot.executions) addExecution(execution, known, add);
  return reasons;
}

function addExecution(
  execution: Execution,
  known: ExplainDetails,
  add: (code: string, text: string, until?: number | null) => void,
): void {
  if (execution.status === 'planned' || execution.status === 'sending') {
    if (execution.heldReason) add(execution.heldReason, `Held back: ${execution.heldReason.replaceAll('_', ' ')}.`, execution.heldUntil);
    return;
  }
  if (execution.status === 'ready') add('waiting_for_person', 'A step waits in the queue for a person.');
  if (execution.status === 'error' || execution.status === 'uncertain') {
    add(execution.status, known.details.get(execution.stepExecutionId) ?? 'A step needs a person.');
  }
}

function localText(instant: number, zone: string): string {
  return `${localDateOf(instant, zone)} ${localTimeOf(instant, zone)}`;
}
