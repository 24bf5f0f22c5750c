import { describe, expect, test } from '@jest/globals';
import { probeAtAfter, retryAtAfter } from '../../../domain/sending/retry.ts';
import { at } from '../../support/rows/snapshots.ts';

const NOW = at('2026-03-02 09:00');
const MINUTE_MS = 60_000;

describe('waits after a refusal', () => {
  /** Minutes after the first try at which a server that never gives in is asked. */
  function tries(limitHours: number, opensAt: (at: number) => number = (at) => at): number[] {
    const made = [NOW];
    for (let count = 1; ; count++) {
      const retryAt = retryAtAfter({ count, firstAt: NOW, limitHours }, made.at(-1)!);
      if (retryAt === null) return made.map((moment) => (moment - NOW) / MINUTE_MS);
      made.push(opensAt(retryAt));
    }
  }

  test('D2: the distance grows from 5 minutes to 4 hours, and ends after two days', () => {
    const waited = tries(48);
    const distances = waited.slice(1).map((minute, index) => minute - waited[index]!);
    expect(distances.slice(0, 8)).toEqual([5, 10, 20, 40, 80, 160, 240, 240]);
    expect(Math.max(...distances)).toBe(240);
    expect(waited.at(-1)).toBe(48 * 60);
  });

  test('D2: the limit is a setting', () => {
    expect(tries(1)).toEqual([0, 5, 15, 35, 60]);
  });

  test('D2: whoever was put off before a closed window is tried once more in the next one, and no longer', () => {
    const opens = NOW + 70 * 60 * MINUTE_MS;
    expect(tries(48, (at) => (at > NOW + 30 * MINUTE_MS ? Math.max(at, opens) : at))).toEqual([
      0,
      5,
      15,
      70 * 60,
    ]);
  });

  test('D2: a failing mailbox is probed after 15 seconds, twice as long each time, at most five minutes', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 100].map((failures) => (probeAtAfter(failures, NOW) - NOW) / 1_000)).toEqual(
      [15, 15, 30, 60, 120, 240, 300, 300],
    );
  });
});
