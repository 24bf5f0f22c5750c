import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PASS_PARTS } from '../../../commands/automations/passes/pass-parts.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { PassWorld } from '../../support/worlds/pass-world.ts';

const world = new PassWorld();
beforeAll(() => world.open());
afterAll(() => world.close());
beforeEach(async () => {
  world.parts = PASS_PARTS;
  world.at('06-03 08:00');
  // Each test has its own audience.
  await world.deps.db.customer.updateMany({ data: { name: 'Nobody' } });
});

const daily = (id: string, statuses: string[]) =>
  expect(
    world.passes(id).then((rows) => rows.map(({ at, status, reason }) => `${at} ${reason ?? status}`)),
  ).resolves.toEqual(statuses);

test('A2: a pass begins when it is due, once, however often it is asked, and acts on everybody', async () => {
  const ids = await world.crowd(3);
  const id = await world.automation();
  await world.tick(id);
  expect(await world.passes(id)).toEqual([]);
  world.at('06-03 09:00');
  await Promise.all([1, 2, 3].map(() => world.tick(id)));
  await world.work(id);
  await daily(id, ['06-03 09:00 done']);
  const [pass] = await world.passes(id);
  expect([...(await world.records(pass!.id))]).toEqual(ids.map((customerId) => [customerId, 'done']));
  const { items } = await world.ok('GET', `/v1/customer-table?labelIds=${world.hit}`);
  expect(items.map((row: Json) => row.id).sort()).toEqual(ids);
  expect((await world.ok('GET', `/v1/automations/${id}`)).nextPassAt).toBe('2030-06-04T07:00:00.000Z');
});

describe('case 13: left and came back', () => {
  test.each([
    [false, 4],
    [true, 1],
  ])('process once %s: acted on %s times', async (isOnce, times) => {
    const [xena] = (await world.crowd(1)) as [string];
    const id = await world.automation({ isOnce });
    world.at('06-03 09:00');
    await world.tick(id);
    world.at('06-04 09:00');
    await world.tick(id);
    world.at('06-04 10:00');
    await world.ok('PATCH', `/v1/customers/${xena}`, { body: { externalId: `X ${id}` } });
    await world.look();
    world.at('06-04 12:00');
    await world.rename(xena, 'Paid');
    await world.look();
    world.at('06-04 15:00');
    await world.rename(xena, 'Customer again');
    await world.look();
    await world.work(id);
    world.at('06-04 15:30');
    await world.ok('PATCH', `/v1/customers/${xena}`, { body: { externalId: `Y ${id}` } });
    await world.look();
    world.at('06-05 09:00');
    await world.tick(id);
    const passes = await world.passes(id);
    expect(passes.reduce((sum, { records }) => sum + records, 0)).toBe(times);
    const { items } = await world.ok('GET', `/v1/automations/${id}/moves`);
    expect(items.map(({ isIn }: Json) => (isIn ? 'in' : 'out')).reverse()).toEqual(['in', 'out', 'in']);
    if (!isOnce)
      await daily(id, ['06-03 09:00 done', '06-04 09:00 done', '06-04 15:00 done', '06-05 09:00 done']);
  });
});

describe('case 14: the end', () => {
  test('no pass behind it, completed at its moment, and never running again', async () => {
    const [customerId] = (await world.crowd(1)) as [string];
    const id = await world.automation({
      every: { amount: 1, unit: 'week' },
      endsAt: '2030-06-16T16:00:00.000Z',
    });
    for (const local of ['06-03 09:00', '06-10 09:00', '06-16 17:59']) {
      world.at(local);
      await world.tick(id);
    }
    await daily(id, ['06-03 09:00 done', '06-10 09:00 done']);
    expect((await world.ok('GET', `/v1/automations/${id}`)).nextPassAt).toBeNull();
    world.at('06-16 18:00');
    await world.tick(id);
    expect((await world.ok('GET', `/v1/automations/${id}`)).status).toBe('completed');
    world.at('06-17 09:00');
    await world.rename(customerId, 'Left');
    await world.look();
    await world.rename(customerId, 'Customer again');
    await world.look();
    await world.tick(id);
    await daily(id, ['06-03 09:00 done', '06-10 09:00 done']);
    expect((await world.call('POST', `/v1/automations/${id}/start`, { body: {} })).status).toBe(409);
  });

  test('b: not ongoing, it has one pass and is completed by it', async () => {
    await world.crowd(2);
    const id = await world.automation({ isOngoing: false, every: null });
    world.at('06-03 09:00');
    await world.tick(id);
    await daily(id, ['06-03 09:00 done']);
    const { status, nextPassAt } = await world.ok('GET', `/v1/automations/${id}`);
    expect({ status, nextPassAt }).toEqual({ status: 'completed', nextPassAt: null });
  });

  test('a pass that is at work at the end is ended by it', async () => {
    await world.crowd(12);
    const id = await world.automation({ endsAt: '2030-06-03T07:05:00.000Z' });
    world.at('06-03 09:00');
    let acted = 0;
    world.replace('add_label', () => {
      if (++acted === 1) world.at('06-03 09:05');
      return Promise.resolve({ status: 'done' });
    });
    await world.tick(id);
    expect((await world.ok('GET', `/v1/automations/${id}`)).status).toBe('completed');
    const [pass] = await world.passes(id);
    expect(pass).toMatchObject({ status: 'ended', reason: 'completed' });
    const records = [...(await world.records(pass!.id)).values()];
    expect(new Set(records)).toEqual(new Set(['done', 'skipped: pass_ended']));
    expect(records.filter((status) => status === 'done').length).toBe(acted);
  });
});

test('case 15: a pass of 26 hours: never two at once, the next one skipped, the one after on time', async () => {
  const ids = await world.crowd(4);
  const id = await world.automation();
  world.at('06-03 09:00');
  let acted = 0;
  world.replace('add_label', async () => {
    acted += 1;
    if (acted === 2) {
      world.at('06-04 09:00');
      await world.follow(id);
      expect(
        await world.deps.db.automationPass.count({ where: { automationId: id, status: 'running' } }),
      ).toBe(1);
      world.at('06-04 11:00');
    }
    return { status: 'done' };
  });
  await world.tick(id);
  world.at('06-05 09:00');
  await world.tick(id);
  await daily(id, ['06-03 09:00 done', '06-04 09:00 overlap', '06-05 09:00 done']);
  for (const { id: passId, records } of await world.passes(id)) {
    expect((await world.records(passId)).size).toBe(records);
    expect([0, ids.length]).toContain(records);
  }
});

test('A2: a short pass of changes does not cost the day its pass', async () => {
  await world.crowd(2);
  const late = await world.add('Somebody');
  const id = await world.automation();
  await world.look();
  await world.rename(late, 'Customer before its start');
  await world.look();
  expect(await world.passes(id)).toEqual([]);
  world.at('06-03 09:00');
  await world.tick(id);
  await world.rename(late, 'Somebody');
  await world.look();
  world.at('06-04 08:59');
  await world.rename(late, 'Customer again');
  await world.look();
  world.at('06-04 09:00');
  await world.tick(id);
  await daily(id, ['06-03 09:00 done', '06-04 08:59 done', '06-04 09:00 done']);
});
