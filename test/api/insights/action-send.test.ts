import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { feedWebhooks } from '../../../commands/webhooks/feed-webhooks.ts';
import { newId } from '../../../infra/ids.ts';
import type { HandOverResult } from '../../../infra/mail/hand-over-result.ts';
import { claimAction, settleAction, type ClaimedMail } from '../../support/worlds/claims.ts';
import type { Reminder } from '../../support/worlds/action-world.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { ACCEPTED, QueueWorld } from '../../support/worlds/queue-world.ts';

const START = Date.parse('2026-03-02T08:00:00Z');
const DAY_MS = 24 * 60 * 60_000;

describe('sending the email of a recommended action', () => {
  const api = new QueueWorld();
  beforeAll(async () => {
    await api.open();
    await api.ok('PATCH', '/v1/organisation', { body: { defaultMailboxId: api.world.mailboxId } });
  });
  afterAll(() => api.close());
  beforeEach(() => {
    api.now = START;
  });

  async function reminder(): Promise<Reminder> {
    const payer = await api.payer({ name: 'Northwind' });
    const { customerId } = payer;
    await api.ok('POST', `/v1/customers/${customerId}/insights/refresh`);
    const { items } = await api.ok('GET', `/v1/actions?customerId=${customerId}&kind=email`);
    return { actionId: items[0].id, ...payer };
  }

  const path = ({ actionId }: Reminder, verb = '') => `/v1/actions/${actionId}${verb && `/${verb}`}`;
  const act = (of: Reminder, verb: string, body?: object) => api.call('POST', path(of, verb), { body });
  const show = (of: Reminder): Promise<Json> => api.ok('GET', path(of));
  const look = (of: Reminder) => claimAction(api.engine, of);
  async function claim(of: Reminder): Promise<ClaimedMail> {
    const claimed = await look(of);
    if (claimed.kind !== 'claimed') throw new Error(`not claimed: ${JSON.stringify(claimed.directive)}`);
    return claimed;
  }
  const passFence = ({ mail, token }: ClaimedMail) =>
    api.db.$transaction((tx) =>
      api.deps.store.actionSends.passFence(tx, { messageId: mail.messageId, token, now: api.now }),
    );
  async function handedOver(of: Reminder): Promise<ClaimedMail> {
    const claimed = await claim(of);
    expect(await passFence(claimed)).toBe(true);
    return claimed;
  }
  const settle = (of: Reminder, claimed: ClaimedMail, result: HandOverResult) =>
    settleAction(api.engine, { actionId: of.actionId, claim: claimed, result });
  const REFUSED: HandOverResult = { kind: 'refused', code: 550, reply: '550 no such user' };

  it('Q6: the draft is a friendly reminder of what is overdue, to the contact it would go to', async () => {
    const of = await reminder();
    const { customerId, contactId } = of;
    const later = { number: 'NOT-DUE', currency: 'USD', dueOn: '2026-04-01', amount: '70.00' };
    await api.invoice(customerId, later);
    const { draft, send } = await show(of);
    expect(send).toBeNull();
    expect(draft).toMatchObject({ contactId, mailboxId: api.world.mailboxId, isEdited: false, cc: [] });
    expect(draft.to).toEqual([expect.stringContaining('@customer.example')]);
    expect(draft.subject).toMatch(/^A reminder from Acme: .*1,250\.00 overdue$/);
    expect(draft.language).toBe('en');
    expect(draft.text).toContain('Hello Pat,');
    expect(draft.text).toMatch(/- INV-\w+: .*1,250\.00\n {2}Due: /);
    expect(draft.text).not.toContain('NOT-DUE');
    expect((await api.ok('GET', `/v1/actions?customerId=${customerId}`)).items[0].draft).toBeUndefined();
  });

  it('Q6: a send is an intent with audit and a wake-up; the same key sends nothing twice', async () => {
    const of = await reminder();
    const before = api.lifecycle.started.length;
    const headers = { 'Idempotency-Key': `k-${of.actionId}` };
    const first = await api.call('POST', path(of, 'send'), { headers });
    expect(first).toMatchObject({
      status: 202,
      body: { status: 'open', send: { status: 'requested', requestedById: api.adminId } },
    });
    const again = await api.call('POST', path(of, 'send'), { headers });
    expect([again.status, again.body]).toEqual([202, first.body]);
    expect(api.lifecycle.started.slice(before)).toContain(`action ${of.actionId}`);
    expect(await api.auditActions(of.actionId)).toEqual(['action.sendRequested']);
  });

  it('Q3: the second person is told who asked for it', async () => {
    const of = await reminder();
    expect((await act(of, 'send')).status).toBe(202);
    for (const verb of ['send', 'retry', 'mark-sent']) {
      const second = await act(of, verb);
      const at = new Date(START).toISOString();
      const happened = { status: 'open', action: 'send', send: 'requested', at, by: api.adminId };
      expect([verb, second.status, second.body.happened]).toEqual([verb, 409, happened]);
    }
    expect((await api.call('PATCH', path(of), { body: { subject: 'x' } })).status).toBe(409);
  });

  it('Q6: sent, the action is completed, the mail stands in the thread and `message.sent` is told', async () => {
    const of = await reminder();
    const { customerId, contactId, actionId } = of;
    const webhook = await api.ok('POST', '/v1/webhooks', {
      body: { url: 'https://erp.example.com/hooks', events: ['message.sent'] },
    });
    await act(of, 'send');
    const claimed = await handedOver(of);
    api.now = START + 60_000;
    expect(await settle(of, claimed, ACCEPTED)).toEqual({ kind: 'ended' });
    const actedAt = new Date(api.now).toISOString();
    expect(await show(of)).toMatchObject({
      status: 'completed',
      actedById: api.adminId,
      actedAt,
      send: { status: 'sent' },
      draft: null,
    });
    const { items } = await api.ok('GET', `/v1/customers/${customerId}/communications?kind=email`);
    const { messageId } = claimed.mail;
    const entry = { kind: 'email', direction: 'outbound', messageId, contactId, data: { actionId } };
    expect(items).toMatchObject([entry]);
    await feedWebhooks(api.deps);
    const where = { webhookId: webhook.id, customerId };
    expect(await api.db.webhookDelivery.findMany({ where, orderBy: { id: 'asc' } })).toMatchObject([
      { data: { messageId } },
    ]);
    expect((await act(of, 'dismiss', {})).body.happened).toMatchObject({ status: 'completed' });
    // Not recommended again: its place in the ledger is used up.
    api.now = START + 30 * DAY_MS;
    await api.ok('POST', `/v1/customers/${customerId}/insights/refresh`);
    expect((await show(of)).status).toBe('completed');
    expect((await api.ok('GET', `/v1/actions?customerId=${customerId}`)).items).toMatchObject([
      { kind: expect.any(String) },
    ]);
    expect(await look(of)).toEqual({ kind: 'not_now', directive: { kind: 'ended' } });
  });

  it('Q6: an edit pins its content; it names what is wrong with it', async () => {
    const of = await reminder();
    const other = await reminder();
    const wrong = await api.call('PATCH', path(of), {
      body: { body: 'Hi {{nobody}}', contactId: other.contactId, mailboxId: newId('mailbox') },
    });
    expect(wrong.status).toBe(422);
    expect(wrong.body.errors.map((error: Json) => error.field)).toEqual(['contactId', 'mailboxId', 'body']);
    expect((await api.call('PATCH', path(of), { body: {} })).status).toBe(422);
    const body = { subject: 'You owe {{balance.total}}', cc: ['cfo@customer.example'] };
    const edited = await api.ok('PATCH', path(of), { body });
    expect(edited.draft).toMatchObject({ isEdited: true, cc: ['cfo@customer.example'] });
    expect(edited.draft.subject).toContain('1,250.00');
    expect(edited.draft.text).toContain('friendly reminder');
    expect((await act(of, 'send', { body: '<p>Dear {{customer.name}}</p>' })).status).toBe(202);
    const { mail } = await claim(of);
    expect(mail.text).toContain('Dear Northwind');
    expect(mail.subject).toContain('You owe');
    expect(mail.recipients.map(({ kind }) => kind)).toEqual(['to', 'cc']);
    expect(await api.auditActions(of.actionId)).toEqual(['action.edited', 'action.sendRequested']);
  });

  it('D7: edited content whose facts moved comes back to a person; retry takes it for what it says now', async () => {
    const of = await reminder();
    await act(of, 'send', { subject: 'You owe {{balance.total}}' });
    await api.ok('POST', `/v1/invoices/${of.invoiceId}/payments`, { body: { amount: '250.00' } });
    expect((await look(of)).kind).toBe('not_now');
    expect(await show(of)).toMatchObject({
      status: 'open',
      send: { status: 'error', errorCode: 'facts_moved' },
    });
    expect((await act(of, 'send')).status).toBe(409);
    expect((await act(of, 'retry')).status).toBe(202);
    expect((await claim(of)).mail.subject).toContain('1,000.00');
  });

  it('Q6: another contact gets it when a person says so', async () => {
    const of = await reminder();
    const { id } = await api.ok('POST', `/v1/customers/${of.customerId}/contacts`, {
      body: { name: 'Kim Chief', email: 'kim@customer.example' },
    });
    await act(of, 'send', { contactId: id });
    const { mail, contactId } = await claim(of);
    const recipients = mail.recipients.map(({ n, kind, address }) => ({ n, kind, address }));
    expect([contactId, recipients]).toEqual([id, [{ n: 1, kind: 'to', address: 'kim@customer.example' }]]);
    expect(mail.text).toContain('Hello Kim,');
  });

  it('Q6: calls are not sent; without a mailbox nothing is; D8: nor while the customer is held', async () => {
    const of = await reminder();
    const { customerId } = of;
    await api.db.recommendedAction.update({ where: { id: of.actionId }, data: { kind: 'call' } });
    expect((await act(of, 'send')).status).toBe(409);
    await api.db.recommendedAction.update({ where: { id: of.actionId }, data: { kind: 'email' } });
    await api.ok('PATCH', '/v1/organisation', { body: { defaultMailboxId: null } });
    expect((await act(of, 'send')).body.errors).toMatchObject([{ field: 'mailboxId' }]);
    await api.ok('PATCH', '/v1/organisation', { body: { defaultMailboxId: api.world.mailboxId } });
    await api.ok('POST', '/v1/holds', { body: { scope: 'customer', customerId } });
    expect(await act(of, 'send')).toMatchObject({ status: 409, body: { heldReason: 'customer_hold' } });
  });

  it('D1: a claim whose owner vanished is uncertain; retry waits ten minutes and keeps the message', async () => {
    const of = await reminder();
    await act(of, 'send');
    const first = await handedOver(of);
    expect(await look(of)).toEqual({ kind: 'not_now', directive: { kind: 'ended' } });
    expect(await show(of)).toMatchObject({ status: 'open', send: { status: 'uncertain' } });
    // What is uncertain stays in sight, whatever the plan says.
    await api.ok('POST', `/v1/invoices/${of.invoiceId}/dispute`, { body: { reason: 'Hours' } });
    await api.ok('POST', `/v1/invoices/${of.invoiceId}/undispute`, {});
    await api.ok('POST', `/v1/customers/${of.customerId}/insights/refresh`);
    expect((await act(of, 'complete', {})).status).toBe(409);
    expect(await act(of, 'retry')).toMatchObject({ status: 409, body: { retryAt: expect.any(String) } });
    expect((await act(of, 'dismiss', {})).status).toBe(409);
    api.now = START + 600_000;
    expect((await act(of, 'retry')).status).toBe(202);
    const second = await claim(of);
    expect(second.mail.messageId).toBe(first.mail.messageId);
    // The late result of the first attempt counts no more.
    expect((await settle(of, first, ACCEPTED)).kind).toBe('wait');
    expect((await show(of)).status).toBe('open');
  });

  it('D1: the main recipient refused: in error, no copy leaves, and retry addresses everybody anew', async () => {
    const of = await reminder();
    await act(of, 'send', { cc: ['copy@customer.example'] });
    const claimed = await handedOver(of);
    await settle(of, claimed, REFUSED);
    expect((await show(of)).send).toMatchObject({
      status: 'error',
      errorCode: 'refused',
      errorDetail: '550 no such user',
    });
    const { messageId } = claimed.mail;
    const { copies } = await api.ok('GET', `/v1/messages/${messageId}`);
    expect(copies.map(({ status, reason }: Json) => [status, reason])).toEqual([
      ['refused', null],
      ['cancelled', 'main_refused'],
    ]);
    expect((await act(of, 'retry')).status).toBe(202);
    expect((await claim(of)).mail.recipients.map(({ kind }) => kind)).toEqual(['to', 'cc']);
  });

  it('Q6: snoozing calls a send off that has not left; what is leaving is not called off', async () => {
    const of = await reminder();
    await act(of, 'send');
    const claimed = await claim(of);
    expect(await act(of, 'snooze', { until: '2026-03-09' })).toMatchObject({
      status: 200,
      body: { send: null },
    });
    expect(await passFence(claimed)).toBe(false);
    expect((await look(of)).kind).toBe('not_now');
    await act(of, 'send');
    await handedOver(of);
    const late = await act(of, 'dismiss', {});
    expect([late.status, late.body.happened.send]).toEqual([409, 'sending']);
  });

  it('D2, M1: a temporary refusal and the interval of the mailbox make it wait, with the reason', async () => {
    const of = await reminder();
    await act(of, 'send');
    const claimed = await handedOver(of);
    const words = { code: 451, reply: '451 later', rejected: [], isMarked: true };
    const refusal: HandOverResult = { kind: 'temporary', ...words };
    const until = START + 300_000;
    expect(await settle(of, claimed, refusal)).toEqual({ kind: 'wait', reason: 'retrying', until });
    const heldUntil = new Date(until).toISOString();
    expect((await show(of)).send).toMatchObject({
      status: 'requested',
      heldReason: 'retrying',
      heldUntil,
      putOff: {
        reply: '451 later',
        tries: 1,
        firstTriedAt: new Date(START).toISOString(),
        nextTryAt: heldUntil,
      },
    });
    const where = { id: api.world.mailboxId };
    await api.db.mailbox.update({ where, data: { minIntervalSeconds: 3600 } });
    await api.freshLimits();
    await claim(of);
    const next = await reminder();
    await act(next, 'send');
    const waits = { kind: 'wait', reason: 'mailbox_limit', until: START + 3_600_000 };
    expect(await look(next)).toEqual({ kind: 'not_now', directive: waits });
    // Asked again it keeps its slot, and at its time it leaves.
    api.now = START + 3_600_000;
    expect((await look(next)).kind).toBe('claimed');
    await api.db.mailbox.update({ where, data: { minIntervalSeconds: 0 } });
  });

  it('Q6: somebody who is called meanwhile is written to all the same, as it was asked for', async () => {
    const of = await reminder();
    await act(of, 'send');
    await api.ok('POST', `/v1/customers/${of.customerId}/communications`, {
      body: { kind: 'call', direction: 'outbound', occurredAt: new Date(START).toISOString(), subject: 'Hi' },
    });
    await api.ok('POST', `/v1/customers/${of.customerId}/insights/refresh`);
    expect(await show(of)).toMatchObject({ status: 'open', send: { status: 'requested' } });
    expect((await look(of)).kind).toBe('claimed');
  });
});
