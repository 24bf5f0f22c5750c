import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PASS_PARTS } from '../../../commands/automations/passes/pass-parts.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { PassWorld } from '../../support/worlds/pass-world.ts';

const world = new PassWorld();
beforeAll(() => world.open());
afterAll(() => world.close());
beforeEach(async () => {
  world.parts = PASS_PARTS;
  world.at('06-03 09:00');
  await world.confirmAbove(5);
  await world.deps.db.customer.updateMany({ data: { name: 'Nobody' } });
});

const starting = (...values: string[]) => ({
  kind: 'any',
  nodes: values.map((value) => ({ kind: 'field', field: 'name', op: 'starts_with', value })),
});
const ONE_PASS = { isOngoing: false, every: null, startsAt: null };
const changeTo = (id: string, ...names: string[]): Promise<Json> =>
  world.ok('PATCH', `/v1/automations/${id}`, { body: { audience: starting(...names) } });
const passOf = async (id: string, key = world.adminKey): Promise<Json> =>
  (await world.ok('GET', `/v1/automations/${id}/passes`, { key })).items.find(
    ({ status }: Json) => status !== 'expected',
  );
const confirm = async (id: string, size: number, key = world.adminKey) => {
  const path = `/v1/automations/${id}/passes/${(await passOf(id)).id}/confirm`;
  const { status, body } = await world.call('POST', path, { body: { size }, key });
  return [status, body.size];
};

describe('A6: the number that is confirmed is that of the audience as it is', () => {
  test.each([
    ['an ongoing automation', {}],
    ['one with a single pass', ONE_PASS],
    ['one that acts once', { ...ONE_PASS, isOnce: true }],
  ])(
    'of %s: one that was widened while it waited asks for the new number, and acts on all',
    async (_, how) => {
      await world.crowd(10);
      await world.customer({ name: 'Other' });
      const id = await world.automation(how);
      await world.tick(id);
      expect(await passOf(id)).toMatchObject({ status: 'waiting', counts: { total: 10 } });
      await changeTo(id, 'Customer', 'Other');
      await world.work(id);
      expect(await passOf(id)).toMatchObject({ status: 'waiting', counts: { total: 11 } });
      expect(await confirm(id, 10)).toEqual([409, 11]);
      expect(await confirm(id, 11)).toEqual([200, undefined]);
      await world.work(id);
      expect(await passOf(id)).toMatchObject({ status: 'done', counts: { total: 11, done: 11 } });
    },
  );

  test('one that was narrowed to few acts on these without a question', async () => {
    await world.crowd(10);
    await world.customer({ name: 'Customers of ours' });
    const id = await world.automation(ONE_PASS);
    await world.tick(id);
    await changeTo(id, 'Customers');
    await world.work(id);
    expect(await passOf(id)).toMatchObject({ status: 'done', counts: { total: 1, done: 1, skipped: 0 } });
  });

  test('one that somebody may confirm stays so when a customer is hidden from its owner, who is left out', async () => {
    const ids = await world.crowd(8);
    const { key } = await world.user('manager');
    const { id } = await world.ok('POST', '/v1/automations', {
      body: { name: 'Mine', audience: starting('Customer'), actions: [{ kind: 'add_score', value: 1 }] },
    });
    await world.ok('POST', `/v1/automations/${id}/start`, { key, body: {} });
    await world.tick(id);
    const group = await world.ok('POST', '/v1/visibility-groups', { body: { name: 'Others' } });
    const body = { groupIds: [group.id] };
    await world.ok('PUT', `/v1/customers/${ids[0]}/visibility-groups`, { body });
    expect((await passOf(id, key)).counts.total).toBe(7);
    expect(await confirm(id, 8, key)).toEqual([409, 7]);
    expect(await confirm(id, 7, key)).toEqual([200, undefined]);
    await world.work(id);
    expect((await passOf(id)).counts).toMatchObject({ done: 7, skipped: 1 });
  });
});

describe('A2: the audience is changed while a pass is at work', () => {
  test.each([
    ['an ongoing automation', {}],
    ['one with a single pass', ONE_PASS],
  ])('of %s: who came to it so is acted on by it, once each', async (_, how) => {
    await world.confirmAbove(1_000);
    await world.crowd(10);
    await world.customer({ name: 'Other' });
    const id = await world.automation(how);
    await world.follow(id);
    let asked = 0;
    await world.go((await passOf(id)).id, { isOver: () => asked++ > 4 });
    expect((await passOf(id)).counts.open).toBeGreaterThan(0);
    await changeTo(id, 'Customer', 'Other');
    await world.work(id);
    expect(await passOf(id)).toMatchObject({ status: 'done', counts: { total: 11, done: 11 } });
    expect(await world.deps.db.automationEffect.count({ where: { automationId: id } })).toBe(11);
  });

  test('nobody of the audience before is begun any more, also within the same go', async () => {
    await world.confirmAbove(1_000);
    await world.crowd(100);
    const id = await world.automation(ONE_PASS);
    let begun = 0;
    let begunBefore = 0;
    const { parts } = world;
    world.replace('add_label', async (deps, tx, input) => {
      if (++begun === 1) {
        await changeTo(id, 'Nobody at all');
        begunBefore = begun;
      }
      return parts.applyAction(deps, tx, input);
    });
    await world.tick(id);
    // Those that were in hand at that moment are finished.
    expect(begun - begunBefore).toBeLessThanOrEqual(8);
    expect(begunBefore).toBeLessThan(80);
    expect((await passOf(id)).counts.open).toBe(0);
  });
});

test('A3: a dry run of what names something that is gone is refused with the path, and never lists everybody', async () => {
  await world.crowd(3);
  const { id: listId } = await world.ok('POST', '/v1/lists', { body: { name: 'L' } });
  const audience = {
    kind: 'none',
    nodes: [{ kind: 'field', field: 'lists', op: 'has_any', value: [listId] }],
  };
  const body = { name: 'Without L', audience, actions: [] };
  const { id } = await world.ok('POST', '/v1/automations', { body });
  await world.ok('DELETE', `/v1/lists/${listId}`);
  expect(await world.call('POST', `/v1/automations/${id}/dry-run`, { body: {} })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'audience.nodes[0].value' }] },
  });
});
