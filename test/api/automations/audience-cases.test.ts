import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AudienceNode, RecordsRule } from '../../../contracts/automations/audiences.ts';
import { AudienceWorld } from '../../support/worlds/audience-world.ts';
import { field } from '../../support/rows/audience-rules.ts';

let api: AudienceWorld;
beforeEach(async () => {
  api = new AudienceWorld();
  await api.open();
});
afterEach(() => api.close());

const calls = (rule: Partial<RecordsRule>): RecordsRule => ({
  kind: 'records',
  of: 'calls',
  measure: 'exists',
  ...rule,
});
const none = (...nodes: AudienceNode[]): AudienceNode => ({ kind: 'none', nodes });

test('A3, case 1: an empty audience is nobody, whatever its group', async () => {
  for (let n = 0; n < 6; n++) await api.add(`Customer ${n}`);
  for (const kind of ['all', 'any', 'none'] as const) {
    expect(await api.preview({ kind, nodes: [] })).toMatchObject({ count: 0, sample: [], rules: [] });
    const inner = { kind: 'all' as const, nodes: [field('name', 'is_set'), { kind, nodes: [] }] };
    expect(await api.preview(inner)).toMatchObject({ count: 0, rules: [{ alone: 6, takesAway: 0 }] });
  }
});

test('A3, case 2: none of a property is the complement, missing, null and empty ones included', async () => {
  const named = { Ahorn: 'retail', Birke: 'food', Dahlia: null, Elder: '', Fir: 'retail' };
  for (const [name, industry] of Object.entries(named)) await api.add(name, { properties: { industry } });
  await api.add('Clover');
  const isRetail = field('property:industry', 'is', 'retail');
  expect(await api.members(none(isRetail))).toEqual(['Birke', 'Clover', 'Dahlia', 'Elder']);
  expect(await api.preview({ kind: 'none', nodes: [isRetail] })).toMatchObject({
    asOf: '2030-06-03',
    count: 4,
    rules: [{ path: 'audience.nodes[0]', alone: 2, takesAway: 2 }],
  });
  expect(await api.members(isRetail)).toEqual(['Ahorn', 'Fir']);
});

test('A3, case 2: none of a label asks for every label of a customer, and having none keeps nobody out', async () => {
  const group = await api.ok('POST', '/v1/label-groups', { body: { name: 'Kinds' } });
  const label = async (name: string): Promise<string> =>
    (await api.ok('POST', `/v1/label-groups/${group.id}/labels`, { body: { name } })).id;
  const [litigation, vip] = [await label('litigation'), await label('vip')];
  const ids = { Gorse: [litigation, vip], Hazel: [vip], Iris: [] };
  for (const [name, labels] of Object.entries(ids)) {
    const id = await api.add(name);
    for (const labelId of labels) await api.ok('PUT', `/v1/customers/${id}/labels/${labelId}`);
  }
  expect(await api.members(none(field('labels', 'has_any', [litigation])))).toEqual(['Hazel', 'Iris']);
  expect(await api.members(field('labels', 'has_none', [litigation]))).toEqual(['Hazel', 'Iris']);
  expect(await api.members(field('labels', 'has_all', [litigation, vip]))).toEqual(['Gorse']);
});

test('A3, case 3: numbers are compared exactly, ends of a range included', async () => {
  const scores = { Jade: -20, Kale: -5, Lark: 0, Moss: null, Nettle: 9, Oak: 10, Pine: 100 };
  for (const [name, score] of Object.entries(scores)) await api.add(name, { score });
  expect(await api.members(field('score', 'less_than', 0))).toEqual(['Jade', 'Kale']);
  expect(await api.members(field('score', 'at_most', 0))).toEqual(['Jade', 'Kale', 'Lark']);
  expect(await api.members(field('score', 'is', 0))).toEqual(['Lark']);
  expect(await api.members(field('score', 'more_than', 9))).toEqual(['Oak', 'Pine']);
  expect(await api.members(field('score', 'between', { from: -5, to: 10 }))).toEqual([
    'Kale',
    'Lark',
    'Nettle',
    'Oak',
  ]);
  // What is missing makes a rule false and its complement true.
  expect(await api.members(field('score', 'is_not_set'))).toEqual(['Moss']);
  const others = ['Jade', 'Kale', 'Moss', 'Nettle', 'Oak', 'Pine'];
  expect(await api.members(field('score', 'is_not', 0))).toEqual(others);
  expect(await api.members(none(field('score', 'is', 0)))).toEqual(others);
});

