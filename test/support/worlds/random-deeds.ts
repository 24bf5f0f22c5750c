import { SYSTEM } from '../../../contracts/actor.ts';
import type { Database } from '../../../infra/db/client.ts';
import { dayToDate } from '../../../infra/db/rows.ts';
import type { PlainRecord } from '../rows/plain-audience.ts';
import type { RandomCustomer } from './random-customers.ts';

/** Of whom, and how ids are made. */
interface Of {
  customerId: string;
  currency: string;
  next(prefix: string): string;
  at: Date;
}
type Fields = PlainRecord['fields'];
type RandomInvoice = RandomCustomer['invoices'][number] & { id: string; balance: string };
type RandomTalk = RandomCustomer['communications'][number] & { invoiceId?: string };

/** The links of an invoice; a message about it has a third one. */
export const linksOf = (invoiceId: string) => ({
  payUrl: `https://pay.example/${invoiceId}`,
  pdfUrl: `https://pdf.example/${invoiceId}`,
});

function messageOf({ customerId, next, at }: Of, own: object) {
  const id = next('msg');
  return {
    id,
    sourceKind: 'action',
    sourceId: id,
    customerId,
    channel: 'email',
    status: 'sent',
    token: id,
    arVersion: 1,
    headerId: id,
    subject: 'subject',
    bodyText: 'text',
    references: [],
    facts: {},
    attempts: 1,
    claimedAt: at,
    createdAt: at,
    ...own,
  };
}

const eventOf = (
  { customerId, next, at }: Of,
  own: Record<string, unknown> & { kind: string; messageId: string },
) => {
  const id = next('mev');
  const event = { id, eventKey: id, customerId, occurredAt: at, source: 'api', createdAt: at };
  return { ...event, createdById: 'test', ...own };
};

/** What customers did with an invoice. */
export type Deeds = Record<'movements' | 'disputes' | 'linkOpens' | 'replies', PlainRecord[]>;

/** Writes what customers did with an invoice, and tells it plainly. */
export async function createDeeds(db: Database, invoice: RandomInvoice, of: Of): Promise<Deeds> {
  const { customerId, currency, next, at } = of;
  const plain = (id: string, fields: Fields): PlainRecord => ({ id, currency, fields, properties: {} });
  const movements = invoice.movements.map((movement) => ({ ...movement, id: next('bal') }));
  await db.balanceChange.createMany({
    data: movements.map(({ amount, effectiveOn, ...movement }) => ({
      ...movement,
      invoiceId: invoice.id,
      customerId,
      currency,
      kind: 'payment',
      delta: amount,
      balance: '0',
      effectiveOn: dayToDate(effectiveOn),
      createdAt: at,
    })),
  });
  const disputes = invoice.disputes.map((dispute) => ({ ...dispute, id: next('hld') }));
  await db.hold.createMany({
    data: disputes.map(({ id, startedAt, endedAt }) => ({
      id,
      scope: 'invoice',
      kind: 'dispute',
      invoiceId: invoice.id,
      authorId: 'test',
      startedAt: new Date(startedAt),
      endedAt: endedAt === null ? null : new Date(endedAt),
    })),
  });
  const { payUrl, pdfUrl } = linksOf(invoice.id);
  const tracking = { opens: false, links: [payUrl, pdfUrl, 'https://else.example'] };
  const message = messageOf(of, { facts: { invoices: [{ number: invoice.id }] }, tracking });
  await db.message.create({ data: message });
  const clicks = invoice.clicks.map((click) => ({ ...click, id: next('hit') }));
  await db.trackingHit.createMany({
    data: clicks.map(({ openedAt, ...click }) => ({
      ...click,
      messageId: message.id,
      n: 1,
      kind: 'click',
      occurredAt: new Date(openedAt),
      signs: [],
      reasons: [],
      judgedAt: at,
    })),
  });
  const replies = invoice.replies.map((repliedAt) => ({ id: next('mev'), repliedAt }));
  await db.messageEvent.createMany({
    data: replies.map(({ id, repliedAt }) =>
      eventOf(of, {
        id,
        eventKey: id,
        kind: 'reply',
        messageId: message.id,
        occurredAt: new Date(repliedAt),
      }),
    ),
  });
  return {
    movements: movements.map(({ id, cause, amount, effectiveOn }) =>
      plain(id, { cause, amount, effectiveOn }),
    ),
    disputes: disputes.map(({ id, startedAt, endedAt }) =>
      plain(id, { isOpen: endedAt === null, startedAt, endedAt }),
    ),
    linkOpens: clicks
      .filter(({ link, verdict }) => link < 3 && verdict === 'human')
      .map(({ id, link, openedAt }) => plain(id, { link: link === 1 ? 'payment' : 'document', openedAt })),
    replies: [
      ...replies.map(({ id, repliedAt }) => plain(id, { repliedAt })),
      ...invoice.logged
        .filter(({ direction }) => direction === 'inbound')
        .map(({ repliedAt }, index) => plain(`com_logged_${index}`, { repliedAt })),
    ],
  };
}

