import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { hashOf } from '../../infra/hash.ts';
import { ApiFixture } from '../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const create = (name: string, idempotencyKey: string, key = api.adminKey) =>
  api.call('POST', '/v1/customers', {
    key,
    body: { name, currency: 'EUR' },
    headers: { 'Idempotency-Key': idempotencyKey },
  });

const countNamed = (name: string) => api.database.db.customer.count({ where: { name } });

test('O8: the same key and body answer the first reply again and create nothing', async () => {
  const first = await create('Once', 'k-1');
  const again = await create('Once', 'k-1');
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.body).toEqual(first.body);
  expect(await countNamed('Once')).toBe(1);
});

test('O8: the same key with another body or another operation is a conflict', async () => {
  await create('First', 'k-2');
  const other = await create('Second', 'k-2');
  expect(other.status).toBe(409);
  expect(other.body.type).toMatch(/idempotency_mismatch$/);
  const body = { address: 'x@example.com' };
  const headers = { 'Idempotency-Key': 'k-2' };
  expect((await api.call('POST', '/v1/suppressions', { body, headers })).status).toBe(409);
  expect(await countNamed('Second')).toBe(0);
});

test('O8: ten calls at once with one key create one thing, and all get its reply', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => create('Race', 'k-3')));
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]));
  expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
  expect(await countNamed('Race')).toBe(1);
});

test('O8: a refused call keeps nothing, so that the corrected one may use its key', async () => {
  const headers = { 'Idempotency-Key': 'k-4' };
  const refused = await api.call('POST', '/v1/customers', { body: { name: 'Fixed' }, headers });
  expect(refused.status).toBe(422);
  expect((await create('Fixed', 'k-4')).status).toBe(201);
});

test('O8: keys belong to a user, and are forgotten after 24 hours', async () => {
  const agent = await api.user('agent');
  const mine = await create('Mine', 'k-5');
  const theirs = await create('Mine', 'k-5', agent.key);
  expect(theirs.body.id).not.toBe(mine.body.id);
  api.now += 24 * 60 * 60 * 1000 + 1;
  const later = await create('Later', 'k-5');
  expect(later.status).toBe(201);
  expect(later.body.name).toBe('Later');
});

test('O8: a key with spaces or of endless length is refused', async () => {
  expect((await create('X', 'a b')).body.errors[0].field).toBe('header.idempotency-key');
  const both = (await create('', 'a b')).body.errors;
  expect(both.map(({ field }: { field: string }) => field).sort()).toEqual([
    'header.idempotency-key',
    'name',
  ]);
  expect((await create('X', 'x'.repeat(256))).status).toBe(422);
});

test('O8: a second key of the same user replays the same call', async () => {
  const agent = await api.user('agent');
  const second = await api.ok('POST', `/v1/users/${agent.id}/api-keys`, { body: { label: 'rotated' } });
  const first = await create('Rotated', 'k-6', agent.key);
  const again = await create('Rotated', 'k-6', second.key);
  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.body).toEqual(first.body);
  expect((await create('Another', 'k-6', second.key)).status).toBe(409);
  expect(await countNamed('Rotated')).toBe(1);
});

test('O8: what is kept of a body cannot be found by hashing guesses', async () => {
  await create('Guessed', 'k-7');
  const { bodyHash } = await api.database.db.idempotencyKey.findFirstOrThrow({ where: { key: 'k-7' } });
  const body = { body: { name: 'Guessed', currency: 'EUR' } };
  for (const guess of [body, body.body, [body, null], [body]])
    expect(bodyHash).not.toBe(hashOf(JSON.stringify(guess)));
});

test('O8, U2: a secret that is shown once is shown again to the key that made it alone, not to another key of the same user', async () => {
  const agent = await api.user('agent');
  const path = `/v1/users/${agent.id}/api-keys`;
  const other = await api.ok('POST', path, { key: agent.key, body: { label: 'Other' } });
  for (const [at, body, keys] of [
    [path, { label: 'Laptop' }, [agent.key, other.key]],
    ['/v1/sign-in-codes', undefined, [agent.key, other.key]],
  ] as const) {
    const headers = { 'Idempotency-Key': `secret-${body === undefined ? 'code' : 'key'}` };
    const make = (key: string) => api.call('POST', at, { key, ...(body && { body }), headers });
    const first = await make(keys[0]);
    expect([at, first.status]).toEqual([at, 201]);
    expect((await make(keys[0])).body).toEqual(first.body);
    const refused = await make(keys[1]);
    expect([at, refused.status, refused.body.type]).toEqual([at, 409, expect.stringMatching(/mismatch$/)]);
    expect(JSON.stringify(refused.body)).not.toContain(first.body.key ?? first.body.code);
  }
});
