import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AudienceGroup, AudienceNode } from '../../../contracts/automations/audiences.ts';
import { OPERATORS_OF } from '../../../contracts/automations/kinds.ts';
import { findGone } from '../../../commands/automations/find-gone.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { AudienceWorld } from '../../support/worlds/audience-world.ts';
import { field } from '../../support/rows/audience-rules.ts';

let api: AudienceWorld;
beforeEach(async () => {
  api = new AudienceWorld();
  await api.open();
});
afterEach(() => api.close());

const group = (kind: AudienceGroup['kind'], ...nodes: AudienceNode[]): AudienceGroup => ({ kind, nodes });
const post = (path: string, body: Json): Promise<Json> => api.ok('POST', path, { body });
/** What the calls about a tree answer, the errors of each. */
const refusals = async (audience: AudienceGroup, customerId: string): Promise<Json[]> => {
  const answers = [
    await api.call('POST', '/v1/audiences/preview', { body: { audience } }),
    await api.call('POST', '/v1/audiences/members', { body: { audience } }),
    await api.call('POST', '/v1/audiences/explanation', { body: { audience, customerId } }),
    await api.call('POST', '/v1/audiences/list', { body: { audience, name: `List ${Math.random()}` } }),
  ];
  return answers.map(({ status, body }) => (status < 300 ? null : body.errors));
};

test('A3, case 10: a deleted list is refused with its path, by any and by none; a renamed one is the same', async () => {
  const list = await post('/v1/lists', { name: 'L' });
  const overdue = field('overdue', 'more_than', '0.00', 'EUR');
  let customerId = '';
  for (let n = 0; n < 8; n++) {
    customerId = await api.add(`Customer ${n}`);
    if (n < 5) await api.ok('PUT', `/v1/lists/${list.id}/members/${customerId}`);
    else await api.owes(customerId, '10.00');
  }
  const audience = group('any', field('lists', 'has_any', [list.id]), overdue);
  const none = group('none', field('lists', 'has_any', [list.id]));
  expect((await api.preview(audience)).count).toBe(8);
  await api.ok('PATCH', `/v1/lists/${list.id}`, { body: { name: 'L, renamed' } });
  expect((await api.preview(audience)).count).toBe(8);
  expect((await api.preview(none)).count).toBe(3);
  await api.ok('DELETE', `/v1/lists/${list.id}`);
  const message = `names a list that is not there: ${list.id}`;
  const errors = [{ field: 'audience.nodes[0].value', message }];
  for (const tree of [audience, none])
    expect(await refusals(tree, customerId)).toEqual([errors, errors, errors, errors]);
  const { deps } = api;
  expect(await findGone(deps, deps.db, audience)).toEqual([
    { path: 'audience.nodes[0].value', kind: 'list', id: list.id, name: null },
  ]);
});

test('A3, case 10: an archived property is refused until it is restored; one that was never defined is asked as before', async () => {
  const customerId = await api.add('Ahorn', { properties: { tier: 'gold', free: 'x' } });
  const tier = await post('/v1/properties', { name: 'tier', type: 'choice', choices: ['gold', 'silver'] });
  const audience = group('none', field('property:tier', 'is', 'silver'));
  expect((await api.preview(audience)).count).toBe(1);
  await api.ok('PATCH', `/v1/properties/${tier.id}`, { body: { isArchived: true } });
  const errors = [{ field: 'audience.nodes[0].field', message: 'names a property that is archived: tier' }];
  expect(await refusals(audience, customerId)).toEqual([errors, errors, errors, errors]);
  expect((await api.preview(group('all', field('property:free', 'is', 'x')))).count).toBe(1);
  await api.ok('PATCH', `/v1/properties/${tier.id}`, { body: { isArchived: false } });
  expect((await api.preview(audience)).count).toBe(1);
});

