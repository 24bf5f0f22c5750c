import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PASS_PARTS } from '../../../commands/automations/passes/pass-parts.ts';
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

test('A5: who leaves the audience between the filling of a pass and their turn is left out, though nobody looked', async () => {
  const ids = await world.crowd(12);
  const last = ids.at(-1)!;
  const id = await world.automation();
  let paid: Promise<unknown> | null = null;
  const { parts } = world;
  world.replace('add_label', async (deps, tx, input) => {
    // No look at the changes comes before its turn, which is behind that of the first eight.
    await (paid ??= world.rename(last, 'Paid'));
    return parts.applyAction(deps, tx, input);
  });
  world.at('06-03 09:00');
  await world.tick(id);
  const [pass] = await world.passes(id);
  const records = await world.records(pass!.id);
  expect(records.get(last)).toBe('skipped: left_audience');
  expect([...records.values()].filter((status) => status === 'done')).toHaveLength(11);
  expect(await world.effects(id, last)).toEqual([]);
});

describe('A1: the owner in mid pass', () => {
  test.each([
    ['demoted', { role: 'agent' }, 'owner_lacks_right'],
    ['no admin any more, though it runs for all', { role: 'manager' }, 'owner_lacks_right'],
    ['deactivated', { isActive: false }, 'owner_deactivated'],
  ])('%s: it is paused with the reason, and no further effect is applied', async (_what, change, reason) => {
    await world.crowd(30);
    const owner = await world.user('admin');
    const actions = [
      { kind: 'add_label', key: 'hit', labelId: world.hit },
      { kind: 'add_score', key: 'score', value: 5 },
    ];
    const id = await world.automation({ actions });
    await world.act(id, 'pause');
    await world.call('POST', `/v1/automations/${id}/resume`, { body: { sight: 'all' }, key: owner.key });
    let acted = 0;
    let begunBy = 0;
    world.replace('add_label', async () => {
      if ((acted += 1) === 10) {
        await world.ok('PATCH', `/v1/users/${owner.id}`, { body: change });
        begunBy = acted;
      }
      return { status: 'done' };
    });
    world.at('06-03 09:00');
    expect(await world.tick(id)).toMatchObject({ kind: 'wait', reason: 'paused' });
    expect((await world.ok('GET', `/v1/automations/${id}`)).pause).toMatchObject({ reason });
    const { db } = world.deps;
    const scored = () => db.automationEffect.count({ where: { automationId: id, actionKey: 'score' } });
    // Whoever was in hand by then, and nobody behind the commit; what is half done waits for who may do it.
    expect(acted).toBeLessThanOrEqual(begunBy + 7);
    const before = await scored();
    expect(before).toBeLessThan(acted);
    await world.work(id);
    expect([acted, await scored()]).toEqual([acted, before]);
    await world.act(id, 'resume', { sight: 'all' });
    await world.work(id);
    expect([acted, await scored()]).toEqual([30, 30]);
    const [pass] = await world.passes(id);
    expect(new Set((await world.records(pass!.id)).values())).toEqual(new Set(['done']));
  });
});

test('A2: who is in the sequence already is processed: an automation that acts once does not ask again', async () => {
  const [customerId] = (await world.crowd(1)) as [string];
  const id = await world.automation({ isOnce: true });
  let acted = 0;
  world.replace('add_label', () => {
    acted += 1;
    return Promise.resolve({ status: 'skipped', reason: 'already_enrolled', detail: null });
  });
  for (const day of ['06-03', '06-04']) {
    world.at(`${day} 09:00`);
    await world.tick(id);
  }
  expect([acted, await world.effects(id, customerId)]).toEqual([1, ['hit skipped already_enrolled']]);
  expect((await world.passes(id)).map(({ records }) => records)).toEqual([1, 0]);
});