test('A3, C2, C18, case 4: money names its currency, and customers of another fit no comparison', async () => {
  const owing = async (name: string, amount: string | null, currency = 'EUR') => {
    const id = await api.add(name, { currency });
    if (amount !== null) await api.owes(id, amount);
    return id;
  };
  await owing('Quill', '1000.00');
  await owing('Reed', '1000.01');
  await owing('Sage', '5000.00', 'USD');
  await owing('Thyme', '900000', 'JPY');
  await owing('Vetch', null);
  expect(await api.members(field('overdue', 'more_than', '1000.00', 'EUR'))).toEqual(['Reed']);
  expect(await api.members(field('overdue', 'at_most', '1000.00', 'EUR'))).toEqual(['Quill', 'Vetch']);
  expect(await api.members(none(field('overdue', 'more_than', '1000.00', 'EUR')))).toEqual([
    'Quill',
    'Sage',
    'Thyme',
    'Vetch',
  ]);
  for (const [name, amount, credit] of [
    ['Wren', '50.00', '100.00'],
    ['Yarrow', '80.00', '80.00'],
    ['Zinnia', '20.00', null],
  ] as const) {
    const id = await owing(name, amount);
    const body = {
      kind: 'credit_note',
      externalId: `CN-${name}`,
      amount: credit,
      currency: 'EUR',
      occurredOn: '2030-05-02',
    };
    if (credit !== null) await api.ok('PUT', `/v1/customers/${id}/related-records`, { body });
  }
  expect(await api.members(field('net', 'less_than', '0.00', 'EUR'))).toEqual(['Wren']);
  const exact = await owing('Exact', '0.10');
  await api.owes(exact, '0.20');
  expect(await api.members(field('total', 'is', '0.30', 'EUR'))).toEqual(['Exact']);
});

test('A3, case 5: a period begins and ends at midnight of the organisation, not of UTC nor of the customer', async () => {
  const at = {
    Alder: ['2030-05-31T22:05:00Z', '2030-06-30T21:55:00Z'],
    Beech: ['2030-05-31T21:55:00Z', '2030-06-15T10:00:00Z'],
    Cedar: ['2030-06-15T10:00:00Z', '2030-06-30T22:05:00Z'],
  };
  api.now = Date.parse('2030-07-02T08:00:00Z');
  for (const [name, instants] of Object.entries(at)) {
    const id = await api.add(name, { zone: 'Pacific/Auckland' });
    for (const instant of instants) await api.called(id, instant);
  }
  const inJune = calls({
    measure: 'count',
    period: { from: '2030-06-01', to: '2030-06-30' },
    op: 'at_least',
    value: 2,
  });
  expect(await api.members(inJune)).toEqual(['Alder']);
  await api.ok('PATCH', '/v1/organisation', { body: { zone: 'America/New_York' } });
  expect(await api.members(inJune)).toEqual(['Cedar']);
});

test('A3, C8, case 6: no calls in 30 days, whichever way it is said', async () => {
  api.now = Date.parse('2030-06-30T08:00:00Z');
  const [, elm, fern, gale, holly] = [
    await api.add('Dara'),
    await api.add('Elm'),
    await api.add('Fern'),
    await api.add('Gale'),
    await api.add('Holly'),
  ];
  await api.called(elm!, '2030-05-20T10:00:00Z');
  await api.called(fern!, '2030-06-25T10:00:00Z');
  await api.called(gale!, '2030-05-20T10:00:00Z');
  await api.called(gale!, '2030-06-25T10:00:00Z');
  await api.called(holly!, '2030-06-25T10:00:00Z', { direction: 'inbound' });
  const period = { last: { amount: 30, unit: 'day' } } as const;
  expect(await api.members(calls({ measure: 'none', period }))).toEqual(['Dara', 'Elm']);
  expect(await api.members(calls({ measure: 'count', period, op: 'is', value: 0 }))).toEqual(['Dara', 'Elm']);
  const where = { kind: 'all' as const, nodes: [field('direction', 'is', 'outbound')] };
  expect(await api.members(calls({ measure: 'none', period, where }))).toEqual(['Dara', 'Elm', 'Holly']);
  await api.called(elm!, '2030-06-25T10:00:00Z');
  expect(await api.members(calls({ measure: 'none', period }))).toEqual(['Dara']);
});

test('A3, C5, case 7: the latest by the date it happened is another thing than any', async () => {
  api.now = Date.parse('2030-06-30T08:00:00Z');
  const log = async (name: string, said: readonly (readonly [string, string])[]) => {
    const id = await api.add(name);
    for (const [occurredAt, outcome] of said) await api.called(id, occurredAt, { outcome });
  };
  await log('Ivy', [
    ['2030-06-10T10:00:00Z', 'promised'],
    ['2030-06-20T10:00:00Z', 'no answer'],
  ]);
  await log('Juno', [['2030-06-20T10:00:00Z', 'promised']]);
  await log('Kim', [
    ['2030-06-20T13:00:00Z', 'voicemail'],
    ['2030-06-20T08:00:00Z', 'promised'],
  ]);
  await log('Lou', [
    ['2030-06-15T10:00:00Z', 'no answer'],
    ['2030-06-05T10:00:00Z', 'promised'],
  ]);
  await log('Max', []);
  const promised = { kind: 'all' as const, nodes: [field('outcome', 'is', 'promised')] };
  expect(await api.members(calls({ where: promised }))).toEqual(['Ivy', 'Juno', 'Kim', 'Lou']);
  expect(await api.members(calls({ measure: 'latest', test: promised }))).toEqual(['Juno']);
});

