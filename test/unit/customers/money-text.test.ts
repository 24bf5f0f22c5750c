import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Prisma } from '../../../infra/db/generated/client.ts';
import { moneyOf, moneyOfText } from '../../../infra/db/rows.ts';
import { runs } from '../../support/rows/runs.ts';

test('C3: an amount that PostgreSQL writes as text is shown as the decimal that it is, whatever its decimals', () => {
  const tenThousandths = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
  fc.assert(
    fc.property(tenThousandths, fc.integer({ min: 0, max: 4 }), (units, decimals) => {
      const text = new Prisma.Decimal(units.toString()).div(10_000).toDecimalPlaces(decimals);
      expect(moneyOfText(text.toFixed(4))).toBe(moneyOf(text));
      expect(moneyOfText(text.toFixed())).toBe(moneyOf(text));
    }),
    runs({ test: 200, proof: 20_000 }),
  );
});
