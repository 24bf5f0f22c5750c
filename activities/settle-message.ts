import type { Directive } from '../contracts/directive.ts';
import { activityRow } from '../commands/enrollment-activities.ts';
import { decideFor, writeDecided } from '../commands/follow-enrollments.ts';
import { statusBeforeSend, type EnrollmentSnapshot, type Execution } from '../domain/enrollment/snapshot.ts';
import type { RawTx, RunningTx } from '../infra/db/raw-transaction.ts';
import type { SettleInput } from '../infra/db/messages.ts';
import type { HandOverResult, RecipientResult } from '../infra/mail/hand-over-result.ts';
import type { Claim } from './claim-message.ts';
import type { ActivityDeps } from './deps.ts';
import { probeAtAfter, retryAtAfter } from '../domain/enrollment/retry.ts';

type Claimed = Extract<Claim, { kind: 'claimed' }>;

/**
 * The last transaction of a send: what the server said goes into the ledger, the execution ends or waits, and the
 * enrollment's next directive comes back with it. A row that another token owns is left alone.
 */
export async function settleMessage(
  deps: ActivityDeps,
  claim: Claimed,
  stepExecutionId: string,
  result: HandOverResult,
): Promise<Directive> {
  const now = await deps.now();
  let isLate = false;
  const directive = await deps.store.rawTransaction.run(deps.db, async (tx): Promise<Directive> => {
    const [, [snapshot]] = await Promise.all([
      deps.store.snapshots.lockWithCustomers(tx, [claim.enrollmentId]),
      deps.store.snapshots.readSnapshots(tx, { enrollmentIds: [claim.enrollmentId], now }),
    ]);
    const execution = snapshot?.executions.find((row) => row.stepExecutionId === stepExecutionId);
    if (!snapshot || !execution) return { kind: 'finished', reason: 'no_row' };
    const outcome = outcomeOf(result, claim, execution, now);
    const isOwner = await deps.store.messages.settle(tx, {
      ...outcome.ledger,
      messageId: claim.mail.messageId,
      token: claim.token,
      now,
    });
    if (isOwner) await noteMailbox(deps, tx, claim, snapshot, result, now);
    const next = await follow(deps, tx, {
      snapshot,
      execution,
      claim,
      outcome: isOwner ? outcome : null,
      now,
    });
    isLate = isOwner && execution.status === 'uncertain';
    if (isLate) await deps.store.enrollments.bumpIntent(tx, [claim.enrollmentId]);
    return next;
  });
  // The workflow has gone on without this result: tell it to look again.
  if (isLate) await deps.lifecycle.wakeEnrollment(claim.enrollmentId);
  return directive;
}

interface Outcome {
  ledger: Omit<SettleInput, 'messageId' | 'token' | 'now'>;
  change: Partial<Execution>;
  error: { code: string; detail: string } | null;
}

/** What a hand-over's result means for the ledger row and the execution (D1, D2). */
function outcomeOf(result: HandOverResult, claim: Claimed, execution: Execution, now: number): Outcome {
  switch (result.kind) {
    case 'sent': {
      const mainRefused = mainRecipientRefused(claim, result.recipients);
      const ledger = ledgerOf(mainRefused ? 'refused' : 'sent', result, answersOf(result.recipients));
      if (!mainRefused)
        return { ledger, change: { status: 'done', endedAt: now, sendRequestedAt: null }, error: null };
      return failed(ledger, execution, now, 'recipient_refused', mainRefused.reply);
    }
    case 'refused': {
      const ledger = ledgerOf('refused', result, answersOf(result.recipients));
      return failed(ledger, execution, now, 'refused', result.reply);
    }
    case 'unknown':
      return {
        ledger: ledgerOf('uncertain', result, answersOf(result.rejected)),
        change: { status: 'uncertain', sendRequestedAt: null },
        error: {
          code: 'uncertain',
          detail: 'The connection was lost after the hand-over: the server may have it.',
        },
      };
    case 'temporary':
    case 'temporary_after_body': {
      const retryAt = retryAtAfter(execution, now);
      const ledger = { ...ledgerOf('claimed', result, answersOf(result.rejected)), retryAt };
      return {
        ledger,
        change: { status: statusBeforeSend(execution), heldReason: 'retrying', heldUntil: retryAt },
        error: null,
      };
    }
    case 'mailbox_failure': {
      const change = {
        status: statusBeforeSend(execution),
        heldReason: 'mailbox_failing' as const,
        heldUntil: null,
      };
      return { ledger: ledgerOf('claimed', result, []), change, error: null };
    }
    case 'fenced_off':
    case 'aborted':
    case 'fence_failed':
      return {
        ledger: ledgerOf('claimed', { reply: '' }, []),
        change: { status: statusBeforeSend(execution) },
        error: null,
      };
  }
}

