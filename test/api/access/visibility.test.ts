import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PERMISSIONS } from '../../../contracts/permissions.ts';
import type { Operation } from '../../../contracts/operation.ts';
import { operations } from '../../../contracts/operations.ts';
import { ApiFixture, type Answer, type Json } from '../../support/servers/api-fixture.ts';
import {
  createHiddenCustomer,
  createPublicThings,
  MARK,
  rowsOfCustomer,
} from '../../support/worlds/hidden-customer.ts';
import {
  idPrefixesIn,
  idPrefixOf,
  inputSchemaOf,
  sampleOf,
  type SampleIds,
} from '../../support/rows/sample-value.ts';

/** Logs of what users and machines did: they grow by the calls of this test. */
const GROWING = new Set(['listAuditEntries', 'listApiKeys']);

/** Lists that show the hidden customer to those who may see it: the samples reach them. */
const SHOWING = [
  'listCustomers',
  'getCustomerTable',
  'listInvoices',
  'listEnrollments',
  'listQueue',
  'listScheduledTouchpoints',
  'listProgramEnrollments',
  'listAuditEntries',
  'listHolds',
  'listReviewsByCustomer',
  'listPromises',
  'listAutomationRecords',
  'listAutomationMessages',
  'listMailSuggestions',
  'listSuppressions',
  'listListMembers',
  'listGroupCustomers',
  'exportCustomers',
  'exportInvoices',
];

const api = new ApiFixture();
let outsider: { id: string; key: string };
let known: Record<string, string>;
let hidden: Record<string, string>;
const before = new Map<string, string>();

const parameters = ({ params }: Operation) =>
  Object.entries(params ? (inputSchemaOf(params).properties ?? {}) : {});
const isOf = (ids: SampleIds) => (each: Operation) =>
  parameters(each).some(([, schema]) => (idPrefixOf(schema) ?? '') in ids);

/** Calls an operation with samples; ids of the hidden customer wherever one of its kinds is wanted. */
function call(each: Operation, ids: SampleIds, key: string, query = ''): Promise<Answer> {
  const path = parameters(each).reduce(
    (text, [name, schema]) => text.replace(`{${name}}`, encodeURIComponent(String(sampleOf(schema, ids)))),
    each.path,
  );
  const asked = each.query ? (sampleOf(inputSchemaOf(each.query), ids) as Record<string, string>) : {};
  const search = new URLSearchParams({ ...requiredOnly(each, asked) }).toString();
  const parts = [search, query].filter(Boolean).join('&');
  return api.call(each.method.toUpperCase(), parts ? `${path}?${parts}` : path, {
    key,
    ...(each.body && { body: sampleOf(inputSchemaOf(each.body), ids) }),
    ...(each.csvBody !== undefined && { raw: 'customer\n', headers: { 'Content-Type': 'text/csv' } }),
  });
}

function requiredOnly({ query }: Operation, asked: Record<string, string>): Record<string, string> {
  const { required = [], properties = {} } = query ? inputSchemaOf(query) : {};
  const isDefaulted = (name: string) => 'default' in (properties[name] ?? {});
  return Object.fromEntries(
    Object.entries(asked).filter(([name]) => required.includes(name) && !isDefaulted(name)),
  );
}

const lists = () =>
  operations.filter(
    // A stream has no end; whom it tells of what has a test of its own.
    (each) =>
      each.method === 'get' && each.permission !== 'public' && !each.eventResponse && !isOf(hidden)(each),
  );
const textOf = ({ body }: Answer): string =>
  (typeof body === 'string' ? body : JSON.stringify({ ...body, requestId: '' })).toLowerCase();

function expectNothingOfIt(each: Operation, answer: Answer): void {
  const text = textOf(answer);
  const seen = [MARK, ...Object.values(hidden)].filter((word) => text.includes(word));
  expect([each.id, seen]).toEqual([each.id, []]);
}

beforeAll(async () => {
  await api.open();
  known = await createPublicThings(api);
  // Every permission, but no admin: nothing but visibility keeps it out.
  outsider = await api.user('manager', { granted: [...PERMISSIONS] });
  hidden = {
    cus: '',
    con: '',
    inv: '',
    com: '',
    nte: '',
    rel: '',
    sig: '',
    prm: '',
    hld: '',
    sup: '',
    enr: '',
    exe: '',
    sct: '',
    aum: '',
    mai: '',
    cnv: '',
    cna: '',
    msu: '',
  };
  for (const each of lists()) before.set(each.id, textOf(await call(each, known, outsider.key)));
  hidden = await createHiddenCustomer(api, known);
}, 60_000);
afterAll(() => api.close());

