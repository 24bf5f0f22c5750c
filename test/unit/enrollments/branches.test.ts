import { describe, expect, test } from '@jest/globals';
import { branchingSnapshot, type PlannedBranches } from '../../support/rows/branching-snapshot.ts';
import { after, at, byHand, onDay } from '../../support/rows/snapshots.ts';
import { BranchLife } from '../../support/worlds/branch-life.ts';

const HOUR_MS = 3_600_000;

const E1 = (more: object = {}) => ({ stepId: 'e1', step: onDay(0), ...more });
const E2 = { stepId: 'e2', step: after('0 minutes') };
const warm = [{ stepId: 'w1', step: after('0 minutes') }];
const plain: PlannedBranches = {
  main: [E1({ when: { clicked: 'warm', opened: 'end' }, none: '3 days -> next' }), E2],
  warm,
};
const life = (branches: PlannedBranches = plain, input = {}) =>
  new BranchLife(branchingSnapshot(branches, input));

describe('S15: the first outcome that has a condition wins', () => {
  test('an outcome leads to its target, whose delay counts from the decision', () => {
    const one = life().passTo(at('2026-03-03 10:00')).hear('clicked', { of: 'e1' });
    expect(one.log).toEqual(['e1 sent 2026-03-02 09:00', 'w1 sent 2026-03-03 10:00']);
    expect([one.way('e1'), one.waits]).toEqual(['clicked -> warm', 'finished completed']);
  });

  test('nothing behind an open edge has a time, and the wait ends at the fallback', () => {
    const one = life().passTo(at('2026-03-02 12:00'));
    expect(one.waits).toBe('e1 outcome 2026-03-05 09:00');
    expect(one.snapshot.executions.map(({ stepId }) => stepId)).toEqual(['e1']);
    one.passTo(at('2026-03-06 00:00'));
    expect(one.log).toEqual(['e1 sent 2026-03-02 09:00', 'e2 sent 2026-03-05 09:00']);
    expect(one.way('e1')).toBe('fallback -> next');
  });

  test('an outcome without a condition, one of a copy, and one of another step are none', () => {
    const one = life().passTo(at('2026-03-03 10:00'));
    one.hear('replied').hear('clicked', { of: 'e1', n: 2 }).hear('clicked');
    expect(one.way('e1')).toBe('open');
  });

  test('the moment of the hit counts, not that of the look: a fallback nobody looked at has come', () => {
    const late = life().passTo(at('2026-03-02 12:00'));
    late.now = at('2026-03-05 09:10');
    late.hear('clicked', { of: 'e1' });
    expect(late.way('e1')).toBe('fallback -> next');
    const early = life().passTo(at('2026-03-02 12:00'));
    early.now = at('2026-03-05 09:10');
    early.hear('clicked', { of: 'e1', occurredAt: at('2026-03-05 08:59') });
    expect(early.way('e1')).toBe('clicked -> warm');
  });

  test('what somebody dates into the future happened when it was told: it is none of an edge that opens later', () => {
    const one = life({
      main: [E1({ when: { clicked: 'warm' }, none: '3 days -> next' }), E2],
      warm: [
        { stepId: 'w1', step: after('0 minutes'), when: { replied: 'end' }, none: '5 days -> next' },
        { stepId: 'w2', step: after('0 minutes') },
      ],
    });
    one
      .passTo(at('2026-03-02 12:00'))
      .hear('replied', { occurredAt: at('2026-04-01 00:00'), judgedAt: one.now });
    one.passTo(at('2026-03-03 10:00')).hear('clicked', { of: 'e1' });
    expect([one.way('e1'), one.way('w1'), one.waits]).toEqual([
      'clicked -> warm',
      'open',
      'w1 outcome 2026-03-08 10:00',
    ]);
  });

  test('a hit under judgement as T ends delays the fallback by a minute at most', () => {
    const hit = { of: 'e1', occurredAt: at('2026-03-05 08:59') + 30_000, judgedAt: null };
    const judged = life().passTo(at('2026-03-05 08:59'));
    judged.hear('clicked', { ...hit, eventId: 'hit' }).passTo(at('2026-03-05 09:00'));
    expect(judged.waits).toBe('e1 outcome 2026-03-05 09:01');
    judged.now += 20_000;
    expect(judged.judge('hit').way('e1')).toBe('clicked -> warm');
    const never = life().passTo(at('2026-03-05 08:59'));
    never.hear('clicked', { ...hit, eventId: 'hit' }).passTo(at('2026-03-05 09:02'));
    expect(never.way('e1')).toBe('fallback -> next');
    expect(never.log[1]).toBe('e2 sent 2026-03-05 09:01');
    expect(never.judge('hit').way('e1')).toBe('fallback -> next');
  });

  test('what is faster than our own commit is judged when the hand-over is settled', () => {
    const branches = { main: [E1({ when: { replied: 'warm' }, none: '3 days -> next' }), E2], warm };
    const one = life(branches);
    one.look();
    one.send = () => ({ status: 'sending' });
    one.now = at('2026-03-02 09:00');
    const [row] = one.snapshot.executions;
    one.change('e1', { status: 'sending' });
    one.branching.events.push({
      eventId: 'reply',
      outcome: 'replied',
      isMark: false,
      isHit: false,
      isReport: false,
      stepExecutionId: row!.stepExecutionId,
      n: 1,
      occurredAt: one.now + 10_000,
      judgedAt: null,
    });
    one.now += 20_000;
    one.send = (_row, now) => ({ status: 'done', endedAt: now });
    one.change('e1', { status: 'done', endedAt: one.now });
    one.look();
    expect(one.way('e1')).toBe('replied -> warm');
    const changed = life({ main: [E1({ when: { clicked: 'warm' }, none: '3 days -> next' }), E2], warm });
    changed.look().change('e1', { status: 'done', endedAt: at('2026-03-02 09:00') });
    changed.now = at('2026-03-02 09:00');
    changed.hear('replied', { of: 'e1', judgedAt: null });
    expect(changed.waits).toBe('finished reply');
  });
});