function failed(
  ledger: Outcome['ledger'],
  execution: Execution,
  now: number,
  code: string,
  detail: string,
): Outcome {
  const readyAt = execution.readyAt ?? now;
  return { ledger, change: { status: 'error', readyAt, sendRequestedAt: null }, error: { code, detail } };
}

function ledgerOf(
  status: SettleInput['status'],
  result: { reply: string; code?: number | null },
  recipients: SettleInput['recipients'],
): Outcome['ledger'] {
  return { status, code: result.code ?? null, reply: result.reply, recipients, retryAt: null };
}

function answersOf(recipients: readonly RecipientResult[]): SettleInput['recipients'] {
  return recipients.map(({ address, accepted, code, reply }) => ({
    address,
    status: accepted ? 'accepted' : 'refused',
    code,
    reply,
  }));
}

/** The refusal of a `to` recipient, when others accepted the message (D1). */
function mainRecipientRefused(
  claim: Claimed,
  recipients: readonly RecipientResult[],
): RecipientResult | undefined {
  const main = new Set(claim.mail.recipients.filter((row) => row.kind === 'to').map((row) => row.address));
  return recipients.find((recipient) => !recipient.accepted && main.has(recipient.address));
}

/** A mailbox that fails is marked, so that its sends wait; one that works again is marked too (D2). */
async function noteMailbox(
  deps: ActivityDeps,
  tx: RawTx,
  claim: Claimed,
  snapshot: EnrollmentSnapshot,
  result: HandOverResult,
  now: number,
): Promise<void> {
  const { mailboxId } = claim.mail.mailbox;
  if (result.kind === 'mailbox_failure') {
    await deps.store.mailboxHealth.markFailing(tx, {
      mailboxId,
      reason: result.reply,
      claimedAt: claim.mail.date,
      now,
      probeAtAfter,
    });
    return;
  }
  const isFailing = snapshot.mailboxes.some((row) => row.mailboxId === mailboxId && row.status === 'failing');
  if (isFailing && (result.kind === 'sent' || result.kind === 'refused')) {
    await deps.store.mailboxHealth.markWorking(tx, { mailboxId, now });
  }
}

interface FollowInput {
  snapshot: EnrollmentSnapshot;
  execution: Execution;
  claim: Claimed;
  /** Null: the row belongs to another attempt; nothing of this one counts. */
  outcome: Outcome | null;
  now: number;
}

async function follow(deps: ActivityDeps, tx: RunningTx, input: FollowInput): Promise<Directive> {
  const { snapshot, execution, claim, outcome, now } = input;
  // A person may have ended the step while it was on its way; only a hand-over overrules that.
  const isEnded = execution.status === 'cancelled' || execution.status === 'skipped';
  const change = outcome && (!isEnded || outcome.change.status === 'done') ? outcome.change : {};
  const changed: Execution = { ...execution, ...change };
  if (outcome?.change.heldReason === 'mailbox_failing') {
    changed.heldUntil = await deps.store.mailboxHealth.readProbeAt(tx, claim.mail.mailbox.mailboxId);
  }
  const executions = snapshot.executions.map((row) =>
    row.stepExecutionId === changed.stepExecutionId ? changed : row,
  );
  const after = { ...snapshot, executions };
  const decision = decideFor(deps, after, now);
  if (!decision.executions.some((row) => row.stepId === changed.stepId)) decision.executions.push(changed);
  const extra =
    change.status === 'done' ? [sentActivity(deps, after, changed, claim, decision.nextStepId)] : [];
  const writes = Promise.all([
    writeDecided(deps, tx, [{ snapshot: after, decision }], now, extra),
    change.status === 'done' ? deps.store.enrollments.growThread(tx, threadOf(claim)) : null,
    outcome?.error
      ? deps.store.executions.setError(tx, { ...outcome.error, stepExecutionId: changed.stepExecutionId })
      : null,
  ]);
  // A stop is written by a second statement, and a late result by a third: the commit has to wait for them.
  const isLast = decision.stop === null && execution.status !== 'uncertain';
  const [directives] = await (isLast ? tx.$commitAfter(writes) : writes);
  return directives.get(claim.enrollmentId)!;
}

function threadOf(claim: Claimed) {
  return {
    enrollmentId: claim.enrollmentId,
    headerId: claim.mail.headerId,
    mailboxId: claim.mail.mailbox.mailboxId,
  };
}

/** The sent mail in the customer's thread, which is also the activity of the step (S21). */
function sentActivity(
  deps: ActivityDeps,
  snapshot: EnrollmentSnapshot,
  execution: Execution,
  claim: Claimed,
  nextStepId: string | null,
) {
  return activityRow(snapshot, deps.newId, {
    event: 'step_done',
    kind: 'email',
    subject: claim.mail.subject,
    content: claim.mail.text,
    outcome: 'sent',
    stepExecutionId: execution.stepExecutionId,
    messageId: claim.mail.messageId,
    data: { stepId: execution.stepId, nextStepId },
  });
}
