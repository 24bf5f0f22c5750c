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

/** An automation whose pass of many has begun, with what it acts on: `score add 5`, then a webhook. */
async function begun(count: number) {
  const webhook = await world.ok('POST', '/v1/webhooks', {
    body: { url: 'https://receiver.example/hook', events: ['customer.created'] },
  });
  const ids = await world.crowd(count);
  await world.deps.db.customer.updateMany({ where: { id: { in: ids } }, data: { score: 0 } });
  const id = await world.automation({
    actions: [
      { kind: 'add_score', key: 'score', value: 5 },
      { kind: 'webhook', key: 'hook', webhookId: webhook.id },
    ],
  });
  world.at('06-03 09:00');
  await world.follow(id);
  const [pass] = await world.passes(id);
  return { ids, id, passId: pass!.id, webhookId: webhook.id as string };
}

/** Each score has grown by exactly 5, each customer has one event, and one record in one pass. */
async function expectOnce({ ids, id, passId, webhookId }: Awaited<ReturnType<typeof begun>>) {
  const { db } = world.deps;
  const scores = await db.customer.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' } });
  expect(new Set(scores.map(({ score }) => score))).toEqual(new Set([5]));
  const deliveries = await db.webhookDelivery.findMany({
    where: { webhookId },
    orderBy: { customerId: 'asc' },
  });
  expect(deliveries.map(({ customerId }) => customerId)).toEqual(ids);
  expect((await world.passes(id)).map(({ status, records }) => [status, records])).toEqual([
    ['done', ids.length],
  ]);
  expect([...(await world.records(passId))]).toEqual(ids.map((customerId) => [customerId, 'done']));
  expect(await db.automationEffect.count({ where: { passId, status: 'done' } })).toBe(2 * ids.length);
}

test('case 17: 300 customers, the worker killed at ten moments: everything was done once', async () => {
  const work = await begun(300);
  const { passId } = work;
  for (const [n, at] of [1, 2, 3, 5, 40, 41, 60, 61, 90, 91].entries()) {
    const deps = world.dyingAt(at, n % 2 === 0 ? 'before its commit' : 'after its commit');
    await expect(world.go(passId, { deps })).rejects.toThrow('killed');
  }
  await world.work(work.id);
  await expectOnce(work);
}, 120_000);

describe('case 17: named moments', () => {
  test.each(['the action and its record', 'two actions'])('killed between %s', async (between) => {
    const work = await begun(10);
    const { parts } = world;
    let isKilled = false;
    const isSecond = between === 'two actions';
    world.replace(isSecond ? 'webhook' : 'add_score', async (deps, tx, input) => {
      if (isKilled || input.customerId !== work.ids[4]) return parts.applyAction(deps, tx, input);
      isKilled = true;
      if (!isSecond) await parts.applyAction(deps, tx, input);
      throw new Error('killed');
    });
    await expect(world.go(work.passId)).rejects.toThrow('killed');
    world.parts = parts;
    await world.work(work.id);
    await expectOnce(work);
  });

  test('killed after the last record, and before the workflow heard of the end', async () => {
    const work = await begun(10);
    const { store } = world.deps;
    const hasOpen = () => Promise.reject(new Error('killed'));
    const dying = { ...world.deps, store: { ...store, passWork: { ...store.passWork, hasOpen } } };
    await expect(world.go(work.passId, { deps: dying })).rejects.toThrow('killed');
    expect((await world.passes(work.id))[0]?.status).toBe('running');
    const ended = { kind: 'ended', size: 10, over: 10, failed: 0 };
    expect(await world.go(work.passId)).toEqual(ended);
    expect(await world.go(work.passId)).toEqual(ended);
    await expectOnce(work);
  });

  test('two workers at once, one of which was thought dead', async () => {
    const work = await begun(40);
    await Promise.all([world.go(work.passId), world.go(work.passId)]);
    await world.work(work.id);
    await expectOnce(work);
  });

  test('killed in the middle of filling: the next go fills on behind the last chunk, each once', async () => {
    const { length: count } = await world.crowd(2_100);
    await world.confirmAbove(50);
    const id = await world.automation();
    world.at('06-03 09:00');
    await world.follow(id);
    const [pass] = await world.passes(id);
    const { actorOf } = PASS_PARTS;
    let chunks = 0;
    world.parts = {
      ...PASS_PARTS,
      actorOf: (...args) => (++chunks === 2 ? Promise.reject(new Error('killed')) : actorOf(...args)),
    };
    await expect(world.go(pass!.id)).rejects.toThrow('killed');
    expect((await world.passes(id))[0]?.records).toBe(1_000);
    expect(await world.work(id)).toMatchObject({ kind: 'wait', reason: 'first_time', size: count, over: 0 });
    expect((await world.passes(id))[0]?.records).toBe(count);
    await world.confirmAbove(1_000_000);
  });
});
