import { readTouchpointContent } from '../../commands/programs/touchpoints/read-touchpoint-content.ts';
import { logSentTouchpoint } from '../../commands/programs/touchpoints/log-sent-touchpoint.ts';
import { returnToReview } from '../../commands/programs/reviews/return-to-review.ts';
import { TRANSACTION_TIMEOUT_MS, TRANSACTION_WAIT_MS } from '../../commands/run-command.ts';
import { SYSTEM } from '../../contracts/actor.ts';
import type { TouchpointDirective } from '../../contracts/programs/directives.ts';
import type { TouchpointReason } from '../../contracts/programs/kinds.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import { findBodyProblems } from '../../domain/rendering/message.ts';
import { noMailbox, type PreparedMessage } from '../../domain/sending/compose-message.ts';
import { hoursOf } from '../../domain/programs/program-hours.ts';
import type { TouchpointFacts } from '../../domain/programs/touchpoint-facts.ts';
import { spokenFacts } from '../../domain/programs/asked-for.ts';
import { recheckTouchpoint } from '../../domain/programs/recheck-touchpoint.ts';
import { composeTouchpoint, touchpointRecipients } from '../../domain/programs/touchpoint-message.ts';
import type { ScheduledTouchpoint } from '../../domain/programs/written-touchpoint.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { Gate } from '../../infra/db/locks.ts';
import type { ScheduledTouchpointSet } from '../../infra/db/programs/touchpoints/scheduled-touchpoints.ts';
import type { ActivityDeps } from '../deps.ts';
import type {
  Composed,
  MessageIds,
  NotComposed,
  Opened,
  SendChange,
  SendSource,
} from '../sending/send-source.ts';
import { touchpointSetOf } from './touchpoint-changes.ts';
import { lookingOf, openingOf, type TouchpointRow } from './touchpoint-row.ts';

/** Which message of which program. */
export interface TouchpointInput {
  scheduledTouchpointId: string;
  programId: string;
}

type Next = TouchpointDirective;
type NotNow = NotComposed<Next, never>;
type Words = Omit<PreparedMessage, 'isThreaded' | 'approvedById'>;

/** What would leave, and what it asks for. */
interface Written {
  kind: 'written';
  message: Words;
  invoiceIds: string[];
  fingerprint: string;
}

const ENDED = { kind: 'done', next: { kind: 'ended' } } as const;

/**
 * A scheduled touchpoint as the source of a message (P7, P14): what a person approved goes out word for word, or back to
 * review when its facts have moved; what the program approved is rendered from the claim's snapshot.
 */
export class TouchpointSource implements SendSource<Tx, TouchpointRow, Next> {
  constructor(
    private readonly deps: ActivityDeps,
    private readonly input: TouchpointInput,
  ) {}

  get ref() {
    return { kind: 'touchpoint', id: this.input.scheduledTouchpointId } as const;
  }

  get passFence() {
    return this.deps.store.touchpointSends.passFence;
  }

  run<T>(body: (tx: Tx) => Promise<T>): Promise<T> {
    const limits = { maxWait: TRANSACTION_WAIT_MS, timeout: TRANSACTION_TIMEOUT_MS };
    return this.deps.db.$transaction(body, limits);
  }

  async open(tx: Tx, now: number) {
    const { store } = this.deps;
    const { scheduledTouchpointId, programId } = this.input;
    // A newer run supersedes all of a batch or nothing: what comes back to it must not slip through.
    await store.locks.passGates(tx, [...this.gatesOf()]);
    const item = await store.scheduledTouchpoints.lock(tx, scheduledTouchpointId);
    if (item?.status !== 'approved') return ENDED;
    const { customerId, touchpointId, slotAt, messageId } = item;
    const program = await store.programs.read(tx, programId);
    const content = (await readTouchpointContent(this.deps, tx, [touchpointId])).get(touchpointId);
    if (!program || !content) throw new Error('a scheduled touchpoint without its program');
    const mailboxId = await store.programs.mailboxIdOf(tx, program);
    const named = item.content ? [...item.content.to, ...item.content.cc, ...item.content.bcc] : [];
    const addresses = [...content.cc, ...content.bcc, ...named];
    const { fromAddress, minimumAmounts } = program;
    const asked = {
      scheduledTouchpointId,
      customerId,
      mailboxId,
      fromAddress,
      addresses,
      minimumAmounts,
      now,
    };
    const facts = await store.touchpointFacts.read(tx, asked);
    if (!facts) throw new Error('a scheduled touchpoint without its customer');
    const row = { item, looking: { content, facts, hours: hoursOf(program), tracking: program.tracking } };
    const since = item.decidedAt ?? item.plannedAt;
    const inLine = { isFirst: facts.forceReason !== null, hours: `program/${programId}` };
    return { kind: 'open' as const, row, facts, messageId, slotAt, since, ...inLine };
  }

