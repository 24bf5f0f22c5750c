import { addressedTo } from '../../domain/sending/recipients.ts';
import type { ActionDirective } from '../../contracts/insights/action-directive.ts';
import type { WaitReason } from '../../contracts/sending/kinds.ts';
import { composeMessage, type PreparedMessage } from '../../domain/sending/compose-message.ts';
import { factsFingerprint, type SendFacts, type SendingMailbox } from '../../domain/sending/send-facts.ts';
import { contentOfAction } from '../../domain/insights/action-draft.ts';
import type { ActionSend, ActionSendSet } from '../../infra/db/insights/action-sends.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { ActivityDeps } from '../deps.ts';
import type { ClaimedMail } from '../sending/send-once.ts';
import { CLAIM_LEASE_MS, takePlace, wakeAtOf } from '../sending/take-place.ts';

/** A claimed mail, and whom it is for. */
export interface ClaimedActionMail extends ClaimedMail {
  contactId: string | null;
}

/** A claim, or what happens instead. */
export type ActionClaim =
  ({ kind: 'claimed' } & ClaimedActionMail) | { kind: 'not_now'; directive: ActionDirective };

const ENDED = { kind: 'not_now', directive: { kind: 'ended' } } as const;

/**
 * The first transaction of an action's mail, no I/O inside (D7): re-reads everything under the customer's lock, renders
 * from that, takes a sending slot and claims the ledger row with a fresh token. Whatever speaks against it is written
 * on the action as what happens instead.
 */
export async function claimAction(
  deps: ActivityDeps,
  { actionId }: { actionId: string },
): Promise<ActionClaim> {
  const now = await deps.now();
  return deps.db.$transaction(async (tx): Promise<ActionClaim> => {
    const action = await deps.store.actionSends.lock(tx, actionId);
    if (!action || action.status !== 'open') return ENDED;
    if (action.sendStatus !== 'requested' && action.sendStatus !== 'sending') return ENDED;
    const { customerId, mailboxId } = action;
    const facts = await deps.store.sendFacts.readSendFacts(tx, {
      customerId,
      mailboxId,
      stepExecutionId: null,
      actionId,
      now,
    });
    if (!facts) throw new Error('an action without its customer');
    return new Attempt(deps, tx, action, { ...facts, content: contentOfAction(action) }, now).claim();
  });
}

/** One look at one action inside the claiming transaction. */
class Attempt {
  constructor(
    private readonly deps: ActivityDeps,
    private readonly tx: Tx,
    private readonly action: ActionSend,
    private readonly facts: SendFacts,
    private readonly now: number,
  ) {}

  async claim(): Promise<ActionClaim> {
    const { deps, tx, action, facts, now } = this;
    const source = { kind: 'action', id: action.actionId } as const;
    if (facts.message?.status === 'handed_over') {
      await deps.store.ledger.markUncertain(tx, { source, token: facts.message.token, now });
      return ENDED;
    }
    if (facts.invoices.length === 0) return this.skip('nothing_owed');
    const { customerId, mailboxId } = action;
    const held = await deps.store.sendHolds.readHeld(tx, { customerId, mailboxId, now });
    if (held) return this.wait(held.reason, held.until);
    const messageId = facts.message?.messageId ?? deps.newId('message');
    const unsubscribeUrl = deps.links.unsubscribeUrl(messageId);
    const { contactId } = action;
    const by = { contactId, contactTypes: [], hash: deps.hash };
    const prepared = composeMessage({ ...by, facts, now, unsubscribeUrl });
    if (prepared.kind === 'error') {
      const { code, detail } = prepared;
      return this.end({ sendStatus: 'error', errorCode: code, errorDetail: detail });
    }
    if (prepared.kind === 'skip') return this.skip(prepared.reason);
    const mailbox = facts.mailbox as SendingMailbox;
    const { recipients } = prepared.message;
    const asking = { facts, recipients, runId: null, mailbox, slotAt: action.slotAt, now };
    const place = await takePlace(deps, tx, asking);
    if (place.kind === 'wait') return this.wait(place.reason, place.until, place.slotAt);
    return this.take({ messageId, unsubscribeUrl, message: prepared.message, mailbox, slotAt: place.slotAt });
  }

  private async wait(
    reason: WaitReason,
    until: number | null,
    slotAt: number | null = this.action.slotAt,
  ): Promise<ActionClaim> {
    const wakeAt = wakeAtOf(reason, { until, now: this.now });
    await this.write({ sendStatus: 'requested', heldReason: reason, heldUntil: until, slotAt, wakeAt });
    return { kind: 'not_now', directive: { kind: 'wait', reason, until: wakeAt } };
  }

  private skip(skipReason: NonNullable<ActionSendSet['skipReason']>): Promise<ActionClaim> {
    const { requestedById } = this.action;
    const acted = { actedById: requestedById, actedAt: this.now };
    return this.end({ ...acted, status: 'closed', sendStatus: null, skipReason });
  }

  private async end(set: ActionSendSet): Promise<ActionClaim> {
    await this.write({ ...set, heldReason: null, heldUntil: null, wakeAt: null });
    return ENDED;
  }

  private write(set: ActionSendSet): Promise<void> {
    const { actionId } = this.action;
    return this.deps.store.actionSends.set(this.tx, { actionId, set, now: this.now });
  }

  private async take(input: {
    messageId: string;
    unsubscribeUrl: string;
    message: PreparedMessage;
    mailbox: SendingMailbox;
    slotAt: number | null;
  }): Promise<ActionClaim> {
    const { deps, facts, action, now } = this;
    const { messageId, unsubscribeUrl, message, mailbox, slotAt } = input;
    const { subject, html, text, recipients, contactId, approvedById } = message;
    const token = deps.newId('claim');
    const headerId = facts.message?.headerId ?? deps.links.headerId(messageId, mailbox.fromAddress);
    const to = addressedTo(recipients);
    await deps.store.ledger.claim(this.tx, {
      messageId,
      source: { kind: 'action', id: action.actionId },
      enrollmentId: null,
      runId: null,
      step: null,
      touchpointId: null,
      gates: [],
      customerId: action.customerId,
      contactId,
      mailboxId: mailbox.mailboxId,
      token,
      arVersion: facts.customer.arVersion,
      headerId,
      subject,
      html,
      text,
      threadId: null,
      references: [],
      facts: { fingerprint: factsFingerprint(facts, to), invoices: facts.invoices },
      approvedById: approvedById ?? action.requestedById,
      recipients,
      slotAt,
      now,
    });
    const cleared = { heldReason: null, heldUntil: null, errorCode: null, errorDetail: null } as const;
    await this.write({ ...cleared, sendStatus: 'sending', slotAt, wakeAt: now + CLAIM_LEASE_MS });
    const thread = { inReplyTo: null, references: [] };
    const content = { subject, html, text, recipients, unsubscribeUrl };
    return {
      kind: 'claimed',
      token,
      contactId,
      mail: { messageId, headerId, mailbox, ...content, ...thread, date: now },
    };
  }
}
