import { addressedTo } from '../../domain/sending/recipients.ts';
import type { Directive } from '../../contracts/enrollments/directive.ts';
import { writeDecided, decideFor } from '../../commands/enrollments/follow-enrollments.ts';
import type { Deferral } from '../../domain/sending/contact-policy.ts';
import type { PreparedMessage, TextToWrite } from '../../domain/sending/compose-message.ts';
import { prepareMessage } from '../../domain/enrollments/prepare-step.ts';
import { factsFingerprint, type SendFacts, type SendingMailbox } from '../../domain/sending/send-facts.ts';
import type { Decision } from '../../domain/enrollments/decide.ts';
import {
  statusBeforeSend,
  type EnrollmentSnapshot,
  type Execution,
} from '../../domain/enrollments/snapshot.ts';
import type { RunningTx } from '../../infra/db/raw-transaction.ts';
import { nextOpen } from '../../domain/enrollments/step-timing.ts';
import type { ActivityDeps } from '../deps.ts';
import { deferralNow, takeDomainShares } from '../sending/keep-contact-policy.ts';
import type { ClaimedMail } from '../sending/send-once.ts';
import { takeTurn } from '../sending/take-turn.ts';

/** Ending the switch of a mailbox wakes what waits for it; this is for what was on its way then. */
const HELD_MAILBOX_LOOK_MS = 60 * 60_000;

/** A claim, or what the enrollment does instead. */
export type Claim =
  | ({ kind: 'claimed'; enrollmentId: string; sequenceId: string } & ClaimedMail)
  | {
      kind: 'not_now';
      directive: Directive;
      /** What a language model has to write first, outside of any transaction; then the claim is tried again. */
      unwritten?: TextToWrite & { customerId: string };
    };

/**
 * The first transaction of a send, no I/O inside (D7): re-reads everything under the customer's and the enrollment's
 * lock, decides again whether this step leaves now, renders from that snapshot, takes a sending slot and claims the
 * ledger row with a fresh token. Whatever speaks against it is written as what happens instead.
 *
 * @param input.unwritable why a language model could not write the text that was missing
 */
export async function claimMessage(
  deps: ActivityDeps,
  input: { enrollmentId: string; stepExecutionId: string; unwritable?: string },
): Promise<Claim> {
  const now = await deps.now();
  return deps.store.rawTransaction.run(deps.db, async (tx): Promise<Claim> => {
    const [, [snapshot]] = await Promise.all([
      deps.store.snapshots.lockWithCustomers(tx, [input.enrollmentId]),
      deps.store.snapshots.readSnapshots(tx, { enrollmentIds: [input.enrollmentId], now }),
    ]);
    if (!snapshot) return { kind: 'not_now', directive: { kind: 'finished', reason: 'no_row' } };
    const abandoned = snapshot.executions.find(
      (row) => row.stepExecutionId === input.stepExecutionId && row.status === 'sending',
    );
    if (abandoned) {
      const inFlight = await deps.store.ledger.findInFlight(tx, input.enrollmentId);
      const handedOver = inFlight.find((row) => row.stepExecutionId === input.stepExecutionId);
      if (handedOver)
        return new Attempt(deps, tx, snapshot, now).becomeUncertain(abandoned, handedOver.token);
      abandoned.status = statusBeforeSend(abandoned);
    }
    const attempt = new Attempt(deps, tx, snapshot, now, abandoned);
    if (!attempt.isDirectedTo(input.stepExecutionId)) return attempt.settleFor();
    const execution = attempt.execution(input.stepExecutionId);
    const step = snapshot.steps.find((row) => row.stepId === execution.stepId);
    const mailboxId = step?.mailboxId ?? snapshot.enrollment.mailboxId ?? snapshot.sequence.mailboxId;
    await attempt.ensureRow(execution);
    const facts = await deps.store.sendFacts.readSendFacts(tx, {
      customerId: snapshot.enrollment.customerId,
      mailboxId,
      stepExecutionId: execution.stepExecutionId,
      now,
    });
    if (!facts) throw new Error('an enrollment without its customer');
    if (facts.message?.status === 'handed_over')
      return attempt.becomeUncertain(execution, facts.message.token);
    const messageId = facts.message?.messageId ?? deps.newId('message');
    const prepared = prepareMessage({
      snapshot,
      facts,
      contactTypes: step?.contactTypes ?? [],
      isManual: execution.isManual,
      now,
      unsubscribeUrl: deps.links.unsubscribeUrl(messageId),
      hash: deps.hash,
    });
    if (prepared.kind === 'error') return attempt.fail(execution, prepared.code, prepared.detail);
    if (prepared.kind === 'skip') return attempt.skip(execution, prepared.reason);
    if (prepared.kind === 'unwritten') {
      const { customerId } = snapshot.enrollment;
      if (input.unwritable !== undefined) return attempt.fail(execution, 'prompt', input.unwritable);
      return { kind: 'not_now', directive: attempt.directive, unwritten: { ...prepared.text, customerId } };
    }
    if (execution.isManual && execution.sendRequestedAt === null)
      throw new Error('a message that waits for a person is not sent');
    const mailbox = facts.mailbox as SendingMailbox;
    const asking = { facts, recipients: prepared.message.recipients, runId: null, now };
    const deferral = deferralNow(asking);
    if (deferral) return attempt.defer(execution, deferral);
    const held = await attempt.takeTurn(execution, mailbox);
    if (held) return held;
    const isFull = await takeDomainShares(deps, tx, asking);
    if (isFull) return attempt.defer(execution, isFull);
    return attempt.claim(execution, { messageId, message: prepared.message, facts, mailbox });
  });
}

