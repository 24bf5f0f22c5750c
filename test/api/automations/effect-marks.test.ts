import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { EffectWorld } from '../../support/worlds/effect-world.ts';

let api: EffectWorld;
beforeEach(async () => {
  api = new EffectWorld();
  await api.open();
});
afterEach(() => api.close());

test('A4: a label is put on and taken off by the product’s own command, and says which automation it was', async () => {
  const pass = await api.pass();
  const [{ id }, labelId] = [await api.customer(), await api.label('chase')];
  expect(await api.act(pass, id, { kind: 'add_label', labelId }, { depth: 3 })).toMatchObject({
    status: 'done',
    data: { hasChanged: true },
  });
  expect(await api.labelsOf(id)).toEqual(['chase']);
  expect(await api.changesOf(id)).toContainEqual({
    kind: 'customer.labelAdded',
    originId: pass.automationId,
    depth: 3,
  });
  expect(await api.act(pass, id, { kind: 'remove_label', labelId }, { key: 'a2' })).toMatchObject({
    status: 'done',
    data: { hasChanged: true },
  });
  expect(await api.labelsOf(id)).toEqual([]);
});

test('A4: what is so already is done, says that nothing changed, and writes neither audit nor change', async () => {
  const pass = await api.pass();
  const [{ id }, labelId] = [await api.customer(), await api.label('chase')];
  const { id: listId } = await api.ok('POST', '/v1/lists', { body: { name: 'Watched' } });
  await api.ok('PUT', `/v1/customers/${id}/labels/${labelId}`);
  await api.ok('PUT', `/v1/lists/${listId}/members/${id}`);
  const before = await api.written();
  expect(await api.act(pass, id, { kind: 'add_label', labelId })).toMatchObject({
    status: 'done',
    data: { hasChanged: false },
  });
  expect(await api.act(pass, id, { kind: 'add_to_list', listId }, { key: 'a2' })).toMatchObject({
    status: 'done',
    data: { hasChanged: false },
  });
  expect(await api.written()).toEqual({ ...before, effects: before.effects + 2 });
});

test('A4: an archived label or list is refused in the product’s own words, and one that is gone too', async () => {
  const pass = await api.pass();
  const [{ id }, labelId] = [await api.customer(), await api.label('chase')];
  const { id: listId } = await api.ok('POST', '/v1/lists', { body: { name: 'Watched' } });
  await api.ok('PATCH', `/v1/labels/${labelId}`, { body: { isArchived: true } });
  await api.ok('PATCH', `/v1/lists/${listId}`, { body: { isArchived: true } });
  const before = await api.written();
  expect(await api.act(pass, id, { kind: 'add_label', labelId })).toEqual({
    status: 'failed',
    reason: 'conflict',
    detail: 'The label is archived.',
    data: null,
  });
  expect(await api.act(pass, id, { kind: 'add_to_list', listId }, { key: 'a2' })).toMatchObject({
    status: 'failed',
    reason: 'conflict',
  });
  await api.ok('DELETE', `/v1/lists/${listId}`);
  expect(await api.act(pass, id, { kind: 'add_to_list', listId }, { key: 'a3' })).toMatchObject({
    status: 'failed',
    reason: 'not_found',
    detail: 'No such list.',
  });
  expect(await api.act(pass, id, { kind: 'remove_from_list', listId }, { key: 'a4' })).toMatchObject({
    status: 'failed',
    reason: 'not_found',
  });
  // Of the deletion itself; and of each refusal its effect.
  const { audit, changes, effects } = before;
  expect(await api.written()).toEqual({ audit: audit + 1, changes: changes + 1, effects: effects + 4 });
});
