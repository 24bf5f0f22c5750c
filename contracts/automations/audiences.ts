import { z } from 'zod';
import { currencySchema, daySchema, lineSchema } from '../fields.ts';
import {
  MAX_RULES,
  MEASURES,
  OPERATORS_OF,
  PERIOD_UNITS,
  type AudienceOperator,
  type Measure,
} from './kinds.ts';

/** Every operator once, in the order of the catalogue. */
const ALL_OPERATORS = [...new Set(Object.values(OPERATORS_OF).flat())] as [
  AudienceOperator,
  ...AudienceOperator[],
];

const LONGEST_SPAN = 3660;
/** Most values of an `any_of` or `has_any`. */
const MAX_VALUES = 500;

/** Days, weeks or months counted from today, today included (A3). */
export const spanSchema = z
  .strictObject({ amount: z.int().min(1).max(LONGEST_SPAN), unit: z.enum(PERIOD_UNITS) })
  .meta({ id: 'AudienceSpan', example: { amount: 30, unit: 'day' } });
export type Span = z.infer<typeof spanSchema>;

/** From a day to a day, both included; one end may be open. */
const rangeSchema = z.strictObject({ from: daySchema.optional(), to: daySchema.optional() });

/** Calendar days of the organisation's zone within which records count; the customer's own zone never matters. */
export const periodSchema = z
  .union([
    z.strictObject({ last: spanSchema, on: lineSchema(100).optional() }),
    z.strictObject({ next: spanSchema, on: lineSchema(100).optional() }),
    z.strictObject({ ...rangeSchema.shape, on: lineSchema(100).optional() }),
  ])
  .meta({
    id: 'AudiencePeriod',
    description:
      '`last` and `next` include today. `on`: the date of the record that is meant; unsaid: that of its kind in the catalogue.',
  });
export type Period = z.infer<typeof periodSchema>;

const scalarSchema = z.union([z.string().max(2000), z.number(), z.boolean()]);
/** What a value is compared with; the catalogue says which of these an operator takes. */
const operandSchema = z.union([
  scalarSchema,
  z.array(scalarSchema).min(1).max(MAX_VALUES),
  spanSchema,
  z.strictObject({ from: scalarSchema, to: scalarSchema }),
]);
export type Operand = z.infer<typeof operandSchema>;

const comparison = {
  op: z.enum(ALL_OPERATORS),
  value: operandSchema.optional(),
  currency: currencySchema.optional().meta({ description: 'Of money: always named (A3).' }),
};

/** A rule on a field of the customer, or inside of conditions on one of the record. */
export const fieldRuleSchema = z
  .strictObject({ kind: z.literal('field'), field: lineSchema(120), ...comparison })
  .meta({
    id: 'AudienceFieldRule',
    example: { kind: 'field', field: 'overdue', op: 'more_than', value: '1000.00', currency: 'EUR' },
  });
export type FieldRule = z.infer<typeof fieldRuleSchema>;

/** A rule on the records of a kind: conditions limit first, then the measure is taken and compared. */
export interface RecordsRule {
  kind: 'records';
  of: string;
  measure: Measure;
  period?: Period | undefined;
  where?: AudienceGroup | undefined;
  /** Of `sum`: the amount. */
  field?: string | undefined;
  /** Of `latest`: what must hold of it. */
  test?: AudienceGroup | undefined;
  op?: AudienceOperator | undefined;
  value?: Operand | undefined;
  currency?: string | undefined;
}
/** All of, any of, or none of its nodes. */
export interface AudienceGroup {
  kind: 'all' | 'any' | 'none';
  nodes: AudienceNode[];
}
export type AudienceNode = AudienceGroup | FieldRule | RecordsRule;

/** A group of an audience, the whole of it included (A3). */
export const audienceSchema: z.ZodType<AudienceGroup> & z.core.$ZodTypeDiscriminable = z
  .strictObject({
    kind: z.enum(['all', 'any', 'none']),
    get nodes(): z.ZodType<AudienceNode[]> {
      return z.array(nodeSchema).max(MAX_RULES);
    },
  })
  .meta({
    id: 'Audience',
    example: {
      kind: 'all',
      nodes: [
        { kind: 'field', field: 'overdue', op: 'more_than', value: '10000.00', currency: 'EUR' },
        {
          kind: 'records',
          of: 'calls',
          measure: 'count',
          period: { last: { amount: 30, unit: 'day' } },
          op: 'at_least',
          value: 3,
        },
      ],
    },
  });

const recordsRuleSchema: z.ZodType<RecordsRule> & z.core.$ZodTypeDiscriminable = z
  .strictObject({
    kind: z.literal('records'),
    of: lineSchema(40),
    measure: z.enum(MEASURES),
    period: periodSchema.optional(),
    get where(): z.ZodOptional<z.ZodType<AudienceGroup>> {
      return audienceSchema.optional();
    },
    field: lineSchema(120).optional(),
    get test(): z.ZodOptional<z.ZodType<AudienceGroup>> {
      return audienceSchema.optional();
    },
    op: comparison.op.optional(),
    value: comparison.value,
    currency: comparison.currency,
  })
  .meta({ id: 'AudienceRecordsRule' });

const nodeSchema: z.ZodType<AudienceNode> = z.discriminatedUnion('kind', [
  audienceSchema,
  fieldRuleSchema,
  recordsRuleSchema,
]);
