import type { Directive } from '../../contracts/enrollments/directive.ts';
import { WAITING_IN_LINE } from '../../contracts/sending/kinds.ts';
import { branchOfStep } from '../../domain/enrollments/enrollment-path.ts';
import { activityRow } from '../../commands/enrollments/enrollment-entries.ts';
import type { Besides } from '../../commands/enrollments/write-decided.ts';
import type { Decided } from '../../domain/enrollments/leaving-line.ts';
import { stepThatFollows } from '../../domain/enrollments/step-that-follows.ts';
import { wallClock } from '../../domain/time/wall-clock.ts';
import type { NewId } from '../../contracts/ids.ts';
import {
  statusBeforeSend,
  type EnrollmentSnapshot,
  type Execution,
} from '../../domain/enrollments/snapshot.ts';
import type { PreparedSms } from '../../domain/sending/compose-sms.ts';
import type { PreparedMessage } from '../../domain/sending/compose-message.ts';
import { addressedTo } from '../../domain/sending/recipients.ts';
import { aliasOf, factsFingerprint, type SendFacts } from '../../domain/sending/send-facts.ts';
import type { Composed, Denial, SendChange } from '../sending/send-source.ts';
import { STEP_TRAITS } from '../../domain/sequences/step-rules.ts';
import type { Claimed, SendChannel } from '../sending/transport.ts';

/** What a step answers before which hits have to be judged that its enrollment waits for (S15); nothing was decided. */
export const JUDGE_FIRST: Directive = {
  kind: 'wait',
  reason: 'outcome',
  until: null,
  stepExecutionId: null,
  ordinal: null,
};

/** What a change on the way of its message means for a step execution. */
export function stepChangeOf(change: SendChange, execution: Execution, now: number): Partial<Execution> {
  // One that is claimed, or that nobody knew about, is again what it was before.
  const isOut = execution.status === 'sending' || execution.status === 'uncertain';
  const back = isOut ? { status: statusBeforeSend(execution) } : {};
  switch (change.to) {
    case 'waiting': {
      const { reason: heldReason, until: heldUntil, slotAt = execution.slotAt } = change;
      return { ...back, heldReason, heldUntil, slotAt };
    }
    case 'failed':
      return { status: 'error', readyAt: execution.readyAt ?? now, sendRequestedAt: null };
    case 'uncertain':
      return { status: 'uncertain', sendRequestedAt: null, heldReason: null, heldUntil: null };
    case 'skipped':
      return {
        status: 'skipped',
        skipReason: change.reason,
        skipDetail: change.detail ?? null,
        endedAt: now,
      };
    case 'untried':
      return back;
    case 'sent':
      return { status: 'done', endedAt: now, sendRequestedAt: null };
    case 'sending':
    case 'lost':
      return {};
  }
}

/** How the message of a step stands in line: within the limits of its sequence, first where a person sends it (S14). */
export function inLine({ snapshot, execution }: { snapshot: EnrollmentSnapshot; execution: Execution }) {
  const { enrollment, sequence } = snapshot;
  return {
    isFirst: execution.sendRequestedAt !== null,
    // An sms leaves in the hours of its customer, too.
    hours: `step/${execution.stepId}${execution.type === 'sms' ? `/${snapshot.quiet?.zone ?? ''}` : ''}`,
    sequence: { sequenceId: enrollment.sequenceId, limits: sequence.limits },
  };
}

/** The thread of an enrollment grows by a mail that has left (M5). */
function threadOf(enrollmentId: string, { out }: Extract<Claimed, { channel: 'email' }>) {
  const { headerId, mailbox } = out;
  return { enrollmentId, headerId, mailboxId: mailbox.mailboxId, fromAddress: aliasOf(mailbox) };
}

/** How the message of a step leaves. */
export function channelOf({ type }: Pick<Execution, 'type'>): SendChannel {
  return STEP_TRAITS[type].channel ?? 'email';
}

/** The sent message in the customer's thread, which is also the activity of the step (S21), and in that of its enrollment. */
export function sentBesides(
  newId: NewId,
  { snapshot: after, decision }: Decided,
  { changed, sent }: { changed: Execution; sent: Claimed },
): Besides {
  const { stepId, stepExecutionId, endedAt } = changed;
  const { subject, text: content, messageId } = sent.out;
  const mail = { kind: sent.channel, subject, content, messageId, outcome: 'sent' };
  const entry = activityRow(after, newId, {
    event: 'step_done',
    ...mail,
    stepExecutionId,
    data: {
      stepId,
      ...branchOfStep(after, stepId),
      nextStepId: stepThatFollows(decision),
      ...wallClock(endedAt, after.sequence.zone),
    },
  });
  const { enrollmentId } = after.enrollment;
  return { log: [entry], thread: sent.channel === 'email' ? threadOf(enrollmentId, sent) : null };
}

/** The message of a step as it is claimed: in the thread of its enrollment, with the facts it was rendered from. */
export function composedStep({
  snapshot: { enrollment, sequence, balance },
  execution,
  facts,
  message,
}: {
  snapshot: EnrollmentSnapshot;
  execution: Execution;
  facts: SendFacts;
  message: PreparedMessage | PreparedSms;
}): Composed {
  const { enrollmentId, sequenceId, threadMessageId, threadReferences } = enrollment;
  const isFollowUp = message.isThreaded && threadMessageId !== null;
  return {
    kind: 'composed',
    channel: channelOf(execution),
    message,
    thread: {
      id: isFollowUp ? threadMessageId : null,
      references: isFollowUp ? threadReferences : [],
    },
    tracking: sequence.tracking,
    belongs: {
      enrollmentId,
      runId: null,
      step: { stepId: execution.stepId, sequenceId },
      touchpointId: null,
    },
    facts: {
      fingerprint: factsFingerprint(facts, addressedTo(message.recipients)),
      balance,
      invoices: facts.invoices,
    },
  };
}

/** A worker whose clock is so much behind Temporal’s has its timers fire early: the rest is waited for without an event. */
const EARLY_MS = 2_000;

/** A wait for this very step: of a kind that ends by itself, or for the rest of a timer that fired early. */
export function denialIn(directive: Directive, stepExecutionId: string): Denial | null {
  if (directive.kind !== 'wait' || directive.stepExecutionId !== stepExecutionId) return null;
  const { reason, until } = directive;
  const isDenial = WAITING_IN_LINE.includes(reason) || reason === 'retrying' || reason === 'mailbox_failing';
  if (until === null) return null;
  return isDenial ? { reason, until } : { reason, until, mostMs: EARLY_MS };
}
