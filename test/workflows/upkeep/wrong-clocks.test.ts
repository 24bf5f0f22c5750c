import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { TASK_QUEUES } from '../../../contracts/task-queues.ts';
import { RECONCILE_RUN_SECONDS } from '../../../workflows/upkeep/reconcile.messages.ts';
import { enrollmentWorkflowId } from '../../../workflows/enrollments/enrollment.messages.ts';
import { enrollCustomer } from '../../../commands/enrollments/enroll-customer.ts';
import { after, createCustomer, createSequence } from '../../support/rows/fixtures.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { Story } from '../../support/worlds/story.ts';

const TEN_MINUTES_MS = 600_000;
/** Started, a first task, and the one activity that it schedules. */
const EVENTS_OF_A_START = 5;

let engine: Engine | null = null;
afterEach(async () => {
  await engine?.close();
  engine = null;
});

/** Enrols a customer whose first mail is due at once. */
async function enroll({ deps, database, world, now }: Engine): Promise<string> {
  const at = await now();
  const steps = [{ timing: after(0, 'minutes') }];
  const { sequenceId } = await createSequence(database.db, world, { now: at, steps });
  const { customerId } = await createCustomer(database.db, { now: at });
  const { actor } = new Story(engine!);
  return (await enrollCustomer(deps, actor, { sequenceId, customerId })).enrollment.id;
}

/** Starts a run of the reconciler with one pass. */
const reconcile = ({ client }: Engine) =>
  client.workflow.start('reconcile', {
    workflowId: `reconcile-${randomUUID()}`,
    taskQueue: TASK_QUEUES.control,
    args: [{ everySeconds: RECONCILE_RUN_SECONDS }],
  });

describe('O12: a clock that is wrong by minutes delays and says so, and never loops', () => {
  it(
    'a worker whose clock is ten minutes behind, or ahead, begins nothing, adds nothing to a history, says it once, and goes on when it is right',
    async () => {
      let ahead = 0;
      const said: unknown[] = [];
      const say = (what: unknown) => void said.push(what);
      const clockLogger = { error: say, info: say, warn: say };
      engine = await startEngine({ isOnDevServer: true, workersAhead: () => ahead, clockLogger });
      const { client, until, mail } = engine;
      for (const [n, wrong] of [-TEN_MINUTES_MS, TEN_MINUTES_MS].entries()) {
        ahead = wrong;
        const pass = await reconcile(engine);
        const enrollmentId = await enroll(engine);
        const held = async () =>
          (await client.workflow.getHandle(enrollmentWorkflowId(enrollmentId)).describe()).raw
            .pendingActivities?.[0];
        await until(async () => ((await held())?.attempt ?? 0) > 1, 'an attempt that was held');
        expect((await held())?.lastFailure?.applicationFailureInfo?.type).toBe('clock_wrong');
        expect(await engine.history(enrollmentId)).toHaveLength(EVENTS_OF_A_START);
        expect(mail.mails).toHaveLength(n);
        ahead = 0;
        await until(async () => mail.mails.length === n + 1, 'the mail, by the right clock');
        // A pass that was held waits for a worker whose clock is right, not for the next interval, and is one pass.
        await until(
          async () => (await pass.describe()).status.name === 'COMPLETED',
          'the pass that was held',
        );
        const { events } = await pass.fetchHistory();
        const ended = events?.filter(({ activityTaskCompletedEventAttributes: done }) => done) ?? [];
        const failed = events?.filter(({ activityTaskFailedEventAttributes: it }) => it) ?? [];
        expect([ended.length, failed.length]).toEqual([1, 0]);
      }
      expect(said).toHaveLength(4);
    },
    ENGINE_START_MS,
  );

  it(
    'where clocks disagree and nobody holds, a moment that has passed is waited for longer and longer',
    async () => {
      engine = await startEngine({ workersAhead: () => -TEN_MINUTES_MS });
      const enrollmentId = await enroll(engine);
      await engine.pass('10 minutes');
      await engine.until(async () => engine!.mail.mails.length === 1, 'the mail, ten minutes late');
      // One look costs about ten events: every second it would be 6,000 of them.
      expect((await engine.history(enrollmentId)).length).toBeLessThan(350);
    },
    ENGINE_START_MS,
  );
});
