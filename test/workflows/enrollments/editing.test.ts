import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addStep } from '../../../commands/sequences/add-step.ts';
import { removeStep } from '../../../commands/sequences/remove-step.ts';
import { updateStep } from '../../../commands/sequences/update-step.ts';
import type { UpdateStep } from '../../../contracts/sequences/steps.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { expectQuietHistories } from '../../support/worlds/histories.ts';
import { Story, type Walk } from '../../support/worlds/story.ts';

describe('editing a live sequence', () => {
  let engine: Engine;
  let story: Story;
  beforeAll(async () => {
    engine = await startEngine();
    story = new Story(engine);
  }, ENGINE_START_MS);
  afterAll(() => engine?.close());

  const days = (...offsets: number[]) => offsets.map((day) => ({ timing: onDay(day) }));
  const edit = async ({ sequenceId, stepIds }: Walk, ordinal: number, patch: UpdateStep) => {
    await updateStep(engine.deps, story.actor, { sequenceId, stepId: stepIds[ordinal - 1]!, patch });
    await story.settled();
  };

  it('S6: new content reaches every mail that has not left', async () => {
    const walk = await story.walk({ steps: days(0, 2) });
    await story.passUntil('2099-12-01T00:00Z');
    await edit(walk, 2, { subject: 'Second, as edited', body: '<p>New words.</p>' });
    await story.passUntil('2099-12-03T00:00Z');
    const subjects = engine.mail.mails
      .filter((mail) => mail.to.includes(walk.email!))
      .map((mail) => mail.parsed.subject);
    expect(subjects).toEqual([expect.stringContaining('Step 1 for'), 'Second, as edited']);
  });

  it('S6: an earlier day wakes those asleep, a later one is found when their timer fires', async () => {
    const walk = await story.walk({ startDate: '2099-12-07', steps: days(0, 10) });
    await story.passUntil('2099-12-08T00:00Z');
    await edit(walk, 2, { timing: onDay(4) });
    await story.passUntil('2099-12-10T00:00Z');
    await edit(walk, 2, { timing: onDay(6, '11:30') });
    await story.passUntil('2099-12-20T00:00Z');
    expect(await story.left(walk.enrollmentId)).toEqual(['2099-12-07 09:00', '2099-12-13 11:30']);
  });

  it('S6: a step moved or added into the past is skipped, never sent late', async () => {
    const walk = await story.walk({ startDate: '2099-12-21', steps: days(0, 6, 8) });
    await story.passUntil('2099-12-25T12:00Z');
    await edit(walk, 2, { timing: onDay(2) });
    const { id } = await addStep(engine.deps, story.actor, {
      sequenceId: walk.sequenceId,
      input: {
        type: 'email',
        label: 'Late thought',
        timing: onDay(3),
        subject: 'Late',
        body: 'Late',
        position: 3,
      },
    });
    await story.settled();
    await story.passUntil('2100-01-02T00:00Z');
    expect(await story.left(walk.enrollmentId)).toEqual(['2099-12-21 09:00', '2099-12-29 09:00']);
    expect((await story.execution(walk.enrollmentId, walk.stepIds[1])).skipReason).toBe('moved_to_past');
    expect((await story.execution(walk.enrollmentId, id)).skipReason).toMatch(/_(in|to)_past$/);
    expect(await story.status(walk.enrollmentId)).toBe('completed');
  });

  it('S6: a step moved after it was sent does not leave twice', async () => {
    const walk = await story.walk({ startDate: '2100-01-04', steps: days(0, 8) });
    await story.passUntil('2100-01-05T00:00Z');
    await edit(walk, 1, { timing: onDay(4) });
    await story.passUntil('2100-01-20T00:00Z');
    expect(await story.left(walk.enrollmentId)).toEqual(['2100-01-04 09:00', '2100-01-12 09:00']);
  });

  it('S6: a removed step leaves nothing; one already in the queue stays', async () => {
    const walk = await story.walk({
      startDate: '2100-02-01',
      steps: [{ timing: onDay(0), type: 'call' }, ...days(3, 5)],
    });
    await story.passUntil('2100-02-02T00:00Z');
    for (const ordinal of [1, 2]) {
      await removeStep(engine.deps, story.actor, {
        sequenceId: walk.sequenceId,
        stepId: walk.stepIds[ordinal - 1]!,
      });
      await story.settled();
    }
    await story.passUntil('2100-02-10T00:00Z');
    expect(await story.left(walk.enrollmentId)).toEqual(['2100-02-06 09:00']);
    expect((await story.execution(walk.enrollmentId, walk.stepIds[0])).status).toBe('ready');
    expect(await story.status(walk.enrollmentId)).toBe('active');
  });

  it('S6: a step added at the end of the plan is sent by everybody still under way', async () => {
    const first = await story.walk({ startDate: '2100-03-01', steps: days(0, 5) });
    const second = await story.join(first, { startDate: '2100-03-02' });
    await story.passUntil('2100-03-03T00:00Z');
    await addStep(engine.deps, story.actor, {
      sequenceId: first.sequenceId,
      input: { type: 'email', label: 'One more', timing: onDay(7), subject: 'One more', body: 'One more' },
    });
    await story.settled();
    await story.passUntil('2100-03-12T00:00Z');
    expect(await story.left(first.enrollmentId)).toEqual([
      '2100-03-01 09:00',
      '2100-03-06 09:00',
      '2100-03-08 09:00',
    ]);
    expect(await story.left(second.enrollmentId)).toEqual([
      '2100-03-02 09:00',
      '2100-03-07 09:00',
      '2100-03-09 09:00',
    ]);
  });

  it('O6: the histories hold no names, addresses or texts', () => expectQuietHistories(engine));
});
