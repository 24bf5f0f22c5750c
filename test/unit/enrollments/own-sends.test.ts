import { describe, expect, test } from '@jest/globals';
import { Life } from '../../support/worlds/enrollment-life.ts';
import { at, byHand, onDay, snapshotOf, stepsOf } from '../../support/rows/snapshots.ts';

describe("a person's own send of a manual step", () => {
  const asked = (): Life => {
    const steps = stepsOf(byHand(onDay(0)), onDay(0), byHand(onDay(30)));
    return new Life(snapshotOf({ steps })).passTo(at('2026-03-02 08:00'));
  };

  test.each([
    { scope: 'all', kind: 'switch' },
    { scope: 'sequence', kind: 'switch' },
  ] as const)('D9, Q2: under a switch %j it goes out, and what is automatic waits', (hold) => {
    const life = asked().hold(hold).passTo(at('2026-03-04 10:00'));
    expect([life.log, life.waits]).toEqual([[], 'a switched_off -']);
    expect(life.request('a').log).toEqual(['a sent 2026-03-04 10:00']);
    life.passTo(at('2026-03-20 08:00'));
    expect([life.log.length, life.waits]).toEqual([1, 'b switched_off -']);
    expect(life.request('b').log.length).toBe(1);
    expect(life.request('c').log[1]).toBe('c sent 2026-03-20 08:00');
  });

  test('D9, Q2: put off under a switch it is tried again when its time has come', () => {
    const life = asked().hold({ scope: 'all', kind: 'switch' });
    life.passTo(at('2026-03-04 10:00'));
    const until = at('2026-03-05 10:00');
    const { send } = life;
    life.send = () => ({ status: 'ready', heldReason: 'contact_policy', heldUntil: until });
    expect(life.request('a').waits).toBe('a contact_policy 2026-03-05 10:00');
    life.send = send;
    expect(life.passTo(at('2026-03-06 10:00')).log).toEqual(['a sent 2026-03-05 10:00']);
  });

  test.each([
    [{}, 'switched_off'],
    [{ scope: 'sequence' }, 'switched_off'],
    [{ scope: 'sequence', kind: 'begin' }, 'waiting_for_begin'],
    [{ scope: 'customer' }, 'switched_off'],
  ] as const)('D9, Q2: any other hold %j keeps it back, also beside a switch', (hold, shown) => {
    const life = asked().hold({ scope: 'sequence', kind: 'switch' }).hold(hold);
    life.passTo(at('2026-03-04 10:00')).request('a');
    expect([life.log, life.waits]).toEqual([[], `a ${shown} -`]);
  });

  test('D9, D8: neither do disputes of every invoice let it out', () => {
    const life = asked().hold({ scope: 'all', kind: 'switch' }).passTo(at('2026-03-04 10:00'));
    expect(life.keepBack().request('a').log).toEqual([]);
  });
});