describe('S15: steps of people', () => {
  const call = (more: object = {}) => ({
    stepId: 'k1',
    step: byHand(onDay(0)),
    when: { spoke: 'warm' },
    ...more,
  });

  test('completed without an outcome it waits until T; without a fallback it goes on at once', () => {
    const waits = life({ main: [call({ none: '2 days -> next' }), E2], warm });
    waits.passTo(at('2026-03-02 10:00')).complete('k1');
    expect(waits.waits).toBe('k1 outcome 2026-03-04 10:00');
    const goesOn = life({ main: [call(), E2], warm });
    goesOn.passTo(at('2026-03-02 10:00')).complete('k1');
    expect([goesOn.way('k1'), goesOn.log.at(-1)]).toEqual(['next -> next', 'e2 sent 2026-03-02 10:00']);
  });

  test('of what was marked before it was completed the last counts', () => {
    const one = life({
      main: [call({ none: '2 days -> next', when: { spoke: 'warm', busy: 'end' } }), E2],
      warm,
    });
    one.passTo(at('2026-03-02 10:00')).mark('k1', 'busy');
    one.now += HOUR_MS;
    one.mark('k1', 'spoke');
    expect(one.way('k1')).toBe('-');
    expect(one.complete('k1').way('k1')).toBe('spoke -> warm');
  });

  test('skipped or cancelled it takes the target of the fallback at once, else next', () => {
    for (const status of ['cancelled', 'skipped'] as const) {
      const one = life({ main: [call({ none: '2 days -> end' }), E2], warm });
      one.passTo(at('2026-03-02 10:00')).end('k1', status);
      expect([one.way('k1'), one.waits]).toEqual(['skipped -> end', 'finished completed']);
      const other = life({ main: [call(), E2], warm });
      other.passTo(at('2026-03-02 10:00')).end('k1', status);
      expect(other.log.at(-1)).toBe('e2 sent 2026-03-02 10:00');
    }
  });

  test('failed or uncertain, nothing follows until a person has answered', () => {
    for (const status of ['error', 'uncertain'] as const) {
      const one = life();
      one.send = () => ({ status, readyAt: one.now });
      one.passTo(at('2026-03-10 09:00'));
      expect([one.way('e1'), one.openSteps]).toEqual(['-', ['e1']]);
      one.change('e1', { status: 'done', endedAt: at('2026-03-02 09:00') });
      one.look();
      expect(one.way('e1')).toBe('fallback -> next');
    }
  });

  test('a manual email without a fallback waits for its outcome', () => {
    const one = life({
      main: [{ stepId: 'e1', step: { ...onDay(0), isManual: true }, when: { replied: 'warm' } }, E2],
      warm,
    });
    one.passTo(at('2026-03-02 10:00')).complete('e1');
    expect(one.waits).toBe('e1 outcome -');
    expect(one.moveOn()).toBe(false);
    expect(one.hear('replied').way('e1')).toBe('replied -> warm');
  });
});