test('A3: a defined property is asked by its type and its choices, and stands in the catalogue', async () => {
  await api.add('Ahorn');
  await post('/v1/properties', { name: 'seats', type: 'number' });
  await post('/v1/properties', { name: 'tier', type: 'choice', choices: ['gold', 'silver'] });
  await post('/v1/properties', { entity: 'card', name: 'limit', type: 'number' });
  const audience = group(
    'all',
    field('property:seats', 'contains', '1'),
    field('property:tier', 'is', 'bronze'),
    field('property:tier', 'is', 'gold'),
    field('property:seats', 'more_than', 3),
  );
  const { body } = await api.call('POST', '/v1/audiences/preview', { body: { audience } });
  expect(body.errors).toEqual([
    { field: 'audience.nodes[0].op', message: '"contains" does not fit a number' },
    { field: 'audience.nodes[1].value', message: 'must be one of gold, silver' },
  ]);
  const { customer, kinds } = await api.ok('GET', '/v1/audiences/catalogue');
  const named = (fields: Json[], name: string) => fields.find((one) => one.name === name);
  expect(named(customer, 'property:tier')).toMatchObject({ type: 'choice', choices: ['gold', 'silver'] });
  expect(named(customer, 'property:seats').operators).toContain('between');
  const cards = kinds.find(({ name }: Json) => name === 'cards');
  expect(named(cards.fields, 'property:limit')).toMatchObject({ type: 'number' });
  expect(cards.records).toMatchObject([{ name: 'events', dateField: 'occurredOn' }]);
});

test('A3: labels that are archived, themselves or by their group, and sequences and programs, are refused where they are named', async () => {
  const customerId = await api.add('Ahorn');
  const [one, other] = [
    await post('/v1/label-groups', { name: 'A' }),
    await post('/v1/label-groups', { name: 'B' }),
  ];
  const label = await post(`/v1/label-groups/${one.id}/labels`, { name: 'vip' });
  const inGroup = await post(`/v1/label-groups/${other.id}/labels`, { name: 'late' });
  const program = await post('/v1/programs', { name: 'Dunning' });
  const audience = group(
    'none',
    field('labels', 'has_any', [label.id]),
    {
      kind: 'records',
      of: 'invoices',
      measure: 'exists',
      where: group('all', field('labels', 'has_any', [inGroup.id])),
    },
    field('programs', 'has_none', [program.id]),
    field('arOwner', 'is', api.adminId),
    field('arOwner', 'is', 'usr_01h455vb4pex5vsknk084sn02q'),
  );
  const nobody = {
    field: 'audience.nodes[4].value',
    message: expect.stringContaining('names a user that is not there'),
  };
  expect((await refusals(audience, customerId))[0]).toEqual([nobody]);
  await api.ok('PATCH', `/v1/labels/${label.id}`, { body: { isArchived: true } });
  await api.ok('PATCH', `/v1/label-groups/${other.id}`, { body: { isArchived: true } });
  await post('/v1/programs', { name: 'Another' });
  await api.ok('POST', `/v1/programs/${program.id}/archive`);
  expect((await refusals(audience, customerId))[0]).toEqual([
    { field: 'audience.nodes[0].value', message: 'names a label that is archived: vip' },
    { field: 'audience.nodes[1].where.nodes[0].value', message: 'names a label that is archived: late' },
    { field: 'audience.nodes[2].value', message: 'names a program that is archived: Dunning' },
    nobody,
  ]);
});

test('A3: no operator asks for an archived label, and none of them reads it as nobody or everybody', async () => {
  const { id } = await post('/v1/label-groups', { name: 'A' });
  const label = await post(`/v1/label-groups/${id}/labels`, { name: 'vip' });
  const one = await api.add('Ahorn');
  await api.ok('PUT', `/v1/customers/${one}/labels/${label.id}`);
  await api.add('Birke');
  const ofSet = OPERATORS_OF.set.filter((op) => op.startsWith('has'));
  const ofReference = OPERATORS_OF.reference.filter((op) => !op.endsWith('set'));
  const nodes = [
    ...ofSet.map((op): AudienceNode => field('labels', op, [label.id])),
    ...ofReference.map((op): AudienceNode => ({
      kind: 'records',
      of: 'labels',
      measure: 'exists',
      where: group('all', field('label', op, op.endsWith('of') ? [label.id] : label.id)),
    })),
  ];
  for (const node of nodes) expect((await api.preview(group('all', node))).count).toBeLessThan(2);
  await api.ok('PATCH', `/v1/labels/${label.id}`, { body: { isArchived: true } });
  for (const node of nodes) {
    const { status, body } = await api.call('POST', '/v1/audiences/preview', {
      body: { audience: group('none', node) },
    });
    expect([status, body.errors?.[0].message]).toEqual([422, 'names a label that is archived: vip']);
  }
});

