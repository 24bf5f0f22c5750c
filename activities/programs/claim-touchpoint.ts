import {
  readTouchpointContent,
  type TouchpointContent,
} from '../../commands/programs/touchpoints/read-touchpoint-content.ts';
import { returnToReview } from '../../commands/programs/reviews/return-to-review.ts';
import { TRANSACTION_TIMEOUT_MS, TRANSACTION_WAIT_MS } from '../../commands/run-command.ts';
import { SYSTEM } from '../../contracts/actor.ts';
import type { TouchpointDirective } from '../../contracts/programs/directives.ts';
import type { WaitReason } from '../../contracts/sending/kinds.ts';
import type { TouchpointReason } from '../../contracts/programs/kinds.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import type { SendFacts, SendingMailbox } from '../../domain/sending/send-facts.ts';
import { recheckTouchpoint } from '../../domain/programs/recheck-touchpoint.ts';
import type { TouchpointFacts } from '../../domain/programs/touchpoint-facts.ts';
import { composeTouchpoint, touchpointRecipients } from '../../domain/programs/touchpoint-message.ts';
import type { ScheduledTouchpoint } from '../../domain/programs/written-touchpoint.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { ScheduledTouchpointSet } from '../../infra/db/programs/touchpoints/scheduled-touchpoints.ts';
import type { ActivityDeps } from '../deps.ts';
import type { ClaimedMail } from '../sending/send-once.ts';
import { CLAIM_LEASE_MS, takePlace, wakeAtOf } from '../sending/take-place.ts';

/** A claimed mail, whom it is for and what it asks for. */
export interface ClaimedTouchpointMail extends ClaimedMail {
  contactId: string | null;
  invoiceIds: string[];
}

/** A claim, or what happens instead. */
export type TouchpointClaim =
  ({ kind: 'claimed' } & ClaimedTouchpointMail) | { kind: 'not_now'; directive: TouchpointDirective };

const ENDED = { kind: 'not_now', directive: { kind: 'ended' } } as const;

/**
 * The first transaction of a touchpoint's mail, no I/O inside (D7): re-reads everything under the customer's lock. What a
 * person approved goes out word for word, or back to review when its facts have moved (P14); what the program approved
 * is rendered from that snapshot. Then contact policy, a sending slot, and the ledger row with a fresh token. Whatever
 * speaks against it is written on the row as what happens instead.
 */
export async function claimTouchpoint(
  deps: ActivityDeps,
  { scheduledTouchpointId, programId }: { scheduledTouchpointId: string; programId: string },
): Promise<TouchpointClaim> {
  const now = await deps.now();
  return deps.db.$transaction(
    async (tx): Promise<TouchpointClaim> => {
      const { store } = deps;
      // A newer run supersedes all of a batch or nothing: what comes back to it must not slip through.
      await store.locks.passGates(tx, [{ kind: 'program', id: programId }]);
      const item = await store.scheduledTouchpoints.lock(tx, scheduledTouchpointId);
      if (item?.status !== 'approved') return ENDED;
      const program = await store.programs.read(tx, programId);
      const content = (await readTouchpointContent(deps, tx, [item.touchpointId])).get(item.touchpointId);
      if (!program || !content) throw new Error('a scheduled touchpoint without its program');
      const mailboxId = await store.programs.mailboxIdOf(tx, program);
      const named = item.content ? [...item.content.to, ...item.content.cc, ...item.content.bcc] : [];
      const { customerId } = item;
      const addresses = [...content.cc, ...content.bcc, ...named];
      const asked = { scheduledTouchpointId, customerId, mailboxId, addresses, now };
      const facts = await store.touchpointFacts.read(tx, asked);
      if (!facts) throw new Error('a scheduled touchpoint without its customer');
      return new Attempt(deps, tx, { item, content, facts, now }).claim();
    },
    { maxWait: TRANSACTION_WAIT_MS, timeout: TRANSACTION_TIMEOUT_MS },
  );
}

