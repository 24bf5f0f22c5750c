import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { enrollmentChanges } from '../../../contracts/enrollments/changes.ts';
import { changeEntry } from '../../../domain/change-entry.ts';
import { feedWebhooks, wakeLateWebhooks } from '../../../commands/webhooks/feed-webhooks.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(async () => {
  await api.database.db.$executeRaw`DELETE FROM webhook_delivery`;
  await api.database.db.$executeRaw`DELETE FROM webhook`;
  await feed();
});

const URL_OF_ERP = 'https://erp.example.com/hooks';
const subscribe = (events: string[], key = api.adminKey): Promise<Json> =>
  api.ok('POST', '/v1/webhooks', { key, body: { url: URL_OF_ERP, events } });
/** Passes until nothing is left: what the feed workflow does every second. */
const feed = async () => {
  for (let passes = 0; passes < 3; passes += 1) await feedWebhooks(api.deps);
};
const deliveries = async (webhook: Json, query = ''): Promise<Json[]> =>
  (await api.ok('GET', `/v1/webhooks/${webhook.id}/deliveries${query}`)).items;
const eventsOf = async (webhook: Json) => (await deliveries(webhook)).map((each) => each.event).reverse();

test('O5: the secret is shown once, stored sealed, and replayed by the same Idempotency-Key only', async () => {
  const headers = { 'Idempotency-Key': 'hook-1' };
  const options = { headers, body: { url: URL_OF_ERP, events: ['invoice.overdue', 'invoice.overdue'] } };
  const first = await api.ok('POST', '/v1/webhooks', options);
  expect(first).toMatchObject({ status: 'active', events: ['invoice.overdue'], failingSince: null });
  expect(Buffer.from(first.secret.replace(/^whsec_/, ''), 'base64')).toHaveLength(32);
  expect(await api.ok('POST', '/v1/webhooks', options)).toEqual(first);
  const { db } = api.database;
  const seen = JSON.stringify([
    await api.ok('GET', '/v1/webhooks'),
    await api.ok('GET', `/v1/webhooks/${first.id}`),
    await db.webhook.findMany({ omit: { fromSeq: true }, orderBy: { id: 'asc' } }),
    await db.idempotencyKey.findMany({ orderBy: { key: 'asc' } }),
    (await db.audit.findMany({ orderBy: { id: 'asc' } })).map(({ before, after }) => [before, after]),
    api.logLines,
  ]);
  expect(seen).not.toContain(first.secret);
});

test('O5: private, plain and odd addresses are refused at once', async () => {
  const urls = [
    'http://erp.example.com/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://169.254.169.254/latest',
    'https://2130706433/',
    'https://localhost/',
    'https://user:pass@erp.example.com/',
    'ftp://erp.example.com/',
  ];
  for (const url of urls) {
    const answer = await api.call('POST', '/v1/webhooks', { body: { url, events: ['invoice.overdue'] } });
    expect([url, answer.status, answer.body.errors?.[0].field]).toEqual([url, 422, 'url']);
  }
  const manager = await api.user('manager');
  expect((await api.call('GET', '/v1/webhooks', { key: manager.key })).status).toBe(403);
});

test('O5: what happens after the subscription becomes one delivery an event, and wakes the webhook', async () => {
  await api.customer({ name: 'Before' });
  const webhook = await subscribe([
    'customer.created',
    'payment.recorded',
    'invoice.disputed',
    'promise.broken',
  ]);
  const other = await subscribe(['enrollment.stopped']);
  const customer = await api.customer();
  const invoice = await api.invoice(customer.id);
  const payment = await api.ok('POST', `/v1/invoices/${invoice.id}/payments`, { body: { amount: '10' } });
  await api.ok('POST', `/v1/invoices/${invoice.id}/dispute`, { body: { reason: 'Broken' } });
  api.lifecycle.started.length = 0;
  await feed();
  expect(await eventsOf(webhook)).toEqual(['customer.created', 'payment.recorded', 'invoice.disputed']);
  expect((await deliveries(webhook)).find((each) => each.event === 'payment.recorded')).toMatchObject({
    status: 'pending',
    attempts: 0,
    occurredAt: '2026-03-02T08:00:00.000Z',
    data: {
      paymentId: payment.id,
      invoiceId: invoice.id,
      customerId: customer.id,
      amount: '10',
      currency: 'EUR',
    },
  });
  expect(await deliveries(other)).toEqual([]);
  expect(api.lifecycle.started).toEqual([`webhook ${webhook.id}`]);
  const before = await api.database.db.webhookDelivery.count();
  await feed();
  expect(await api.database.db.webhookDelivery.count()).toBe(before);
});

