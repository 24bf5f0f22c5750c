import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stopEnrollment } from '../../commands/stop-enrollment.ts';
import { enrollmentWorkflowId, state } from '../../workflows/enrollment.messages.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../support/engine.ts';
import { onDay } from '../support/fixtures.ts';
import { expectQuietHistories, readRuns } from '../support/histories.ts';
import { Story } from '../support/story.ts';

/** Runs so short that many intents meet one that is just ending. */
const RUN_LIMITS = { events: 10_000, wakes: 9 };
const ROUNDS = 40;
const AT_ONCE = 5;
const INTENTS = ROUNDS * AT_ONCE;
const DEADLINE_MS = 120_000;

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
});

describe('continuing as new, on skipped time', () => {
  let engine: Engine;
  let story: Story;
  beforeAll(async () => {
    engine = await startEngine({ runLimits: { events: 20, wakes: 3 } });
    story = new Story(engine);
  }, ENGINE_START_MS);
  afterAll(() => engine?.close());

  it('a run hands its wait to the next one, which fires on time', async () => {
    const walk = await story.walk({ steps: [onDay(0), onDay(3), onDay(6)].map((timing) => ({ timing })) });
    const workflow = engine.client.workflow.getHandle(enrollmentWorkflowId(walk.enrollmentId));
    for (let wake = 1; wake <= 4; wake += 1) {
      await engine.deps.lifecycle.wakeEnrollment(walk.enrollmentId);
      await engine.until(async () => (await workflow.query(state)).wakes === wake, 'the wake-up');
    }
    await story.passUntil('2026-12-07T00:00Z');
    expect(await story.left(walk.enrollmentId)).toEqual([
      '2026-11-30 09:00',
      '2026-12-03 09:00',
      '2026-12-06 09:00',
    ]);
    expect((await readRuns(engine, enrollmentWorkflowId(walk.enrollmentId))).length).toBeGreaterThan(2);
  });
});
