import { z } from 'zod';
import { decimalsOf } from './currencies.ts';
import { currencySchema, moneySchema } from './fields.ts';

/** The least amounts worth a letter, by currency (C19): exact decimals with no more of them than each currency has. */
export const minimumAmountsSchema = z
  .record(currencySchema, moneySchema)
  .superRefine((amounts, { addIssue }) => {
    for (const [currency, amount] of Object.entries(amounts)) {
      const decimals = decimalsOf(currency);
      const written = (amount.split('.')[1] ?? '').replace(/0+$/, '').length;
      const message = `must have no more decimals than ${currency}, which has ${decimals}`;
      if (written > decimals) addIssue({ code: 'custom', path: [currency], message });
    }
  })
  .meta({ description: 'The least amounts worth a letter, by ISO 4217 code.', example: { EUR: '5.00' } });
export type MinimumAmounts = z.infer<typeof minimumAmountsSchema>;
