import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Client } from 'pg';
import type { CommandDeps } from '../../../commands/deps.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { feedWebhooks } from '../../../commands/webhooks/feed-webhooks.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
const PASSES = 4;

beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(async () => {
  await api.database.db.$executeRaw`DELETE FROM webhook_delivery`;
  await api.database.db.$executeRaw`DELETE FROM webhook`;
  await feed();
});

const feed = async (): Promise<void> => {
  for (let pass = 0; pass < PASSES; pass += 1) await feedWebhooks(api.deps);
};
const subscribe = (event: string, key = api.adminKey): Promise<Json> =>
  api.ok('POST', '/v1/webhooks', { key, body: { url: 'https://erp.example.com/hooks', events: [event] } });
const told = async (webhook: Json, member = 'customerId'): Promise<string[]> =>
  (await api.ok('GET', `/v1/webhooks/${webhook.id}/deliveries`)).items
    .map((each: Json) => each.data[member])
    .sort();
const position = async () =>
  (
    await api.database.db.$queryRaw<Record<string, string | null>[]>`
    SELECT seq::text, pending_seq::text FROM feed_position ORDER BY id`
  )[0]!;

const INSERT = `INSERT INTO change (entity, entity_id, customer_id, kind, at, actor_id, origin)
  VALUES ($1, $2, CASE $1 WHEN 'customer' THEN $2 END, $3, now(), 'x', 'api')`;

/** A connection with an open transaction that has written a change. */
async function openChange(entity: string, entityId: string, kind: string): Promise<Client> {
  const client = new Client({ connectionString: api.database.url });
  await client.connect();
  await client.query('BEGIN');
  await client.query(INSERT, [entity, entityId, kind]);
  return client;
}

/** The feed with something that happens right after one of its statements. */
function withAfter(name: 'noteOverdue' | 'deliverChanges', happens: () => Promise<void>): CommandDeps {
  const { webhookFeed } = api.deps.store;
  let isDone = false;
  const once = async (): Promise<void> => {
    if (!isDone) await happens();
    isDone = true;
  };
  const noteOverdue: typeof webhookFeed.noteOverdue = async (...args) => {
    await webhookFeed.noteOverdue(...args);
    if (name === 'noteOverdue') await once();
  };
  const deliverChanges: typeof webhookFeed.deliverChanges = async (...args) => {
    const pass = await webhookFeed.deliverChanges(...args);
    if (name === 'deliverChanges') await once();
    return pass;
  };
  const store = { ...api.deps.store, webhookFeed: { ...webhookFeed, noteOverdue, deliverChanges } };
  return { ...api.deps, store };
}

test('O5: a change that commits while a pass is under way, below one that was read, is not missed', async () => {
  const webhook = await subscribe('customer.updated');
  const slow = await openChange('customer', 'cus_slow', 'updated');
  await api.database.db.$executeRawUnsafe(INSERT, 'customer', 'cus_fast', 'updated');
  const commit = async (): Promise<void> => {
    await slow.query('COMMIT');
    await slow.end();
  };
  await feedWebhooks(withAfter('deliverChanges', commit));
  expect(await told(webhook)).toEqual(['cus_fast']);
  await feed();
  expect(await told(webhook)).toEqual(['cus_fast', 'cus_slow']);
});

test('O5: an invoice that comes in overdue between two statements of a pass is told', async () => {
  const webhook = await subscribe('invoice.overdue');
  const customer = await api.customer();
  await feed();
  let invoiceId = '';
  const comesIn = async (): Promise<void> => {
    invoiceId = (await api.invoice(customer.id, { dueOn: '2026-02-01' })).id;
  };
  await feedWebhooks(withAfter('noteOverdue', comesIn));
  await feed();
  expect(await told(webhook, 'invoiceId')).toEqual([invoiceId]);
});

