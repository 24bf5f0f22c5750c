import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { EffectWorld } from '../../support/worlds/effect-world.ts';

let api: EffectWorld;
beforeEach(async () => {
  api = new EffectWorld();
  await api.open();
});
afterEach(() => api.close());

test('A4: an owner is assigned and taken away; who has it already keeps it, and one who has left is refused', async () => {
  const [pass, { id }, owner, gone] = [
    await api.pass(),
    await api.customer(),
    await api.user('agent'),
    await api.user('agent'),
  ];
  const assign = { kind: 'assign_owner', owner: 'ar', userId: owner.id } as const;
  expect(await api.act(pass, id, assign)).toMatchObject({ status: 'done', data: { hasChanged: true } });
  expect(await api.shown(id)).toMatchObject({ arOwnerId: owner.id, salesOwnerId: null });
  const before = await api.written();
  expect(await api.act(pass, id, assign, { key: 'a2' })).toMatchObject({
    status: 'done',
    data: { hasChanged: false },
  });
  await api.ok('PATCH', `/v1/users/${gone.id}`, { body: { isActive: false } });
  const after = await api.written();
  expect([after.changes - before.changes, after.audit - before.audit]).toEqual([1, 1]);
  expect(await api.act(pass, id, { ...assign, userId: gone.id }, { key: 'a3' })).toEqual({
    status: 'failed',
    reason: 'validation',
    detail: 'Some fields are invalid. arOwnerId is no active user.',
    data: null,
  });
  await api.act(pass, id, { ...assign, userId: null }, { key: 'a4' });
  expect(await api.shown(id)).toMatchObject({ arOwnerId: null });
});

test('A4: a property is set beside the others, and null takes it away', async () => {
  const pass = await api.pass();
  const { id } = await api.customer({ properties: { segment: 'retail', size: 3 } });
  const set = (value: string | number | null, key: string) =>
    api.act(pass, id, { kind: 'set_property', name: 'tier', value }, { key });
  expect(await set('gold', 'a1')).toMatchObject({ data: { hasChanged: true } });
  const before = await api.written();
  expect(await set('gold', 'a2')).toMatchObject({ data: { hasChanged: false } });
  expect(await api.written()).toEqual({ ...before, effects: before.effects + 1 });
  expect((await api.shown(id)).properties).toEqual({ segment: 'retail', size: 3, tier: 'gold' });
  expect(await set(null, 'a3')).toMatchObject({ data: { hasChanged: true } });
  expect((await api.shown(id)).properties).toEqual({ segment: 'retail', size: 3 });
});

test('A4: a hundred properties are the most, also for an automation', async () => {
  const pass = await api.pass();
  const properties = Object.fromEntries(Array.from({ length: 100 }, (_each, n) => [`p${n}`, n]));
  const { id } = await api.customer({ properties });
  expect(await api.act(pass, id, { kind: 'set_property', name: 'more', value: 1 })).toMatchObject({
    status: 'failed',
    reason: 'validation',
  });
  expect((await api.shown(id)).properties).toEqual(properties);
});

test('U3, A4: visibility groups are added, taken away and set; the same again changes nothing, a removed one is refused', async () => {
  const [pass, { id }] = [await api.pass(), await api.customer()];
  const [one, two, gone] = [await api.hide(), await api.hide(), await api.hide()];
  await api.ok('DELETE', `/v1/visibility-groups/${gone}`);
  const groups = async (): Promise<string[]> =>
    (await api.ok('GET', `/v1/customers/${id}/visibility-groups`)).items
      .map((each: { id: string }) => each.id)
      .sort();
  const act = (mode: 'add' | 'remove' | 'set', groupIds: string[], key: string) =>
    api.act(pass, id, { kind: 'set_groups', mode, groupIds }, { key });
  await act('add', [one], 'a1');
  await act('add', [two, two], 'a2');
  expect(await groups()).toEqual([one, two].sort());
  const before = await api.written();
  expect(await act('add', [one], 'a3')).toMatchObject({ status: 'done', data: { hasChanged: false } });
  expect(await act('set', [two, one], 'a4')).toMatchObject({ status: 'done', data: { hasChanged: false } });
  expect(await act('add', [gone], 'a5')).toMatchObject({ status: 'failed', reason: 'not_found' });
  expect(await api.written()).toEqual({ ...before, effects: before.effects + 3 });
  await act('remove', [one], 'a6');
  expect(await groups()).toEqual([two]);
  await act('set', [], 'a7');
  expect(await groups()).toEqual([]);
});

test('A1, U3: who is put out of the sight of the owner is skipped by what follows', async () => {
  const manager = await api.user('manager', { granted: ['visibility.manage'] });
  const [pass, { id }] = [await api.pass({ ownerId: manager.id }), await api.customer()];
  const group = await api.hide();
  const labelId = await api.label('chase');
  expect(await api.act(pass, id, { kind: 'set_groups', mode: 'add', groupIds: [group] })).toMatchObject({
    status: 'done',
  });
  expect(await api.act(pass, id, { kind: 'add_label', labelId }, { key: 'a2' })).toEqual({
    status: 'skipped',
    reason: 'hidden',
    detail: null,
    data: null,
  });
  expect(await api.labelsOf(id)).toEqual([]);
});
