import { readMessageFacts } from '../../commands/automations/messages/read-facts.ts';
import { writeMessage } from '../../commands/automations/messages/write-message.ts';
import { endMessage, endSentMessage } from '../../commands/automations/messages/settle-message.ts';
import { SYSTEM } from '../../contracts/actor.ts';
import type { AutomationSkipReason } from '../../contracts/automations/kinds.ts';
import type { Organisation } from '../../contracts/access/organisation.ts';
import {
  closedBy,
  NEVER_UNDISTURBED,
  opensFrom,
  type MessageHours,
} from '../../domain/automations/message-hours.ts';
import { isInternal, isLeaving, type AutomationSend } from '../../domain/automations/message.ts';
import { NO_TRACKING } from '../../domain/sending/no-tracking.ts';
import { addressedTo } from '../../domain/sending/recipients.ts';
import { factsFingerprint } from '../../domain/sending/send-facts.ts';
import type { MessageSet } from '../../infra/db/automations/automation-messages.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { Gate } from '../../infra/db/locks.ts';
import type { ActivityDeps } from '../deps.ts';
import type {
  Composed,
  MessageIds,
  NotComposed,
  Opened,
  SendChange,
  SendSource,
} from '../sending/send-source.ts';
import { CLAIM_LEASE_MS, wakeAtOf } from '../sending/take-place.ts';

/** Which message of which automation. */
export interface AutomationMessageInput {
  messageId: string;
  automationId: string;
}

/** What becomes of a message: when it is tried again stands on its row. */
export type MessageDirective = { kind: 'wait' } | { kind: 'ended' };
type Next = MessageDirective;

/** A message as a transaction of its send finds it; `hours`: null, where nobody has read them yet. */
interface Row {
  message: AutomationSend;
  hours: MessageHours | null;
}

const ENDED = { kind: 'done', next: { kind: 'ended' } } as const;
const NOTHING_HELD = { heldReason: null, heldUntil: null } as const;
const NO_ERROR = { errorCode: null, errorDetail: null } as const;
/** A message of an automation as the source of a message (A4): rendered from the claim's snapshot (D7), in its hours (P2). */
export class AutomationSource implements SendSource<Tx, Row, Next> {
  private isOurs = false;

  constructor(
    private readonly deps: ActivityDeps,
    private readonly input: AutomationMessageInput,
  ) {}

  get ref() {
    return { kind: 'automation', id: this.input.messageId } as const;
  }

  get passFence() {
    const { passFence, passOwnFence } = this.deps.store.automationMessages;
    return this.isOurs ? passOwnFence : passFence;
  }

  run<T>(body: (tx: Tx) => Promise<T>): Promise<T> {
    return this.deps.db.$transaction(body);
  }

  async open(tx: Tx, now: number) {
    const { store } = this.deps;
    // Whoever pauses it closes the gate: nothing of it slips through that was claimed before.
    await store.locks.passGates(tx, [...this.gatesOf()]);
    const message = await store.automationMessages.lock(tx, this.ref.id);
    if (!message || !isLeaving(message)) return ENDED;
    this.isOurs = isInternal(message);
    const organisation = await store.organisation.get(tx, SYSTEM);
    // What a digest leaves from is read with somebody whom it lists.
    const customerId = message.customerId ?? (await store.digests.findListed(tx, this.ref.id));
    if (customerId === null) return this.skip(tx, message, { reason: 'hidden', now });
    const facts = await readMessageFacts(this.deps, tx, { message, customerId, organisation, now });
    if (!facts) throw new Error('a message of an automation without its customer');
    const hours = hoursOf(message, organisation, facts.customer.zone);
    const row = { message, hours };
    const { slotAt, requestedAt: since, askedById, leavesNow } = message;
    const lane = [
      'automations',
      ...(leavesNow ? ['now'] : []),
      ...(message.channel === 'sms' ? [hours.quiet.zone] : []),
    ];
    const inLine = { isFirst: askedById !== null, hours: lane.join('/') };
    return { kind: 'open' as const, row, facts, slotAt, since, ...inLine };
  }

  async lock(tx: Tx) {
    const message = await this.deps.store.automationMessages.lock(tx, this.ref.id);
    if (!message) return ENDED;
    this.isOurs = isInternal(message);
    return { kind: 'locked' as const, row: { message, hours: null } };
  }

