import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ADD_SCORE, AutomationWorld, HAS_NAME } from '../../support/worlds/automation-world.ts';

let api: AutomationWorld;
beforeEach(async () => {
  api = new AutomationWorld();
  await api.open();
});
afterEach(() => api.close());

const act = (id: string, what: string) =>
  api.call(
    'POST',
    `/v1/automations/${id}/${what}`,
    what === 'start' || what === 'resume' ? { body: {} } : {},
  );

test('A1: an automation is made as a draft, and says what it is', async () => {
  const draft = await api.draft('Late payers', { actions: [ADD_SCORE] });
  expect(draft).toMatchObject({
    name: 'Late payers',
    description: null,
    status: 'created',
    pause: null,
    sight: 'owner',
    ownerId: null,
    audience: HAS_NAME,
    actions: [{ ...ADD_SCORE, key: 'v1a1' }],
    startsAt: null,
    endsAt: null,
    isOngoing: false,
    isOnce: false,
    every: null,
    nextPassAt: null,
    version: 1,
    createdById: api.adminId,
  });
  expect(await api.read(draft.id)).toEqual(draft);
  const { items } = await api.ok('GET', '/v1/automations?search=LATE&status=created');
  const { audience: _audience, actions: _actions, ...item } = draft;
  expect(items).toEqual([item]);
});

test('A1: a name is unique in any case, for a copy too, which is a draft without dates', async () => {
  const { id } = await api.draft('Late', { endsAt: '2026-05-01T08:00:00Z', isOnce: true });
  const again = await api.call('POST', '/v1/automations', {
    body: { name: 'LATE', audience: HAS_NAME, actions: [] },
  });
  expect(again).toMatchObject({ status: 409, body: { errors: [{ field: 'name' }] } });
  const copy = (name: string) => api.call('POST', `/v1/automations/${id}/duplicate`, { body: { name } });
  expect(await copy('late')).toMatchObject({ status: 409 });
  expect(await copy('Later')).toMatchObject({
    status: 201,
    body: { name: 'Later', status: 'created', isOnce: true, endsAt: null },
  });
});

test('A1: its status goes as the rule says, and no other way', async () => {
  const { id } = await api.draft('Late', { actions: [ADD_SCORE] });
  const statusAfter = async (what: string) => {
    const { status, body } = await act(id, what);
    return status === 200 ? body.status : status;
  };
  const course: [what: string, expected: string | number][] = [
    ['pause', 409],
    ['resume', 409],
    ['deactivate', 409],
    ['complete', 409],
    ['start', 'running'],
    ['start', 409],
    ['resume', 409],
    ['pause', 'paused'],
    ['pause', 409],
    ['start', 409],
    ['resume', 'running'],
    ['deactivate', 'inactive'],
    ['pause', 409],
    ['resume', 409],
    ['start', 'running'],
    ['pause', 'paused'],
    ['deactivate', 'inactive'],
    ['start', 'running'],
    ['complete', 'completed'],
    ['start', 409],
    ['pause', 409],
    ['resume', 409],
    ['deactivate', 409],
    ['complete', 409],
  ];
  for (const [what, expected] of course) expect([what, await statusAfter(what)]).toEqual([what, expected]);
  expect(await api.call('PATCH', `/v1/automations/${id}`, { body: { name: 'Other' } })).toMatchObject({
    status: 409,
  });
  const stored = await api.database.db.automation.findUniqueOrThrow({ where: { id } });
  expect(stored.runNo).toBe(3);
});

test('A5: only a draft can be deleted; one that ran keeps its history', async () => {
  const { id } = await api.draft('Draft');
  expect(await api.call('DELETE', `/v1/automations/${id}`)).toMatchObject({ status: 204 });
  expect(await api.call('GET', `/v1/automations/${id}`)).toMatchObject({ status: 404 });
  const running = await api.running('Ran');
  await act(running.id, 'deactivate');
  expect(await api.call('DELETE', `/v1/automations/${running.id}`)).toMatchObject({ status: 409 });
});

test('A2: what does not go together is refused when it is saved, all at once', async () => {
  const body = {
    name: 'Late',
    audience: { kind: 'all', nodes: [{ kind: 'field', field: 'debts', op: 'is', value: 1 }] },
    actions: [
      { ...ADD_SCORE, key: 'a' },
      { ...ADD_SCORE, key: 'a' },
    ],
    startsAt: '2026-04-01T08:00:00Z',
    endsAt: '2026-04-01T08:00:00Z',
    every: { amount: 1, unit: 'day' },
  };
  const refused = await api.call('POST', '/v1/automations', { body });
  expect(refused.status).toBe(422);
  expect(refused.body.errors.map(({ field }: { field: string }) => field)).toEqual([
    'every',
    'endsAt',
    'actions[1].key',
    'audience.nodes[0].field',
  ]);
  const over = { ...body, actions: Array.from({ length: 21 }, () => ADD_SCORE) };
  expect(await api.call('POST', '/v1/automations', { body: over })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'actions' }] },
  });
  const zero = {
    name: 'Late',
    audience: HAS_NAME,
    actions: [],
    isOngoing: true,
    every: { amount: 0, unit: 'day' },
  };
  expect(await api.call('POST', '/v1/automations', { body: zero })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'every.amount' }] },
  });
  expect(await api.database.db.automation.count()).toBe(0);
});

test('A3: a draft may have empty groups and no actions; it is not set running with them', async () => {
  const audience = { kind: 'any', nodes: [...HAS_NAME.nodes, { kind: 'none', nodes: [] }] };
  const { id } = await api.draft('Late', { audience, endsAt: '2026-03-03T08:00:00Z' });
  api.now += 24 * 60 * 60 * 1000;
  const refused = await act(id, 'start');
  expect(refused.status).toBe(422);
  expect(refused.body.errors.map(({ field }: { field: string }) => field)).toEqual([
    'actions',
    'endsAt',
    'audience.nodes[1]',
  ]);
  expect(await api.read(id)).toMatchObject({ status: 'created', ownerId: null });
});
