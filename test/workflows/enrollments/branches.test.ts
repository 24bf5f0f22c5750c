import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordMailEvent } from '../../../commands/enrollments/record-mail-event.ts';
import { moveOn } from '../../../commands/enrollments/move-on.ts';
import { completeStep, markStep } from '../../../commands/enrollments/queue/settle-step.ts';
import { newId } from '../../../infra/ids.ts';
import { momentOf } from '../../../workflows/in-words.ts';
import { enrollmentWorkflowId } from '../../../workflows/enrollments/enrollment.messages.ts';
import { BranchStory } from '../../support/worlds/branch-story.ts';
import type { BranchPlan } from '../../support/worlds/branching-world.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { expectQuietHistories } from '../../support/worlds/histories.ts';

describe('S15: where outcomes lead an enrollment', () => {
  let engine: Engine;
  let story: BranchStory;
  beforeAll(async () => {
    engine = await startEngine();
    story = new BranchStory(engine);
  }, ENGINE_START_MS);
  afterAll(() => engine?.close());

  it('case 1: a click leads to a branch, and a later reply stops', async () => {
    const one = await story.begin({
      main: {
        E1: { at: 'offset 0', when: { clicked: 'warm' }, none: '3 days -> next' },
        E2: { at: 'delay 0' },
      },
      warm: { W1: { at: 'delay 0' }, W2: { at: 'offset 4' } },
    });
    await story.until(0, '12:00');
    expect(await story.mails(one)).toEqual(['0 09:00 E1']);
    await story.until(1, '10:01');
    expect(await story.event(one, 'E1', { kind: 'clicked' })).toBe('decided');
    await story.until(1, '12:00');
    expect(await story.mails(one)).toEqual(['0 09:00 E1', '1 10:01 W1']);
    await story.until(2, '11:00');
    expect(await story.event(one, 'E1', { kind: 'reply' })).toBe('stopped');
    await story.until(6, '12:00');
    expect(await story.mails(one)).toHaveLength(2);
    expect(await story.status(one.enrollmentId)).toBe('stopped: reply');
    expect((await story.execution(one.enrollmentId, one.made.steps['E1'])).outcome).toBe('clicked');
  });

  it('the fallback leads on after its time, with the events of a plain step', async () => {
    const one = await story.begin({
      main: {
        E1: { at: 'offset 0', when: { clicked: 'end' }, none: '3 days -> next' },
        E2: { at: 'delay 0' },
      },
    });
    await story.until(4, '12:00');
    expect(await story.mails(one)).toEqual(['0 09:00 E1', '3 09:00 E2']);
    expect(await story.status(one.enrollmentId)).toBe('completed');
    const plain = await story.begin({ main: { E1: { at: 'offset 0' }, E2: { at: 'delay 3 days' } } });
    await story.until(4, '12:00');
    const kinds = (events: string[]) => events.filter((kind) => !kind.startsWith('marker'));
    expect(kinds(await engine.history(one.enrollmentId))).toEqual(
      kinds(await engine.history(plain.enrollmentId)),
    );
  });

  it('case 7: mark as after the fallback is recorded and changes nothing; complete with an outcome decides', async () => {
    const plan: BranchPlan = {
      main: {
        K1: {
          type: 'call',
          at: 'offset 0',
          outcomeLabels: ['spoke'],
          when: { spoke: 'talk' },
          none: '2 days -> next',
        },
        E2: { at: 'delay 0' },
      },
      talk: { T1: { at: 'delay 0' } },
    };
    const one = await story.begin(plan);
    await story.until(0, '10:00');
    const id = await story.rowOf(one, 'K1');
    await completeStep(engine.deps, story.actor, { stepExecutionId: id });
    await story.until(3, '09:30');
    expect(await story.mails(one)).toEqual(['2 10:00 E2']);
    await markStep(engine.deps, story.actor, { stepExecutionId: id, outcome: 'spoke' });
    await story.until(6, '12:00');
    expect(await story.mails(one)).toEqual(['2 10:00 E2']);

    const two = await story.begin(plan);
    await story.until(0, '10:00');
    const stepExecutionId = await story.rowOf(two, 'K1');
    await completeStep(engine.deps, story.actor, { stepExecutionId, outcome: 'spoke' });
    await story.until(3, '10:00');
    expect(await story.mails(two)).toEqual(['0 10:00 T1']);
  });

  it('case 8: move now follows the fallback, inside the window', async () => {
    const plan: BranchPlan = {
      main: {
        E1: { at: 'offset 0', when: { clicked: 'warm' }, none: '3 days -> next' },
        E2: { at: 'delay 0' },
      },
      warm: { W1: { at: 'offset 3' } },
    };
    const one = await story.begin(plan);
    await story.until(1, '11:30');
    await moveOn(engine.deps, story.actor, one);
    await story.until(2, '10:00');
    expect(await story.event(one, 'E1', { kind: 'clicked' })).toBe('recorded');
    await story.until(5, '10:00');
    expect(await story.mails(one)).toEqual(['0 09:00 E1', '1 11:30 E2']);

    const two = await story.begin(plan, { window: { start: '09:00', stop: '11:00' } });
    await story.until(1, '11:30');
    await moveOn(engine.deps, story.actor, two);
    await story.until(5, '10:00');
    expect(await story.mails(two)).toEqual(['0 09:00 E1', '2 09:00 E2']);
  });

  it('case 9: a condition goes before a stop rule, as long as its edge is open', async () => {
    const talk = { talk: { T1: { type: 'call', at: 'delay 0' } } } as const;
    const one = await story.begin({
      main: {
        E1: { at: 'offset 0', when: { replied: 'talk' }, none: '2 days -> next' },
        E2: { at: 'offset 3' },
      },
      ...talk,
    });
    await story.until(1, '10:00');
    expect(await story.event(one, 'E1', { kind: 'reply' })).toBe('decided');
    expect(await story.status(one.enrollmentId)).toBe('active');
    expect(await story.steps(one.enrollmentId)).toEqual(['E1 done', 'T1 ready']);

    const two = await story.begin({
      main: {
        E1: { at: 'offset 0', when: { bounced: 'talk' }, none: '2 days -> next' },
        E2: { at: 'offset 3' },
      },
      ...talk,
    });
    await story.until(1, '10:00');
    expect(await story.event(two, 'E1', { kind: 'bounce' })).toBe('decided');
    expect(await story.steps(two.enrollmentId)).toEqual(['E1 done', 'T1 ready']);
    const address = await engine.database.db.suppression.findFirst({ where: { address: two.email! } });
    expect(address?.reason).toBe('hard_bounce');

    const three = await story.begin({
      main: {
        E1: { at: 'offset 0', when: { replied: 'talk' }, none: '2 days -> next' },
        E2: { at: 'offset 3' },
      },
      ...talk,
    });
    await story.until(1, '10:00');
    const away = { kind: 'auto_reply', until: new Date(story.at(8, '00:00')).toISOString() } as const;
    expect(await story.event(three, 'E1', away)).toBe('held');
    expect(await story.steps(three.enrollmentId)).toEqual(['E1 done']);
    const stopped = await story.begin({ main: { E1: { at: 'offset 0' }, E2: { at: 'offset 3' } } });
    await story.until(1, '10:00');
    const { effect } = await recordMailEvent(engine.deps, story.actor, { ...stopped, kind: 'reply' });
    expect(effect).toBe('stopped');
  });

  it('O3: Temporal Web shows behind which step an outcome is waited for, and until when', async () => {
    const one = await story.begin({
      main: {
        E1: { at: 'offset 0', when: { clicked: 'end' }, none: '3 days -> next' },
        E2: { at: 'delay 1 days' },
      },
    });
    const details = async (): Promise<string> => {
      const workflow = engine.client.workflow.getHandle(enrollmentWorkflowId(one.enrollmentId));
      return (await workflow.query<{ currentDetails: string }>('__temporal_workflow_metadata'))
        .currentDetails;
    };
    await story.until(1, '12:00');
    const until = momentOf(story.at(3, '09:00'));
    expect(await details()).toMatch(`Waiting for an outcome of step 1 until ${until}`);
    expect(await details()).toMatch('then goes on without one.');
    await story.until(3, '12:00');
    expect(await details()).toMatch('Waiting with step 2 (scheduled) until');
  });

  it('S15, T2: a click in the second before the fallback wins, judged by the very look that follows its timer', async () => {
    const one = await story.begin({
      main: {
        E1: { at: 'offset 0', when: { clicked: 'warm' }, none: '3 days -> next' },
        E2: { at: 'delay 0' },
      },
      warm: { W1: { at: 'delay 0' } },
    });
    await story.until(2, '12:00');
    const message = await engine.database.db.message.findFirstOrThrow({
      where: { enrollmentId: one.enrollmentId },
    });
    const occurredAt = new Date(message.handedOverAt!.getTime() + 3 * 86_400_000 - 1_000);
    await engine.database.db.trackingHit.create({
      data: {
        id: newId('trackingHit'),
        messageId: message.id,
        n: 1,
        kind: 'click',
        link: 1,
        signs: [],
        occurredAt,
      },
    });
    await story.until(3, '12:00');
    expect(await story.mails(one)).toEqual(['0 09:00 E1', '3 09:01 W1']);
  });

  it('leaves nothing of people in the histories', () => expectQuietHistories(engine));
});
