import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { completeStep } from '../../../commands/enrollments/queue/settle-step.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { after, onDay } from '../../support/rows/fixtures.ts';
import { expectQuietHistories } from '../../support/worlds/histories.ts';
import { Story } from '../../support/worlds/story.ts';

describe('when steps are due', () => {
  let engine: Engine;
  let story: Story;
  beforeAll(async () => {
    engine = await startEngine();
    story = new Story(engine);
  }, ENGINE_START_MS);
  afterAll(() => engine?.close());

  it('S4: offset steps leave at their local time on days 0, 3 and 6', async () => {
    const walk = await story.walk({
      steps: [onDay(0), onDay(3), onDay(6, '16:30')].map((timing) => ({ timing })),
    });
    await story.passUntil('2099-12-07T10:00Z');
    expect(await story.left(walk.enrollmentId)).toEqual([
      '2099-11-30 09:00',
      '2099-12-03 09:00',
      '2099-12-06 16:30',
    ]);
    expect(await story.status(walk.enrollmentId)).toBe('completed');
  });

  it('S5: a due call enters the queue and waits; an offset step after it leaves on its own day', async () => {
    const walk = await story.walk({
      startDate: '2099-12-08',
      steps: [{ timing: onDay(0) }, { timing: onDay(1), type: 'call' }, { timing: onDay(3) }],
    });
    await story.passUntil('2099-12-09T08:59Z');
    expect(await story.steps(walk.enrollmentId)).toEqual(['Step 1 done', 'Step 2 planned']);
    await story.passUntil('2099-12-12T12:00Z');
    expect(await story.steps(walk.enrollmentId)).toEqual(['Step 1 done', 'Step 2 ready', 'Step 3 done']);
    expect(await story.left(walk.enrollmentId)).toEqual(['2099-12-08 09:00', '2099-12-11 09:00']);
    expect(await story.status(walk.enrollmentId)).toBe('active');
    const call = await story.execution(walk.enrollmentId, walk.stepIds[1]);
    expect(call.readyAt!.getTime()).toBeGreaterThanOrEqual(Date.parse('2099-12-09T09:00Z'));
    await completeStep(engine.deps, story.actor, { stepExecutionId: call.id, outcome: 'left voicemail' });
    await story.settled();
    expect(await story.status(walk.enrollmentId)).toBe('completed');
  });

  it('S4: a delay counts from the moment a person completed the step before', async () => {
    const walk = await story.walk({
      startDate: '2099-12-14',
      steps: [{ timing: onDay(0), type: 'task' }, { timing: after(36, 'hours') }],
    });
    await story.passUntil('2099-12-20T15:00Z');
    expect(await story.left(walk.enrollmentId)).toEqual([]);
    const task = await story.execution(walk.enrollmentId, walk.stepIds[0]);
    await completeStep(engine.deps, story.actor, { stepExecutionId: task.id });
    await story.settled();
    await story.passUntil('2099-12-24T00:00Z');
    expect(await story.left(walk.enrollmentId)).toEqual(['2099-12-22 03:00']);
  });

  it('S13: an email and a call wait for the next send day and window', async () => {
    const walk = await story.walk({
      startDate: '2100-01-08',
      sendDays: [1, 2, 3, 4],
      windowStart: '10:00',
      windowStop: '16:00',
      steps: [{ timing: onDay(0, '17:00') }, { timing: onDay(5, '08:15'), type: 'call' }],
    });
    await story.passUntil('2100-01-13T09:59Z');
    // Friday 17:00 moves to Monday 10:00: planned so, hence not late, and the call keeps its own day, Wednesday.
    expect(await story.left(walk.enrollmentId)).toEqual(['2100-01-11 10:00']);
    await story.passUntil('2100-01-19T00:00Z');
    const call = await story.execution(walk.enrollmentId, walk.stepIds[1]);
    expect([call.status, call.readyAt?.toISOString().slice(0, 16)]).toEqual(['ready', '2100-01-13T10:00']);
  });

  it('S4: steps keep 09:00 in New York across the change of its clocks', async () => {
    const zone = 'America/New_York';
    const walk = await story.walk({
      zone,
      startDate: '2100-03-12',
      steps: [onDay(0), onDay(3), onDay(6)].map((timing) => ({ timing })),
    });
    await story.passUntil('2100-03-19T12:00Z');
    expect(await story.left(walk.enrollmentId, zone)).toEqual([
      '2100-03-12 09:00',
      '2100-03-15 09:00',
      '2100-03-18 09:00',
    ]);
    expect(await story.left(walk.enrollmentId)).toEqual([
      '2100-03-12 14:00',
      '2100-03-15 13:00',
      '2100-03-18 13:00',
    ]);
  });

  it('O6: the histories hold no names, addresses or texts', () => expectQuietHistories(engine));
});
