import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { enrollCustomer } from '../../commands/enrollments/enroll-customer.ts';
import { reconcile } from '../../commands/upkeep/reconcile.ts';
import { stopEnrollment } from '../../commands/enrollments/stop-enrollment.ts';
import { enrollmentWorkflowId } from '../../workflows/enrollments/enrollment.messages.ts';
import { startEngine, type Engine } from '../support/worlds/engine.ts';
import { after, createCustomer, createSequence, onDay, type StepFixture } from '../support/rows/fixtures.ts';
import { Story } from '../support/worlds/story.ts';

/** A process that dies between its commit and its call of Temporal: the call never comes. */
function dying({ deps }: Engine): Engine['deps'] {
  const lost = { startEnrollment: () => Promise.resolve(), wakeEnrollment: () => Promise.resolve(true) };
  return { ...deps, lifecycle: { ...deps.lifecycle, ...lost } };
}

describe('the reconciler', () => {
  let engine: Engine;
  let story: Story;
  beforeAll(async () => {
    engine = await startEngine();
    story = new Story(engine);
  });
  afterAll(() => engine?.close());

  const statusOf = async (enrollmentId: string): Promise<string> => {
    const handle = engine.client.workflow.getHandle(enrollmentWorkflowId(enrollmentId));
    return handle.describe().then(
      ({ status }) => status.name,
      () => 'NONE',
    );
  };

  async function enrollAndDie(steps: StepFixture[]): Promise<string> {
    const { db } = engine.database;
    const now = await engine.now();
    const { sequenceId } = await createSequence(db, engine.world, { now, steps });
    const { customerId } = await createCustomer(db, { now });
    const { enrollment } = await enrollCustomer(dying(engine), story.actor, { sequenceId, customerId });
    return enrollment.id;
  }

  it('O9: an API that dies between the row and the start: the enrollment is started and walks', async () => {
    const enrollmentId = await enrollAndDie([{ timing: after(0, 'minutes') }]);
    expect(await statusOf(enrollmentId)).toBe('NONE');
    await engine.pass('1 minute');
    expect(await reconcile(engine.deps)).toMatchObject({ started: 1 });
    await engine.until(async () => (await story.status(enrollmentId)) === 'completed', 'the end of the walk');
    expect(engine.mail.mails).toHaveLength(1);
    const findings = await engine.database.db.reconcileFinding.findMany({
      where: { entityId: enrollmentId },
      orderBy: { id: 'asc' },
    });
    expect(findings.map(({ kind, isRepaired }) => [kind, isRepaired])).toEqual([['not_started', true]]);
  });

  it('O9: a process that dies between the intent and the wake-up: the sleeping workflow hears of it', async () => {
    const walk = await story.walk({ steps: [{ timing: onDay(30) }] });
    const { enrollmentId } = walk;
    await engine.until(async () => (await story.status(enrollmentId)) === 'active', 'a sleeping workflow');
    await stopEnrollment(dying(engine), story.actor, { enrollmentId });
    expect(await statusOf(enrollmentId)).toBe('RUNNING');
    expect(await reconcile(engine.deps)).toMatchObject({ woken: 1 });
    await engine.until(async () => (await statusOf(enrollmentId)) === 'COMPLETED', 'the end of the workflow');
    expect(await reconcile(engine.deps)).toMatchObject({ started: 0, woken: 0, restarted: 0 });
  });

  it('O9: three days without any start, over the days 0, 1 and 2: in order, never two on a day', async () => {
    const steps = [onDay(0), onDay(1), onDay(2)].map((timing) => ({ timing }));
    const enrollmentId = await enrollAndDie(steps);
    await engine.pass('3 days');
    await reconcile(engine.deps);
    await story.settled();
    await engine.pass('5 days');
    const left = (await story.left(enrollmentId)).map((at) => at.slice(0, 10));
    expect([left.length, new Set(left).size]).toEqual([3, 3]);
  });
});
