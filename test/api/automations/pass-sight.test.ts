import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PASS_PARTS } from '../../../commands/automations/passes/pass-parts.ts';
import { PassWorld } from '../../support/worlds/pass-world.ts';

const world = new PassWorld();
beforeAll(() => world.open());
afterAll(() => world.close());
beforeEach(async () => {
  world.parts = PASS_PARTS;
  world.at('06-03 08:00');
  await world.confirmAbove(1_000_000);
  await world.deps.db.customer.updateMany({ data: { name: 'Nobody' } });
});

const onePass = async (id: string) => (await world.passes(id)).at(-1)!;

describe('A1: who acts', () => {
  test('with the sight of its owner, asked again before each customer', async () => {
    const ids = await world.crowd(30);
    const [seen, hidden, hides] = [ids[0]!, ids[1]!, ids.at(-1)!];
    const manager = await world.user('manager');
    const group = await world.ok('POST', '/v1/visibility-groups', { body: { name: 'Others' } });
    const hide = (customerId: string) =>
      world.ok('PUT', `/v1/customers/${customerId}/visibility-groups`, { body: { groupIds: [group.id] } });
    await hide(hidden);
    const id = await world.automation();
    await world.act(id, 'deactivate');
    await world.ok('POST', `/v1/automations/${id}/start`, { key: manager.key, body: {} });
    world.at('06-03 09:00');
    await world.follow(id);
    const { id: passId } = await onePass(id);
    let isFirst = true;
    world.replace('add_label', async () => {
      if (isFirst) await hide(hides);
      isFirst = false;
      return { status: 'done' };
    });
    await world.work(id);
    expect((await world.records(passId)).get(seen)).toBe('done');
    expect((await world.records(passId)).has(hidden)).toBe(false);
    expect((await world.records(passId)).get(hides)).toBe('skipped: hidden');
  });

  test('an owner who loses the right in the middle pauses it, and nobody has failed by it', async () => {
    await world.crowd(30);
    const manager = await world.user('manager');
    const id = await world.automation();
    await world.act(id, 'deactivate');
    await world.ok('POST', `/v1/automations/${id}/start`, { key: manager.key, body: {} });
    world.at('06-03 09:00');
    let acted = 0;
    let taken: Promise<unknown> | undefined;
    const { parts } = world;
    const take = () => world.ok('PATCH', `/v1/users/${manager.id}`, { body: { taken: ['customers.save'] } });
    world.replace('add_label', async (deps, tx, input) => {
      // Whoever is in hand by then waits for it: else all may be over before.
      if (++acted >= 10) await (taken ??= take());
      return parts.applyAction(deps, tx, input);
    });
    expect(await world.tick(id)).toMatchObject({ kind: 'wait', reason: 'paused', failed: 0 });
    const { status, pause } = await world.ok('GET', `/v1/automations/${id}`);
    expect({ status, reason: pause?.reason }).toEqual({ status: 'paused', reason: 'owner_lacks_right' });
  });
});

test('U3: history, counts and the dry run leave out whom the viewer may not see', async () => {
  const ids = await world.crowd(10);
  const manager = await world.user('manager');
  const group = await world.ok('POST', '/v1/visibility-groups', { body: { name: 'Hidden' } });
  await world.ok('PUT', `/v1/customers/${ids[3]}/visibility-groups`, { body: { groupIds: [group.id] } });
  const id = await world.automation();
  await world.look();
  world.at('06-03 09:00');
  await world.confirmAbove(5);
  await world.tick(id);
  const { id: passId } = await onePass(id);
  const seenBy = async (key: string) => {
    const get = (path: string) => world.ok('GET', path, { key });
    const pass = `/v1/automations/${id}/passes/${passId}`;
    return [
      (await get(pass)).counts.total,
      (await get(`/v1/automations/${id}/passes`)).items.at(-1).counts.total,
      (await get(`${pass}/records`)).items.length,
      (await get(`/v1/automations/${id}/moves`)).items.length,
      (await world.ok('POST', `/v1/automations/${id}/dry-run`, { key, body: {} })).count,
      String(await get(`/v1/exports/automation-records?automationId=${id}&passId=${passId}`))
        .trim()
        .split('\n').length - 1,
    ];
  };
  expect(await seenBy(world.adminKey)).toEqual([10, 10, 10, 10, 10, 10]);
  expect(await seenBy(manager.key)).toEqual([9, 9, 9, 9, 9, 9]);
  const confirm = (key: string, size: number) =>
    world.call('POST', `/v1/automations/${id}/passes/${passId}/confirm`, { key, body: { size } });
  const refused = await confirm(manager.key, 9);
  expect(refused.status).toBe(409);
  expect(refused.body.size).toBeUndefined();
  expect((await confirm(world.adminKey, 10)).status).toBe(200);
});
