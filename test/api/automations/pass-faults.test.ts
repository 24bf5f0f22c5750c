import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createWorkPass } from '../../../activities/automations/work-pass.ts';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { startDuePass } from '../../../commands/automations/passes/start-due-pass.ts';
import { ProblemError } from '../../../contracts/problems.ts';
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

const daily = (id: string, statuses: string[]) =>
  expect(
    world.passes(id).then((rows) => rows.map(({ at, status, reason }) => `${at} ${reason ?? status}`)),
  ).resolves.toEqual(statuses);

describe('A2: outages and pauses', () => {
  test('what was missed by more than six hours is skipped, and the latest takes place late', async () => {
    await world.crowd(1);
    const id = await world.automation();
    world.at('06-06 14:00');
    await world.tick(id);
    await daily(id, ['06-03 09:00 outage', '06-04 09:00 outage', '06-05 09:00 outage', '06-06 09:00 done']);
  });

  test('the one pass of an automation that is not ongoing takes place however late', async () => {
    await world.crowd(1);
    const id = await world.automation({ isOngoing: false, every: null });
    world.at('06-06 14:00');
    await world.tick(id);
    await daily(id, ['06-03 09:00 done']);
  });

  test('what falls due while it is paused is skipped; resumed, it goes on with the next one', async () => {
    await world.crowd(1);
    const id = await world.automation();
    await world.act(id, 'pause');
    world.at('06-03 09:00');
    await world.tick(id);
    world.at('06-03 12:00');
    await world.act(id, 'resume');
    world.at('06-04 09:00');
    await world.tick(id);
    await daily(id, ['06-03 09:00 paused', '06-04 09:00 done']);
  });

  test('paused before its only pass, it has it when it is resumed', async () => {
    await world.crowd(1);
    const id = await world.automation({ isOngoing: false, every: null });
    await world.act(id, 'pause');
    world.at('06-03 09:00');
    await world.tick(id);
    world.at('06-03 12:00');
    await world.act(id, 'resume');
    await world.work(id);
    await daily(id, ['06-03 12:00 done']);
  });
});

test('A5: a refusal for one customer is written down with its reason, and stops nobody else', async () => {
  const ids = await world.crowd(3);
  const id = await world.automation();
  const { parts } = world;
  world.replace('add_label', (deps, tx, input) =>
    input.customerId === ids[1]
      ? Promise.reject(new ProblemError('conflict', 'The label is archived.'))
      : parts.applyAction(deps, tx, input),
  );
  world.at('06-03 09:00');
  await world.tick(id);
  const [pass] = await world.passes(id);
  expect([...(await world.records(pass!.id)).values()]).toEqual(['done', 'failed', 'done']);
  expect(await world.effects(id, ids[1]!)).toEqual(['hit failed conflict']);
});

test('A5: a fault of ours for one customer keeps no other back, is tried again, and given up in the end', async () => {
  const ids = await world.crowd(3);
  const id = await world.automation();
  let tries = 0;
  const { parts } = world;
  world.replace('add_label', (deps, tx, input) => {
    if (input.customerId !== ids[0]) return parts.applyAction(deps, tx, input);
    tries += 1;
    return Promise.reject(new Error('a defect'));
  });
  world.at('06-03 09:00');
  await expect(world.tick(id)).rejects.toThrow('a defect');
  const [pass] = await world.passes(id);
  expect([...(await world.records(pass!.id)).values()]).toEqual(['open', 'done', 'done']);
  for (const _ of [2, 3, 4]) await expect(world.go(pass!.id)).rejects.toThrow('a defect');
  expect([...(await world.records(pass!.id)).values()]).toEqual(['open', 'done', 'done']);
  expect(await world.go(pass!.id)).toEqual({
    kind: 'ended',
    size: 3,
    over: 3,
    failed: 1,
  });
  expect(tries).toBe(5);
  expect([...(await world.records(pass!.id)).values()]).toEqual(['failed', 'done', 'done']);
  expect(await world.effects(id, ids[0]!)).toEqual(['hit failed internal']);
});

test.each([7, 9])(
  'A5: attempts of an activity that were held are no faults: one hiccup at transaction %d fails nobody',
  async (nth) => {
    await world.crowd(3);
    const id = await world.automation();
    world.at('06-03 09:00');
    await startDuePass(world.deps, { automationId: id });
    const [pass] = await world.passes(id);
    let begun = 0;
    const run = world.deps.db.$transaction.bind(world.deps.db) as (...args: unknown[]) => Promise<unknown>;
    const $transaction = (...args: unknown[]): Promise<unknown> => {
      begun += 1;
      return begun === nth ? Promise.reject(new Error('deadlock')) : run(...args);
    };
    const db = new Proxy(world.deps.db, {
      get(target, name) {
        if (name === '$transaction') return $transaction;
        const value = Reflect.get(target, name) as unknown;
        return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
      },
    });
    const { signal: stopping } = new AbortController();
    const deps = { ...world.deps, db, stopping, heartbeatMs: 1_000 } as unknown as ActivityDeps;
    const held = new MockActivityEnvironment({ attempt: 6 });
    await expect(held.run(createWorkPass(deps), { passId: pass!.id })).rejects.toThrow('deadlock');
    await world.go(pass!.id);
    expect([...(await world.records(pass!.id)).values()]).toEqual(['done', 'done', 'done']);
  },
);
