import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Response as ExpressResponse } from 'express';
import { createChangeStreams, type StreamLimits } from '../../../api/change-streams.ts';
import { createApp } from '../../../api/app.ts';
import { drainOf } from '../../../api/drain.ts';
import { customerChanges } from '../../../contracts/customers/changes.ts';
import { recordChange } from '../../../commands/record-change.ts';
import { SYSTEM } from '../../../contracts/actor.ts';
import { PERMISSIONS } from '../../../contracts/permissions.ts';
import { HEARD_BY } from '../../../domain/console.ts';
import { readCatalogue } from '../../support/rules/change-rules.ts';
import { ApiFixture } from '../../support/servers/api-fixture.ts';
import { ListeningPage, Stuck, type Heard } from '../../support/worlds/listening-page.ts';
import { statementsOf } from '../../support/servers/count-statements.ts';

const api = new ApiFixture();
const actor = { ...SYSTEM, userId: 'x' };
let visible = '';
let hidden = '';
let agent: { id: string; key: string };
let pages: ListeningPage[] = [];

/** Streams that look when the test says so. */
const useStreams = (limits: Partial<StreamLimits> = {}): void => {
  api.deps.streams?.close();
  api.deps.streams = createChangeStreams(api.deps, { lookEveryMs: null, ...limits });
};
const listen = async (key = api.adminKey, after?: string): Promise<ListeningPage> => {
  const page = await new ListeningPage(api, visible).open({
    Authorization: `Bearer ${key}`,
    ...(after !== undefined && { 'Last-Event-ID': after }),
  });
  pages.push(page);
  return page;
};
const open = (stuck: Stuck): Promise<void> => {
  const viewer = { ...SYSTEM, userId: api.adminId, permissions: PERMISSIONS };
  return api.deps.streams!.open(viewer, { after: null, response: stuck as unknown as ExpressResponse });
};
const rename = (customerId: string, name: string) =>
  api.ok('PATCH', `/v1/customers/${customerId}`, { body: { name } });
/** Many changes at once. */
const flood = (most: number) => api.database.db.$executeRaw`
    INSERT INTO change (entity, entity_id, customer_id, kind, at, actor_id, origin)
    SELECT 'customer', ${visible}, ${visible}, 'updated', now(), 'x', 'engine' FROM generate_series(1, ${most}::int)`;
/** Signals follow what changed by rules of their own. */
const named = (events: Heard[]) =>
  events.flatMap(({ event, data }) => {
    if (event !== 'change') return [event];
    return data.entity === 'signal' ? [] : [`${data.entity}.${data.kind} ${data.id}`];
  });

beforeAll(async () => {
  await api.open();
  visible = (await api.customer({ name: 'Visible' })).id;
  hidden = (await api.customer({ name: 'Hidden' })).id;
  agent = await api.user('agent');
  const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: 'Inner circle' } });
  await api.ok('POST', `/v1/visibility-groups/${group.id}/customers`, { body: { add: [hidden] } });
});
beforeEach(() => useStreams());
afterEach(() => {
  for (const page of pages) page.close();
  pages = [];
});
afterAll(() => api.close());

test('W3: a page hears what changed, by ids and never by words, and with a growing version', async () => {
  const page = await listen();
  const contact = await api.ok('POST', `/v1/customers/${visible}/contacts`, { body: { name: 'Jo Secret' } });
  await rename(visible, 'Another Secret');
  const events = await page.heard();
  expect(named(events)).toEqual([`contact.created ${contact.id}`, `customer.updated ${visible}`]);
  expect(Object.keys(events[0]!.data).sort()).toEqual(['customerId', 'entity', 'id', 'kind', 'version']);
  expect(events[0]!.data.customerId).toBe(visible);
  expect(events[1]!.data.version).toBeGreaterThan(events[0]!.data.version);
  expect(JSON.stringify(events)).not.toContain('Secret');
});

