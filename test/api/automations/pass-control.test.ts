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
  await world.confirmAbove(1_000_000);
  await world.deps.db.customer.updateMany({ data: { name: 'Nobody' } });
});

const onePass = async (id: string) => (await world.passes(id)).at(-1)!;
const counts = async (id: string) =>
  (await world.ok('GET', `/v1/automations/${id}/passes/${(await onePass(id)).id}`)).counts;

describe('case 16: in the middle', () => {
  /** Runs until the 80th customer is in hand, then does something. */
  async function stopAt80(id: string, then: () => Promise<unknown>) {
    const acted: string[] = [];
    let begunBy = 0;
    world.replace('add_label', async (_deps, _tx, { customerId }) => {
      if (acted.push(customerId) === 80) {
        await then();
        begunBy = acted.length;
      }
      return { status: 'done' };
    });
    world.at('06-03 09:00');
    await world.tick(id);
    return { acted, begunBy };
  }

  test('paused: who is in hand is finished, nobody else begun; it goes on with the next, one record each', async () => {
    const ids = await world.crowd(200);
    const id = await world.automation();
    const { acted, begunBy } = await stopAt80(id, () => world.act(id, 'pause'));
    // Whoever was begun by then, the 80th and those beside it, and nobody behind the commit.
    expect(acted.length).toBeGreaterThanOrEqual(80);
    expect(acted.length).toBeLessThanOrEqual(begunBy + 7);
    expect(new Set(acted)).toEqual(new Set(ids.slice(0, acted.length)));
    expect(await counts(id)).toMatchObject({ done: acted.length, open: 200 - acted.length });
    expect(await world.go((await onePass(id)).id)).toMatchObject({
      kind: 'wait',
      reason: 'paused',
      over: acted.length,
    });
    world.at('06-03 10:00');
    await world.act(id, 'resume');
    await world.work(id);
    expect(acted).toHaveLength(200);
    expect(new Set(acted).size).toBe(200);
    expect((await world.passes(id)).map(({ records, status }) => [records, status])).toEqual([[200, 'done']]);
  });

  test.each([
    [false, 200],
    [true, null],
  ])(
    'b: inactive, process once %s: the pass is ended there; running again acts on the rest or on all',
    async (isOnce, size) => {
      await world.crowd(200);
      const id = await world.automation({ isOnce, startsAt: null });
      const { acted } = await stopAt80(id, () => world.act(id, 'deactivate'));
      const { done } = await counts(id);
      expect(done).toBeGreaterThan(70);
      expect(done).toBeLessThanOrEqual(acted.length);
      expect(await onePass(id)).toMatchObject({ status: 'ended', reason: 'deactivated' });
      expect(await counts(id)).toMatchObject({ total: 200, done, skipped: 200 - done });
      world.at('06-03 10:00');
      await world.act(id, 'start', { sight: 'all' });
      await world.tick(id);
      expect(await onePass(id)).toMatchObject({ status: 'done', records: size ?? 200 - done });
    },
  );
});

