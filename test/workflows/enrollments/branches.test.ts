import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordMailEvent } from '../../../commands/enrollments/record-mail-event.ts';
import { recordMessageEvent } from '../../../commands/enrollments/record-message-event.ts';
import { moveOn } from '../../../commands/enrollments/move-on.ts';
import { completeStep, markStep } from '../../../commands/enrollments/queue/settle-step.ts';
import type { MessageEventInput } from '../../../contracts/enrollments/enrollments.ts';
import { activeBranching, type BranchPlan } from '../../support/worlds/branching-world.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { expectQuietHistories } from '../../support/worlds/histories.ts';
import { Story, type Walk } from '../../support/worlds/story.ts';

const DAY_MS = 86_400_000;

describe('S15: where outcomes lead an enrollment', () => {
  let engine: Engine;
  let story: Story;
  let start: number;
  beforeAll(async () => {
    engine = await startEngine();
    story = new Story(engine);
  }, ENGINE_START_MS);
  afterAll(() => engine?.close());

  /** A walk that begins on the next full day at midnight, its first email leaving at 09:00 of that day. */
  async function walk(plan: BranchPlan, settings: Parameters<typeof activeBranching>[3] = {}) {
    const { mailboxId } = engine.world;
    const made = await activeBranching(engine.deps, story.actor, plan, { mailboxId, ...settings });
    start = Math.ceil(((await engine.now()) + 1) / DAY_MS) * DAY_MS;
    const startDate = new Date(start).toISOString().slice(0, 10);
    const joined = await story.join({ sequenceId: made.sequenceId, stepIds: [] }, { startDate });
    return { ...joined, made };
  }

  /** Lets the clock run to a day and time of the walk; the first day is 0. */
  async function until(day: number, time: string): Promise<void> {
    const [hours, minutes] = time.split(':').map(Number) as [number, number];
    const wait = start + day * DAY_MS + (hours * 60 + minutes) * 60_000 - (await engine.now());
    if (wait > 0) await engine.pass(wait);
    await story.settled();
  }

  /** What left, as `0 09:00 E1`: day of the walk, time, step. */
  async function left({ enrollmentId }: Pick<Walk, 'enrollmentId'>): Promise<string[]> {
    const rows = await engine.database.db.message.findMany({
      where: { enrollmentId, status: 'sent' },
      orderBy: { handedOverAt: 'asc' },
    });
    return rows.map(({ subject, handedOverAt }) => {
      const at = handedOverAt!.getTime() + 2_000;
      const day = Math.floor((at - start) / DAY_MS);
      return `${day} ${new Date(at).toISOString().slice(11, 16)} ${subject.split(' ')[0]}`;
    });
  }

  async function event({ enrollmentId }: Walk, label: string, told: MessageEventInput) {
    const message = await engine.database.db.message.findFirstOrThrow({
      where: { enrollmentId, subject: { startsWith: label } },
    });
    const { effect } = await recordMessageEvent(engine.deps, story.actor, { ...told, messageId: message.id });
    await story.settled();
    return effect;
  }

  const execution = async ({ enrollmentId }: Walk, stepId: string | undefined) =>
    (await story.execution(enrollmentId, stepId)).id;

  it('case 1: a click leads to a branch, and a later reply stops', async () => {
    const one = await walk({
      main: {
        E1: { at: 'offset 0', when: { clicked: 'warm' }, none: '3 days -> next' },
        E2: { at: 'delay 0' },
      },
      warm: { W1: { at: 'delay 0' }, W2: { at: 'offset 4' } },
    });
    await until(0, '12:00');
    expect(await left(one)).toEqual(['0 09:00 E1']);
    await until(1, '10:01');
    expect(await event(one, 'E1', { kind: 'clicked' })).toBe('decided');
    await until(1, '12:00');
    expect(await left(one)).toEqual(['0 09:00 E1', '1 10:01 W1']);
    await until(2, '11:00');
    expect(await event(one, 'E1', { kind: 'reply' })).toBe('stopped');
    await until(6, '12:00');
    expect(await left(one)).toHaveLength(2);
    expect(await story.status(one.enrollmentId)).toBe('stopped: reply');
    expect((await story.execution(one.enrollmentId, one.made.steps['E1'])).outcome).toBe('clicked');
  });

  it('the fallback leads on after its time, with the events of a plain step', async () => {
    const one = await walk({
      main: {
        E1: { at: 'offset 0', when: { clicked: 'end' }, none: '3 days -> next' },
        E2: { at: 'delay 0' },
      },
    });
    await until(4, '12:00');
    expect(await left(one)).toEqual(['0 09:00 E1', '3 09:00 E2']);
    expect(await story.status(one.enrollmentId)).toBe('completed');
    const plain = await walk({ main: { E1: { at: 'offset 0' }, E2: { at: 'delay 3 days' } } });
    await until(4, '12:00');
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
    const one = await walk(plan);
    await until(0, '10:00');
    const id = await execution(one, one.made.steps['K1']);
    await completeStep(engine.deps, story.actor, { stepExecutionId: id });
    await until(3, '09:30');
    expect(await left(one)).toEqual(['2 10:00 E2']);
    await markStep(engine.deps, story.actor, { stepExecutionId: id, outcome: 'spoke' });
    await until(6, '12:00');
    expect(await left(one)).toEqual(['2 10:00 E2']);

    const two = await walk(plan);
    await until(0, '10:00');
    const stepExecutionId = await execution(two, two.made.steps['K1']);
    await completeStep(engine.deps, story.actor, { stepExecutionId, outcome: 'spoke' });
    await until(3, '10:00');
    expect(await left(two)).toEqual(['0 10:00 T1']);
  });

  it('case 8: move now follows the fallback, inside the window', async () => {
    const plan: BranchPlan = {
      main: {
        E1: { at: 'offset 0', when: { clicked: 'warm' }, none: '3 days -> next' },
        E2: { at: 'delay 0' },
      },
      warm: { W1: { at: 'offset 3' } },
    };
    const one = await walk(plan);
    await until(1, '11:30');
    await moveOn(engine.deps, story.actor, one);
    await until(2, '10:00');
    expect(await event(one, 'E1', { kind: 'clicked' })).toBe('recorded');
    await until(5, '10:00');
    expect(await left(one)).toEqual(['0 09:00 E1', '1 11:30 E2']);

    const two = await walk(plan, { window: { start: '09:00', stop: '11:00' } });
    await until(1, '11:30');
    await moveOn(engine.deps, story.actor, two);
    await until(5, '10:00');
    expect(await left(two)).toEqual(['0 09:00 E1', '2 09:00 E2']);
  });

  it('case 9: a condition goes before a stop rule, as long as its edge is open', async () => {
    const talk = { talk: { T1: { type: 'call', at: 'delay 0' } } } as const;
    const one = await walk({
      main: {
        E1: { at: 'offset 0', when: { replied: 'talk' }, none: '2 days -> next' },
        E2: { at: 'offset 3' },
      },
      ...talk,
    });
    await until(1, '10:00');
    expect(await event(one, 'E1', { kind: 'reply' })).toBe('decided');
    expect(await story.status(one.enrollmentId)).toBe('active');
    expect(await story.steps(one.enrollmentId)).toEqual(['E1 done', 'T1 ready']);

    const two = await walk({
      main: {
        E1: { at: 'offset 0', when: { bounced: 'talk' }, none: '2 days -> next' },
        E2: { at: 'offset 3' },
      },
      ...talk,
    });
    await until(1, '10:00');
    expect(await event(two, 'E1', { kind: 'bounce' })).toBe('decided');
    expect(await story.steps(two.enrollmentId)).toEqual(['E1 done', 'T1 ready']);
    const address = await engine.database.db.suppression.findFirst({ where: { address: two.email! } });
    expect(address?.reason).toBe('hard_bounce');

    const three = await walk({
      main: {
        E1: { at: 'offset 0', when: { replied: 'talk' }, none: '2 days -> next' },
        E2: { at: 'offset 3' },
      },
      ...talk,
    });
    await until(1, '10:00');
    const away = { kind: 'auto_reply', until: new Date(start + 8 * DAY_MS).toISOString() } as const;
    expect(await event(three, 'E1', away)).toBe('held');
    expect(await story.steps(three.enrollmentId)).toEqual(['E1 done']);
    const stopped = await walk({ main: { E1: { at: 'offset 0' }, E2: { at: 'offset 3' } } });
    await until(1, '10:00');
    const { effect } = await recordMailEvent(engine.deps, story.actor, { ...stopped, kind: 'reply' });
    expect(effect).toBe('stopped');
  });

  it('leaves nothing of people in the histories', () => expectQuietHistories(engine));
});
