import { z } from 'zod';
import { amountSchema, currencySchema } from '../fields.ts';

/** What a customer has to its credit beside what it owes (C18). */
export const netShape = {
  credit: amountSchema.meta({
    description:
      'Payments on account, credit notes and overpayments that lower no invoice yet, in this currency.',
  }),
  net: amountSchema.meta({ description: 'Total less credit; below 0: in credit.', example: '-500.00' }),
};

/** Credit in currencies that are not the customer's: shown, and never taken off what it owes. */
export const otherCreditSchema = z
  .array(z.strictObject({ currency: currencySchema, amount: amountSchema }))
  .meta({ description: 'Credit in other currencies, which lowers nothing.' });