/** What would leave. */
interface Composed {
  messageId: string;
  message: {
    contactId: string | null;
    subject: string;
    html: string;
    text: string;
    recipients: ClaimedMail['mail']['recipients'];
  };
  invoiceIds: string[];
  fingerprint: string;
}

interface Looking {
  item: ScheduledTouchpoint;
  content: TouchpointContent;
  facts: SendFacts & TouchpointFacts;
  now: number;
}

/** One look at one scheduled touchpoint inside the claiming transaction. */
class Attempt {
  constructor(
    private readonly deps: ActivityDeps,
    private readonly tx: Tx,
    private readonly looking: Looking,
  ) {}

  async claim(): Promise<TouchpointClaim> {
    const { deps, tx } = this;
    const { item, facts, now } = this.looking;
    const { scheduledTouchpointId, customerId, programId, runId } = item;
    if (facts.message?.status === 'handed_over') {
      const source = { kind: 'touchpoint', id: scheduledTouchpointId } as const;
      await deps.store.ledger.markUncertain(tx, { source, token: facts.message.token, now });
      return ENDED;
    }
    // Whoever was taken out gets nothing, also when a person retries what failed, or the server puts a message off.
    const enrollment = await deps.store.programEnrollments.read(tx, { programId, customerId });
    if (enrollment?.isEnrolled === false) return this.skip('not_enrolled');
    const composed = await this.compose();
    if ('kind' in composed) return composed;
    const mailboxId = facts.mailbox?.mailboxId ?? null;
    const held = await deps.store.sendHolds.readHeld(tx, { customerId, mailboxId, programId, now });
    if (held) return this.wait(held.reason, held.until);
    if (!facts.mailbox) return this.fail('no_mailbox', 'There is no mailbox to send from.');
    const { mailbox } = facts;
    const { recipients } = composed.message;
    const place = await takePlace(deps, tx, { facts, recipients, runId, mailbox, slotAt: item.slotAt, now });
    if (place.kind === 'wait') return this.wait(place.reason, place.until, place.slotAt);
    return this.take({ ...composed, mailbox, slotAt: place.slotAt });
  }

  /** What would leave now, or what becomes of it instead. */
  private compose(): Promise<Composed | TouchpointClaim> {
    const { item } = this.looking;
    const messageId = this.looking.facts.message?.messageId ?? item.messageId ?? this.deps.newId('message');
    return item.content ? this.verbatim(messageId) : this.render(messageId);
  }

  /** Of what was written before: its words, unless what they say is not true any more. */
  private async verbatim(messageId: string): Promise<Composed | TouchpointClaim> {
    const { deps, tx } = this;
    const { item, content, facts, now } = this.looking;
    const { content: written, facts: basis, invoiceId } = item;
    if (!written || !basis) throw new Error('a written touchpoint without its facts');
    const today = localDateOf(item.plannedAt, facts.organisation.zone);
    const about = { content, facts, invoiceId, today };
    // Those that accepted it before are still part of whom it is for.
    const untried = { ...about, facts: { ...facts, message: null } };
    const { hash } = deps;
    const recheck = recheckTouchpoint({ ...untried, written: { content: written, basis }, hash });
    if (recheck.kind === 'skip') return this.skip(recheck.reason);
    if (recheck.kind === 'moved') {
      const { scheduledTouchpointId } = item;
      if (item.decidedById === SYSTEM.userId) return this.writeAnew();
      await returnToReview(deps, tx, { scheduledTouchpointId, changes: recheck.changes, now });
      return ENDED;
    }
    const recipients = touchpointRecipients(about, written);
    if ('kind' in recipients) {
      if (recipients.kind === 'skip') return this.skip(recipients.reason);
      return this.fail(recipients.code, recipients.detail);
    }
    const { subject, html, text, contactId, invoices } = written;
    const message = { contactId, subject, html, text, recipients };
    return { messageId, message, invoiceIds: invoices, fingerprint: basis.fingerprint };
  }

