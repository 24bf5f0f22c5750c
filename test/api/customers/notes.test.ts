import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
let customerId: string;
beforeAll(async () => {
  await api.open();
  customerId = (await api.customer()).id;
});
afterAll(() => api.close());

const add = (content: string, key = api.adminKey): Promise<Json> =>
  api.ok('POST', `/v1/customers/${customerId}/notes`, { key, body: { content } });
const list = async (query = ''): Promise<Json> => api.ok('GET', `/v1/customers/${customerId}/notes${query}`);

test('C9: any agent adds a note; author and time are kept, newest first, in pages', async () => {
  const agent = await api.user('agent');
  const first = await add('First', agent.key);
  expect(first).toMatchObject({
    customerId,
    authorId: agent.id,
    authorName: 'A agent',
    content: 'First',
    createdAt: '2026-03-02T08:00:00.000Z',
    editedAt: null,
  });
  await add('Second');
  const page = await list('?limit=1');
  expect(page.items).toMatchObject([{ content: 'Second' }]);
  expect((await list(`?limit=1&cursor=${page.nextCursor}`)).items).toMatchObject([{ id: first.id }]);
  const viewer = await api.user('viewer');
  const refused = await api.call('POST', `/v1/customers/${customerId}/notes`, {
    key: viewer.key,
    body: { content: 'x' },
  });
  expect(refused.status).toBe(403);
});

test('C9: only its author and admins edit or delete a note', async () => {
  const [author, other] = [await api.user('agent'), await api.user('manager')];
  const { id } = await add('Mine', author.key);
  const path = `/v1/notes/${id}`;
  expect((await api.call('PATCH', path, { key: other.key, body: { content: 'x' } })).status).toBe(403);
  expect((await api.call('DELETE', path, { key: other.key })).status).toBe(403);
  api.now += 60_000;
  const edited = await api.ok('PATCH', path, { key: author.key, body: { content: 'Mine, better' } });
  expect(edited).toMatchObject({
    content: 'Mine, better',
    editedById: author.id,
    editedAt: '2026-03-02T08:01:00.000Z',
  });
  await api.ok('PATCH', path, { body: { content: 'By an admin' } });
  expect((await api.call('DELETE', path, { key: author.key })).status).toBe(204);
  expect((await api.call('PATCH', path, { key: author.key, body: { content: 'x' } })).status).toBe(404);
  expect((await list()).items.map((note: Json) => note.id)).not.toContain(id);
  expect(await api.auditActions(id)).toEqual([
    'note.created',
    'note.updated',
    'note.updated',
    'note.removed',
  ]);
});

test('C9: a note is no communication, no contact and no variable of a template', async () => {
  await add('Secret of the house');
  const thread = await api.ok('GET', `/v1/customers/${customerId}/communications`);
  expect(thread.items).toEqual([]);
  const sequence = await api.ok('POST', '/v1/sequences', {
    body: { name: 'S', zone: 'UTC', purpose: 'collections' },
  });
  for (const variable of ['notes', 'customer.notes', 'note.content', 'customer.note']) {
    const step = {
      type: 'email',
      label: 'One',
      timing: { kind: 'offset', days: 0 },
      subject: 'Hello',
      body: `<p>{{${variable}}}</p>`,
    };
    const answer = await api.call('POST', `/v1/sequences/${sequence.id}/steps`, { body: step });
    expect([variable, answer.status]).toEqual([variable, 422]);
  }
});

test('C9: a note without text is refused', async () => {
  for (const content of ['', '  \n ']) {
    const answer = await api.call('POST', `/v1/customers/${customerId}/notes`, { body: { content } });
    expect(answer.status).toBe(422);
  }
});
