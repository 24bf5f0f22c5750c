import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dayText, momentText, moneyText, sharesOf } from '../../../console/src/parts/format.ts';
import { sumOf, sumsByCurrency } from '../../../console/src/parts/sums.ts';
import { counted } from '../../../console/src/words/plural.ts';
import { runs } from '../../support/rows/runs.ts';

const en = 'en-GB';

describe('figures of the console', () => {
  it('money keeps every digit, more than a float has', () => {
    expect(moneyText('9007199254740993.01', { currency: 'EUR', locale: en })).toBe(
      'EUR\u00a09,007,199,254,740,993.01',
    );
    expect(moneyText('-0.5', { currency: 'USD', locale: en })).toBe('-USD\u00a00.50');
    expect(moneyText('1200', { currency: 'JPY', locale: 'de' })).toBe('1.200\u00a0JPY');
  });

  it('a day is the same day whatever the zone of this machine', () => {
    expect(dayText('2026-11-30', en)).toBe('30 Nov 2026');
    expect(momentText('2026-11-30T23:30:00.000Z', { locale: en, zone: 'Asia/Tokyo' })).toBe(
      '1 Dec 2026, 08:30',
    );
  });

  it('amounts are added to the last digit, below zero too', () => {
    expect(sumOf(['0.1', '0.2'])).toBe('0.3000');
    expect(sumOf(['9007199254740993.01', '0.99', '-1.0001'])).toBe('9007199254740992.9999');
    expect(sumOf([])).toBe('0.0000');
    const cents = fc.array(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), { maxLength: 20 });
    fc.assert(
      fc.property(cents, (each) => {
        const text = (of: bigint): string => {
          const digits = (of < 0n ? -of : of).toString().padStart(3, '0');
          return `${of < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
        };
        const whole = each.reduce((sum, one) => sum + one, 0n);
        expect(sumOf(each.map(text))).toBe(whole === 0n ? '0.0000' : `${text(whole)}00`);
      }),
      runs({ test: 200, proof: 20_000 }),
    );
  });

  it('different currencies are never added', () => {
    const rows = [
      { currency: 'USD', net: '1.00' },
      { currency: 'EUR', net: '2.50' },
      { currency: 'USD', net: '0.25' },
      { currency: 'EUR', net: null },
    ];
    expect(sumsByCurrency(rows)).toEqual([
      { currency: 'EUR', sum: '2.5000' },
      { currency: 'USD', sum: '1.2500' },
    ]);
  });

  it('bars have a length each, and none of nothing', () => {
    expect(sharesOf(['1.00', '3.00', '-2.00'])).toEqual([25, 75, 0]);
    expect(sharesOf(['0', '0'])).toEqual([0, 0]);
  });

  it('counts take the form of their number', () => {
    const forms = { one: '# row', other: '# rows' };
    expect([0, 1, 2, 1200].map((count) => counted(count, forms))).toEqual([
      '0 rows',
      '1 row',
      '2 rows',
      '1,200 rows',
    ]);
  });
});