test('O5, U5: what was told once is not told again after its month was dropped, and the audit log keeps its own days', async () => {
  const webhook = await subscribe('invoice.overdue');
  const customer = await api.customer();
  const { id } = await api.invoice(customer.id, { dueOn: '2026-02-01' });
  await feed();
  expect(await told(webhook, 'invoiceId')).toEqual([id]);
  await api.ok('PATCH', '/v1/organisation', { body: { retention: { changes: 40 } } });
  const start = api.now;
  api.now += 75 * 24 * 60 * 60_000;
  // A month that was not read stays, and transactions count that are open anywhere on the server.
  const { _max: last } = await api.database.db.change.aggregate({ _max: { seq: true } });
  while (Number((await position())['seq']) < Number(last.seq)) await feed();
  await reconcile(api.deps);
  expect(await api.database.db.change.count({ where: { at: { lte: new Date(start) } } })).toBe(0);
  expect(await api.database.db.audit.count({ where: { entityId: id } })).toBe(1);
  await api.ok('PATCH', `/v1/invoices/${id}`, { body: { poNumber: 'PO-1' } });
  await feed();
  expect(await told(webhook, 'invoiceId')).toEqual([id]);
  await api.ok('PATCH', '/v1/organisation', { body: { retention: { changes: null, auditEntries: 40 } } });
  await reconcile(api.deps);
  expect((await api.ok('GET', `/v1/audit?entityId=${id}`)).items).toMatchObject([
    { action: 'invoice.updated' },
  ]);
  api.now = start;
});

test('O5: while an old transaction is open the feed delivers, waits for it without turning in circles, and goes on', async () => {
  const webhook = await subscribe('customer.updated');
  const slow = await openChange('customer', 'cus_slow', 'updated');
  await api.database.db.$executeRaw`
    INSERT INTO change (entity, entity_id, customer_id, kind, at, actor_id, origin)
    SELECT 'customer', 'cus_' || n, 'cus_' || n, CASE n WHEN 1 THEN 'updated' ELSE 'seen' END, now(), 'x', 'api'
    FROM generate_series(1, 5000) AS n`;
  const first = await feedWebhooks(api.deps);
  const { seq, pending_seq: pending } = await position();
  expect(await told(webhook)).toEqual(['cus_1']);
  expect([first.hasMore, (await feedWebhooks(api.deps)).hasMore]).toEqual([true, false]);
  expect(await position()).toEqual({ seq, pending_seq: pending });
  await slow.query('COMMIT');
  await slow.end();
  await feed();
  expect(await told(webhook)).toEqual(['cus_1', 'cus_slow']);
  // Transactions count that are open anywhere on the server, those of other tests too: it goes on when they end.
  while (Number((await position())['seq']) < Number(pending)) await feed();
  expect(await told(webhook)).toEqual(['cus_1', 'cus_slow']);
});

test('O5: a worker that dies after its pass has lost nothing: the deliveries are there, and their webhook is woken', async () => {
  const webhook = await subscribe('customer.created');
  const customer = await api.customer();
  const wakeWebhook = () => Promise.reject(new Error('died'));
  await feedWebhooks({ ...api.deps, lifecycle: { ...api.lifecycle, wakeWebhook } });
  expect(await told(webhook)).toEqual([customer.id]);
  const failing = withAfter('deliverChanges', () => Promise.reject(new Error('died before the commit')));
  const next = await api.customer();
  await expect(feedWebhooks(failing)).rejects.toThrow('died');
  expect(await told(webhook)).toEqual([customer.id]);
  await feed();
  expect(await told(webhook)).toEqual([customer.id, next.id].sort());
});

test('U3: only its author and admins send the events of a webhook elsewhere', async () => {
  const rights = { granted: ['webhooks.manage'] };
  const [author, other] = [await api.user('agent', rights), await api.user('manager', rights)];
  const url = 'https://elsewhere.example.com/hooks';
  const path = async (key?: string) => `/v1/webhooks/${(await subscribe('customer.created', key)).id}`;
  const [ofAdmin, ofAuthor] = [await path(), await path(author.key)];
  for (const each of [ofAdmin, ofAuthor]) {
    expect((await api.call('PATCH', each, { key: other.key, body: { url } })).status).toBe(403);
    await api.ok('PATCH', each, { key: other.key, body: { description: 'ours', status: 'disabled' } });
  }
  expect(await api.ok('PATCH', ofAuthor, { key: author.key, body: { url } })).toMatchObject({ url });
  expect(await api.ok('PATCH', ofAdmin, { body: { url } })).toMatchObject({ url });
});