test('U3, W3: nobody hears of hidden customers, of what they may not read, or of keys of others', async () => {
  const reader = await api.user('viewer', { taken: ['programs.read'] });
  const admin = await listen();
  const [outside, reading] = [await listen(agent.key), await listen(reader.key)];
  await rename(hidden, 'Hidden still');
  const contact = await api.ok('POST', `/v1/customers/${hidden}/contacts`, { body: { name: 'Jo' } });
  const suppression = await api.ok('POST', '/v1/suppressions', { body: { address: 'jo@example.com' } });
  const key = await api.ok('POST', `/v1/users/${api.adminId}/api-keys`, { body: { label: 'x' } });
  const template = await api.ok('POST', '/v1/templates', {
    body: { name: 'T', level: 'account', subject: 's', bodyHtml: 'b' },
  });
  const batches = [api.deps.newId('reviewBatch')];
  await api.database.db.$executeRaw`
    INSERT INTO change (entity, entity_id, kind, at, actor_id, origin) VALUES ('batch', ${batches[0]}, 'opened', now(), 'x', 'engine')`;
  expect(named(await admin.heard())).toEqual([
    `customer.updated ${hidden}`,
    `contact.created ${contact.id}`,
    `suppression.added ${suppression.id}`,
    `apiKey.created ${key.id}`,
    `template.created ${template.id}`,
    `batch.opened ${batches[0]}`,
  ]);
  // What it is told stands behind its own mark: nothing is left over from before.
  expect(named(await outside.heard())).toEqual([
    `template.created ${template.id}`,
    `customer.updated ${visible}`,
  ]);
  expect(named(await reading.heard())).toEqual([
    `customer.updated ${visible}`,
    `customer.updated ${visible}`,
  ]);

  await api.ok('PATCH', `/v1/customers/${hidden}`, { body: { arOwnerId: agent.id } });
  const owned = (await outside.heard()).filter(({ data }) => data.id === hidden);
  expect(named(owned)).toEqual([`customer.updated ${hidden}`, `customer.arOwnerSet ${hidden}`]);
  await api.ok('PATCH', `/v1/customers/${hidden}`, { body: { arOwnerId: null } });
});

test('W3: every thing of the catalogue says who hears of it', async () => {
  const entities = new Set((await readCatalogue()).map(({ entity }) => entity));
  expect(Object.keys(HEARD_BY).sort()).toEqual([...entities].sort());
});

test('W3: a change that commits after later ones is not missed, and holds nothing up while it is open', async () => {
  const page = await listen();
  const record = (tx: Parameters<Parameters<typeof api.database.db.$transaction>[0]>[0], field: string) =>
    recordChange(api.deps, tx, customerChanges.updated, {
      actor,
      now: api.now,
      entityId: hidden,
      data: { fields: [field] },
    });
  await api.database.db.$transaction(async (early) => {
    await record(early, 'early');
    await api.database.db.$transaction((tx) => record(tx, 'late'));
    expect(named(await page.heard())).toEqual([`customer.updated ${hidden}`]);
  });
  const [late] = await page.heard();
  expect(named([late!])).toEqual([`customer.updated ${hidden}`]);
  expect(await page.heard()).toEqual([]);
});

test('W3: after the last id nothing is missing, whatever was open when the page went away', async () => {
  const page = await listen();
  let after = '';
  await api.database.db.$transaction(async (open) => {
    await recordChange(api.deps, open, customerChanges.updated, {
      actor,
      now: api.now,
      entityId: hidden,
      data: { fields: ['open'] },
    });
    await page.heard();
    after = page.lastId;
    page.close();
    await rename(visible, 'While away');
  });
  const back = await listen(api.adminKey, after);
  expect(named(await back.heard())).toEqual([`customer.updated ${hidden}`, `customer.updated ${visible}`]);
  const outside = await listen(agent.key, after);
  // The mark of the page before is one of the changes.
  expect(named(await outside.heard())).toEqual([
    `customer.updated ${visible}`,
    `customer.updated ${visible}`,
  ]);
  const byQuery = await new ListeningPage(api, visible).open(
    { Authorization: `Bearer ${api.adminKey}` },
    `?after=${encodeURIComponent(after)}`,
  );
  pages.push(byQuery);
  expect((await byQuery.heard()).length).toBeGreaterThanOrEqual(3);
});

test('W3: what cannot be told while the database is away is told later, also to who comes back meanwhile', async () => {
  const { store } = api.deps;
  const hiddenOf = () => Promise.reject(new Error('Connection terminated'));
  const broken = { ...store, changeStream: { ...store.changeStream, hiddenOf } };
  const page = await listen(agent.key);
  page.take();
  const after = page.lastId;
  await rename(visible, 'Told late');
  api.deps.store = broken;
  await expect(api.deps.streams!.look()).rejects.toThrow('terminated');
  api.deps.store = store;
  expect(named(await page.heard())).toEqual([`customer.updated ${visible}`]);
  api.deps.store = broken;
  await expect(listen(agent.key, after)).rejects.toThrow('no stream: 503');
  api.deps.store = store;
});

test('W3: a gap says reset: ids of others, ids that are too old, and more than a thousand changes', async () => {
  for (const after of ['nonsense', '5:3:', '10:20:30', `1:${2n ** 50n}:`, '1:1:'])
    expect([after, named(await (await listen(api.adminKey, after)).heard())]).toEqual([after, ['reset']]);
  const page = await listen();
  page.take();
  const after = page.lastId;
  await flood(1_001);
  await api.deps.streams!.look();
  expect(named(await page.heard())).toEqual(['reset']);
  expect(named(await (await listen(api.adminKey, after)).heard())).toEqual(['reset']);
  await flood(999);
  // The mark of the other page is one more: exactly as many as are told.
  expect((await page.heard()).length).toBe(1_000);
});

