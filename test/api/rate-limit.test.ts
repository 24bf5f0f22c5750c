import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture } from '../support/servers/api-fixture.ts';

const api = new ApiFixture();
beforeAll(() => api.open({ authFailuresPerMinute: 3 }));
afterAll(() => api.close());

test('U2: wrong keys are limited per address, right ones are never counted nor locked out', async () => {
  for (let n = 0; n < 10; n += 1) expect((await api.call('GET', '/v1/me')).status).toBe(200);
  const statuses: number[] = [];
  for (let n = 0; n < 5; n += 1) statuses.push((await api.call('GET', '/v1/me', { key: 'wrong' })).status);
  expect(statuses).toEqual([401, 401, 401, 429, 429]);
  const limited = await api.call('GET', '/v1/me', { key: 'wrong' });
  expect(limited.headers.get('ratelimit')).toContain('r=0');
  expect(limited.headers.get('ratelimit-policy')).toBeTruthy();
  expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(limited.body).toMatchObject({ status: 429, type: expect.stringMatching(/rate_limited$/) });
  expect((await api.call('GET', '/v1/me')).status).toBe(200);
});

test('W1: signing in with wrong keys counts as calls with them, with the right one never; a session that is over neither', async () => {
  const headers = { Cookie: `followthrough=${'A'.repeat(43)}` };
  expect((await api.call('GET', '/v1/me', { key: null, headers })).status).toBe(401);
  const signIn = (key: string) => api.call('POST', '/v1/sessions', { key: null, body: { key } });
  expect((await signIn('wrong')).status).toBe(429);
  expect((await signIn(api.adminKey)).status).toBe(201);
});
