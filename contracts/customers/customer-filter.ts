import { z } from 'zod';
import { currencySchema, lineSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { CUSTOMER_STATUSES, SEVERITIES } from './kinds.ts';
/** A comparison with an amount: `positive`, or an operator and an amount, `gte:1000`. Of customers in any currency. */
export const comparisonSchema = z
  .string()
  .regex(/^(?:positive|(?:gt|gte|lt|lte|eq):(?:0|[1-9]\d{0,15})(?:\.\d{1,4})?)$/, {
    error: 'must be "positive", or like "gte:1000": gt, gte, lt, lte or eq, and an amount',
  })
  .meta({
    description: '`positive`, or `gt`, `gte`, `lt`, `lte`, `eq` with an amount.',
    example: 'gte:1000',
  });

/** The same with an amount that may be below 0. */
const signedComparisonSchema = z
  .string()
  .regex(/^(?:positive|(?:gt|gte|lt|lte|eq):-?(?:0|[1-9]\d{0,15})(?:\.\d{1,4})?)$/, {
    error: 'must be "positive", or like "lt:-100": gt, gte, lt, lte or eq, and an amount',
  })
  .meta({ example: 'lt:0' });

/** Most values that one filter takes. */
const MAX_VALUES = 100;

const single = {
  search: lineSchema(200)
    .optional()
    .meta({ description: 'Part of the name or external id, any case.', example: 'north' }),
  ownerId: idSchema('user').optional().meta({ description: 'AR or sales owner.' }),
  arOwnerId: idSchema('user').optional(),
  salesOwnerId: idSchema('user').optional(),
  unassigned: z
    .enum(['ar', 'sales', 'both'])
    .optional()
    .meta({ description: 'Without an AR owner, without a sales owner, with neither.' }),
  listId: idSchema('list').optional().meta({ description: 'Members of this list.' }),
  currency: currencySchema.optional(),
  balance: comparisonSchema.optional().meta({ description: 'By the total of the open balances.' }),
  overdue: comparisonSchema.optional().meta({ description: 'By what is overdue of it.' }),
  credit: comparisonSchema
    .optional()
    .meta({ description: 'By what the customer has to its credit, in its currency.' }),
  net: signedComparisonSchema.optional().meta({
    description:
      '`positive`, or `gt`, `gte`, `lt`, `lte`, `eq` with an amount that may be below 0: by what is owed net of credit.',
  }),
};

/** Filters of customers (C4), all combinable, in a JSON body. Nothing given: all customers. */
export const customerFilterSchema = z
  .strictObject({
    ...single,
    statuses: z.array(z.enum(CUSTOMER_STATUSES)).min(1).max(MAX_VALUES).optional(),
    severities: z
      .array(z.enum(SEVERITIES))
      .min(1)
      .max(MAX_VALUES)
      .optional()
      .meta({ description: 'Of the most severe active signal; without one: `none`.' }),
    labelIds: z
      .array(idSchema('label'))
      .min(1)
      .max(MAX_VALUES)
      .optional()
      .meta({ description: 'With any of these labels.' }),
  })
  .meta({ id: 'CustomerFilter', example: { statuses: ['active'], balance: 'positive' } });
export type CustomerFilter = z.infer<typeof customerFilterSchema>;

/** Several values in a query string, with commas between. */
export function commaSeparated<S extends z.ZodType<string, string>>(item: S, example: string) {
  return z
    .string()
    .max(MAX_VALUES * 40)
    .transform((text) => text.split(','))
    .pipe(z.array(item).min(1).max(MAX_VALUES))
    .optional()
    .meta({ type: 'string', description: 'One or several, with commas between.', example });
}

/** The same filters in a query string. */
export const customerFilterQuery = {
  ...single,
  statuses: commaSeparated(z.enum(CUSTOMER_STATUSES), 'active,prospect'),
  severities: commaSeparated(z.enum(SEVERITIES), 'high,medium'),
  labelIds: commaSeparated(idSchema('label'), 'lbl_01h455vb4pex5vsknk084sn02q'),
};
