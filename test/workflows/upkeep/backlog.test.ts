import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { CommandDeps } from '../../../commands/deps.ts';
import { enrollCustomer } from '../../../commands/enrollments/enroll-customer.ts';
import { pauseEnrollment } from '../../../commands/enrollments/pause-enrollment.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { createCustomer, createSequence, onDay } from '../../support/rows/fixtures.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { Story } from '../../support/worlds/story.ts';

const CUSTOMERS = 40;
/** Longer than what is young is left alone. */
const LATER_MS = 60_000;

/** Calls that Temporal got of us. */
const calls = { starts: 0, signals: 0 };
const counting: WorkflowClientInterceptor = {
  start: (input, next) => (calls.starts++, next(input)),
  signal: (input, next) => (calls.signals++, next(input)),
  signalWithStart: (input, next) => (calls.signals++, next(input)),
};

describe('O9: a backlog is not a loss', () => {
  let engine: Engine;
  let story: Story;
  let sequenceId: string;
  const enrollmentIds: string[] = [];
  beforeAll(async () => {
    engine = await startEngine({ isOnDevServer: true, isAway: true, interceptors: [counting] });
    story = new Story(engine);
    const now = await engine.now();
    const steps = [{ timing: onDay(30) }];
    ({ sequenceId } = await createSequence(engine.database.db, engine.world, { now, steps }));
    for (let n = 0; n < CUSTOMERS; n += 1) enrollmentIds.push(await enroll(engine.deps));
  }, ENGINE_START_MS);
  afterAll(() => engine?.close());
  beforeEach(() => void Object.assign(calls, { starts: 0, signals: 0 }));

  async function enroll(deps: CommandDeps): Promise<string> {
    const { customerId } = await createCustomer(engine.database.db, { now: await engine.now() });
    const { enrollment } = await enrollCustomer(deps, story.actor, { sequenceId, customerId });
    return enrollment.id;
  }

  /** A process that dies between its commit and its call of Temporal. */
  function dying(): CommandDeps {
    const lost = { startEnrollment: () => Promise.resolve(), wakeEnrollment: () => Promise.resolve(true) };
    return { ...engine.deps, lifecycle: { ...engine.deps.lifecycle, ...lost } };
  }

  /** The lists of Temporal are behind it by a moment: until they have everybody. */
  const allSeen = () =>
    engine.until(async () => {
      const running = await engine.deps.lifecycle.findRunningEnrollments(enrollmentIds);
      return running.size === enrollmentIds.length;
    }, 'everybody in the lists of Temporal');

  const pass = () => reconcile({ ...engine.deps, now: async () => (await engine.now()) + LATER_MS });

  it('no enrollment is started again while its first task waits for a worker, and one whose start was lost is started', async () => {
    await allSeen();
    expect(await pass()).toMatchObject({ started: 0, woken: 0 });
    expect(calls).toEqual({ starts: 0, signals: 0 });
    enrollmentIds.push(await enroll(dying()));
    expect(await pass()).toMatchObject({ started: 1 });
    await allSeen();
    expect(await pass()).toMatchObject({ started: 0 });
    expect(calls).toEqual({ starts: 1, signals: 0 });
    expect(await engine.database.db.reconcileFinding.count({ where: { kind: 'not_started' } })).toBe(1);
  });

  it('nobody is woken whose task waits for a worker, and whoever sleeps through its news is', async () => {
    const { db } = engine.database;
    // They have looked before, and the worker went away.
    await db.enrollment.updateMany({ data: { startedAt: new Date(), nextWakeAt: new Date(0) } });
    for (const enrollmentId of enrollmentIds.slice(0, 3))
      await pauseEnrollment(dying(), story.actor, { enrollmentId });
    expect(await pass()).toMatchObject({ woken: 0, restarted: 0 });
    expect(calls).toEqual({ starts: 0, signals: 0 });
    engine.work();
    await story.settled();
    await story.still(enrollmentIds.map((enrollmentId) => ({ enrollmentId })));
    for (const enrollmentId of enrollmentIds.slice(3, 5))
      await pauseEnrollment(dying(), story.actor, { enrollmentId });
    expect(await pass()).toMatchObject({ started: 0, woken: 2, restarted: 0 });
    expect(calls).toEqual({ starts: 0, signals: 2 });
    await story.settled();
  });
});
