import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createChangeStreams } from '../../../api/change-streams.ts';
import { erasurePatterns } from '../../../domain/erasure-terms.ts';
import { erasePage } from '../../../infra/db/text-tables.ts';
import { consoleTexts } from '../../../infra/db/console/texts.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { ListeningPage } from '../../support/worlds/listening-page.ts';

const api = new ApiFixture();
let agent: { id: string; key: string };
let lead: { id: string; key: string };
let pages: ListeningPage[] = [];
beforeAll(async () => {
  await api.open();
  agent = await api.user('agent');
  lead = await api.user('manager');
});
afterEach(() => {
  for (const page of pages) page.close();
  pages = [];
});
afterAll(() => api.close());

const calls = { name: 'Calls of today', screen: 'queue', filters: { type: 'call', held: 'false' } };
const path = '/v1/saved-views';
const keep = (key: string, body: object = calls): Promise<Json> => api.ok('POST', path, { key, body });
const namesOf = async (key: string, query = ''): Promise<string[]> =>
  (await api.ok('GET', `${path}${query}`, { key })).items.map(({ name }: Json) => name);
const status = async (method: string, view: Json, key: string, body?: object): Promise<number> =>
  (await api.call(method, `${path}/${view.id}`, { key, body })).status;

test('W2: a user keeps what a screen shows under a name, as it was given, and nobody else finds it', async () => {
  const view = await keep(agent.key, {
    ...calls,
    filters: { q: 'Åsa & co', labels: ['lbl_1', 'lbl_2'], overdue: true, min: 12.5 },
  });
  expect(view).toMatchObject({ ownerId: agent.id, isShared: false });
  expect(view.filters).toEqual({ q: 'Åsa & co', labels: ['lbl_1', 'lbl_2'], overdue: true, min: 12.5 });
  await keep(agent.key, { ...calls, name: 'another', screen: 'customers' });

  expect(await namesOf(agent.key)).toEqual(['another', 'Calls of today']);
  expect(await namesOf(agent.key, '?screen=customers')).toEqual(['another']);
  const { items, nextCursor } = await api.ok('GET', `${path}?limit=1`, { key: agent.key });
  expect(items).toHaveLength(1);
  expect(await namesOf(agent.key, `?limit=1&cursor=${nextCursor}`)).toEqual(['Calls of today']);

  expect(await namesOf(api.adminKey)).toEqual([]);
  expect(await status('PATCH', view, api.adminKey, { name: 'mine' })).toBe(404);
  expect(await status('DELETE', view, lead.key)).toBe(404);
  expect(await status('DELETE', view, agent.key)).toBe(204);
  expect(await status('DELETE', view, agent.key)).toBe(404);
});

test('W2: a name is taken once for a screen, in any case, among one’s own and among what everybody has', async () => {
  const view = await keep(agent.key, { ...calls, name: 'Letters' });
  const again = await api.call('POST', path, { key: agent.key, body: { ...calls, name: 'LETTERS' } });
  expect(again).toMatchObject({ status: 409, body: { errors: [{ field: 'name' }] } });
  await keep(agent.key, { ...calls, name: 'letters', screen: 'review' });
  const ofLead = await keep(lead.key, { ...calls, name: 'letters' });

  const other = await keep(agent.key, { ...calls, name: 'Other' });
  expect(await status('PATCH', other, agent.key, { name: 'letters' })).toBe(409);
  expect(await status('PATCH', view, agent.key, { name: 'letters' })).toBe(200);
  await keep(api.adminKey, { ...calls, name: 'Letters', isShared: true });
  expect(await status('PATCH', ofLead, lead.key, { isShared: true })).toBe(409);
});

test('W2: everybody has what is shared; to share, change and remove it needs views.share', async () => {
  expect((await api.call('POST', path, { key: agent.key, body: { ...calls, isShared: true } })).status).toBe(
    403,
  );
  const own = await keep(agent.key, { ...calls, name: 'Only mine' });
  expect(await status('PATCH', own, agent.key, { isShared: true })).toBe(403);

  const shared = await keep(lead.key, { ...calls, name: 'For all', isShared: true });
  expect(await namesOf(agent.key)).toContain('For all');
  expect(await status('PATCH', shared, agent.key, { name: 'x' })).toBe(403);
  expect(await status('DELETE', shared, agent.key)).toBe(403);
  expect(await status('PATCH', shared, api.adminKey, { filters: {} })).toBe(200);
  // It goes back to its owner, not to whoever took it from the others.
  expect(await status('PATCH', shared, api.adminKey, { isShared: false })).toBe(200);
  expect(await namesOf(agent.key)).not.toContain('For all');
  expect(await namesOf(api.adminKey)).not.toContain('For all');
  expect(await namesOf(lead.key)).toContain('For all');
});