describe('case 18: the first big pass', () => {
  test('it waits, says the number, and acts on it once a person has confirmed exactly that', async () => {
    const ids = await world.crowd(60);
    await world.confirmAbove(50);
    const id = await world.automation();
    world.at('06-03 09:00');
    expect(await world.tick(id)).toMatchObject({ kind: 'wait', reason: 'first_time', size: 60, over: 0 });
    const dryRun = await world.ok('POST', `/v1/automations/${id}/dry-run`, { body: { limit: 200 } });
    expect(dryRun).toMatchObject({ count: 60, waitsBecause: 'first_time' });
    expect(dryRun.items.map((row: Json) => row.customerId).sort()).toEqual(ids);
    expect(dryRun.items[0]).toMatchObject({ rules: ['audience.nodes[0]'], actions: ['hit'] });
    expect(await world.deps.db.automationEffect.count({ where: { automationId: id } })).toBe(0);
    const { id: passId } = await onePass(id);
    const confirm = (size: number) =>
      world.call('POST', `/v1/automations/${id}/passes/${passId}/confirm`, { body: { size } });
    const refused = await confirm(59);
    expect({ status: refused.status, size: refused.body.size }).toEqual({ status: 409, size: 60 });
    expect((await confirm(60)).status).toBe(200);
    expect((await confirm(60)).status).toBe(409);
    await world.work(id);
    expect(await counts(id)).toMatchObject({ total: 60, done: 60 });
    // What was confirmed once is not asked again.
    world.at('06-04 09:00');
    await world.tick(id);
    expect(await onePass(id)).toMatchObject({ status: 'done', records: 60 });
  });

  test('b: 40 act at once', async () => {
    await world.crowd(40);
    await world.confirmAbove(50);
    const id = await world.automation();
    world.at('06-03 09:00');
    await world.tick(id);
    expect(await counts(id)).toMatchObject({ done: 40 });
  });

  test('growth by more than a tenth between confirmation and acting asks again', async () => {
    await world.crowd(60);
    await world.confirmAbove(50);
    const id = await world.automation();
    world.at('06-03 09:00');
    await world.tick(id);
    await world.look();
    const { id: passId } = await onePass(id);
    const confirm = `/v1/automations/${id}/passes/${passId}/confirm`;
    await world.ok('POST', confirm, { body: { size: 60 } });
    for (let n = 0; n < 7; n++) await world.add(`Customer of import ${n}`);
    await world.look();
    expect(await world.work(id)).toMatchObject({
      kind: 'wait',
      reason: 'grown_since_confirmed',
      size: 67,
      over: 0,
    });
    await world.ok('POST', confirm, { body: { size: 67 } });
    await world.work(id);
    expect(await counts(id)).toMatchObject({ total: 67, done: 67 });
  });

  test('c: after four passes of 80, 240 act and 241 wait; one who left while it waited is left out', async () => {
    const ids = await world.crowd(80);
    const id = await world.automation();
    world.replace('add_label', () => Promise.resolve({ status: 'done' }));
    for (const day of ['06-03', '06-04', '06-05', '06-06']) {
      world.at(`${day} 09:00`);
      await world.tick(id);
    }
    await world.crowd(160);
    world.at('06-07 09:00');
    await world.tick(id);
    expect(await onePass(id)).toMatchObject({ status: 'done', records: 240 });
    await world.deps.db.automationPass.update({ where: { id: (await onePass(id)).id }, data: { size: 80 } });
    await world.add('Customer too many');
    world.at('06-08 09:00');
    expect(await world.tick(id)).toMatchObject({ kind: 'wait', reason: 'more_than_usual', size: 241 });
    await world.rename(ids[7]!, 'Paid');
    await world.look();
    const { id: passId } = await onePass(id);
    await world.ok('POST', `/v1/automations/${id}/passes/${passId}/confirm`, { body: { size: 241 } });
    await world.work(id);
    expect((await world.records(passId)).get(ids[7]!)).toBe('skipped: left_audience');
    expect(await counts(id)).toMatchObject({ total: 241, done: 240, skipped: 1 });
  }, 60_000);
});

describe('case 19: retry of the failed', () => {
  test('tries those that failed, only them, once though two people ask in the same second', async () => {
    const ids = await world.crowd(20);
    const reachable = new Set(ids.slice(3));
    const mails: string[] = [];
    world.replace('add_label', (_deps, _tx, { customerId }) => {
      if (!reachable.has(customerId))
        return Promise.resolve({
          status: 'failed',
          reason: 'no_recipient',
          detail: 'No contact has an address.',
        });
      mails.push(customerId);
      return Promise.resolve({ status: 'done' });
    });
    const id = await world.automation();
    world.at('06-03 09:00');
    await world.tick(id);
    expect(await counts(id)).toMatchObject({ done: 17, failed: 3 });
    const { id: passId } = await onePass(id);
    const failed = await world.ok('GET', `/v1/automations/${id}/passes/${passId}/records?status=failed`);
    expect(failed.items.map((row: Json) => row.effects[0].text)).toEqual(
      Array(3).fill('No contact has an address.'),
    );
    reachable.add(ids[0]!).add(ids[1]!);
    const retry = () => world.call('POST', `/v1/automations/${id}/passes/${passId}/retry`);
    const answers = await Promise.all([retry(), retry()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    await Promise.all([world.go(passId), world.go(passId)]);
    await world.work(id);
    expect(mails.sort()).toEqual(ids.filter((customerId) => customerId !== ids[2]));
    expect(await counts(id)).toMatchObject({ done: 19, failed: 1 });
    await world.act(id, 'pause');
    expect((await retry()).status).toBe(409);
  });

  test('of a completed automation too; who left the audience meanwhile is left out', async () => {
    const [left, stays] = (await world.crowd(2)) as [string, string];
    let isDown = true;
    world.replace('add_label', () =>
      Promise.resolve(
        isDown ? { status: 'failed', reason: 'no_recipient', detail: null } : { status: 'done' },
      ),
    );
    const id = await world.automation({ isOngoing: false, every: null });
    world.at('06-03 09:00');
    await world.tick(id);
    const { id: passId } = await onePass(id);
    isDown = false;
    await world.rename(left, 'Paid');
    await world.ok('POST', `/v1/automations/${id}/passes/${passId}/retry`);
    await world.work(id);
    expect(Object.fromEntries(await world.records(passId))).toEqual({
      [left]: 'skipped: left_audience',
      [stays]: 'done',
    });
    expect((await world.ok('GET', `/v1/automations/${id}`)).status).toBe('completed');
  });
});

test('A5: run now begins a pass beside the calendar, one at a time', async () => {
  await world.crowd(2);
  const id = await world.automation();
  const run = () => world.call('POST', `/v1/automations/${id}/run`);
  const answers = await Promise.all([run(), run()]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  await world.work(id);
  expect(await onePass(id)).toMatchObject({ status: 'done', records: 2 });
  await world.act(id, 'deactivate');
  expect((await run()).status).toBe(409);
});
