import { describe, expect, test } from '@jest/globals';
import { returnDay } from '../../../domain/inbox/dates/return-day.ts';
import { returnSentences } from '../../support/inbox/mail-cases.ts';

const on = (text: string, today: string, isMonthFirst = false): string | null =>
  returnDay(text, '', { today, isMonthFirst })?.day ?? null;

describe('I3: the return day of an absence note, in ten languages', () => {
  test.each(returnSentences())('$today: $text', ({ today, text, returnsOn }) => {
    expect(on(text, today)).toBe(returnsOn);
  });

  test('12/7 is the seventh of December where Americans write, and the twelfth of July elsewhere has gone by', () => {
    expect(on('Back on 12/7/2026.', '2026-12-01', true)).toBe('2026-12-07');
    expect(on('Back on 3/12.', '2026-12-01')).toBe('2026-12-03');
  });

  test('a weekday beside two numbers says which of them is the day', () => {
    expect(on('Back on Wed 9/12/2026', '2026-09-01', true)).toBe('2026-12-09');
  });

  test('a return beats a last day away, whichever stands first', () => {
    expect(on('Back on 14 December. I am away until 11 December.', '2026-12-01')).toBe('2026-12-14');
  });

  test('numbers of phones, papers and times are no days', () => {
    expect(on('I am away until further notice: call 14 12 2026 30, or quote RE-14/12/2026 before 14.12 Uhr.', '2026-12-01')).toBeNull();
  });

  test('a day that has just gone by is none, without a year too', () => {
    expect(on('I am back on 28 November.', '2026-12-01')).toBeNull();
    expect(on('I am back on 28 November 2026.', '2026-12-01')).toBeNull();
  });

  test('hostile text ends in time', () => {
    const started = process.hrtime.bigint();
    on('until '.repeat(3_000) + '1 '.repeat(3_000) + '('.repeat(3_000), '2026-12-01');
    on('1.1.1.1.'.repeat(2_500), '2026-12-01');
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(2_000);
  });
});
