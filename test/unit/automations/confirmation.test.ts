import { describe, expect, test } from '@jest/globals';
import { waitsBecause, type PassSize } from '../../../domain/automations/confirmation.ts';

const size = (change: Partial<PassSize>) =>
  waitsBecause({
    size: 60,
    confirmAbove: 50,
    wasConfirmed: false,
    confirmedSize: null,
    before: [],
    ...change,
  });

describe('A6: before it acts', () => {
  test('case 18: more than the setting waits the first time; so many, or fewer, act', () => {
    expect(size({ size: 60 })).toBe('first_time');
    expect(size({ size: 51 })).toBe('first_time');
    expect(size({ size: 50 })).toBeNull();
    expect(size({ size: 40 })).toBeNull();
    expect(size({ size: 1, confirmAbove: 0 })).toBe('first_time');
    expect(size({ size: 0, confirmAbove: 0 })).toBeNull();
  });

  test('what was confirmed once is not asked again', () => {
    expect(size({ size: 70, wasConfirmed: true })).toBeNull();
  });

  test('a confirmation is for its number: growth by more than a tenth asks again, by a tenth not', () => {
    expect(size({ size: 66, confirmedSize: 60 })).toBeNull();
    expect(size({ size: 67, confirmedSize: 60 })).toBe('grown_since_confirmed');
    expect(size({ size: 11, confirmedSize: 10, confirmAbove: 5 })).toBeNull();
    expect(size({ size: 12, confirmedSize: 10, confirmAbove: 5 })).toBe('grown_since_confirmed');
    expect(size({ size: 20, confirmedSize: 60 })).toBeNull();
  });

  test('case 18c: three times the median of the last four acts, one more waits', () => {
    const before = [80, 80, 80, 80];
    expect(size({ size: 240, wasConfirmed: true, before })).toBeNull();
    expect(size({ size: 241, wasConfirmed: true, before })).toBe('more_than_usual');
    expect(size({ size: 241, wasConfirmed: true, before, confirmedSize: 241 })).toBeNull();
    expect(size({ size: 151, wasConfirmed: true, before: [10, 90, 500, 10] })).toBe('more_than_usual');
    expect(size({ size: 150, wasConfirmed: true, before: [10, 90, 500, 10] })).toBeNull();
  });

  test('a handful is never more than usual, unless the setting is smaller', () => {
    expect(size({ size: 20, before: [1, 1, 1, 1] })).toBeNull();
    expect(size({ size: 21, before: [1, 1, 1, 1] })).toBe('more_than_usual');
    expect(size({ size: 6, confirmAbove: 5, wasConfirmed: true, before: [1, 1, 1, 1] })).toBe(
      'more_than_usual',
    );
  });
});
