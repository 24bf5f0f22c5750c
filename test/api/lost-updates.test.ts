import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { operations } from '../../contracts/operations.ts';
import { ApiFixture, type Json } from '../support/servers/api-fixture.ts';
import { inputSchemaOf, sampleOf } from '../support/rows/sample-value.ts';
import { hideCustomer } from '../support/worlds/touchpoint-rows.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const MAPPING = [
  { from: 'Nummer', to: 'external_id' },
  { from: 'Kunde', to: 'name' },
];
const EVERYBODY = { kind: 'all', nodes: [{ kind: 'field', field: 'name', op: 'is_set' }] };

/** What each changes, of a resource made by `make` or by the sample of the call that creates it. */
const CHANGES: Readonly<Record<string, { body: Json; make?: () => Promise<Json> }>> = {
  updateOrganisation: { body: { name: 'Other' } },
  updateUser: { body: { name: 'Other' }, make: () => api.user('viewer') },
  renameVisibilityGroup: { body: { name: 'Other' } },
  updateCustomer: { body: { name: 'Other' }, make: () => api.customer() },
  updateContact: { body: { name: 'Other' }, make: async () => contactOf((await api.customer()).id) },
  updateList: { body: { name: 'Other' } },
  updateProperty: { body: { label: 'Other' } },
  updateInvoice: { body: { poNumber: 'Other' }, make: async () => api.invoice((await api.customer()).id) },
  updateImportProfile: {
    body: { name: 'Other' },
    make: () =>
      api.ok('POST', '/v1/import-profiles', {
        body: { name: 'x', kind: 'customers', reading: { mapping: MAPPING } },
      }),
  },
  updateMailbox: { body: { name: 'Other' } },
  updateOauthProvider: { body: { name: 'Other' } },
  updateSmsSender: { body: { name: 'Other' } },
  updateSequence: { body: { name: 'Other' } },
  updateStep: {
    body: { label: 'Other' },
    make: () =>
      partOf('sequences', 'steps', { type: 'call', label: 'x', timing: { kind: 'offset', days: 0 } }),
  },
  updateProgram: { body: { name: 'Other' } },
  updateTouchpoint: {
    body: { label: 'Other' },
    make: () => partOf('programs', 'touchpoints', { label: 'x', offsetDays: 45, templateId: 'final-notice' }),
  },
  updateTemplate: { body: { name: 'Other' } },
  updateWebhook: { body: { url: 'https://other.example.com/hooks' } },
  updateAutomation: {
    body: { name: 'Other' },
    make: () =>
      api.ok('POST', '/v1/automations', {
        body: { name: 'x', audience: EVERYBODY, actions: [{ kind: 'add_score', value: 5 }] },
      }),
  },
};

const contactOf = (customerId: string): Promise<Json> =>
  api.ok('POST', `/v1/customers/${customerId}/contacts`, { body: { name: 'Jo' } });

async function partOf(whole: string, parts: string, body: object): Promise<Json> {
  const { id } = await api.ok('POST', `/v1/${whole}`, { body: { name: `For ${parts}`, zone: 'UTC' } });
  return api.ok('POST', `/v1/${whole}/${id}/${parts}`, { body });
}

/** Where a resource of its own stands. */
async function placeOf(id: string, path: string): Promise<string> {
  if (!path.includes('{')) return path;
  const creating = operations.find(
    (each) => each.method === 'post' && each.path === path.replace(/\/\{\w+\}$/, ''),
  );
  const { make } = CHANGES[id]!;
  const sample = () => api.ok('POST', creating!.path, { body: sampleOf(inputSchemaOf(creating!.body!), {}) });
  const made = await (make ?? sample)();
  return path.replace(/\{(\w+)\}/g, (_, name: string) => made[name] ?? made.id);
}

/** Changes that name the hash of the words that they are about instead. */
const BY_HASH = ['editQueued', 'editReviewItem', 'editAction'];
const readable = new Set(operations.filter(({ method }) => method === 'get').map(({ path }) => path));
const changes = operations.filter(
  ({ id, method, path }) => method === 'patch' && readable.has(path) && !BY_HASH.includes(id),
);

test('every change of a resource that can be read has a case here', () => {
  expect(Object.keys(CHANGES).sort()).toEqual(changes.map(({ id }) => id).sort());
});

test.each(changes.map(({ id, path }) => [id, path]))(
  '%s of what somebody else has changed is refused with theirs; of what it is, it is done',
  async (id, path) => {
    const place = await placeOf(id, path);
    const { body } = CHANGES[id]!;
    const read = await api.call('GET', place);
    const etag = read.headers.get('etag')!;
    expect([read.status, etag]).toEqual([200, expect.stringMatching(/^"[\w-]{43}"$/)]);
    const stale = await api.call('PATCH', place, { body, headers: { 'If-Match': '"other"' } });
    expect([stale.status, stale.body]).toEqual([
      412,
      expect.objectContaining({
        type: 'urn:followthrough:problem:precondition_failed',
        etag,
        current: read.body,
      }),
    ]);
    expect((await api.call('GET', place)).body).toEqual(read.body);
    const done = await api.call('PATCH', place, { body, headers: { 'If-Match': `"other", ${etag}` } });
    expect([done.status, done.body]).toEqual([200, expect.objectContaining(body)]);
    const now = done.headers.get('etag');
    expect(now).not.toBe(etag);
    expect((await api.call('GET', place)).headers.get('etag')).toBe(now);
    expect((await api.call('PATCH', place, { body, headers: { 'If-Match': etag } })).status).toBe(412);
  },
);

test('of many who change what they all saw at once, one does; what moves besides is no reason to refuse', async () => {
  const customer = await api.customer();
  const place = `/v1/customers/${customer.id}`;
  const etag = (await api.call('GET', place)).headers.get('etag')!;
  await api.invoice(customer.id, { amount: '70' });
  expect((await api.call('GET', place)).headers.get('etag')).toBe(etag);
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      api.call('PATCH', place, { body: { name: `Name ${n}` }, headers: { 'If-Match': etag } }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(412)]);
  const won = answers.find(({ status }) => status === 200)!.body.name;
  expect(new Set(answers.map(({ body }) => body.name ?? body.current.name))).toEqual(new Set([won]));
});

test('nothing that was read before is said to be fresh: a balance moves without the ETag', async () => {
  const { id } = await api.customer();
  const etag = (await api.call('GET', `/v1/customers/${id}`)).headers.get('etag')!;
  await api.invoice(id, { amount: '70' });
  const headers = { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' };
  const again = await api.call('GET', `/v1/customers/${id}`, { headers });
  expect([again.status, again.body?.id]).toEqual([200, id]);
});

test('U2: who may change something and not read it hears that it was changed, and not what it is', async () => {
  const { key } = await api.user('manager', { taken: ['customers.read'] });
  const { id } = await api.invoice((await api.customer()).id);
  const headers = { 'If-Match': '"other"' };
  const answer = await api.call('PATCH', `/v1/invoices/${id}`, { key, body: { poNumber: 'x' }, headers });
  expect([answer.status, answer.body.etag, answer.body.current]).toEqual([
    412,
    expect.any(String),
    undefined,
  ]);
});

test('U3: of what is hidden nothing is said, whatever the caller has seen', async () => {
  const { key } = await api.user('agent');
  const customer = await api.customer();
  await hideCustomer(api, customer.id);
  const asked = { key, body: { name: 'x' }, headers: { 'If-Match': '"other"' } };
  const answer = await api.call('PATCH', `/v1/customers/${customer.id}`, asked);
  expect([answer.status, answer.body.current]).toEqual([404, undefined]);
});
