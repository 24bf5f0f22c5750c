import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stopEnrollment } from '../../../commands/enrollments/stop-enrollment.ts';
import { enrollmentWorkflowId, state } from '../../../workflows/enrollments/enrollment.messages.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { expectQuietHistories, readRuns } from '../../support/worlds/histories.ts';
import { Story } from '../../support/worlds/story.ts';

/** Runs so short that many intents meet one that is just ending. */
const RUN_LIMITS = { events: 10_000, wakes: 9 };
const ROUNDS = 40;
const AT_ONCE = 5;
const INTENTS = ROUNDS * AT_ONCE;
const DEADLINE_MS = 120_000;
/** So much of the minute that a step waits has passed already. */
const LEFT_MS = 50_000;

describe('continuing as new, on the real server', () => {
  let engine: Engine;
  let story: Story;
  beforeAll(async () => {
    engine = await startEngine({ isOnDevServer: true, runLimits: RUN_LIMITS });
    story = new Story(engine);
  }, ENGINE_START_MS);
  afterAll(() => engine?.close());

  /** What every command does at its end: the intent in a transaction, then the wake-up. */
  async function intend(enrollmentId: string): Promise<void> {
    const { database, deps } = engine;
    await database.db.$transaction(async (tx) => {
      await deps.store.snapshots.lockAlone(tx, [enrollmentId]);
      await deps.store.enrollments.bumpIntent(tx, [enrollmentId]);
    });
    await deps.lifecycle.wakeEnrollment(enrollmentId);
  }

  it(
    '200 intents across forced continue-as-new, without a reconciler: 200 wake-ups received, the last intent applied',
    async () => {
      const { enrollmentId } = await story.walk({ steps: [{ timing: onDay(20) }] });
      for (let round = 0; round < ROUNDS; round += 1) {
        await Promise.all(Array.from({ length: AT_ONCE }, () => intend(enrollmentId)));
      }
      await story.settled();
      const workflow = engine.client.workflow.getHandle(enrollmentWorkflowId(enrollmentId));
      await engine.until(async () => (await workflow.query(state)).wakes >= INTENTS, 'every wake-up');
      expect((await workflow.query(state)).wakes).toBe(INTENTS);
      const row = await engine.database.db.enrollment.findUniqueOrThrow({ where: { id: enrollmentId } });
      expect([row.intentVersion, row.appliedVersion]).toEqual([1 + INTENTS, 1 + INTENTS]);
      const runs = await readRuns(engine, enrollmentWorkflowId(enrollmentId));
      expect(runs.length).toBeGreaterThan(2);
      await stopEnrollment(engine.deps, story.actor, { enrollmentId });
      await engine.until(
        async () => (await workflow.describe()).status.name === 'COMPLETED',
        'the end of the workflow',
      );
      await expectQuietHistories(engine);
    },
    DEADLINE_MS,
  );

  it(
    'a run hands its wait to the next one, which fires on time',
    async () => {
      const { db } = engine.database;
      const delay = { kind: 'delay', amount: 1, unit: 'minutes', atTime: null } as const;
      const { enrollmentId } = await story.walk({ steps: [{ timing: delay }] });
      const enrolledAt = Date.now() - LEFT_MS;
      await db.enrollment.update({
        where: { id: enrollmentId },
        data: { plannedFrom: new Date(enrolledAt) },
      });
      for (let wake = 0; wake < 2 * RUN_LIMITS.wakes; wake += 1) await intend(enrollmentId);
      await engine.until(async () => (await story.status(enrollmentId)) === 'completed', 'the end');
      const [left] = await db.message.findMany({
        where: { enrollmentId, status: 'sent' },
        orderBy: { id: 'asc' },
      });
      const lateMs = left!.handedOverAt!.getTime() - (enrolledAt + 60_000);
      expect(lateMs).toBeGreaterThanOrEqual(0);
      expect((await readRuns(engine, enrollmentWorkflowId(enrollmentId))).length).toBeGreaterThan(1);
    },
    DEADLINE_MS,
  );
});