  async compose(
    tx: Tx,
    { row, facts }: Opened<Row>,
    { unsubscribeUrl }: MessageIds,
    now: number,
  ): Promise<Composed | NotComposed<Next, never>> {
    const { message, hours } = row;
    const { automation, customerId, channel } = message;
    // A person's own retry goes on; what only the automation wanted has ended with it.
    if (automation.status === 'inactive' && message.askedById === null)
      return this.skip(tx, message, { reason: 'automation_ended', now });
    if (automation.status === 'paused') return instead({ to: 'waiting', reason: 'paused', until: null });
    const written = await writeMessage(this.deps, tx, { message, facts, unsubscribeUrl, now });
    if (written.kind === 'hidden') return this.skip(tx, message, { reason: 'hidden', now });
    if (written.kind === 'skip')
      return instead({ to: 'skipped', reason: written.reason, detail: written.detail });
    const sender = channel === 'sms' ? facts.number : facts.mailbox;
    const mailboxId = sender?.mailboxId ?? message.mailboxId;
    const { automationId } = this.input;
    const target = { customerId: this.isOurs ? null : customerId, mailboxId, automationId, now };
    const held = await this.deps.store.sendHolds.readHeld(tx, target);
    if (held) return instead({ to: 'waiting', ...held });
    if (written.kind === 'error')
      return instead({ to: 'failed', code: written.code, detail: written.detail });
    if (hours !== null && opensFrom(hours, now) === null)
      return instead({ to: 'failed', code: 'quiet_hours', detail: NEVER_UNDISTURBED });
    const { message: words } = written;
    const to = addressedTo(words.recipients);
    return {
      kind: 'composed',
      channel,
      message: words,
      thread: { id: null, references: [] },
      // Nobody has asked for it (T1).
      tracking: NO_TRACKING,
      belongs: { enrollmentId: null, runId: null, step: null, touchpointId: null },
      facts: { fingerprint: factsFingerprint(facts, to), invoices: facts.invoices, ...written.facts },
      isInternal: this.isOurs,
    };
  }

  gatesOf(): readonly Gate[] {
    return [{ kind: 'automation', id: this.input.automationId }];
  }

  opensAt({ row: { hours } }: Opened<Row>, { at }: { at: number }): number {
    return hours === null ? at : (opensFrom(hours, at) ?? at);
  }

  closedBy({ row: { hours } }: Opened<Row>, at: number) {
    return hours === null ? 'window' : closedBy(hours, at);
  }

  async retriesAt(tx: Tx, { message }: Row, at: number): Promise<number> {
    const { store } = this.deps;
    const organisation = await store.organisation.get(tx, SYSTEM);
    const zone = await store.automationMessages.readZone(tx, message);
    return opensFrom(hoursOf(message, organisation, zone), at) ?? at;
  }

  async show(tx: Tx, { message }: Row, change: SendChange, now: number): Promise<Next> {
    // It may have been called off while it was on its way; only a hand-over overrules that.
    const isOver = message.sendStatus === 'cancelled' || message.sendStatus === 'skipped';
    if (change.to === 'lost') return { kind: isLeaving(message) ? 'wait' : 'ended' };
    if (isOver && change.to !== 'sent') return { kind: 'ended' };
    const write = (set: MessageSet) =>
      this.deps.store.automationMessages.set(tx, { ids: [message.id], set, now });
    switch (change.to) {
      case 'sending': {
        const { slotAt } = change;
        const wakeAt = now + CLAIM_LEASE_MS;
        await write({ ...NOTHING_HELD, ...NO_ERROR, sendStatus: 'sending', slotAt, wakeAt });
        return { kind: 'wait' };
      }
      case 'waiting': {
        const { reason, until, slotAt = message.slotAt } = change;
        const wakeAt = wakeAtOf(reason, { until, now });
        const back = { sendStatus: 'requested', ...NO_ERROR } as const;
        await write({ ...back, heldReason: reason, heldUntil: until, slotAt, wakeAt });
        return { kind: 'wait' };
      }
      case 'untried':
        await write({ sendStatus: 'requested', ...NO_ERROR, wakeAt: now });
        return { kind: 'wait' };
      case 'failed':
      case 'uncertain': {
        const { code, detail } = change;
        const to = change.to === 'failed' ? 'error' : 'uncertain';
        await endMessage(this.deps, tx, message, { ending: { to, code, detail }, now });
        return { kind: 'ended' };
      }
      case 'skipped': {
        const { reason, detail = null } = change;
        const ending = { to: 'skipped', reason: reason as AutomationSkipReason, detail } as const;
        await endMessage(this.deps, tx, message, { ending, now });
        return { kind: 'ended' };
      }
      case 'sent': {
        const { contactId, out } = change.claimed;
        const { messageId, subject, text } = out;
        const sent = { messageId, contactId, subject, text };
        await endSentMessage(this.deps, tx, { message, sent, now });
        return { kind: 'ended' };
      }
    }
  }

  /** Its delivery has gone on without a late result: it is told to look again. */
  async afterSettled({ message }: Row): Promise<void> {
    const { passId, automationId, sendStatus } = message;
    if (sendStatus === 'uncertain')
      await this.deps.lifecycle.wakeAutomationMessages({ passId, automationId });
  }

  denialOf = (): null => null;

  private async skip(
    tx: Tx,
    message: AutomationSend,
    { reason, now }: { reason: AutomationSkipReason; now: number },
  ) {
    await endMessage(this.deps, tx, message, { ending: { to: 'skipped', reason, detail: null }, now });
    return ENDED;
  }
}

function instead(change: SendChange) {
  return { kind: 'instead' as const, change };
}

/** When it may leave: the hours of the organisation, and for an sms those in which its customer is awake. */
function hoursOf(
  { channel, leavesNow }: AutomationSend,
  { zone, quietHours }: Organisation,
  customerZone: string | null,
): MessageHours {
  return { channel, leavesNow, zone, quiet: { hours: quietHours, zone: customerZone ?? zone } };
}
