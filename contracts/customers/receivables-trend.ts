import { z } from 'zod';
import { amountSchema, currencySchema, daySchema } from '../fields.ts';
import { intervalSchema, periodInOrder, periodQuery } from '../report-periods.ts';
import { customerFilterQuery } from './customer-filter.ts';
import { agingSchema } from './customer-table.ts';

/** Most days that one trend tells about. */
export const MOST_TREND_POINTS = 120;

/** Period, density and filters of the trend. */
export const receivablesTrendQuerySchema = z
  .strictObject({ ...periodQuery, interval: intervalSchema, ...customerFilterQuery })
  .refine(...periodInOrder);
export type ReceivablesTrendQuery = z.infer<typeof receivablesTrendQuerySchema>;

/** What was owed at the ends of days, by currency. */
export const receivablesTrendSchema = z
  .strictObject({
    points: z.array(
      z.strictObject({
        day: daySchema.meta({ description: 'At the end of this day, the last of its week or month.' }),
        currencies: z.array(
          z.strictObject({
            currency: currencySchema,
            total: amountSchema.meta({ description: 'Sum of the open balances.' }),
            overdue: amountSchema,
            aging: agingSchema,
          }),
        ),
      }),
    ),
  })
  .meta({
    id: 'ReceivablesTrend',
    description: 'What was owed at the ends of days. Currencies of which nothing was open are left out.',
  });
export type ReceivablesTrend = z.infer<typeof receivablesTrendSchema>;
