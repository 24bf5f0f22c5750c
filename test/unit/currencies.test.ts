import { expect, test } from '@jest/globals';
import { currencySchema } from '../../contracts/fields.ts';

test('C1: currencies are the active ones of ISO 4217 with a minor unit, of no decimals too', () => {
  for (const code of ['EUR', 'USD', 'JPY', 'KWD', 'CLF', 'CHF', 'XOF', 'XCD', 'XCG', 'VES', 'SLE'])
    expect([code, currencySchema.safeParse(code).success]).toEqual([code, true]);
  const metals = ['XAU', 'XAG', 'XPD', 'XPT'];
  const units = ['XBA', 'XBB', 'XBC', 'XBD', 'XDR', 'XSU', 'XUA', 'XTS', 'XXX'];
  const old = ['DEM', 'HRK', 'FRF', 'LTL', 'ZWL', 'BGN', 'ANG', 'CUC', 'SLL'];
  for (const code of [...metals, ...units, ...old, 'eur', 'EU', 'ABC', ''])
    expect([code, currencySchema.safeParse(code).success]).toEqual([code, false]);
});
