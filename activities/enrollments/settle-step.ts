import type { Directive } from '../../contracts/enrollments/directive.ts';
import { activityRow } from '../../commands/enrollments/enrollment-entries.ts';
import { decideFor, writeDecided } from '../../commands/enrollments/follow-enrollments.ts';
import {
  statusBeforeSend,
  type EnrollmentSnapshot,
  type Execution,
} from '../../domain/enrollments/snapshot.ts';
import type { RunningTx } from '../../infra/db/raw-transaction.ts';
import type { HandOverResult } from '../../infra/mail/hand-over-result.ts';
import type { Claim } from './claim-step.ts';
import type { ActivityDeps } from '../deps.ts';
import { noteMailbox, outcomeOf, type Ending } from '../sending/hand-over-outcome.ts';

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
    const { mail } = claim;
    const outcome = outcomeOf(result, { mail, triedSince: execution.readyAt, now });
    const isOwner = await deps.store.ledger.settle(tx, {
      ...outcome.ledger,
      messageId: mail.messageId,
      token: claim.token,
      now,
    });
    const { mailboxId } = mail.mailbox;
    const isFailing = snapshot.mailboxes.some(
      (row) => row.mailboxId === mailboxId && row.status === 'failing',
    );
    if (isOwner) await noteMailbox(deps, tx, { mail, result, isFailing, now });
    const next = await follow(deps, tx, {
      snapshot,
      execution,
      claim,
      ending: isOwner ? outcome.ending : null,
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

/** What an outcome means for the execution. */
function changeOf(ending: Ending, execution: Execution, now: number): Partial<Execution> {
  switch (ending.kind) {
    case 'sent':
      return { status: 'done', endedAt: now, sendRequestedAt: null };
    case 'failed':
      return { status: 'error', readyAt: execution.readyAt ?? now, sendRequestedAt: null };
    case 'uncertain':
      return { status: 'uncertain', sendRequestedAt: null };
    case 'retrying':
      return { status: statusBeforeSend(execution), heldReason: 'retrying', heldUntil: ending.until };
    case 'mailbox_failing':
      return { status: statusBeforeSend(execution), heldReason: 'mailbox_failing', heldUntil: null };
    case 'untried':
      return { status: statusBeforeSend(execution) };
  }
}

/** What a person reads of it, if it needs one. */
function errorOf(ending: Ending): { code: string; detail: string } | null {
  if (ending.kind === 'failed') return { code: ending.code, detail: ending.detail };
  return ending.kind === 'uncertain' ? { code: 'uncertain', detail: ending.detail } : null;
}

interface FollowInput {
  snapshot: EnrollmentSnapshot;
  execution: Execution;
  claim: Claimed;
  /** Null: the row belongs to another attempt; nothing of this one counts. */
  ending: Ending | null;
  now: number;
}

async function follow(deps: ActivityDeps, tx: RunningTx, input: FollowInput): Promise<Directive> {
  const { snapshot, execution, claim, ending, now } = input;
  const asked = ending && changeOf(ending, execution, now);
  const error = ending && errorOf(ending);
  // A person may have ended the step while it was on its way; only a hand-over overrules that.
  const isEnded = execution.status === 'cancelled' || execution.status === 'skipped';
  const change = asked && (!isEnded || asked.status === 'done') ? asked : {};
  const changed: Execution = { ...execution, ...change };
  if (ending?.kind === 'mailbox_failing') {
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
    error ? deps.store.executions.setError(tx, { ...error, stepExecutionId: changed.stepExecutionId }) : null,
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
