import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Json } from '../../support/servers/api-fixture.ts';
import { PassWorld } from '../../support/worlds/pass-world.ts';

const world = new PassWorld();
beforeAll(() => world.open());
afterAll(() => world.close());

const has = (key: string) => ({ kind: 'field', field: `property:${key}`, op: 'is', value: 'yes' });

/** Looks, and works off whatever that began, until nothing moves any more. */
async function rest(ids: readonly string[]): Promise<void> {
  for (let isMoving = true; isMoving;) {
    await world.look();
    isMoving = false;
    for (const id of ids) if ((await world.work(id)) !== null) isMoving = true;
  }
}

test('case 20: two that undo each other: named at start; six changes after one by a person, then rest until a pass', async () => {
  const group = await world.ok('POST', '/v1/label-groups', { body: { name: 'Chase' } });
  const { id: labelId } = await world.ok('POST', `/v1/label-groups/${group.id}/labels`, {
    body: { name: 'chase' },
  });
  const rule = { kind: 'field', field: 'labels', op: 'has_any', value: [labelId] };
  const p = await world.automation({
    name: 'P',
    audience: { kind: 'none', nodes: [rule] },
    actions: [{ kind: 'add_label', key: 'add', labelId }],
  });
  const { id: q } = await world.ok('POST', '/v1/automations', {
    body: {
      name: 'Q',
      audience: { kind: 'all', nodes: [rule] },
      actions: [{ kind: 'remove_label', key: 'remove', labelId }],
      startsAt: '2030-06-03T07:00:00.000Z',
      isOngoing: true,
      every: { amount: 1, unit: 'day' },
    },
  });
  const started = await world.act(q, 'start', { sight: 'all' });
  expect(JSON.stringify(started)).toMatch(/"P"/);
  expect(JSON.stringify(started)).toContain(labelId);
  world.at('06-03 09:00');
  for (const id of [p, q]) await world.tick(id);
  await rest([p, q]);
  world.at('06-03 10:00');
  const customerId = await world.add('Somebody');
  await rest([p, q]);
  const changes = await world.deps.db.automationEffect.count({ where: { customerId, status: 'done' } });
  expect(changes).toBe(6);
  await rest([p, q]);
  expect(await world.deps.db.automationEffect.count({ where: { customerId } })).toBe(6);
  world.at('06-04 09:00');
  for (const id of [p, q]) await world.tick(id);
  expect(await world.deps.db.automationEffect.count({ where: { customerId } })).toBeGreaterThan(6);
  for (const id of [p, q]) await world.act(id, 'deactivate');
});

test('case 21: a chain: five levels are seen by others, the rest not before its passes', async () => {
  world.at('06-10 10:00');
  const ids: string[] = [];
  for (let n = 1; n <= 8; n += 1)
    ids.push(
      await world.automation({
        name: `A${n}`,
        startsAt: '2030-06-04T07:00:00.000Z',
        audience: { kind: 'all', nodes: [has(`p${n - 1}`)] },
        actions: [{ kind: 'set_property', key: 'set', name: `p${n}`, value: 'yes' }],
      }),
    );
  await rest(ids);
  const customerId = await world.add('Chain');
  await rest(ids);
  const properties = async () => {
    const customer: Json = await world.ok('GET', `/v1/customers/${customerId}`);
    return Object.keys(customer.properties).sort();
  };
  await world.ok('PATCH', `/v1/customers/${customerId}`, { body: { properties: { p0: 'yes' } } });
  await rest(ids);
  expect(await properties()).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6']);
  world.at('06-11 09:00');
  await world.tick(ids[6]!);
  expect(await properties()).toContain('p7');
  await world.tick(ids[7]!);
  expect(await properties()).toContain('p8');
});
