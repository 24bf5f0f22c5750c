import { describe, expect, test } from '@jest/globals';
import { probeAtAfter, retryAtAfter } from '../../../domain/sending/retry.ts';
import { at } from '../../support/rows/snapshots.ts';

const NOW = at('2026-03-02 09:00');
const MINUTE_MS = 60_000;

describe('waits after a refusal', () => {
  test('D2: the wait grows with how long a step has been trying, up to half an hour', () => {
    const waits = [null, 0, 1, 4, 5, 14, 15, 29, 30, 10_000].map((minutes) => {
      const readyAt = minutes === null ? null : NOW - minutes * MINUTE_MS;
      return (retryAtAfter(readyAt, NOW) - NOW) / MINUTE_MS;
    });
    expect(waits).toEqual([1, 1, 5, 5, 15, 15, 30, 30, 30, 30]);
  });

  test('D2: a failing mailbox is probed after 15 seconds, twice as long each time, at most five minutes', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 100].map((failures) => (probeAtAfter(failures, NOW) - NOW) / 1_000)).toEqual(
      [15, 15, 30, 60, 120, 240, 300, 300],
    );
  });
});
