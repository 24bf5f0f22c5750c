import { z } from 'zod';
import { exportWriting } from '../export-writing.ts';
import { amountSchema, currencySchema, daySchema, instantSchema, ofWhole, zoneSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { pageQuery } from '../paging.ts';
import { periodInOrder } from '../report-periods.ts';
import { CHANNELS } from '../sending/kinds.ts';
import { RESULT_FIGURES, RESULT_GROUPS, type ResultFigure } from './result-figures.ts';
import { enrollmentCountsSchema, mailNumbersSchema, rateSchema } from './sequence-overview.ts';

/** What became of sms, beside emails: whether they arrived is told by reports of the network, the first of a message counts. */
export const smsNumbersSchema = z
  .strictObject({
    sent: z.int(),
    delivered: rateSchema,
    failed: rateSchema,
    replied: rateSchema,
    optedOut: rateSchema,
  })
  .meta({ id: 'SmsNumbers' });
export type SmsNumbers = z.infer<typeof smsNumbersSchema>;

const resultTasksSchema = z
  .strictObject({
    completed: z.int().meta({ description: 'Steps of people that were done, by a call or by hand.' }),
    outcomes: z
      .array(z.strictObject({ label: z.string(), count: z.int() }))
      .meta({ description: 'Of these, the labels that people chose, the most frequent first.' }),
    toDo: z.int().nullable().meta({
      description:
        'In the queue now, not of what a person paused. Null where that cannot be told apart: by version, channel or period.',
    }),
  })
  .meta({ id: 'ResultTasks' });

const moneySchema = z.strictObject({ currency: currencySchema, amount: amountSchema });

/** The measures that everything is compared by (S20). */
export const resultNumbersSchema = z
  .strictObject({
    mail: mailNumbersSchema,
    sms: smsNumbersSchema,
    tasks: resultTasksSchema,
    enrollments: enrollmentCountsSchema.nullable().meta({
      description:
        'As they stand now, of a period those enrolled in it. Null where they cannot be told apart: by branch, step, user, version or channel.',
    }),
    collected: z.array(moneySchema).meta({
      description:
        'Payments on invoices of the customer, paid from the day of a step that was done until 14 days later and recorded after it; what came back counts as 0. Each payment once in a group, however many of its steps it followed: groups overlap, steps above all, and do not add up to the totals.',
    }),
  })
  .meta({ id: 'ResultNumbers' });
export type ResultNumbers = z.infer<typeof resultNumbersSchema>;

const orNone = <S extends z.ZodType>(schema: S) => z.union([schema, z.literal('none')]);

const filterShape = {
  sequenceId: idSchema('sequence').optional(),
  branchId: idSchema('branch').optional(),
  stepId: idSchema('step').optional(),
  userId: orNone(idSchema('user'))
    .optional()
    .meta({ description: 'Whose step it was: of its assignee when it was done; `none`: nobody’s.' }),
  version: z.coerce.number().int().min(1).max(1_000_000).optional().meta({
    description: 'Of the sequence, as it was when the message was written or the task done.',
  }),
  labelId: orNone(idSchema('label'))
    .optional()
    .meta({ description: 'Customers who have the label now; `none`: who have none.' }),
  channel: z.enum(CHANNELS).optional(),
  from: daySchema.optional().meta({
    description: 'Left or done on this day or later, in the organisation’s zone.',
  }),
  to: daySchema.optional().meta({ description: 'Left or done on this day or before.' }),
};

/** What is counted; all combinable. */
export const resultFilterSchema = z.strictObject(filterShape);
export type ResultFilter = z.infer<typeof resultFilterSchema>;

const resultsShape = {
  groupBy: z.enum(RESULT_GROUPS).default('sequence'),
  ...filterShape,
};

/** Grouping, filters and page of the results. */
export const resultsQuerySchema = z.strictObject({ ...pageQuery, ...resultsShape }).refine(...periodInOrder);
export type ResultsQuery = z.infer<typeof resultsQuerySchema>;

/** The numbers of one group. */
export const resultGroupSchema = z
  .strictObject({
    key: z.string().nullable().meta({
      description:
        'Id of the sequence, branch, step, user or label; the version as `<sequence>/<number>`; the day, Monday or month. Null: nobody’s, or without a label.',
    }),
    name: z.string().nullable(),
    filter: resultFilterSchema.meta({
      description: 'The filters under which a figure of this group opens into its rows.',
    }),
    ...resultNumbersSchema.shape,
  })
  .meta({ id: 'ResultGroup' });
export type ResultGroupNumbers = z.infer<typeof resultGroupSchema>;

/** A page of groups, with the numbers of everything under the filters. */
export const resultsSchema = z
  .strictObject({
    items: z.array(resultGroupSchema),
    nextCursor: z.string().nullable(),
    totals: resultNumbersSchema.meta({
      description: 'Each message, task and payment once: labels of a customer overlap.',
    }),
    zone: zoneSchema.meta({ description: 'Whose days count: the organisation’s.' }),
    isUpToDate: z.boolean().meta({
      description:
        'False: so much changed just now that not all of it is counted yet, as after a change for very many customers.',
    }),
  })
  .meta({ id: 'Results' });
export type Results = z.infer<typeof resultsSchema>;

const figure = z.enum(RESULT_FIGURES).meta({
  description:
    'Which figure to open, by its path in the numbers. Filters that the figure is null under are refused.',
});
const outcome = z
  .string()
  .min(1)
  .max(100)
  .optional()
  .meta({ description: 'Of `tasks.completed`: those with this label.' });

/** Filters by which what is to do now, or enrollments, cannot be told apart. */
const MISPLACED = {
  toDo: ['version', 'channel', 'from', 'to'],
  enrollments: ['branchId', 'stepId', 'userId', 'version', 'channel'],
} as const;

type Opened = z.infer<z.ZodObject<typeof filterShape>> & {
  figure: ResultFigure;
  outcome?: string | undefined;
};

/** Whether a figure can be told apart by a filter. */
function isPlaced(name: keyof Opened, query: Opened): boolean {
  if (query[name] === undefined) return true;
  if (name === 'outcome') return query.figure === 'tasks.completed';
  const misplaced: readonly string[] =
    query.figure === 'tasks.toDo'
      ? MISPLACED.toDo
      : query.figure.startsWith('enrollments.')
        ? MISPLACED.enrollments
        : [];
  return !misplaced.includes(name);
}

const CONDITIONAL = ['branchId', 'stepId', 'userId', 'version', 'channel', 'from', 'to', 'outcome'] as const;

/** Refuses filters that the figure is null under, each by its name. */
function placed<S extends z.ZodType<Opened>>(schema: S): S {
  return CONDITIONAL.reduce(
    (whole, name) =>
      whole.refine(
        (query) => isPlaced(name, query),
        ofWhole(['figure', name], { path: [name], message: 'does not apply to this figure' }),
      ),
    schema,
  );
}

const rowsShape = { figure, outcome, ...filterShape };

/** A figure under filters, and which page of its rows. */
export const resultRowsQuerySchema = placed(
  z.strictObject({ ...pageQuery, ...rowsShape }).refine(...periodInOrder),
);
export type ResultRowsQuery = z.infer<typeof resultRowsQuerySchema>;

/** The groups as a file. */
export const exportResultsQuerySchema = z
  .strictObject({ ...resultsShape, ...exportWriting })
  .refine(...periodInOrder);
/** The rows of a figure as a file. */
export const exportResultRowsQuerySchema = placed(
  z.strictObject({ ...rowsShape, ...exportWriting }).refine(...periodInOrder),
);

/** One thing that a figure counts: a step that was done or is to do, an enrollment, or a movement of money. */
export const resultRowSchema = z
  .strictObject({
    id: z.string().meta({ description: 'Of the step execution, the enrollment or the movement.' }),
    at: instantSchema.meta({
      description: 'When it left, was done, became due, was enrolled or became known.',
    }),
    on: z.string().nullable().meta({
      description: 'The day of the step in the organisation’s zone; of a movement the day of the payment.',
    }),
    customerId: idSchema('customer'),
    customerName: z.string(),
    sequenceId: idSchema('sequence').nullable(),
    branchId: idSchema('branch').nullable(),
    stepId: idSchema('step').nullable(),
    enrollmentId: idSchema('enrollment').nullable(),
    messageId: idSchema('message').nullable(),
    userId: idSchema('user').nullable(),
    version: z.int().nullable(),
    channel: z.enum(CHANNELS).nullable(),
    outcome: z.string().nullable(),
    invoiceId: idSchema('invoice').nullable(),
    currency: currencySchema.nullable(),
    amount: z
      .string()
      .nullable()
      .meta({ description: 'Of a movement; below zero: a payment, or a part of one, that came back.' }),
  })
  .meta({ id: 'ResultRow' });
export type ResultRow = z.infer<typeof resultRowSchema>;