test('A3, U3, case 23: a saved list has the members that its author may see, all of them or none', async () => {
  const hidden = await api.add('Hidden');
  for (let n = 0; n < 9; n++) await api.add(`Seen ${n}`);
  const board = await post('/v1/visibility-groups', { name: 'Board' });
  await api.ok('PUT', `/v1/customers/${hidden}/visibility-groups`, { body: { groupIds: [board.id] } });
  const mia = await post('/v1/users', { name: 'Mia', email: 'mia@example.com', role: 'manager' });
  const { key } = await post(`/v1/users/${mia.id}/api-keys`, { label: 'laptop' });
  const audience = group('all', field('name', 'is_set'));
  expect(await api.preview(audience, key)).toMatchObject({ count: 9 });
  const ofMia = await api.ok('POST', '/v1/audiences/list', { body: { audience, name: 'Hers' }, key });
  expect(ofMia).toMatchObject({ name: 'Hers', memberCount: 9 });
  // Also for who sees everybody.
  expect((await api.ok('GET', `/v1/lists/${ofMia.id}`)).memberCount).toBe(9);
  const ofAll = await post('/v1/audiences/list', { audience, name: 'All' });
  expect(ofAll.memberCount).toBe(10);
  const taken = await api.call('POST', '/v1/audiences/list', { body: { audience, name: 'HERS' } });
  expect(taken).toMatchObject({ status: 409, body: { errors: [{ field: 'name', message: 'is taken' }] } });
  const nobody = await post('/v1/audiences/list', { audience: group('any'), name: 'Nobody' });
  expect(nobody.memberCount).toBe(0);
  const { items } = await api.ok('GET', `/v1/lists/${ofAll.id}/members?limit=1`);
  expect(items[0]).toMatchObject({ addedById: api.adminId });
});

test('A3, C16: a card is asked for its events, within a period and by kind', async () => {
  const card = async (name: string, events: Json[]) => {
    const id = await api.add(name);
    await api.ok('PUT', `/v1/customers/${id}/related-records`, {
      body: { kind: 'card', externalId: `card of ${name}`, events },
    });
  };
  const declined = (occurredOn: string, amount = '10.00') => ({
    kind: 'declined',
    occurredOn,
    amount,
    currency: 'EUR',
  });
  await card('Ahorn', [declined('2030-06-01'), declined('2030-06-02', '11.00')]);
  await card('Birke', [declined('2030-06-02'), declined('2030-04-01')]);
  await card('Clover', [{ kind: 'used', occurredOn: '2030-06-02', amount: '50.00', currency: 'EUR' }]);
  const events = (rule: Json): AudienceNode => ({
    kind: 'records',
    of: 'cards',
    measure: 'exists',
    where: group('all', {
      kind: 'records',
      of: 'events',
      period: { last: { amount: 30, unit: 'day' } },
      where: group('all', field('kind', 'is', 'declined')),
      ...rule,
    } as AudienceNode),
  });
  expect(await api.members(events({ measure: 'exists' }))).toEqual(['Ahorn', 'Birke']);
  expect(await api.members(events({ measure: 'count', op: 'at_least', value: 2 }))).toEqual(['Ahorn']);
  const over = { measure: 'sum', field: 'amount', op: 'more_than', value: '20.00', currency: 'EUR' };
  expect(await api.members(events(over))).toEqual(['Ahorn']);
  const wrong = { kind: 'records', of: 'events', measure: 'exists' } as const;
  const { body } = await api.call('POST', '/v1/audiences/preview', {
    body: { audience: group('all', wrong) },
  });
  expect(body.errors[0]).toMatchObject({ field: 'audience.nodes[0].of' });
});
