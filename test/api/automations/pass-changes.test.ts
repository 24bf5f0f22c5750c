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

const named = (value: string) => ({
  kind: 'all',
  nodes: [{ kind: 'field', field: 'name', op: 'starts_with', value }],
});
const edit = (id: string, body: object) => world.ok('PATCH', `/v1/automations/${id}`, { body });

describe('A2, A3: whom it acts on is edited while a pass is open', () => {
  test('A6: one that waits says the number of the new audience, and acts on those once confirmed', async () => {
    const ids = await world.crowd(60);
    const others = [await world.add('Other 1'), await world.add('Other 2')];
    await world.confirmAbove(50);
    const id = await world.automation({ startsAt: null, isOngoing: false, every: null });
    expect(await world.work(id)).toMatchObject({ kind: 'wait', reason: 'first_time', size: 60 });
    await edit(id, {
      audience: { kind: 'any', nodes: [...named('Other').nodes, ...named('Customer 7').nodes] },
    });
    await world.work(id);
    const [pass] = await world.passes(id);
    const acted = [...(await world.records(pass!.id)).keys()];
    expect(acted).toEqual(expect.arrayContaining(others));
    expect(acted).toHaveLength(3);
    expect(acted.filter((customerId) => ids.includes(customerId))).toHaveLength(1);
    expect((await world.ok('GET', `/v1/automations/${id}`)).status).toBe('completed');
    await world.confirmAbove(1_000_000);
  });

  test('another audience of the size that was confirmed is confirmed anew', async () => {
    await world.crowd(60);
    await world.confirmAbove(50);
    const id = await world.automation({ startsAt: null });
    await world.work(id);
    const [pass] = await world.passes(id);
    await world.ok('POST', `/v1/automations/${id}/passes/${pass!.id}/confirm`, { body: { size: 60 } });
    const { nodes } = named('Customer');
    await edit(id, { audience: { kind: 'all', nodes: [...nodes, ...named('Cust').nodes] } });
    expect(await world.work(id)).toMatchObject({ kind: 'wait', reason: 'first_time', size: 60, over: 0 });
    await world.confirmAbove(1_000_000);
  });

  test('in the middle: nobody of the old audience is begun behind the edit, who was in hand has one record', async () => {
    await world.crowd(150);
    const other = await world.add('Other');
    const acted: string[] = [];
    let begunBy = 0;
    const id = await world.automation();
    world.replace('add_label', async (_deps, _tx, { customerId }) => {
      if (acted.push(customerId) !== 20) return { status: 'done' };
      await edit(id, { audience: named('Other') });
      begunBy = acted.length;
      return { status: 'done' };
    });
    world.at('06-03 09:00');
    await world.tick(id);
    const [pass] = await world.passes(id);
    expect(pass).toMatchObject({ status: 'done', records: acted.length });
    expect(acted.length).toBeLessThanOrEqual(begunBy + 8);
    expect(acted.at(-1)).toBe(other);
  });
});

test('A1, A4: what it does is edited in the middle: who is in hand is finished as before, the next one as it is now', async () => {
  await world.crowd(60);
  const [before, after] = [
    { kind: 'set_score', key: 'score', value: 1 },
    { kind: 'add_score', key: 'more', value: 1 },
  ];
  const id = await world.automation({ actions: [before] });
  let begun = 0;
  const acted = { set_score: 0, add_score: 0 };
  world.replace('set_score', async () => {
    acted.set_score += 1;
    if (acted.set_score === 10) {
      await edit(id, { actions: [after] });
      begun = acted.set_score;
    }
    return { status: 'done' };
  });
  world.replace('add_score', () => {
    acted.add_score += 1;
    return Promise.resolve({ status: 'done' });
  });
  world.at('06-03 09:00');
  await world.tick(id);
  expect(acted.set_score).toBeLessThanOrEqual(begun + 7);
  expect(acted.set_score + acted.add_score).toBe(60);
  expect(await world.passes(id)).toMatchObject([{ status: 'done', records: 60 }]);
});

describe('A5: retry of what failed, after an edit', () => {
  const score = (key: string, value: number) => ({ kind: 'add_score', key, value });
  const retry = async (id: string) => {
    const [pass] = await world.passes(id);
    await world.ok('POST', `/v1/automations/${id}/passes/${pass!.id}/retry`);
    await world.work(id);
    return [...(await world.records(pass!.id)).values()];
  };

  async function failed() {
    const [customerId] = (await world.crowd(1)) as [string];
    const id = await world.automation({ actions: [score('first', 1), score('second', 2)] });
    let isDown = true;
    const { parts } = world;
    world.replace('add_score', (deps, tx, input) =>
      isDown && input.action.key === 'second'
        ? Promise.resolve({ status: 'failed', reason: 'no_recipient', detail: null })
        : parts.applyAction(deps, tx, input),
    );
    world.at('06-03 09:00');
    await world.tick(id);
    isDown = false;
    return { id, customerId };
  }

  test('an action that came later is not done by the retry of an earlier pass', async () => {
    const { id, customerId } = await failed();
    await edit(id, { actions: [score('first', 1), score('second', 2), score('third', 4)] });
    expect(await retry(id)).toEqual(['done']);
    expect(await world.effects(id, customerId)).toEqual(['first done', 'second done']);
  });

  test('an action that was removed is left out, and does not fail the customer for ever', async () => {
    const { id, customerId } = await failed();
    await edit(id, { actions: [score('first', 1)] });
    expect(await retry(id)).toEqual(['done']);
    expect(await world.effects(id, customerId)).toEqual(['first done', 'second skipped action_removed']);
  });
});

describe('A1: nobody may finish who is in hand', () => {
  /** The first action of a customer was applied, and the worker died before the second. */
  async function inHand(mia: { id: string; key: string }) {
    await world.crowd(1);
    const id = await world.automation({
      actions: [
        { kind: 'add_score', key: 'first', value: 1 },
        { kind: 'add_label', key: 'second', labelId: world.hit },
      ],
    });
    await world.deps.db.automation.update({ where: { id }, data: { ownerId: mia.id, sight: 'owner' } });
    world.at('06-03 09:00');
    await world.follow(id);
    const [pass] = await world.passes(id);
    const { parts } = world;
    world.replace('add_label', () => Promise.reject(new Error('killed')));
    await expect(world.go(pass!.id)).rejects.toThrow('killed');
    world.parts = parts;
    return { id, passId: pass!.id };
  }

  test('paused by a person, whose owner then leaves: it waits, and is finished for whoever resumes it', async () => {
    const mia = await world.user('manager');
    const { id, passId } = await inHand(mia);
    await world.act(id, 'pause');
    await world.ok('PATCH', `/v1/users/${mia.id}`, { body: { isActive: false } });
    expect(await world.go(passId)).toMatchObject({ kind: 'wait', reason: 'paused', over: 0 });
    await world.act(id, 'resume');
    await world.work(id);
    expect([...(await world.records(passId)).values()]).toEqual(['done']);
  });

  test('ended: what was left to do has failed, and the pass is over', async () => {
    const mia = await world.user('manager');
    const { id, passId } = await inHand(mia);
    await world.act(id, 'deactivate');
    await world.ok('PATCH', `/v1/users/${mia.id}`, { body: { isActive: false } });
    expect(await world.go(passId)).toEqual({ kind: 'ended', size: 1, over: 1, failed: 1 });
    expect([...(await world.records(passId)).values()]).toEqual(['failed']);
  });
});