test('W3: a stream ends with its key or session, goes on with the rights of the moment, and gets a comment when it is quiet', async () => {
  useStreams({ looksPerCheck: 1, looksPerHeartbeat: 2 });
  const other = await api.user('admin');
  const signedIn = await api.call('POST', '/v1/sessions', { key: null, body: { key: other.key } });
  const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!;
  const bySession = await new ListeningPage(api, visible).open({ Cookie: cookie });
  const [byKey, staying] = [await listen(other.key), await listen(agent.key)];
  await rename(hidden, 'Seen by admins');
  expect(named(await byKey.heard())).toEqual([`customer.updated ${hidden}`]);
  await api.ok('PATCH', `/v1/users/${other.id}`, { body: { role: 'agent' } });
  await byKey.heard();
  await rename(hidden, 'Seen by admins again');
  expect(named(await byKey.heard())).toEqual([]);

  await api.call('DELETE', '/v1/sessions', { key: other.key });
  await api.deps.streams!.look();
  expect(await bySession.isOver()).toBe(true);
  await api.database.db.apiKey.updateMany({ where: { userId: other.id }, data: { revokedAt: new Date() } });
  await api.deps.streams!.look();
  expect(await byKey.isOver()).toBe(true);

  const before = await staying.heard().then(() => staying.lastId);
  await api.deps.streams!.look();
  await api.deps.streams!.look();
  await staying.heard();
  expect(staying.lastId).not.toBe(before);
});

test('W3: fifty streams cost as many statements as one, and nobody asks while nobody listens', async () => {
  useStreams({ perUser: 60 });
  const page = await listen(agent.key);
  for (let n = 0; n < 49; n += 1) await listen(n % 2 === 0 ? agent.key : api.adminKey);
  const minute = async () => {
    for (let second = 0; second < 60; second += 1) {
      await api.database.db.$executeRaw`
        INSERT INTO change (entity, entity_id, customer_id, kind, at, actor_id, origin)
        SELECT 'customer', ${visible}, ${visible}, 'updated', now(), 'x', 'engine' FROM generate_series(1, 17)`;
      await api.deps.streams!.look();
    }
  };
  const statements = await statementsOf(minute);
  // A second each: one that writes them here, one that reads, one about who sees; and every other second who may still listen.
  expect(statements).toHaveLength(60 * 3 + 30);
  expect((await page.heard()).length).toBe(60 * 17);
  for (const each of pages) each.close();
  useStreams();
  expect(await statementsOf(() => api.deps.streams!.look())).toEqual([]);
});

test('W3: a user has ten streams at most, and a process as many as it may; who is gone, or asks for the head alone, has none', async () => {
  const status = async (key: string) => (await api.call('GET', '/v1/changes', { key })).status;
  for (let n = 0; n < 10; n += 1) await listen(agent.key);
  expect(await status(agent.key)).toBe(429);
  await listen();
  useStreams({ perProcess: 1 });
  const gone = new Stuck().destroy();
  await once(gone, 'close');
  await open(gone);
  expect((await api.call('HEAD', '/v1/changes')).status).toBe(200);
  await listen();
  expect(await status(agent.key)).toBe(429);
  expect((await api.call('GET', '/v1/changes', { key: null })).status).toBe(401);
});

test('W3: who reads nothing is cut off before much is kept for them, and nobody waits for it', async () => {
  // Nobody called with a key here, so none is asked about.
  useStreams({ mostUnreadBytes: 10_000, looksPerCheck: 100 });
  const page = await listen();
  const stuck = new Stuck();
  await open(stuck);
  await rename(visible, 'A little');
  expect(await page.heard()).toHaveLength(1);
  expect(stuck.destroyed).toBe(false);
  for (const isOver of [false, true]) {
    await flood(100);
    expect(await page.heard()).toHaveLength(100);
    expect(stuck.destroyed).toBe(isOver);
  }
});

test('O13, W3: a process that stops ends its streams at once, and begins none', async () => {
  const server = createServer(createApp(api.deps));
  const drain = drainOf(server, { limitMs: 60_000, lastCallMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/changes`;
  const headers = { Authorization: `Bearer ${api.adminKey}` };
  const response = await fetch(url, { headers });
  api.deps.streams!.close();
  expect((await fetch(url, { headers })).status).toBe(503);
  await Promise.all([drain(), response.text()]);
});