test('O5: an enrollment that is stopped is told once, also where two entries of the feed say so', async () => {
  const webhook = await subscribe(['enrollment.stopped']);
  const { id } = await api.customer();
  const enrollmentId = await api.enrollment(id);
  const { store, db, now } = { ...api.deps, now: api.now };
  const input = {
    enrollmentIds: [enrollmentId],
    reason: 'manual' as const,
    note: null,
    actor: { userId: 'x' },
    now,
    isApplied: false,
  };
  await db.$transaction(async (tx) => {
    await store.decisions.stopEnrollments(tx, input);
    const { stopped } = enrollmentChanges;
    const said = { entityId: enrollmentId, customerId: id, data: { sequenceId: 'seq_x' } };
    await store.changes.record(tx, changeEntry(stopped, { actor: { userId: 'x' }, now }, said));
  });
  await feed();
  expect(await deliveries(webhook)).toMatchObject([
    { event: 'enrollment.stopped', data: { enrollmentId, customerId: id } },
  ]);
});

test('O5: an invoice is overdue once a due date: when the day comes, or when it comes in late', async () => {
  const webhook = await subscribe(['invoice.overdue']);
  const customer = await api.customer({ externalId: 'OD-1' });
  const soon = await api.invoice(customer.id, { dueOn: '2026-03-02', number: 'OD-soon' });
  await api.invoice(customer.id, { dueOn: '2026-04-30' });
  const late = await api.invoice(customer.id, { dueOn: '2026-02-01', number: 'OD-late' });
  await feed();
  const told = async () => (await deliveries(webhook)).map((each) => each.data.invoiceId);
  expect(await told()).toEqual([late.id]);
  api.now = Date.parse('2026-03-02T22:59:00Z');
  await feed();
  expect(await told()).toEqual([late.id]);
  api.now = Date.parse('2026-03-02T23:00:00Z');
  await feed();
  expect(await told()).toEqual([soon.id, late.id]);
  await api.ok('PATCH', `/v1/invoices/${soon.id}`, { body: { poNumber: 'x' } });
  await feed();
  expect(await told()).toHaveLength(2);
  const head = 'customer_external_id,number,issued_on,due_on,amount\n';
  await runImport(api, 'invoices', `${head}OD-1,OD-csv,2026-01-01,2026-01-31,10\n`);
  await feed();
  const datas = (await deliveries(webhook)).map((each) => each.data);
  expect(datas).toHaveLength(3);
  expect(datas).toContainEqual(
    expect.objectContaining({ dueOn: '2026-01-31', balance: '10.0000', currency: 'EUR' }),
  );
  api.now = Date.parse('2026-03-02T08:00:00Z');
});

test('O5: a sent message is told from the ledger, once', async () => {
  const webhook = await subscribe(['message.sent']);
  const { id: customerId } = await api.customer();
  const at = new Date(api.now);
  const message = {
    sourceKind: 'step_execution',
    customerId,
    channel: 'email',
    token: 't',
    arVersion: 1,
    facts: {},
  };
  const text = {
    subject: 'Hello',
    bodyText: 'Dear Jo',
    references: [],
    attempts: 1,
    claimedAt: at,
    createdAt: at,
  };
  const add = (messageId: string, status: string) =>
    api.database.db.message.create({
      data: {
        ...message,
        ...text,
        id: messageId,
        sourceId: messageId,
        headerId: messageId,
        status,
        settledAt: at,
      },
    });
  await add('msg_1', 'sent');
  await add('msg_2', 'refused');
  await feed();
  await feed();
  const told = await deliveries(webhook);
  expect(told).toMatchObject([
    { event: 'message.sent', data: { messageId: 'msg_1', customerId, channel: 'email' } },
  ]);
  expect(JSON.stringify(told)).not.toContain('Dear Jo');
});

test('O5: a change that commits after a later one is not missed', async () => {
  const webhook = await subscribe(['customer.updated']);
  const slow = new Client({ connectionString: api.database.url });
  await slow.connect();
  const insert = `INSERT INTO change (entity, entity_id, customer_id, kind, at, actor_id, origin)
    VALUES ('customer', $1, $1, 'updated', now(), 'x', 'api')`;
  await slow.query('BEGIN');
  await slow.query(insert, ['cus_slow']);
  await api.database.db.$executeRawUnsafe(insert, 'cus_fast');
  await feed();
  await feed();
  expect((await deliveries(webhook)).map((each) => each.data.customerId)).toEqual(['cus_fast']);
  await slow.query('COMMIT');
  await slow.end();
  await feed();
  expect((await deliveries(webhook)).map((each) => each.data.customerId).sort()).toEqual([
    'cus_fast',
    'cus_slow',
  ]);
});

