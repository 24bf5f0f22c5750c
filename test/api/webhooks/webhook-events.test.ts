import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { feedWebhooks } from '../../../commands/webhooks/feed-webhooks.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';

const api = new QueueWorld();
let webhook: Json;

const EVENTS = [
  'message.sent',
  'message.failed',
  'message.uncertain',
  'step.ready',
  'step.failed',
  'step.completed',
  'invoice.paid',
  'invoice.reopened',
  'payment.reversed',
  'import.completed',
  'mailbox.failing',
  'mailbox.working',
  'customer.ar_owner_set',
  'enrollment.replied',
  'enrollment.paused',
];

beforeAll(async () => {
  await api.open();
  const body = { url: 'https://erp.example.com/h', events: EVENTS };
  webhook = await api.ok('POST', '/v1/webhooks', { body });
});
afterAll(() => api.close());

/** What was told since the last look: `[event, data]`. */
async function told(): Promise<[string, Json][]> {
  for (let pass = 0; pass < 4; pass += 1) await feedWebhooks(api.deps);
  const rows = await api.db.webhookDelivery.findMany({
    where: { webhookId: webhook.id },
    orderBy: [{ occurredAt: 'asc' }, { id: 'asc' }],
  });
  await api.db.webhookDelivery.updateMany({ data: { status: 'delivered' } });
  const fresh = rows.filter(({ id }) => !seen.has(id));
  for (const { id } of fresh) seen.add(id);
  return fresh.map(({ event, data }) => [event, data]);
}
const seen = new Set<string>();
const find = (events: [string, Json][], name: string): Json => events.find(([event]) => event === name)?.[1];

test('O5: messages that were sent, failed or are in doubt are told with what they were written for', async () => {
  const [sent, refused, doubted] = [await api.row(), await api.row(), await api.row()];
  await api.sent(sent);
  const claim = await api.handedOver(refused);
  await api.settle(refused, claim, { kind: 'refused', code: 554, reply: '554 5.6.0 no' });
  await api.uncertain(doubted);
  const events = await told();
  const of = (row: typeof sent) => ({
    customerId: row.customerId,
    enrollmentId: row.enrollmentId,
    source: 'step_execution',
    sourceId: row.executionId,
  });
  expect(find(events, 'message.sent')).toMatchObject(of(sent));
  expect(find(events, 'message.failed')).toMatchObject(of(refused));
  expect(find(events, 'message.uncertain')).toMatchObject(of(doubted));
  expect(find(events, 'step.failed')).toMatchObject({ stepExecutionId: refused.executionId, type: 'email' });
});

test('O5: steps that become a task, and what people do to them and their enrollments', async () => {
  const row = await api.row({ steps: [{ type: 'call', timing: onDay(0, '08:00') }, { timing: onDay(9) }] });
  const ready = find(await told(), 'step.ready');
  expect(ready).toMatchObject({ stepExecutionId: row.executionId, sequenceId: row.sequenceId, type: 'call' });
  await api.look(row.enrollmentId);
  await api.ok('POST', `/v1/queue/${row.executionId}/complete`, { body: {} });
  await api.ok('POST', `/v1/enrollments/${row.enrollmentId}/pause`, { body: {} });
  await api.ok('POST', `/v1/enrollments/${row.enrollmentId}/events`, { body: { kind: 'reply' } });
  const events = await told();
  expect(events.map(([event]) => event).sort()).toEqual([
    'enrollment.paused',
    'enrollment.replied',
    'step.completed',
  ]);
});

test('O5: an invoice is paid once, and open again once, whoever moved its balance', async () => {
  const customer = await api.customer({ externalId: 'C-EV' });
  const invoice = await api.invoice(customer.id, { number: 'EV-1' });
  await told();
  await api.ok('POST', `/v1/invoices/${invoice.id}/payments`, { body: { amount: '40.00' } });
  expect(await told()).toEqual([]);
  await api.ok('POST', `/v1/invoices/${invoice.id}/payments`, { body: { amount: '60.00' } });
  expect(await told()).toEqual([
    ['invoice.paid', { invoiceId: invoice.id, customerId: customer.id, currency: 'EUR' }],
  ]);
  await api.ok('PATCH', `/v1/invoices/${invoice.id}`, { body: { poNumber: 'PO-9' } });
  expect(await told()).toEqual([]);
  api.now += 60_000;
  const csv =
    'customer_external_id,number,issued_on,due_on,amount,balance\nC-EV,EV-1,2026-01-01,2026-02-01,100.00,30.00';
  await runImport(api, 'invoices', csv);
  const events = await told();
  expect(events.map(([event]) => event).sort()).toEqual(['import.completed', 'invoice.reopened']);
  expect(find(events, 'invoice.reopened')).toMatchObject({ invoiceId: invoice.id, balance: '30.0000' });
  expect(find(events, 'import.completed')).toMatchObject({
    kind: 'invoices',
    customerId: null,
  });
});

test('O5, C20: a payment that came back is told, and that its invoice is open again', async () => {
  const customer = await api.customer();
  const invoice = await api.invoice(customer.id, { amount: '80.00' });
  const { id: paymentId } = await api.ok('POST', `/v1/invoices/${invoice.id}/payments`, {
    body: { amount: '80.00' },
  });
  await told();
  api.now += 60_000;
  await api.ok('POST', `/v1/payments/${paymentId}/reversals`, { body: { reason: 'No funds' } });
  const events = await told();
  expect(events.map(([event]) => event).sort()).toEqual(['invoice.reopened', 'payment.reversed']);
  expect(find(events, 'payment.reversed')).toMatchObject({
    paymentId,
    customerId: customer.id,
    invoiceIds: [invoice.id],
    currency: 'EUR',
  });
  expect(find(events, 'invoice.reopened')).toMatchObject({ invoiceId: invoice.id, balance: '80.0000' });
});

test('O5: a mailbox that fails and works again, and an owner that changes', async () => {
  const { mailboxHealth } = api.deps.store;
  const failing = {
    mailboxId: api.world.mailboxId,
    version: 1,
    domain: null,
    reason: 'x',
    claimedAt: api.now,
    now: api.now,
    probeAtAfter: () => api.now,
  };
  await api.db.$transaction((tx) => mailboxHealth.markFailing(tx, failing));
  await api.db.$transaction((tx) => mailboxHealth.markFailing(tx, failing));
  await api.db.$transaction((tx) =>
    mailboxHealth.markWorking(tx, { mailboxId: api.world.mailboxId, now: api.now }),
  );
  const customer = await api.customer();
  await api.ok('PATCH', `/v1/customers/${customer.id}`, { body: { arOwnerId: api.adminId } });
  await api.ok('PATCH', `/v1/customers/${customer.id}`, { body: { score: 3 } });
  const events = await told();
  expect(events.map(([event]) => event).sort()).toEqual([
    'customer.ar_owner_set',
    'mailbox.failing',
    'mailbox.working',
  ]);
  expect(find(events, 'customer.ar_owner_set')).toMatchObject({
    customerId: customer.id,
    arOwnerId: api.adminId,
  });
});