test('A3, case 8: equal to a day, of dates and of instants', async () => {
  for (const [name, renewalOn] of Object.entries({ Nora: '2030-07-01', Olaf: '2030-06-30', Pia: null }))
    await api.add(name, { properties: { renewalOn } });
  expect(await api.members(field('property:renewalOn', 'on', '2030-07-01'))).toEqual(['Nora']);
  api.now = Date.parse('2030-07-02T08:00:00Z');
  for (const [name, occurredAt] of Object.entries({
    Rosa: '2030-06-29T22:30:00Z',
    Sven: '2030-06-30T22:30:00Z',
    Tove: '2030-06-30T10:00:00Z',
  })) {
    const body = { kind: 'email', direction: 'inbound', subject: 'Hello', occurredAt };
    await api.ok('POST', `/v1/customers/${await api.add(name)}/communications`, { body });
  }
  expect(await api.members(field('lastContactAt', 'on', '2030-06-30'))).toEqual(['Rosa', 'Tove']);
});

test('A8, case 9: a day arrives by itself, at midnight of the organisation', async () => {
  await api.owes(await api.add('Uma', { zone: 'Pacific/Auckland' }), '100.00', '2030-05-04');
  const late = field('daysPastDue', 'at_least', 30);
  api.now = Date.parse('2030-06-02T21:59:00Z');
  expect(await api.members(late)).toEqual([]);
  api.now = Date.parse('2030-06-02T22:00:00Z');
  expect(await api.members(late)).toEqual(['Uma']);
});

test('A3, U3, case 23: a preview counts the customers that its viewer may see', async () => {
  const hidden = await api.add('Hidden');
  await api.add('Seen');
  const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: 'Board' } });
  await api.ok('PUT', `/v1/customers/${hidden}/visibility-groups`, { body: { groupIds: [group.id] } });
  const mia = await api.ok('POST', '/v1/users', {
    body: { name: 'Mia', email: 'mia@example.com', role: 'manager' },
  });
  const { key } = await api.ok('POST', `/v1/users/${mia.id}/api-keys`, { body: { label: 'laptop' } });
  const audience = { kind: 'all' as const, nodes: [field('name', 'is_set')] };
  expect(await api.preview(audience)).toMatchObject({ count: 2, rules: [{ alone: 2 }] });
  expect(await api.preview(audience, key)).toMatchObject({
    count: 1,
    sample: [{ name: 'Seen' }],
    rules: [{ alone: 1 }],
  });
  const explain = { body: { audience, customerId: hidden } };
  expect(await api.ok('POST', '/v1/audiences/explanation', explain)).toEqual({
    asOf: '2030-06-03',
    isMember: true,
    rules: [{ path: 'audience.nodes[0]', holds: true }],
  });
  expect((await api.call('POST', '/v1/audiences/explanation', { ...explain, key })).status).toBe(404);
});

test('A3: what cannot be asked is refused with its path in the tree, all at once', async () => {
  const audience = {
    kind: 'all',
    nodes: [
      field('colour', 'is', 'red'),
      {
        kind: 'any',
        nodes: [field('score', 'contains' as never, 'x'), field('total', 'more_than', '10.00')],
      },
      calls({ measure: 'count', where: { kind: 'all', nodes: [field('direction', 'is', 'sideways')] } }),
      { kind: 'records', of: 'unicorns', measure: 'exists' },
    ],
  };
  const { status, body } = await api.call('POST', '/v1/audiences/preview', { body: { audience } });
  expect(status).toBe(422);
  expect(body.errors.map(({ field: path }: { field: string }) => path)).toEqual([
    'audience.nodes[0].field',
    'audience.nodes[1].nodes[0].op',
    'audience.nodes[1].nodes[1].currency',
    'audience.nodes[2].where.nodes[0].value',
    'audience.nodes[2].op',
    'audience.nodes[3].of',
  ]);
});

test('A3: a tree deeper than ten levels is refused, however deep it is', async () => {
  const nested = (levels: number): string => {
    const around = levels - 1;
    return `${'{"kind":"all","nodes":['.repeat(around)}{"kind":"all","nodes":[]}${']}'.repeat(around)}`;
  };
  const ask = (levels: number) =>
    api.call('POST', '/v1/audiences/preview', { raw: `{"audience":${nested(levels)}}` });
  expect((await ask(10)).status).toBe(200);
  expect((await ask(11)).body.errors).toEqual([
    { field: `audience${'.nodes[0]'.repeat(10)}`, message: 'stands deeper than 10 levels' },
  ]);
  const { status, body } = await ask(3_000);
  expect([status, body.errors]).toEqual([
    422,
    [{ field: 'body', message: 'is nested deeper than 64 levels' }],
  ]);
});