  /** Of what the program approved: rendered from this snapshot. */
  private async render(messageId: string): Promise<Composed | TouchpointClaim> {
    const { item, content, facts, now } = this.looking;
    if (content.contentMode === 'prompt') return this.writeAnew();
    const { hash, links } = this.deps;
    const prepared = composeTouchpoint({
      content,
      facts,
      invoiceId: item.invoiceId,
      today: localDateOf(now, facts.organisation.zone),
      unsubscribeUrl: links.unsubscribeUrl(messageId),
      now,
      hash,
    });
    if (prepared.kind === 'skip') return this.skip(prepared.reason);
    if (prepared.kind === 'error') return this.fail(prepared.code, prepared.detail);
    const { message, invoices, basis } = prepared;
    return { messageId, message, invoiceIds: invoices, fingerprint: basis.fingerprint };
  }

  /** The text of a language model has to be written, outside of this transaction. */
  private async writeAnew(): Promise<TouchpointClaim> {
    await this.write({ content: null, contentHash: null, facts: null });
    return { kind: 'not_now', directive: { kind: 'unwritten' } };
  }

  private async wait(
    reason: WaitReason,
    until: number | null,
    slotAt: number | null = this.looking.item.slotAt,
  ): Promise<TouchpointClaim> {
    const wakeAt = wakeAtOf(reason, { until, now: this.looking.now });
    await this.write({ heldReason: reason, heldUntil: until, slotAt, wakeAt });
    return { kind: 'not_now', directive: { kind: 'wait' } };
  }

  private skip(reason: TouchpointReason): Promise<TouchpointClaim> {
    return this.end({ status: 'skipped', reason, endedAt: this.looking.now });
  }

  /** It needs a repair and `retry` (M3). */
  private fail(errorCode: string, errorDetail: string): Promise<TouchpointClaim> {
    return this.end({ status: 'failed', errorCode, errorDetail });
  }

  private async end(set: ScheduledTouchpointSet): Promise<TouchpointClaim> {
    await this.write({ ...set, heldReason: null, heldUntil: null, wakeAt: null });
    return ENDED;
  }

  private async write(set: ScheduledTouchpointSet): Promise<void> {
    const { item, now } = this.looking;
    const { scheduledTouchpointId } = item;
    const by = SYSTEM.userId;
    await this.deps.store.scheduledTouchpoints.set(this.tx, { scheduledTouchpointId, set, by, now });
  }

  private async take(
    input: Composed & { mailbox: SendingMailbox; slotAt: number | null },
  ): Promise<TouchpointClaim> {
    const { deps, tx } = this;
    const { item, facts, now } = this.looking;
    const { messageId, message, mailbox, slotAt, invoiceIds, fingerprint } = input;
    const { subject, html, text, recipients, contactId } = message;
    const token = deps.newId('claim');
    const headerId = facts.message?.headerId ?? deps.links.headerId(messageId, mailbox.fromAddress);
    const open: TouchpointFacts['invoices'] = facts.invoices;
    const invoices = open.filter((invoice) => invoiceIds.includes(invoice.invoiceId));
    await deps.store.ledger.claim(tx, {
      messageId,
      source: { kind: 'touchpoint', id: item.scheduledTouchpointId },
      enrollmentId: null,
      runId: item.runId,
      step: null,
      touchpointId: item.touchpointId,
      gates: [{ kind: 'program', id: item.programId }],
      customerId: item.customerId,
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
      facts: { fingerprint, invoices },
      approvedById: item.decidedById === SYSTEM.userId ? null : item.decidedById,
      recipients,
      slotAt,
      now,
    });
    const cleared = { heldReason: null, heldUntil: null, errorCode: null, errorDetail: null } as const;
    await this.write({ ...cleared, messageId, slotAt, wakeAt: now + CLAIM_LEASE_MS });
    const unsubscribeUrl = deps.links.unsubscribeUrl(messageId);
    const content = { subject, html, text, recipients, unsubscribeUrl };
    const thread = { inReplyTo: null, references: [] };
    return {
      kind: 'claimed',
      token,
      contactId,
      invoiceIds,
      mail: { messageId, headerId, mailbox, ...content, ...thread, date: now },
    };
  }
}
