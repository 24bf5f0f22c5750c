import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AutomationWorld, HAS_NAME } from '../../support/worlds/automation-world.ts';

const api = new AutomationWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const field = (name: string, op: string, value: unknown) => ({ kind: 'field', field: name, op, value });
const preview = (...nodes: object[]) =>
  api.call('POST', '/v1/audiences/preview', { body: { audience: { kind: 'all', nodes } } });
const errorsOf = ({ status, body }: Awaited<ReturnType<typeof preview>>) =>
  status === 422 ? body.errors.map(({ field: at }: { field: string }) => at) : status;

test.each(['0000-01-01', '0001-01-01', '1899-12-31', '3000-01-01', '9999-12-31'])(
  'A3: a day beyond the calendar, %s, is refused with its path, of dates and of instants',
  async (day) => {
    for (const op of ['on', 'before', 'after'])
      expect(errorsOf(await preview(field('createdAt', op, day)))).toEqual(['audience.nodes[0].value']);
    expect(errorsOf(await preview(field('property:renewalOn', 'on', day)))).toEqual([
      expect.stringContaining('audience.nodes[0]'),
    ]);
  },
);

test('A3: an empty group in the conditions of a rule holds nobody, in a preview too', async () => {
  const { id: customerId } = await api.customer();
  const empty = { kind: 'all', nodes: [] };
  const rules = [
    { kind: 'records', of: 'calls', measure: 'latest', test: empty },
    { kind: 'records', of: 'calls', measure: 'none', where: empty },
    { kind: 'records', of: 'calls', measure: 'exists', where: { kind: 'none', nodes: [empty] } },
  ];
  for (const rule of rules) {
    const { status, body } = await preview(rule);
    expect({ status, count: body.count, alone: body.rules?.[0]?.alone }).toEqual({
      status: 200,
      count: 0,
      alone: 0,
    });
    const audience = { kind: 'all', nodes: [rule] };
    expect(
      await api.ok('POST', '/v1/audiences/explanation', { body: { audience, customerId } }),
    ).toMatchObject({ isMember: false, rules: [{ holds: false }] });
  }
});

test('A3: a rule that spells a defined property otherwise is refused, like a value that does', async () => {
  await api.ok('POST', '/v1/properties', { body: { name: 'tier', type: 'text' } });
  expect((await preview(field('property:Tier', 'is_not', 'gold'))).body.errors).toEqual([
    { field: 'audience.nodes[0].field', message: 'is spelled "tier"' },
  ]);
  expect(await preview(field('property:tier', 'is_not', 'gold'))).toMatchObject({ status: 200 });
});

test('O2: a member of a value that has several forms is told by the form that was meant', async () => {
  const span = field('createdAt', 'in_last', { amount: 3, unit: 'year' });
  expect((await preview(span)).body.errors).toEqual([
    { field: 'audience.nodes[0].value.unit', message: 'must be one of day, week, month' },
  ]);
});

test('O2: what only the whole automation shows is told beside its invalid fields', async () => {
  const body = {
    name: '',
    audience: HAS_NAME,
    actions: [{ kind: 'add_score', value: 'x' }],
    every: { amount: 1, unit: 'day' },
    startsAt: '2030-01-02T00:00:00Z',
    endsAt: '2030-01-01T00:00:00Z',
  };
  const { body: problem } = await api.call('POST', '/v1/automations', { body });
  expect(problem.errors.map(({ field: at }: { field: string }) => at).sort()).toEqual([
    'actions[0].value',
    'endsAt',
    'every',
    'name',
  ]);
});

test('O2: the messages of an automation that is not there are not found', async () => {
  const path = '/v1/automations/aut_01h455vb4pex5vsknk084sn02q/messages';
  expect(await api.call('GET', path)).toMatchObject({ status: 404 });
});
