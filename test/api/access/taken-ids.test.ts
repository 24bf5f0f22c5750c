import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PERMISSIONS } from '../../../contracts/permissions.ts';
import { ApiFixture, type Answer } from '../../support/servers/api-fixture.ts';

const api = new ApiFixture();
let key: string;
let mine: string;

const NAMES = ['seen', 'hidden'] as const;
const day = '2026-03-02';

beforeAll(async () => {
  await api.open();
  key = (await api.user('agent', { granted: [...PERMISSIONS] })).key;
  mine = (await api.customer({ name: 'Mine', externalId: 'mine' })).id;
  for (const name of NAMES) {
    const { id } = await api.customer({ name, externalId: name, score: 77 });
    await api.invoice(id, { number: `${name}-inv`, externalId: `${name}-inv`, amount: '1234.56' });
    await api.ok('PUT', `/v1/customers/${id}/related-records`, {
      body: { kind: 'credit_note', externalId: `${name}-cn`, amount: '987.65', status: 'secret' },
    });
    if (name === 'seen') continue;
    const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: 'Inner circle' } });
    await api.ok('POST', `/v1/visibility-groups/${group.id}/customers`, { body: { add: [id] } });
  }
});
afterAll(() => api.close());

/** What was answered, without what differs at every call. */
const told = (name: string, { status, body }: Answer) => {
  const { requestId: _requestId, id: _id, startedAt: _startedAt, finishedAt: _finishedAt, ...rest } = body;
  return JSON.stringify({ status, rest }).replaceAll(name, 'NAME');
};

const post = (path: string, body: object, method = 'POST') => api.call(method, path, { key, body });
const asks: [string, (name: string) => Promise<Answer>][] = [
  ['a new customer', (name) => post('/v1/customers', { name: 'New', currency: 'EUR', externalId: name })],
  ['an edited customer', (name) => post(`/v1/customers/${mine}`, { externalId: name }, 'PATCH')],
  [
    'a new invoice',
    (name) =>
      post(`/v1/customers/${mine}/invoices`, {
        number: `${name}-inv`,
        externalId: `${name}-inv`,
        issuedOn: day,
        dueOn: day,
        amount: '5',
      }),
  ],
  [
    'a related record',
    (name) =>
      post(
        `/v1/customers/${mine}/related-records`,
        { kind: 'credit_note', externalId: `${name}-cn`, amount: '1' },
        'PUT',
      ),
  ],
  [
    'a synced invoice',
    (name) =>
      post('/v1/sync/invoices', {
        items: [
          { customerExternalId: 'mine', number: `${name}-inv`, issuedOn: day, dueOn: day, amount: '5' },
        ],
      }),
  ],
  [
    'a synced related record',
    (name) =>
      post('/v1/sync/related-records', {
        items: [{ customerExternalId: 'mine', kind: 'credit_note', externalId: `${name}-cn`, amount: '1' }],
      }),
  ],
];

test.each(asks)(
  'U3: %s gets the same answer for what a hidden customer has as for what another has',
  async (_, ask) => {
    const [seen, hidden] = [told('seen', await ask('seen')), told('hidden', await ask('hidden'))];
    expect(hidden).toBe(seen);
    expect(hidden).toContain('is taken or reserved');
    for (const secret of ['1234.56', '987.65', 'secret']) expect(hidden).not.toContain(secret);
  },
);

test.each(['import', 'sync'])(
  'U3: an %s is told the same of a hidden external id, and nothing it holds',
  async (way) => {
    const answer =
      way === 'sync'
        ? await post('/v1/sync/customers', {
            items: [{ externalId: 'hidden', name: 'New', currency: 'USD' }],
          })
        : await api.call('POST', '/v1/imports?kind=customers', {
            key,
            raw: 'external_id,name,currency\nhidden,New,USD\n',
            headers: { 'Content-Type': 'text/csv' },
          });
    const errors =
      way === 'sync' ? answer : await api.call('GET', `/v1/imports/${answer.body.id}/errors`, { key });
    const text = JSON.stringify(errors.body);
    expect(text).toContain('is taken or reserved');
    expect(text).not.toMatch(/may not|belongs|another|EUR/);
    expect(
      await api.database.db.customer.findUniqueOrThrow({ where: { externalId: 'hidden' } }),
    ).toMatchObject({
      name: 'hidden',
      score: 77,
    });
  },
);
