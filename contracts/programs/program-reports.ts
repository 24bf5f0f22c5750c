import { z } from 'zod';
import { amountSchema, currencySchema, daySchema } from '../fields.ts';
import { pageQuery } from '../paging.ts';

/** What the numbers of one program can be told apart by. */
export const PROGRAM_REPORT_GROUPS = ['run', 'touchpoint', 'customer', 'label', 'month'] as const;
/** The same over all programs, and by program. */
export const PROGRAMS_REPORT_GROUPS = ['program', ...PROGRAM_REPORT_GROUPS] as const;
export type ProgramReportGroup = (typeof PROGRAMS_REPORT_GROUPS)[number];

const count = z.int().min(0);

const rate = (of: string) =>
  z
    .strictObject({ count, percent: z.number().nullable() })
    .meta({ description: `Percent of ${of}, one decimal; null: there are none.` });

const hitRate = z
  .strictObject({
    count,
    percent: z.number().nullable(),
    machine: count.meta({ description: 'Messages that a machine hit: scanners, proxies that load ahead.' }),
    unclear: count.meta({ description: 'Messages with hits of which nobody can say whose they were.' }),
  })
  .meta({
    description:
      'Messages that people opened or clicked in (T2), in percent of the sent. Once each, however often.',
  });

/** What became of the messages of programs. Each stands in exactly one of the states from `sent` to `open`. */
export const programNumbersSchema = z
  .strictObject({
    produced: count.meta({ description: 'Messages that runs made, whatever became of them.' }),
    sent: rate('the produced'),
    completedByHand: count.meta({ description: 'Marked complete by a person: no message of ours left.' }),
    skipped: count.meta({
      description: 'Left out by the engine, at the run or later, each with its reason.',
    }),
    rejected: rate('the produced').meta({ description: 'Rejected with their batch, or dropped from it.' }),
    superseded: count,
    failed: rate('the produced'),
    cancelled: count.meta({ description: 'One by one, or because the customer was taken out.' }),
    uncertain: count,
    open: count.meta({ description: 'Wait for a decision or for their time.' }),
    opened: hitRate,
    clicked: hitRate,
    replied: rate('the sent'),
    bounced: rate('the sent'),
    collected: z.array(z.strictObject({ currency: currencySchema, amount: amountSchema })).meta({
      description:
        'Payments on the invoices a sent message asked for, paid from the day it left until 14 days later and recorded after it left. By currency, each payment once.',
    }),
  })
  .meta({ id: 'ProgramNumbers' });
export type ProgramNumbers = z.infer<typeof programNumbersSchema>;

/** The numbers of one group. */
export const programReportRowSchema = z
  .strictObject({
    key: z.string().nullable().meta({
      description: 'Id of the run, touchpoint, customer, label or program; the month. Null: no label.',
    }),
    name: z
      .string()
      .nullable()
      .meta({ description: "The run's day, the touchpoint's label, a name, or the month." }),
    isArchived: z.boolean(),
    ...programNumbersSchema.shape,
  })
  .meta({ id: 'ProgramReportRow' });
export type ProgramReportRow = z.infer<typeof programReportRowSchema>;

const period = {
  from: daySchema.optional().meta({ description: "Runs of this day or later, by the program's calendar." }),
  to: daySchema.optional().meta({ description: 'Runs of this day or before.' }),
};

/** Grouping and period of the report of one program. */
export const programReportQuerySchema = z.strictObject({
  ...pageQuery,
  groupBy: z.enum(PROGRAM_REPORT_GROUPS).default('touchpoint'),
  ...period,
});

/** Grouping and period of the report over all programs. */
export const programsReportQuerySchema = z.strictObject({
  ...pageQuery,
  groupBy: z.enum(PROGRAMS_REPORT_GROUPS).default('program'),
  ...period,
});
export type ProgramReportQuery = z.infer<typeof programsReportQuerySchema>;

/** A page of groups, with the numbers of everything in the period. */
export const programReportSchema = z
  .strictObject({
    items: z.array(programReportRowSchema),
    nextCursor: z.string().nullable(),
    totals: programNumbersSchema.meta({
      description: 'Over all groups, each message and each payment once: labels of a customer overlap.',
    }),
  })
  .meta({ id: 'ProgramReport' });
export type ProgramReport = z.infer<typeof programReportSchema>;