describe('S15: time', () => {
  test('held time does not consume T, days are civil and hours absolute', () => {
    const one = life().passTo(at('2026-03-03 09:00')).hold().passTo(at('2026-03-05 09:00')).resume();
    expect(one.waits).toBe('e1 outcome 2026-03-07 09:00');
    const zone = 'Europe/Berlin';
    const sequence = { zone, purpose: 'outreach' as const };
    const startDate = '2026-03-28';
    const ends = ['1 days', '24 hours'].map((time) => {
      const timed = { main: [E1({ when: { clicked: 'end' }, none: `${time} -> next` }), E2] };
      return life(timed, { sequence, enrollment: { startDate } }).passTo(at('2026-03-28 12:00', zone)).waits;
    });
    expect(ends).toEqual(['e1 outcome 2026-03-29 09:00', 'e1 outcome 2026-03-29 10:00']);
  });

  test('case 10: an offset step reached late leaves a civil day after the message before, else on its own date', () => {
    const late = life({
      main: [E1({ when: { clicked: 'end' }, none: '4 days -> s2' }), { stepId: 's2', step: onDay(3) }],
    });
    expect(late.passTo(at('2026-03-10 00:00')).log.at(-1)).toBe('s2 sent 2026-03-06 09:00');
    const soon = (days: number, time: string) => {
      const branches = {
        main: [E1({ when: { clicked: 'warm' }, none: '5 days -> end' })],
        warm: [{ stepId: 'w1', step: onDay(days) }],
      };
      const one = life(branches).passTo(at(time)).hear('clicked', { of: 'e1' });
      return one.passTo(at('2026-03-20 00:00')).log.at(-1);
    };
    expect(soon(0, '2026-03-02 15:00')).toBe('w1 sent 2026-03-03 09:00');
    expect(soon(5, '2026-03-03 15:00')).toBe('w1 sent 2026-03-07 09:00');
  });

  test('case 24: due times by outcome and fallback move to the next allowed moment', () => {
    const sequence = { purpose: 'outreach' as const, sendDays: [1, 2, 3, 4, 5] };
    const hours = { ...sequence, windowStart: '09:00', windowStop: '17:00' };
    const branches = {
      main: [{ ...E1({ when: { clicked: 'warm' }, none: '2 days -> next' }), step: onDay(3) }, E2],
      warm,
    };
    const clicked = life(branches, { sequence: hours }).passTo(at('2026-03-06 18:40'));
    clicked.hear('clicked', { of: 'e1' }).passTo(at('2026-03-10 00:00'));
    expect(clicked.log.at(-1)).toBe('w1 sent 2026-03-09 09:00');
    for (const settings of [hours, sequence]) {
      const none = life(branches, { sequence: settings }).passTo(at('2026-03-10 00:00'));
      expect(none.log.at(-1)).toBe('e2 sent 2026-03-09 09:00');
    }
  });
});