/** What was logged about an invoice, among the other communications. */
export const loggedAbout = ({ id, logged }: RandomInvoice): RandomTalk[] =>
  logged.map(({ direction, repliedAt }) => ({
    kind: 'email',
    direction,
    outcome: null,
    author: null,
    subject: null,
    callType: null,
    occurredAt: repliedAt,
    message: null,
    invoiceId: id,
  }));

/** Writes communications with their messages and what happened to these, and tells calls and messages plainly. */
export async function createTalks(
  db: Database,
  talks: readonly RandomTalk[],
  of: Of,
): Promise<Record<'calls' | 'messages', PlainRecord[]>> {
  const told: Record<'calls' | 'messages', PlainRecord[]> = { calls: [], messages: [] };
  for (const { message, author, callType, invoiceId, ...talk } of talks) {
    const id = of.next('com');
    let messageId: string | null = null;
    if (message !== null && talk.kind !== 'call') {
      const { source: sourceKind, sequence: sequenceId, mailbox: mailboxId } = message;
      const sent = messageOf(of, { sourceKind, sequenceId, mailboxId });
      messageId = sent.id;
      await db.message.create({ data: sent });
      await db.messageEvent.createMany({
        data: message.events.map((event) => eventOf(of, { ...event, messageId: sent.id })),
      });
    }
    const data = {
      ...(callType !== null && { callType }),
      ...(invoiceId !== undefined && { invoiceIds: [invoiceId] }),
    };
    await db.communication.create({
      data: {
        ...talk,
        id,
        customerId: of.customerId,
        authorId: author,
        messageId,
        occurredAt: new Date(talk.occurredAt),
        createdAt: of.at,
        data,
      },
    });
    const { direction, subject, occurredAt, outcome } = talk;
    const shared = { direction, subject, occurredAt, author };
    const sent = messageId === null ? null : message;
    const had = (kind: string, isHuman: boolean): boolean =>
      sent !== null && sent.events.some((one) => one.kind === kind && (!isHuman || one.verdict === 'human'));
    const record = (fields: Fields): PlainRecord => ({ id, currency: of.currency, fields, properties: {} });
    if (talk.kind === 'call') told.calls.push(record({ ...shared, outcome, type: callType }));
    if (talk.kind === 'email' || talk.kind === 'sms')
      told.messages.push(
        record({
          ...shared,
          channel: talk.kind,
          source: sent?.source ?? null,
          sequence: sent?.sequence ?? null,
          mailbox: sent?.mailbox ?? null,
          isOpened: had('opened', true),
          isClicked: had('clicked', true),
          isReplied: had('reply', false),
        }),
      );
  }
  return told;
}

/** Writes messages of programs, and tells them and what people decided about them plainly. */
export async function createTouchpoints(
  db: Database,
  touchpoints: RandomCustomer['touchpoints'],
  of: Of,
): Promise<Record<'touchpoints' | 'approvals', PlainRecord[]>> {
  const rows = touchpoints.map((one) => ({ ...one, id: of.next('sct'), batchId: of.next('bat') }));
  const instant = (at: number | null) => (at === null ? null : new Date(at));
  await db.scheduledTouchpoint.createMany({
    data: rows.map(({ program, plannedOn, decidedAt, endedAt, isByPerson, balance, ...row }) => ({
      ...row,
      programId: program,
      touchpointId: 'tch_a',
      customerId: of.customerId,
      subjectId: of.customerId,
      plannedOn: dayToDate(plannedOn),
      plannedAt: of.at,
      planVersion: 1,
      content: { subject: 'subject', invoices: ['inv_a'] },
      facts: { currency: of.currency, invoices: [{ invoiceId: 'inv_a', number: 'A', balance }] },
      decidedById: isByPerson ? 'usr_a' : SYSTEM.userId,
      decidedAt: instant(decidedAt),
      endedAt: instant(endedAt),
      history: [],
      createdAt: of.at,
      updatedAt: of.at,
    })),
  });
  const record = (id: string, fields: Fields): PlainRecord => ({
    id,
    currency: of.currency,
    fields,
    properties: {},
  });
  return {
    touchpoints: rows.map(({ id, ...row }) => record(id, { ...row })),
    approvals: rows
      .filter(
        ({ decision, decidedAt, isByPerson }) =>
          /^(approved|rejected)$/.test(decision ?? '') && decidedAt && isByPerson,
      )
      .map(({ id, decision, decidedAt, balance, batchId }) =>
        record(id, {
          status: decision,
          occurredOn: decidedAt,
          endsOn: null,
          amount: balance,
          externalId: batchId,
          createdAt: decidedAt,
        }),
      ),
  };
}