  async lock(tx: Tx) {
    const item = await this.deps.store.scheduledTouchpoints.lock(tx, this.ref.id);
    if (!item) return ENDED;
    return { kind: 'locked' as const, row: { item, looking: null } };
  }

  async compose(
    tx: Tx,
    { row, facts }: Opened<TouchpointRow>,
    { unsubscribeUrl }: MessageIds,
    now: number,
  ): Promise<Composed | NotNow> {
    const { store } = this.deps;
    const { item } = row;
    const { customerId, programId } = item;
    // Whoever was taken out gets nothing, also when a person retries what failed, or the server puts a message off.
    const enrollment = await store.programEnrollments.read(tx, { programId, customerId });
    if (enrollment?.isEnrolled === false) return this.skip(tx, item, { reason: 'not_enrolled', now });
    if (!item.content && (await this.isReviewed(tx, item))) return this.reviewAgain(tx, item, now);
    const written = item.content
      ? await this.verbatim(tx, row, now)
      : await this.render(tx, row, { unsubscribeUrl, now });
    if (written.kind !== 'written') return written;
    const mailboxId = facts.mailbox?.mailboxId ?? null;
    const held = await store.sendHolds.readHeld(tx, { customerId, mailboxId, programId, now });
    if (held) return instead({ to: 'waiting', ...held });
    if (!facts.mailbox) {
      const { code, detail } = noMailbox(facts);
      return failed(code, detail);
    }
    const { message, invoiceIds, fingerprint } = written;
    const today = localDateOf(item.content ? item.plannedAt : now, facts.organisation.zone);
    const spoken: TouchpointFacts = spokenFacts(lookingOf(row).facts, today);
    const invoices = spoken.invoices.filter((invoice) => invoiceIds.includes(invoice.invoiceId));
    return {
      kind: 'composed',
      channel: 'email',
      message: { ...message, approvedById: item.decidedById === SYSTEM.userId ? null : item.decidedById },
      thread: { id: null, references: [] },
      belongs: { enrollmentId: null, runId: item.runId, step: null, touchpointId: item.touchpointId },
      tracking: lookingOf(row).tracking,
      facts: { fingerprint, invoices },
      invoiceIds,
    };
  }

  gatesOf(): readonly Gate[] {
    return [{ kind: 'program', id: this.input.programId }];
  }

  opensAt({ row }: Opened<TouchpointRow>, { at }: { at: number }): number {
    return openingOf(row.item, at, lookingOf(row).hours);
  }

  async retriesAt(tx: Tx, { item }: TouchpointRow, at: number): Promise<number> {
    const program = await this.deps.store.programs.read(tx, this.input.programId);
    return program ? openingOf(item, at, hoursOf(program)) : at;
  }

  async show(tx: Tx, { item }: TouchpointRow, change: SendChange, now: number): Promise<Next> {
    if (change.to === 'lost') return { kind: item.status === 'approved' ? 'wait' : 'ended' };
    if (change.to === 'sent') {
      const { contactId, invoiceIds, out } = change.claimed;
      const { messageId, subject, text } = out;
      const message = { messageId, contactId, subject, text, invoiceIds };
      await logSentTouchpoint(this.deps, tx, { item, actor: SYSTEM, message, now });
      return { kind: 'ended' };
    }
    // It may have been taken out while it was on its way; only a hand-over overrules that.
    const isLate = item.status === 'uncertain';
    if (item.status !== 'approved' && !isLate) return { kind: 'ended' };
    const set = touchpointSetOf(change, now);
    const isBack = change.to === 'waiting' || change.to === 'untried';
    const again = { status: 'approved', errorCode: null, errorDetail: null } as const;
    await this.save(tx, item, { set: isLate && isBack ? { ...set, ...again } : set, now });
    // Its delivery has gone on without a late result: the batch is to be looked at again.
    if (isLate && isBack && item.batchId !== null) {
      const settling = { batchId: item.batchId, by: SYSTEM.userId, now };
      await this.deps.store.reviewBatches.settle(tx, settling);
    }
    return { kind: isBack || change.to === 'sending' ? 'wait' : 'ended' };
  }

  denialOf = (): null => null;

