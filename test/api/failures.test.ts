import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture } from '../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

test('O2: a fault of ours says nothing of itself to the caller, and its log line holds no values', async () => {
  const { store } = api.deps;
  const fault = new Error('Invalid call: { name: "Secret Ltd" }\n\nSomething broke');
  fault.name = 'PrismaClientValidationError';
  api.deps.store = { ...store, customers: { ...store.customers, insert: () => Promise.reject(fault) } };
  const answer = await api.call('POST', '/v1/customers', { body: { name: 'Secret Ltd', currency: 'EUR' } });
  api.deps.store = store;
  expect(answer.status).toBe(500);
  expect(JSON.stringify(answer.body)).not.toMatch(/Secret|Prisma|broke/);
  const line = api.logLines.find((each) => each.includes('request failed')) ?? '';
  expect(line).toContain(answer.body.requestId);
  expect(line).toContain('Something broke');
  expect(line).not.toContain('Secret');
});

test('O4: while the database is away calls answer 503 with Retry-After, and go on when it is back', async () => {
  const { db } = api.deps;
  const gone = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
  api.deps.db = { $queryRaw: () => Promise.reject(gone) } as unknown as typeof db;
  const users = { ...api.deps.store.users, list: () => Promise.reject(gone) };
  const { store } = api.deps;
  api.deps.store = { ...store, users };
  const answer = await api.call('GET', '/v1/users');
  api.deps.db = db;
  api.deps.store = store;
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(answer.body.type).toMatch(/unavailable$/);
  expect((await api.call('GET', '/v1/users')).status).toBe(200);
});
