import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pauseEnrollment } from '../../../commands/enrollments/pause-enrollment.ts';
import { resumeEnrollment } from '../../../commands/enrollments/resume-enrollment.ts';
import { completeStep } from '../../../commands/enrollments/queue/settle-step.ts';
import { removeStep } from '../../../commands/sequences/remove-step.ts';
import { updateStep } from '../../../commands/sequences/update-step.ts';
import { BranchStory, type BranchWalk } from '../../support/worlds/branch-story.ts';
import type { BranchPlan } from '../../support/worlds/branching-world.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';

const E1 = { at: 'offset 0', when: { clicked: 'warm' }, none: '3 days -> next' };
const main = { E1, E2: { at: 'delay 0' } };
const WARM: BranchPlan = { main, warm: { W1: { at: 'delay 0' } } };

describe('S6, S15: edits while people wait in a branch', () => {
  let engine: Engine;
  let story: BranchStory;
  beforeAll(async () => {
    engine = await startEngine();
    story = new BranchStory(engine);
  }, ENGINE_START_MS);
  afterAll(() => engine?.close());

  async function edit({ made }: BranchWalk, label: string, patch: Parameters<typeof updateStep>[2]['patch']) {
    await updateStep(engine.deps, story.actor, {
      sequenceId: made.sequenceId,
      stepId: made.steps[label]!,
      patch,
    });
    await story.settled();
  }
  const remove = async ({ made }: BranchWalk, label: string) => {
    await removeStep(engine.deps, story.actor, { sequenceId: made.sequenceId, stepId: made.steps[label]! });
    await story.settled();
  };

  it('case 5a: another T moves the fallback, later and earlier; 5b: a new text of the target leaves', async () => {
    const one = await story.begin(WARM);
    const two = await story.another(one.made);
    await story.until(1, '12:00');
    await edit(one, 'E1', { fallback: one.made.fallback('5 days -> next') });
    await edit(one, 'W1', { subject: 'Anew' });
    await story.until(2, '10:00');
    expect(await story.event(one, 'E1', { kind: 'clicked' })).toBe('decided');
    await story.until(4, '12:00');
    expect(await story.mails(two)).toEqual(['0 09:00 E1']);
    await edit(one, 'E1', { fallback: one.made.fallback('1 days -> next') });
    await story.until(4, '12:30');
    expect([await story.mails(one), await story.mails(two)]).toEqual([
      ['0 09:00 E1', '2 10:00 Anew'],
      ['0 09:00 E1', '4 12:00 E2'],
    ]);
  });

  it('case 5c: who went there stays in the branch, the next one goes the new way', async () => {
    const plan = {
      ...WARM,
      warm: { W1: { at: 'delay 0' }, W2: { at: 'delay 2 days' } },
      cold: { C1: { at: 'delay 0' } },
    };
    const one = await story.begin(plan);
    const two = await story.another(one.made);
    await story.until(1, '10:00');
    await story.event(one, 'E1', { kind: 'clicked' });
    await edit(one, 'E1', { conditions: [{ outcome: 'clicked', target: one.made.target('cold') }] });
    await story.until(1, '12:00');
    await story.event(two, 'E1', { kind: 'clicked' });
    await story.until(5, '12:00');
    expect([await story.mails(one), await story.mails(two)]).toEqual([
      ['0 09:00 E1', '1 10:00 W1', '3 10:00 W2'],
      ['0 09:00 E1', '1 12:00 C1'],
    ]);
  });

  it('case 6: the step after a removed target is meant; what stands in the queue stays, and what follows waits for it', async () => {
    const two = { W1: { at: 'delay 0' }, W2: { at: 'delay 0' } };
    const one = await story.begin({ main, warm: two });
    await story.until(1, '12:00');
    await remove(one, 'W1');
    await story.until(2, '10:00');
    await story.event(one, 'E1', { kind: 'clicked' });
    await story.until(2, '10:30');
    expect(await story.mails(one)).toEqual(['0 09:00 E1', '2 10:00 W2']);

    const other = await story.begin({ main, warm: { ...two, W1: { type: 'call', at: 'delay 0' } } });
    await story.until(1, '11:00');
    await story.event(other, 'E1', { kind: 'clicked' });
    await story.until(1, '12:00');
    await remove(other, 'W1');
    await story.until(2, '10:00');
    expect(await story.mails(other)).toEqual(['0 09:00 E1']);
    await completeStep(engine.deps, story.actor, { stepExecutionId: await story.rowOf(other, 'W1') });
    await story.until(2, '10:30');
    expect(await story.mails(other)).toEqual(['0 09:00 E1', '2 10:00 W2']);
  });

  it('case 12: what the reader of a copy does decides nothing', async () => {
    const cc = ['copy@firm.example'];
    const one = await story.begin({ ...WARM, main: { ...main, E1: { ...E1, cc } } });
    await story.until(1, '10:00');
    expect(await story.event(one, 'E1', { kind: 'clicked', address: cc[0]! })).toBe('recorded');
    await story.until(4, '10:00');
    expect(await story.mails(one)).toEqual(['0 09:00 E1', '3 09:00 E2']);
  });

  it('S11: a pause does not consume T; an outcome during it decides, and what follows leaves at the end', async () => {
    const one = await story.begin(WARM);
    const two = await story.another(one.made);
    await story.until(1, '09:00');
    for (const { enrollmentId } of [one, two])
      await pauseEnrollment(engine.deps, story.actor, { enrollmentId });
    await story.until(2, '09:00');
    expect(await story.event(two, 'E1', { kind: 'clicked' })).toBe('decided');
    await story.until(5, '09:00');
    for (const { enrollmentId } of [one, two])
      await resumeEnrollment(engine.deps, story.actor, { enrollmentId });
    await story.until(9, '09:00');
    expect([await story.mails(one), await story.mails(two)]).toEqual([
      ['0 09:00 E1', '7 09:00 E2'],
      ['0 09:00 E1', '5 09:00 W1'],
    ]);
  });
});