  /** Of what was written before: its words, unless what they say is not true any more. */
  private async verbatim(tx: Tx, row: TouchpointRow, now: number): Promise<Written | NotNow> {
    const { deps } = this;
    const { item } = row;
    const { content, facts } = lookingOf(row);
    const { content: written, facts: basis, invoiceId } = item;
    if (!written || !basis) throw new Error('a written touchpoint without its facts');
    const today = localDateOf(item.plannedAt, facts.organisation.zone);
    const about = { content, facts, invoiceId, today };
    // Those that accepted it before are still part of whom it is for.
    const message = facts.message && { ...facts.message, recipients: [] };
    const untried = { ...about, facts: { ...facts, message } };
    const { hash } = deps;
    const meant = touchpointRecipients(untried, written.isAddressedByHand ? written : null);
    // The server has refused the last address just now: its words are for a person (D2).
    if (facts.message?.refusal && 'kind' in meant && meant.kind === 'error')
      return failed(meant.code, meant.detail);
    const recheck = recheckTouchpoint({ ...untried, written: { content: written, basis }, hash });
    if (recheck.kind === 'skip') return this.skip(tx, item, { reason: recheck.reason, now });
    if (recheck.kind === 'moved') {
      const { scheduledTouchpointId } = item;
      if (item.decidedById === SYSTEM.userId) return this.writeAnew(tx, item, now);
      await returnToReview(deps, tx, { scheduledTouchpointId, changes: recheck.changes, now });
      return ENDED;
    }
    const chosen = touchpointRecipients(about, written.isAddressedByHand ? written : null);
    if ('kind' in chosen) {
      if (chosen.kind === 'skip') return this.skip(tx, item, { reason: chosen.reason, now });
      return failed(chosen.code, chosen.detail);
    }
    const { subject, html, text, language = null, invoices } = written;
    // It may have been written when more was let through.
    const [problem] = findBodyProblems(html);
    if (problem) return failed('template', `${problem.place}: ${problem.message}`);
    const { contactId, recipients, leftOut } = chosen;
    const words = { contactId, subject, html, text, language, recipients, leftOut };
    return { kind: 'written', message: words, invoiceIds: invoices, fingerprint: basis.fingerprint };
  }

  /** Of what the program approved: rendered from this snapshot. */
  private async render(
    tx: Tx,
    row: TouchpointRow,
    { unsubscribeUrl, now }: { unsubscribeUrl: string; now: number },
  ): Promise<Written | NotNow> {
    const { item } = row;
    const { content, facts } = lookingOf(row);
    if (content.contentMode === 'prompt') return this.writeAnew(tx, item, now);
    const { invoiceId } = item;
    const today = localDateOf(now, facts.organisation.zone);
    const { hash } = this.deps;
    const prepared = composeTouchpoint({ content, facts, invoiceId, today, unsubscribeUrl, now, hash });
    if (prepared.kind === 'skip') return this.skip(tx, item, { reason: prepared.reason, now });
    if (prepared.kind === 'error') return failed(prepared.code, prepared.detail);
    const { message, invoices, basis } = prepared;
    return { kind: 'written', message, invoiceIds: invoices, fingerprint: basis.fingerprint };
  }

  /** A person decides what it says, before it leaves. */
  private async isReviewed(tx: Tx, { batchId }: ScheduledTouchpoint): Promise<boolean> {
    const batch = batchId === null ? null : await this.deps.store.reviewBatches.read(tx, batchId);
    return batch?.delivery === 'review';
  }

  /** The words that were approved are gone, with the person they were for (U5): new ones are for a person again. */
  private async reviewAgain(
    tx: Tx,
    { scheduledTouchpointId }: ScheduledTouchpoint,
    now: number,
  ): Promise<NotNow> {
    const changes = { balance: null, credit: null, invoices: [], recipients: null };
    await returnToReview(this.deps, tx, { scheduledTouchpointId, changes, now });
    return ENDED;
  }

  /** The text of a language model has to be written, outside of this transaction: the delivery of the batch does it. */
  private async writeAnew(tx: Tx, item: ScheduledTouchpoint, now: number): Promise<NotNow> {
    await this.save(tx, item, { set: { content: null, contentHash: null, facts: null }, now });
    return { kind: 'done', next: { kind: 'unwritten' } };
  }

  private async skip(
    tx: Tx,
    item: ScheduledTouchpoint,
    { reason, now }: { reason: TouchpointReason; now: number },
  ): Promise<NotNow> {
    const over = { heldReason: null, heldUntil: null, wakeAt: null } as const;
    await this.save(tx, item, { set: { status: 'skipped', reason, endedAt: now, ...over }, now });
    return ENDED;
  }

  private async save(
    tx: Tx,
    { scheduledTouchpointId }: ScheduledTouchpoint,
    { set, now }: { set: ScheduledTouchpointSet; now: number },
  ): Promise<void> {
    const by = SYSTEM.userId;
    await this.deps.store.scheduledTouchpoints.set(tx, { scheduledTouchpointId, set, by, now });
  }
}

function instead(change: SendChange): NotNow {
  return { kind: 'instead', change };
}

/** It needs a repair and `retry` (M3). */
function failed(code: string, detail: string): NotNow {
  return instead({ to: 'failed', code, detail });
}