/** One look at one enrollment inside the claiming transaction. */
class Attempt {
  private readonly decision: Decision;

  constructor(
    private readonly deps: ActivityDeps,
    private readonly tx: RunningTx,
    private readonly snapshot: EnrollmentSnapshot,
    private readonly now: number,
    /** The execution that is taken over from an attempt that ended before its hand-over. */
    abandoned?: Execution,
  ) {
    this.decision = decideFor(deps, snapshot, now);
    const isWritten = this.decision.executions.some((row) => row.stepId === abandoned?.stepId);
    if (abandoned && !isWritten) this.decision.executions.push(abandoned);
  }

  get directive(): Directive {
    return this.decision.directive;
  }

  isDirectedTo(stepExecutionId: string): boolean {
    const { directive } = this;
    return directive.kind === 'execute' && directive.stepExecutionId === stepExecutionId;
  }

  execution(stepExecutionId: string): Execution {
    const rows = [...this.decision.executions, ...this.snapshot.executions];
    const row = rows.find((execution) => execution.stepExecutionId === stepExecutionId);
    if (!row) throw new Error(`no step execution ${stepExecutionId}`);
    return row;
  }

  /** Writes a row that this decision just made, so that it can be read with its content. */
  async ensureRow(execution: Execution): Promise<void> {
    if (this.snapshot.executions.some((row) => row.stepExecutionId === execution.stepExecutionId)) return;
    await writeDecided(this.deps, this.tx, [{ snapshot: this.snapshot, decision: this.decision }], this.now);
    this.snapshot.executions.push(execution);
  }

  async settleFor(): Promise<Claim> {
    const { enrollmentId, status } = this.snapshot.enrollment;
    if (status === 'completed' || status === 'stopped') {
      await this.deps.store.enrollments.markApplied(this.tx, [enrollmentId]);
      return { kind: 'not_now', directive: this.decision.directive };
    }
    await writeDecided(this.deps, this.tx, [{ snapshot: this.snapshot, decision: this.decision }], this.now);
    return { kind: 'not_now', directive: this.decision.directive };
  }

  async fail(execution: Execution, code: string, detail: string): Promise<Claim> {
    await this.deps.store.executions.setError(this.tx, {
      stepExecutionId: execution.stepExecutionId,
      code,
      detail,
    });
    return this.again(execution, {
      status: 'error',
      readyAt: execution.readyAt ?? this.now,
      sendRequestedAt: null,
    });
  }

  skip(execution: Execution, skipReason: NonNullable<Execution['skipReason']>): Promise<Claim> {
    return this.again(execution, { status: 'skipped', skipReason, endedAt: this.now });
  }

  /** A hand-over whose owner vanished: only a person, or the owner's late result, can settle it (D1). */
  async becomeUncertain(execution: Execution, token: string): Promise<Claim> {
    const source = { kind: 'step_execution', id: execution.stepExecutionId } as const;
    await this.deps.store.ledger.markUncertain(this.tx, { source, token, now: this.now });
    return this.again(execution, { status: 'uncertain', sendRequestedAt: null });
  }

