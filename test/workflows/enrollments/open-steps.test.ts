import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { completeStep } from '../../../commands/enrollments/queue/settle-step.ts';
import { pauseEnrollment } from '../../../commands/enrollments/pause-enrollment.ts';
import { resumeEnrollment } from '../../../commands/enrollments/resume-enrollment.ts';
import { updateStep } from '../../../commands/sequences/update-step.ts';
import type { UpdateStep } from '../../../contracts/sequences/steps.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { after, onDay } from '../../support/rows/fixtures.ts';
import { ENGLISH_HOLIDAYS } from '../../support/rows/holidays.ts';
import { expectQuietHistories } from '../../support/worlds/histories.ts';
import { Story, type Walk } from '../../support/worlds/story.ts';

describe('steps that are open at once', () => {
  let engine: Engine;
  let story: Story;
  beforeAll(async () => {
    engine = await startEngine();
    story = new Story(engine);
  }, ENGINE_START_MS);
  afterAll(() => engine?.close());

  const edit = async ({ sequenceId, stepIds }: Walk, ordinal: number, patch: UpdateStep) => {
    await updateStep(engine.deps, story.actor, { sequenceId, stepId: stepIds[ordinal - 1]!, patch });
    await story.settled();
  };
  const row = (walk: Walk, ordinal: number) => story.execution(walk.enrollmentId, walk.stepIds[ordinal - 1]);

  it('S4: an offset step behind an undone delay step leaves on its own date, the delay when its turn comes', async () => {
    const walk = await story.walk({
      startDate: '2099-12-01',
      steps: [
        { timing: onDay(0), type: 'call' },
        { timing: after(1, 'days') },
        { timing: onDay(3) },
        { timing: onDay(9) },
      ],
    });
    await story.passUntil('2099-12-05T12:00Z');
    expect(await story.left(walk.enrollmentId)).toEqual(['2099-12-04 09:00']);
    expect(await story.steps(walk.enrollmentId)).toEqual([
      'Step 1 ready',
      'Step 2 planned',
      'Step 3 done',
      'Step 4 planned',
    ]);
    expect((await row(walk, 2)).dueAt).toBeNull();
    await completeStep(engine.deps, story.actor, { stepExecutionId: (await row(walk, 1)).id });
    await story.settled();
    await story.passUntil('2099-12-11T00:00Z');
    expect(await story.left(walk.enrollmentId)).toEqual([
      '2099-12-04 09:00',
      '2099-12-06 12:00',
      '2099-12-10 09:00',
    ]);
    expect(await story.status(walk.enrollmentId)).toBe('completed');
  });

  it('S5: an email that a pause held back stays automatic, although its step is by hand meanwhile', async () => {
    const walk = await story.walk({
      startDate: '2099-12-14',
      steps: [{ timing: onDay(0) }, { timing: onDay(5) }],
    });
    await pauseEnrollment(engine.deps, story.actor, { enrollmentId: walk.enrollmentId });
    await story.passUntil('2099-12-15T12:00Z');
    await edit(walk, 1, { delivery: 'manual' });
    await edit(walk, 2, { delivery: 'manual' });
    await resumeEnrollment(engine.deps, story.actor, { enrollmentId: walk.enrollmentId });
    await story.settled();
    await story.passUntil('2099-12-21T00:00Z');
    expect(await story.left(walk.enrollmentId)).toEqual(['2099-12-15 12:00']);
    expect(await story.steps(walk.enrollmentId)).toEqual(['Step 1 done', 'Step 2 ready']);
  });

  it('S6: assignee and priority of a step reach what is not ready, and nothing that is', async () => {
    const walk = await story.walk({
      startDate: '2099-12-22',
      steps: [
        { timing: onDay(0), type: 'call' },
        { timing: onDay(4), type: 'call' },
      ],
    });
    await story.passUntil('2099-12-23T00:00Z');
    const ownerId = engine.world.userId;
    await engine.database.db.customer.update({ where: { id: walk.customerId }, data: { arOwnerId: null } });
    for (const ordinal of [1, 2]) await edit(walk, ordinal, { priority: 'high', outcomeLabels: ['reached'] });
    expect([(await row(walk, 1)).priority, (await row(walk, 2)).priority]).toEqual(['normal', 'high']);
    await story.passUntil('2099-12-27T00:00Z');
    const [first, second] = [await row(walk, 1), await row(walk, 2)];
    expect([second.status, second.priority, second.assigneeId]).toEqual(['ready', 'high', ownerId]);
    const labels = [first, second].map(
      ({ pinnedRule }) => (pinnedRule as { outcomeLabels: string[] }).outcomeLabels,
    );
    expect(labels).toEqual([[], ['reached']]);
  });

  it('S22: a step whose day is a holiday is left out when it comes, and the thread says which', async () => {
    const walk = await story.walk({
      zone: 'Europe/London',
      startDate: '2099-12-28',
      holidays: { ...ENGLISH_HOLIDAYS, rule: 'skip' },
      steps: [{ timing: onDay(0) }, { timing: after(1, 'days') }],
    });
    await story.passUntil('2099-12-30T00:00Z');
    expect(await story.steps(walk.enrollmentId)).toEqual(['Step 1 holiday', 'Step 2 done']);
    expect(await story.left(walk.enrollmentId)).toEqual(['2099-12-29 09:00']);
    const skipped = await engine.database.db.communication.findFirstOrThrow({
      where: { enrollmentId: walk.enrollmentId, outcome: 'holiday' },
    });
    expect(skipped).toMatchObject({
      subject: 'Step skipped: Step 1',
      content: 'Boxing Day (substitute day), 2099-12-28',
    });
    expect(skipped.occurredAt.toISOString().slice(0, 16)).toBe('2099-12-28T09:00');
  });

  it('O6: the histories hold no names, addresses or texts', () => expectQuietHistories(engine));
});