test('O5: feeds that run at the same time make every delivery once', async () => {
  const webhook = await subscribe(['customer.created']);
  await Promise.all(Array.from({ length: 10 }, () => api.customer()));
  await Promise.all(Array.from({ length: 8 }, () => feedWebhooks(api.deps)));
  await feed();
  expect(await deliveries(webhook)).toHaveLength(10);
});

test('U3: a webhook tells only of customers that its author may see, and shows nothing else in its log', async () => {
  const author = await api.user('agent', { granted: ['webhooks.manage'] });
  const byAgent = await subscribe(['customer.updated'], author.key);
  const byAdmin = await subscribe(['customer.updated']);
  const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: 'Webhook group' } });
  const [open, hidden] = [await api.customer(), await api.customer()];
  await api.ok('POST', `/v1/visibility-groups/${group.id}/customers`, { body: { add: [hidden.id] } });
  for (const { id } of [open, hidden]) await api.ok('PATCH', `/v1/customers/${id}`, { body: { score: 1 } });
  await feed();
  expect((await deliveries(byAgent)).map((each) => each.data.customerId)).toEqual([open.id]);
  const all = await deliveries(byAdmin);
  expect(all).toHaveLength(2);
  const seen = await api.ok('GET', `/v1/webhooks/${byAdmin.id}/deliveries`, { key: author.key });
  expect(seen.items.map((each: Json) => each.data.customerId)).toEqual([open.id]);
  const about = all.find((each) => each.data.customerId === hidden.id);
  for (const [method, path] of [
    ['GET', ''],
    ['POST', '/redeliver'],
  ] as const) {
    const answer = await api.call(method, `/v1/webhook-deliveries/${about.id}${path}`, { key: author.key });
    expect(answer.status).toBe(404);
  }
});

test('O5: a disabled webhook gets nothing; enabled again it starts anew', async () => {
  const webhook = await subscribe(['customer.created']);
  await api.customer();
  await feed();
  const patch = (status: string) => api.ok('PATCH', `/v1/webhooks/${webhook.id}`, { body: { status } });
  expect(await patch('disabled')).toMatchObject({
    status: 'disabled',
    disabledReason: 'Disabled by a person.',
  });
  expect((await deliveries(webhook)).map((each) => each.status)).toEqual(['failed']);
  await api.customer();
  expect((await api.call('POST', `/v1/webhooks/${webhook.id}/test`)).status).toBe(409);
  expect(await patch('active')).toMatchObject({ status: 'active', disabledReason: null });
  await feed();
  expect(await deliveries(webhook)).toHaveLength(1);
  await api.customer();
  await feed();
  expect(await deliveries(webhook, '?status=pending')).toHaveLength(1);
  expect((await api.call('DELETE', `/v1/webhooks/${webhook.id}`)).status).toBe(204);
  expect((await api.call('GET', `/v1/webhooks/${webhook.id}`)).status).toBe(404);
});

test('O5: a test and a redelivery are due at once; deliveries whose workflow was lost are found', async () => {
  const webhook = await subscribe(['customer.created']);
  api.lifecycle.started.length = 0;
  const sent = await api.ok('POST', `/v1/webhooks/${webhook.id}/test`);
  expect(sent).toMatchObject({ event: 'webhook.test', status: 'pending', data: { webhookId: webhook.id } });
  await api.database.db.webhookDelivery.update({
    where: { id: sent.id },
    data: { status: 'delivered', nextAttemptAt: null, settledAt: new Date(api.now) },
  });
  const again = await api.ok('POST', `/v1/webhook-deliveries/${sent.id}/redeliver`);
  expect(again).toMatchObject({ id: sent.id, status: 'pending', nextAttemptAt: '2026-03-02T08:00:00.000Z' });
  expect(await api.ok('GET', `/v1/webhook-deliveries/${sent.id}`)).toMatchObject({
    status: 'pending',
    log: [],
  });
  expect(api.lifecycle.started).toEqual([`webhook ${webhook.id}`, `webhook ${webhook.id}`]);
  await wakeLateWebhooks(api.deps);
  expect(api.lifecycle.started).toHaveLength(2);
  api.now += 3 * 60_000;
  await wakeLateWebhooks(api.deps);
  api.now -= 3 * 60_000;
  expect(api.lifecycle.started).toHaveLength(3);
});
