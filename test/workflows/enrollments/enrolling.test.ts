import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { enrollCustomer } from '../../../commands/enrollments/enroll-customer.ts';
import { stopEnrollment } from '../../../commands/enrollments/stop-enrollment.ts';
import { enrollmentWorkflowId } from '../../../workflows/enrollments/enrollment.messages.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { createCustomer, createSequence, onDay } from '../../support/rows/fixtures.ts';
import { expectQuietHistories } from '../../support/worlds/histories.ts';
import { Story } from '../../support/worlds/story.ts';

const FOUR_WEEKS = [onDay(0), onDay(7), onDay(14)].map((timing) => ({ timing }));

describe('enrolling and stopping', () => {
  let engine: Engine;
  let story: Story;
  beforeAll(async () => {
    engine = await startEngine();
    story = new Story(engine);
  }, ENGINE_START_MS);
  afterAll(() => engine?.close());

  const enrollAgain = (walk: { sequenceId: string; customerId: string }, startDate?: string) =>
    enrollCustomer(engine.deps, story.actor, {
      sequenceId: walk.sequenceId,
      customerId: walk.customerId,
      ...(startDate !== undefined && { startDate }),
    });

  it('S8: enrolling twice with the same date, or none, changes nothing', async () => {
    const walk = await story.walk({ startDate: '2099-12-01', steps: FOUR_WEEKS });
    const same = await enrollAgain(walk, '2099-12-01');
    const none = await enrollAgain(walk);
    expect([same.outcome, none.outcome]).toEqual(['skipped', 'skipped']);
    expect([same.enrollment.id, none.enrollment.id]).toEqual([walk.enrollmentId, walk.enrollmentId]);
    await story.passUntil('2099-12-01T10:00Z');
    expect(await story.left(walk.enrollmentId)).toEqual(['2099-12-01 09:00']);
  });

  it('S8: another start date moves the steps not yet run, and the sleeping workflow follows', async () => {
    const walk = await story.walk({ startDate: '2099-12-20', steps: FOUR_WEEKS });
    const earlier = await enrollAgain(walk, '2099-12-03');
    await story.settled();
    expect(earlier.outcome).toBe('updated');
    await story.passUntil('2099-12-03T12:00Z');
    const later = await enrollAgain(walk, '2099-12-10');
    await story.settled();
    expect(later.outcome).toBe('updated');
    await story.passUntil('2099-12-25T00:00Z');
    expect(await story.left(walk.enrollmentId)).toEqual([
      '2099-12-03 09:00',
      '2099-12-17 09:00',
      '2099-12-24 09:00',
    ]);
  });

  it('S8: eight enrolling at once make one live enrollment with one workflow', async () => {
    const { db } = engine.database;
    const now = await engine.now();
    const { sequenceId } = await createSequence(db, engine.world, { now, steps: [{ timing: onDay(1) }] });
    const { customerId } = await createCustomer(db, { now });
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => enrollAgain({ sequenceId, customerId })),
    );
    await story.settled();
    expect(replies.map(({ outcome }) => outcome).sort()).toEqual([
      'enrolled',
      ...Array<string>(7).fill('skipped'),
    ]);
    expect(new Set(replies.map(({ enrollment }) => enrollment.id)).size).toBe(1);
    await engine.pass('3 days');
    expect(await story.left(replies[0]!.enrollment.id)).toHaveLength(1);
  });

  it('S8: whoever finished can be enrolled again and starts at step 1', async () => {
    const walk = await story.walk({ steps: [{ timing: onDay(0) }] });
    await engine.pass('2 days');
    expect(await story.status(walk.enrollmentId)).toBe('completed');
    const again = await enrollAgain(walk);
    expect(again.outcome).toBe('enrolled');
    expect(again.enrollment.id).not.toBe(walk.enrollmentId);
    await story.settled();
    await engine.pass('2 days');
    expect(await story.left(again.enrollment.id)).toHaveLength(1);
  });

  it('S8: a first step whose time has passed today is due at once', async () => {
    const now = new Date(await engine.now()).toISOString().slice(0, 10);
    const walk = await story.walk({ steps: [{ timing: onDay(0, '00:00') }] });
    await engine.until(async () => (await story.status(walk.enrollmentId)) === 'completed', 'the end');
    expect((await story.left(walk.enrollmentId))[0]?.slice(0, 10)).toBe(now);
  });

  it('S10: a stop wakes the sleeping workflow and ends it; nothing leaves any more', async () => {
    const walk = await story.walk({ steps: [{ timing: onDay(1) }] });
    const reply = await stopEnrollment(engine.deps, story.actor, {
      enrollmentId: walk.enrollmentId,
      reason: 'called us',
    });
    expect(reply.inFlight).toEqual([]);
    const workflow = engine.client.workflow.getHandle(enrollmentWorkflowId(walk.enrollmentId));
    await engine.until(
      async () => (await workflow.describe()).status.name === 'COMPLETED',
      'the end of the workflow',
    );
    await engine.pass('3 days');
    expect(await story.left(walk.enrollmentId)).toEqual([]);
    expect(await story.status(walk.enrollmentId)).toBe('stopped: manual');
    expect(await story.steps(walk.enrollmentId)).toEqual(['Step 1 cancelled']);
    await expect(
      stopEnrollment(engine.deps, story.actor, { enrollmentId: walk.enrollmentId }),
    ).rejects.toMatchObject({
      code: 'already_acted',
    });
  });

  it('O3: its workflow is found by its sequence, its customer and its mailbox', async () => {
    const walk = await story.walk({ steps: [{ timing: onDay(3) }] });
    const workflow = engine.client.workflow.getHandle(enrollmentWorkflowId(walk.enrollmentId));
    expect((await workflow.describe()).searchAttributes).toMatchObject({
      SequenceId: [walk.sequenceId],
      CustomerId: [walk.customerId],
      MailboxId: [engine.world.mailboxId],
    });
  });

  it('O6: the histories hold no names, addresses or texts', () => expectQuietHistories(engine));
});
