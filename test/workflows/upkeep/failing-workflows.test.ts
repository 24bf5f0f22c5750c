import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { enrollCustomer } from '../../../commands/enrollments/enroll-customer.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { TASK_QUEUES } from '../../../contracts/task-queues.ts';
import { enrollmentWorkflowId } from '../../../workflows/enrollments/enrollment.messages.ts';
import { createCustomer, createSequence, onDay } from '../../support/rows/fixtures.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { Story } from '../../support/worlds/story.ts';

/** Longer than what is young is left alone. */
const LATER_MS = 60_000;
/** A task that failed three times comes again within seconds. */
const POLL_MS = 60_000;
/** `WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR`. */
const NON_DETERMINISTIC = 24;

describe('O9: a workflow whose task fails again and again is a finding', () => {
  let engine: Engine;
  let story: Story;
  let enrollmentId: string;
  beforeAll(async () => {
    engine = await startEngine({ isOnDevServer: true, isAway: true });
    story = new Story(engine);
    const { db } = engine.database;
    const now = await engine.now();
    const { sequenceId } = await createSequence(db, engine.world, { now, steps: [{ timing: onDay(30) }] });
    const { customerId } = await createCustomer(db, { now });
    const enrolled = await enrollCustomer(engine.deps, story.actor, { sequenceId, customerId });
    enrollmentId = enrolled.enrollment.id;
  }, ENGINE_START_MS);
  afterAll(() => engine?.close());

  const pass = () => reconcile({ ...engine.deps, now: async () => (await engine.now()) + LATER_MS });
  const findings = () =>
    engine.database.db.reconcileFinding.findMany({
      where: { kind: 'workflow_failing' },
      orderBy: { id: 'asc' },
      select: { entity: true, entityId: true, isRepaired: true },
    });
  const gauge = async () =>
    (await engine.deps.store.gauges.readGauges(engine.database.db, Date.now()))['failing_workflows'];

  /** Fails the next attempts of the only workflow task there is, as code does that cannot go on with a history. */
  async function failTasks(attempts: number): Promise<void> {
    const { connection, options, workflowService } = engine.client;
    const { namespace } = options;
    const taskQueue = { name: TASK_QUEUES.enrollments };
    for (let failed = 0; failed < attempts;) {
      const task = await connection.withDeadline(Date.now() + POLL_MS, () =>
        workflowService.pollWorkflowTaskQueue({ namespace, taskQueue, identity: 'bad code' }),
      );
      if (!task.taskToken?.length) continue;
      const { taskToken } = task;
      await workflowService.respondWorkflowTaskFailed({ namespace, taskToken, cause: NON_DETERMINISTIC });
      failed += 1;
    }
  }

  it('one that never got through its first task, once however often it is met, until its workers can go on with it', async () => {
    const { db } = engine.database;
    expect(await pass()).toMatchObject({ failing: 0 });
    await failTasks(3);
    expect(await pass()).toMatchObject({ failing: 1, started: 0 });
    expect(await pass()).toMatchObject({ failing: 1 });
    const open = { entity: 'workflow', entityId: enrollmentWorkflowId(enrollmentId), isRepaired: false };
    expect(await findings()).toEqual([open]);
    expect(await gauge()).toBe(1);
    engine.work();
    const hasBegun = async () => (await db.enrollment.findFirstOrThrow()).startedAt !== null;
    await engine.until(hasBegun, 'the first task to get through');
    expect(await pass()).toMatchObject({ failing: 0 });
    expect(await findings()).toEqual([{ ...open, isRepaired: true }]);
    expect(await gauge()).toBe(0);
  });
});
