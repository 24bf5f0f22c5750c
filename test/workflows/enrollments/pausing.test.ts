import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pauseEnrollment } from '../../../commands/enrollments/pause-enrollment.ts';
import { pauseSequence } from '../../../commands/sequences/pause-sequence.ts';
import { resumeEnrollment } from '../../../commands/enrollments/resume-enrollment.ts';
import { resumeSequence } from '../../../commands/sequences/resume-sequence.ts';
import { sendStep } from '../../../commands/enrollments/queue/send-step.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { after, onDay } from '../../support/rows/fixtures.ts';
import { expectQuietHistories } from '../../support/worlds/histories.ts';
import { Story } from '../../support/worlds/story.ts';

describe('pausing and resuming', () => {
  let engine: Engine;
  let story: Story;
  beforeAll(async () => {
    engine = await startEngine();
    story = new Story(engine);
  }, ENGINE_START_MS);
  afterAll(() => engine?.close());

  it('S10: a paused enrollment sends nothing, refuses actions, and goes on at its position', async () => {
    const walk = await story.walk({ steps: [{ timing: onDay(0) }, { timing: onDay(2) }] });
    await story.passUntil('2099-11-30T12:00Z');
    await pauseEnrollment(engine.deps, story.actor, { enrollmentId: walk.enrollmentId });
    await story.settled();
    const next = await story.execution(walk.enrollmentId, walk.stepIds[1]);
    await expect(sendStep(engine.deps, story.actor, { stepExecutionId: next.id })).rejects.toMatchObject({
      code: 'conflict',
    });
    await story.passUntil('2099-12-04T12:00Z');
    expect(await story.left(walk.enrollmentId)).toEqual(['2099-11-30 09:00']);
    await resumeEnrollment(engine.deps, story.actor, { enrollmentId: walk.enrollmentId });
    await story.settled();
    await story.passUntil('2099-12-06T00:00Z');
    const [, second] = await story.left(walk.enrollmentId);
    expect(second).toMatch(/^2099-12-0[45] /);
    expect(await story.status(walk.enrollmentId)).toBe('completed');
  });

  it('S10: a pause with an end resumes by itself', async () => {
    const walk = await story.walk({ startDate: '2099-12-08', steps: [{ timing: onDay(0) }] });
    await pauseEnrollment(engine.deps, story.actor, {
      enrollmentId: walk.enrollmentId,
      until: '2099-12-09T11:00:00Z',
    });
    await story.settled();
    await story.passUntil('2099-12-09T10:00Z');
    expect(await story.left(walk.enrollmentId)).toEqual([]);
    await story.passUntil('2099-12-10T12:00Z');
    expect(await story.left(walk.enrollmentId)).toEqual(['2099-12-09 11:00']);
  });

  it('S11: steps that fell due in a pause of the sequence leave after it in order, days apart', async () => {
    const walk = await story.walk({
      startDate: '2099-12-14',
      steps: [onDay(0), onDay(1), onDay(2), onDay(5)].map((timing) => ({ timing })),
    });
    await story.passUntil('2099-12-14T12:00Z');
    await pauseSequence(engine.deps, story.actor, { sequenceId: walk.sequenceId });
    await story.settled();
    await story.passUntil('2099-12-17T15:00Z');
    expect(await story.left(walk.enrollmentId)).toEqual(['2099-12-14 09:00']);
    await resumeSequence(engine.deps, story.actor, { sequenceId: walk.sequenceId });
    await story.settled();
    await story.passUntil('2099-12-30T00:00Z');
    const left = await story.left(walk.enrollmentId);
    expect(left).toHaveLength(4);
    // Due while it was paused: at resume. Then a day, and three days, as planned.
    expect(left.slice(1)).toEqual(['2099-12-17 15:00', '2099-12-18 09:00', '2099-12-21 09:00']);
  });

  it('S11: paused time does not consume a delay', async () => {
    const walk = await story.walk({
      startDate: '2100-01-04',
      steps: [{ timing: onDay(0) }, { timing: after(48, 'hours') }],
    });
    await story.passUntil('2100-01-05T09:00Z');
    await pauseSequence(engine.deps, story.actor, { sequenceId: walk.sequenceId });
    await story.settled();
    await story.passUntil('2100-01-10T09:00Z');
    await resumeSequence(engine.deps, story.actor, { sequenceId: walk.sequenceId });
    await story.settled();
    await story.passUntil('2100-01-12T00:00Z');
    const [first, second] = await story.left(walk.enrollmentId);
    expect([first, second?.slice(0, 13)]).toEqual(['2100-01-04 09:00', '2100-01-11 09']);
  });

  it('S11: resuming wakes only those with something to do earlier; nobody leaves twice', async () => {
    const first = await story.walk({
      startDate: '2100-02-01',
      steps: [{ timing: onDay(0) }, { timing: onDay(10) }],
    });
    const others = await Promise.all(
      Array.from({ length: 8 }, () => story.join(first, { startDate: '2100-02-01' })),
    );
    await story.passUntil('2100-01-31T12:00Z');
    await pauseSequence(engine.deps, story.actor, { sequenceId: first.sequenceId });
    await story.settled();
    await story.passUntil('2100-02-03T12:00Z');
    await resumeSequence(engine.deps, story.actor, { sequenceId: first.sequenceId });
    await story.settled();
    await story.passUntil('2100-02-20T00:00Z');
    for (const { enrollmentId } of [first, ...others]) {
      expect(await story.left(enrollmentId)).toEqual(['2100-02-03 12:00', '2100-02-13 09:00']);
    }
  });

  it('O6: the histories hold no names, addresses or texts', () => expectQuietHistories(engine));
});
