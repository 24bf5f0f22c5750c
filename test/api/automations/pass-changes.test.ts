import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PASS_PARTS } from '../../../commands/automations/passes/pass-parts.ts';
import { PassWorld } from '../../support/worlds/pass-world.ts';

const world = new PassWorld();
beforeAll(() => world.open());
afterAll(() => world.close());
beforeEach(async () => {
  world.parts = PASS_PARTS;
  world.at('06-03 08:00');
  await world.deps.db.customer.updateMany({ data: { name: 'Nobody' } });
});

const begun = async (id: string) => (await world.passes(id)).map(({ at }) => at);
const move = (zone: string) => world.ok('PATCH', '/v1/organisation', { body: { zone } });

describe('A2: the organisation moves to another zone', () => {
  test('the next pass is at 09:00 there, once a day, though that hour of today is still to come', async () => {
    await world.crowd(1);
    const id = await world.automation({ startsAt: null });
    await world.tick(id);
    world.at('06-04 09:00');
    await world.tick(id);
    world.at('06-04 10:00');
    await move('America/New_York');
    for (const local of ['06-04 10:01', '06-04 15:00', '06-05 09:00', '06-05 15:00']) {
      world.at(local);
      await world.tick(id);
    }
    await move('Europe/Berlin');
    expect(await begun(id)).toEqual(['06-03 08:00', '06-04 09:00', '06-05 15:00']);
  });

  test('and back east, on the next day at 09:00', async () => {
    await move('America/New_York');
    await world.crowd(1);
    const id = await world.automation({ startsAt: null });
    await world.tick(id);
    world.at('06-04 15:00');
    await world.tick(id);
    await move('Europe/Berlin');
    for (const local of ['06-04 15:01', '06-05 09:00', '06-05 15:00']) {
      world.at(local);
      await world.tick(id);
    }
    expect(await begun(id)).toEqual(['06-03 08:00', '06-04 15:00', '06-05 09:00']);
  });
});

test('A2, A5: who leaves and comes back before the pass has come to them is acted on by it once', async () => {
  const [first, second] = (await world.crowd(2)) as [string, string];
  const id = await world.automation({ startsAt: null, every: null });
  const acted: string[] = [];
  world.replace('add_label', (_deps, _tx, { customerId }) => {
    acted.push(customerId);
    return Promise.resolve({ status: 'done' });
  });
  const [pass] = await world.passes(id);
  // Everybody has a record, and nobody is begun: the go is over at once.
  let looks = 0;
  await world.go(pass!.id, { isOver: () => ++looks > 1 });
  expect(await world.records(pass!.id)).toEqual(new Map([first, second].map((each) => [each, 'open'])));
  await world.rename(first, 'Paid');
  await world.look();
  await world.rename(first, 'Customer again');
  await world.look();
  await world.work(id);
  expect(acted.sort()).toEqual([first, second].sort());
  await world.rename(first, 'Paid');
  await world.look();
  await world.rename(first, 'Customer again');
  await world.look();
  await world.work(id);
  expect(acted).toHaveLength(3);
});