  /** Null: go ahead. Otherwise the time of its own at which it may try (M1, D2). */
  async takeTurn(execution: Execution, mailbox: SendingMailbox): Promise<Claim | null> {
    const state = this.snapshot.mailboxes.find((row) => row.mailboxId === mailbox.mailboxId);
    if (state?.isHeld) {
      const heldUntil = this.now + HELD_MAILBOX_LOOK_MS;
      return this.again(execution, { heldReason: 'mailbox_hold', heldUntil });
    }
    const turn = await takeTurn(this.deps, this.tx, {
      mailbox,
      state,
      slotAt: execution.slotAt,
      opensAt: (slotAt) => (execution.sendRequestedAt === null ? nextOpen(this.snapshot, slotAt) : slotAt),
      now: this.now,
    });
    execution.slotAt = turn.slotAt;
    if (turn.kind === 'go') return null;
    return this.again(execution, { heldReason: turn.reason, heldUntil: turn.until });
  }

  /** It waits with the reason and is tried again by itself (D6); a late message pushes the next one (S11). */
  defer(execution: Execution, { reason, until }: Deferral): Promise<Claim> {
    return this.again(execution, { heldReason: reason, heldUntil: until });
  }

  /** Decides once more with the execution changed, and writes both. */
  private async again(execution: Execution, change: Partial<Execution>): Promise<Claim> {
    const changed = { ...execution, ...change };
    const executions = this.snapshot.executions.map((row) => (row.stepId === changed.stepId ? changed : row));
    const snapshot = { ...this.snapshot, executions };
    const decision = decideFor(this.deps, snapshot, this.now);
    if (!decision.executions.some((row) => row.stepId === changed.stepId)) decision.executions.push(changed);
    const step = snapshot.steps.find((row) => row.stepId === changed.stepId);
    if (changed.status === 'skipped' && step)
      decision.became.push({ execution: changed, step, kind: 'skipped' });
    await writeDecided(this.deps, this.tx, [{ snapshot, decision }], this.now);
    return { kind: 'not_now', directive: decision.directive };
  }

  async claim(
    execution: Execution,
    input: { messageId: string; message: PreparedMessage; facts: SendFacts; mailbox: SendingMailbox },
  ): Promise<Claim> {
    const { message, facts, mailbox, messageId } = input;
    const { enrollment } = this.snapshot;
    const token = this.deps.newId('claim');
    const headerId = facts.message?.headerId ?? this.deps.links.headerId(messageId, mailbox.fromAddress);
    const isFollowUp = message.isThreaded && enrollment.threadMessageId !== null;
    const references = isFollowUp ? enrollment.threadReferences : [];
    const to = addressedTo(message.recipients);
    const claimed = this.deps.store.ledger.claim(this.tx, {
      messageId,
      source: { kind: 'step_execution', id: execution.stepExecutionId },
      enrollmentId: enrollment.enrollmentId,
      runId: null,
      step: { stepId: execution.stepId, sequenceId: enrollment.sequenceId },
      touchpointId: null,
      gates: [{ kind: 'sequence', id: enrollment.sequenceId }],
      customerId: enrollment.customerId,
      contactId: message.contactId,
      mailboxId: mailbox.mailboxId,
      token,
      arVersion: facts.customer.arVersion,
      headerId,
      subject: message.subject,
      html: message.html,
      text: message.text,
      threadId: isFollowUp ? enrollment.threadMessageId : null,
      references,
      facts: {
        fingerprint: factsFingerprint(facts, to),
        balance: this.snapshot.balance,
        invoices: facts.invoices,
      },
      approvedById: message.approvedById,
      recipients: message.recipients,
      slotAt: execution.slotAt,
      now: this.now,
    });
    await this.tx.$commitAfter(claimed);
    return {
      kind: 'claimed',
      token,
      enrollmentId: enrollment.enrollmentId,
      sequenceId: enrollment.sequenceId,
      mail: {
        messageId,
        headerId,
        mailbox,
        recipients: message.recipients,
        subject: message.subject,
        html: message.html,
        text: message.text,
        inReplyTo: references.at(-1) ?? null,
        references,
        unsubscribeUrl: this.deps.links.unsubscribeUrl(messageId),
        date: this.now,
      },
    };
  }
}
