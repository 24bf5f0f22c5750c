import { logSentAction } from '../../commands/insights/actions/log-sent-action.ts';
import { SYSTEM } from '../../contracts/actor.ts';
import type { ActionDirective } from '../../contracts/insights/action-directive.ts';
import { composeMessage } from '../../domain/sending/compose-message.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import { NO_TRACKING } from '../../domain/sending/no-tracking.ts';
import { addressedTo } from '../../domain/sending/recipients.ts';
import { factsFingerprint, notAskedOf } from '../../domain/sending/send-facts.ts';
import { withinHours } from '../../domain/sending/sending-hours.ts';
import { OFFICE_HOURS } from '../../domain/sending/office-hours.ts';
import { contentOfAction } from '../../domain/insights/action-draft.ts';
import type { ActionSend, ActionSendSet } from '../../infra/db/insights/action-sends.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { ActivityDeps } from '../deps.ts';
import type {
  Composed,
  Denial,
  MessageIds,
  NotComposed,
  Opened,
  SendChange,
  SendSource,
} from '../sending/send-source.ts';
import { CLAIM_LEASE_MS, wakeAtOf } from '../sending/take-place.ts';

type Next = ActionDirective;

const ENDED = { kind: 'done', next: { kind: 'ended' } } as const;
const NOTHING_HELD = { heldReason: null, heldUntil: null } as const;

/** A recommended action whose mail a person asked for, as the source of a message (Q6). */
export class ActionSource implements SendSource<Tx, ActionSend, Next> {
  constructor(
    private readonly deps: ActivityDeps,
    private readonly actionId: string,
  ) {}

  get ref() {
    return { kind: 'action', id: this.actionId } as const;
  }

  get passFence() {
    return this.deps.store.actionSends.passFence;
  }

  run<T>(body: (tx: Tx) => Promise<T>): Promise<T> {
    return this.deps.db.$transaction(body);
  }

  async open(tx: Tx, now: number) {
    const { store } = this.deps;
    const action = await store.actionSends.lock(tx, this.ref.id);
    if (!action || action.status !== 'open' || !isAskedFor(action)) return ENDED;
    const { actionId, customerId, mailboxId, slotAt } = action;
    const asked = { customerId, mailboxId, stepExecutionId: null, actionId, now };
    const facts = await store.sendFacts.readSendFacts(tx, asked);
    if (!facts) throw new Error('an action without its customer');
    const today = localDateOf(now, facts.organisation.zone);
    const content = contentOfAction({ ...action, invoices: facts.invoices, today });
    const { requestedAt: since } = action;
    const inLine = { isFirst: true, hours: 'actions' };
    return { kind: 'open' as const, row: action, facts: { ...facts, content }, slotAt, since, ...inLine };
  }

  async lock(tx: Tx) {
    const action = await this.deps.store.actionSends.lock(tx, this.ref.id);
    if (!action) return ENDED;
    return { kind: 'locked' as const, row: action };
  }

  async compose(
    tx: Tx,
    { row: action, facts }: Opened<ActionSend>,
    { unsubscribeUrl }: MessageIds,
    now: number,
  ): Promise<Composed | NotComposed<Next, never>> {
    if (facts.customer.status !== 'active') return instead({ to: 'skipped', reason: 'customer_not_active' });
    const notAsked = notAskedOf(facts);
    if (notAsked) return instead({ to: 'skipped', reason: notAsked.code, detail: notAsked.text });
    const { customerId, contactId } = action;
    const mailboxId = facts.mailbox?.mailboxId ?? action.mailboxId;
    const held = await this.deps.store.sendHolds.readHeld(tx, { customerId, mailboxId, now });
    if (held) return instead({ to: 'waiting', ...held });
    const { hash } = this.deps;
    const prepared = composeMessage({ contactId, contactTypes: [], hash, facts, now, unsubscribeUrl });
    if (prepared.kind === 'error')
      return instead({ to: 'failed', code: prepared.code, detail: prepared.detail });
    const { message } = prepared;
    return {
      kind: 'composed',
      channel: 'email',
      message: { ...message, approvedById: message.approvedById ?? action.requestedById },
      thread: { id: null, references: [] },
      // Neither a sequence nor a program has asked for it (T1).
      tracking: NO_TRACKING,
      belongs: { enrollmentId: null, runId: null, step: null, touchpointId: null },
      facts: {
        fingerprint: factsFingerprint(facts, addressedTo(message.recipients)),
        invoices: facts.invoices,
      },
    };
  }

  gatesOf() {
    return [];
  }

  opensAt({ row, facts }: Opened<ActionSend>, { at }: { at: number }): number {
    return openingOf(row, at, facts.organisation.zone);
  }

  async retriesAt(tx: Tx, row: ActionSend, at: number): Promise<number> {
    const { zone } = await this.deps.store.organisation.get(tx, SYSTEM);
    return openingOf(row, at, zone);
  }

  async show(tx: Tx, action: ActionSend, change: SendChange, now: number): Promise<Next> {
    const { actionId } = action;
    const write = (set: ActionSendSet) => this.deps.store.actionSends.set(tx, { actionId, set, now });
    switch (change.to) {
      case 'sending': {
        const cleared = { ...NOTHING_HELD, errorCode: null, errorDetail: null };
        const { slotAt } = change;
        await write({ ...cleared, sendStatus: 'sending', slotAt, wakeAt: now + CLAIM_LEASE_MS });
        return { kind: 'ended' };
      }
      case 'waiting': {
        const { reason, until, slotAt = action.slotAt } = change;
        const wakeAt = wakeAtOf(reason, { until, now });
        await write({ sendStatus: 'requested', heldReason: reason, heldUntil: until, slotAt, wakeAt });
        return { kind: 'wait', reason, until: wakeAt };
      }
      case 'failed':
      case 'uncertain': {
        const error = { errorCode: change.code, errorDetail: change.detail };
        const sendStatus = change.to === 'failed' ? 'error' : 'uncertain';
        await write({ sendStatus, ...error, ...NOTHING_HELD, wakeAt: null });
        return { kind: 'ended' };
      }
      case 'skipped': {
        const acted = { actedById: action.requestedById, actedAt: now };
        const { reason: skipReason, detail: skipDetail = null } = change;
        const closed = { status: 'closed', sendStatus: null, skipReason, skipDetail } as const;
        await write({ ...acted, ...closed, ...NOTHING_HELD, wakeAt: null });
        return { kind: 'ended' };
      }
      case 'untried':
        await write({ sendStatus: 'requested', wakeAt: now });
        return again(now);
      case 'lost':
        return isAskedFor(action) ? again(now) : { kind: 'ended' };
      case 'sent': {
        const { contactId, out } = change.claimed;
        const { messageId, subject, text } = out;
        const message = { messageId, contactId, subject, text };
        await logSentAction(this.deps, tx, { action, actor: SYSTEM, message, now });
        return { kind: 'ended' };
      }
    }
  }

  denialOf = (next: Next): Denial | null => (next.kind === 'wait' ? next : null);
}

/** When it may leave from an instant on, within the hours of recommended actions (P2). */
function openingOf({ requestedAt }: ActionSend, at: number, zone: string): number {
  return withinHours({ askedAt: requestedAt ?? at, at }, { ...OFFICE_HOURS, zone });
}

function isAskedFor({ sendStatus }: ActionSend): boolean {
  return sendStatus === 'requested' || sendStatus === 'sending';
}

function instead(change: SendChange) {
  return { kind: 'instead' as const, change };
}

/** Nothing has left, and nothing but the moment spoke against it. */
function again(now: number): Next {
  return { kind: 'wait', reason: 'retrying', until: now };
}