test('U4, W3: views are audited, and told to their owner alone or, shared, to everybody', async () => {
  api.deps.streams = createChangeStreams(api.deps, { lookEveryMs: null });
  const marked = (await api.customer({ name: 'Marked' })).id;
  const listen = async (key: string) => {
    const page = await new ListeningPage(api, marked).open({ Authorization: `Bearer ${key}` });
    pages.push(page);
    return page;
  };
  const [owner, other] = [await listen(lead.key), await listen(agent.key)];
  const told = async (page: ListeningPage) =>
    (await page.heard()).flatMap(({ data }) =>
      data.entity === 'customer' ? [] : `${data.entity}.${data.kind}`,
    );
  const view = await keep(lead.key, { ...calls, name: 'Told' });
  await api.ok('PATCH', `${path}/${view.id}`, { key: lead.key, body: { isShared: true } });
  await status('PATCH', view, lead.key, { filters: { type: 'email' } });
  await status('DELETE', view, lead.key);
  const shared = ['sharedView.created', 'sharedView.updated', 'sharedView.removed'];
  expect(await told(owner)).toEqual(['savedView.created', 'savedView.removed', ...shared]);
  expect(await told(other)).toEqual(shared);
  const { items } = await api.ok('GET', '/v1/audit?limit=200');
  expect(items.find(({ action }: Json) => action === 'sharedView.updated')).toMatchObject({
    entityId: view.id,
    before: { filters: calls.filters },
    after: { filters: { type: 'email' } },
  });
});

test('U5: a person who is forgotten stands in no view any more, neither in its name nor in what it looks for', async () => {
  const view = await keep(agent.key, {
    ...calls,
    name: 'Mails to jo@debtor.example',
    filters: { q: 'jo@debtor.example', labels: ['x'] },
  });
  const nobody = { emails: [], phones: [], names: [] };
  const { ofNobody } = erasurePatterns({ ...nobody, emails: ['jo@debtor.example'] }, nobody);
  for (const table of consoleTexts)
    await erasePage(api.database.db, table, { pattern: ofNobody!, after: null, rows: 100, mode: 'erase' });
  const items: Json[] = (await api.ok('GET', path, { key: agent.key })).items;
  expect(items.find(({ id }) => id === view.id)).toMatchObject({
    name: 'Mails to [erased]',
    filters: { q: '[erased]', labels: ['x'] },
  });
});

test('W2: how a user likes the console is kept for the user, whole, and told to the user’s other pages', async () => {
  const unset = { hasSingleKeys: true, hasDenseRows: false, locale: null, zone: null };
  const read = (key: string) => api.ok('GET', '/v1/me/preferences', { key });
  const write = (body: object) => api.ok('PUT', '/v1/me/preferences', { key: agent.key, body });
  expect(await read(agent.key)).toEqual(unset);
  const chosen = { hasSingleKeys: false, hasDenseRows: true, locale: 'de-AT', zone: 'Europe/Vienna' };
  expect(await write(chosen)).toEqual(chosen);
  expect(await read(agent.key)).toEqual(chosen);
  expect(await read(lead.key)).toEqual(unset);
  await write({ hasDenseRows: true });
  expect(await read(agent.key)).toEqual({ ...unset, hasDenseRows: true });

  const wrong = await api.call('PUT', '/v1/me/preferences', {
    key: agent.key,
    body: { zone: 'Mars/Base', locale: '!' },
  });
  expect(wrong.status).toBe(422);
  const { items } = await api.ok('GET', '/v1/audit?limit=1');
  expect(items[0]).toMatchObject({
    action: 'preferences.updated',
    entityId: agent.id,
    before: chosen,
    after: { ...unset, hasDenseRows: true },
  });
});