test('U3: for somebody outside its group, every list, count and overview is what it was without the customer', async () => {
  for (const each of lists()) {
    const answer = await call(each, known, outsider.key);
    expectNothingOfIt(each, answer);
    expect([each.id, answer.status < 400 || answer.status === 404]).toEqual([each.id, true]);
    if (!GROWING.has(each.id)) expect([each.id, textOf(answer)]).toEqual([each.id, before.get(each.id)]);
  }
});

/** Reports list the parts of their period, also those of which they tell nothing. */
const tellsOfAnything = ({ from, to, key: _key, name: _name, filter: _filter, ...figures }: Json): boolean =>
  from === undefined ||
  to === undefined ||
  Object.values(figures).some((each) => (Array.isArray(each) ? each.length > 0 : each !== 0));

test('U3: filters and searches that name the hidden customer find nothing', async () => {
  for (const each of lists()) {
    for (const [name, schema] of Object.entries(
      each.query ? (inputSchemaOf(each.query).properties ?? {}) : {},
    )) {
      const value = name === 'search' ? MARK : hidden[idPrefixOf(schema) ?? ''];
      if (value === undefined) continue;
      const answer = await call(each, known, outsider.key, `${name}=${value}`);
      expect([each.id, name, answer.status]).toEqual([each.id, name, 200]);
      expect([each.id, name, (answer.body.items ?? []).filter(tellsOfAnything)]).toEqual([each.id, name, []]);
    }
  }
});

test('U3: every operation on something of the hidden customer answers 404 and changes nothing', async () => {
  const rows = await rowsOfCustomer(api, hidden['cus']!);
  const ids = { ...known, ...hidden };
  for (const each of operations.filter(isOf(hidden))) {
    const answer = await call(each, ids, outsider.key);
    expect([each.id, answer.status, answer.body.errors]).toEqual([each.id, 404, undefined]);
    expectNothingOfIt(each, answer);
  }
  expect(await rowsOfCustomer(api, hidden['cus']!)).toEqual(rows);
});

test('U3: operations on many take nothing of the hidden customer, and say nothing of it', async () => {
  const rows = await rowsOfCustomer(api, hidden['cus']!);
  const ids = { ...known, ...hidden };
  const bulk = operations.filter(
    (each) =>
      each.body &&
      !isOf(hidden)(each) &&
      [...idPrefixesIn(inputSchemaOf(each.body))].some((prefix) => prefix in hidden),
  );
  for (const each of bulk) {
    const answer = await call(each, ids, outsider.key);
    expect([each.id, answer.status < 500]).toEqual([each.id, true]);
    expect([each.id, textOf(answer).includes(MARK)]).toEqual([each.id, false]);
  }
  expect(await rowsOfCustomer(api, hidden['cus']!)).toEqual(rows);
});

test('U3: the samples name things that are there: members and admins see and find them', async () => {
  const showing = new Set<string>();
  for (const each of lists())
    if (textOf(await call(each, known, api.adminKey)).includes(MARK)) showing.add(each.id);
  expect([...showing]).toEqual(expect.arrayContaining(SHOWING));
  const member = await api.user('agent');
  await api.ok('PUT', `/v1/visibility-groups/${known['vgr']}/members`, { body: { userIds: [member.id] } });
  expect((await api.ok('GET', '/v1/customers', { key: member.key })).items).toHaveLength(1);
  const ids = { ...known, ...hidden };
  const deletesLast = operations
    .filter(isOf(hidden))
    .sort((a, b) => Number(a.method === 'delete') - Number(b.method === 'delete'));
  for (const each of deletesLast) {
    // Where it also names something we have no sample of, a 404 may be for that.
    const named = [each.params, each.body].flatMap((schema) =>
      schema ? [...idPrefixesIn(inputSchemaOf(schema))] : [],
    );
    if (!named.every((prefix) => prefix in ids)) continue;
    const answer = await call(each, ids, api.adminKey);
    expect([each.id, answer.status === 404, answer.status < 500]).toEqual([each.id, false, true]);
  }
});
