import { z } from 'zod';
import { amountSchema, currencySchema, daySchema, instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { MATCHINGS, RUN_KINDS, TOUCHPOINT_DELIVERIES, TOUCHPOINT_REASONS } from './kinds.ts';
import { RECIPIENT_KINDS, TOUCHPOINT_LEVELS } from '../sending/kinds.ts';
import { pageQuery } from '../paging.ts';

const count = z.int().min(0);
const VERDICTS = ['produced', 'left_out'] as const;
/** Against the last run: what it produced, too; what it did not; and what it produced that would now be left out. */
const RUN_CHANGES = ['again', 'new', 'dropped_out'] as const;

/** Why a run would produce no message: as it says it, or since nobody would get one or it cannot be written (P12). */
export const DRY_RUN_REASONS = [
  ...TOUCHPOINT_REASONS,
  'no_mailbox',
  'no_sender',
  'no_recipient',
  'invalid_address',
  'template',
  'prompt',
  'facts_moved',
  'no_content',
] as const;
export type DryRunReason = (typeof DRY_RUN_REASONS)[number];

/** What a verdict is about, and what it says. */
const verdictMembers = {
  touchpoint: z.strictObject({
    id: idSchema('touchpoint'),
    label: z.string(),
    offsetDays: z.int(),
    level: z.enum(TOUCHPOINT_LEVELS),
    delivery: z.enum(TOUCHPOINT_DELIVERIES),
  }),
  customer: z.strictObject({ id: idSchema('customer'), name: z.string() }),
  invoice: z
    .strictObject({ id: idSchema('invoice'), number: z.string() })
    .nullable()
    .meta({ description: 'At invoice level, or an invoice that is left out of the message of its account.' }),
  verdict: z.enum(VERDICTS),
  reason: z.enum(DRY_RUN_REASONS).nullable().meta({ description: 'Why it is left out.' }),
  detail: z.string().nullable().meta({
    description:
      'What has to be repaired, with its place: an empty variable, a broken text, an address. Or the amounts by which it is left out.',
  }),
  becomes: z.enum(['proposed', 'approved', 'skipped', 'failed']).nullable().meta({
    description: 'The status of the row that the run writes or its delivery leaves; null: it writes none.',
  }),
  recipients: z
    .array(z.strictObject({ kind: z.enum(RECIPIENT_KINDS), address: z.string() }))
    .meta({ description: 'Who gets it; empty where nobody does.' }),
  daysOverdue: z.int().nullable().meta({
    description: 'Of the invoice, or of the oldest one of the account that counts; null: none is open.',
  }),
  amount: amountSchema.meta({
    description: 'What the message asks for before credit counts, or what is left out.',
  }),
  credit: amountSchema.meta({ description: 'What of it the credit of the customer covers.' }),
  net: amountSchema.meta({ description: 'What is left to pay: the amount without the credit.' }),
  currency: currencySchema,
};

/** One message that a run now would produce, or would have to. */
export const dryRunItemSchema = z
  .strictObject({ ...verdictMembers, change: z.enum(RUN_CHANGES).nullable() })
  .meta({ id: 'DryRunItem' });
export type DryRunItem = z.infer<typeof dryRunItemSchema>;

/** What a run now would do (P12). */
export const dryRunSchema = z
  .strictObject({
    programId: idSchema('program'),
    at: instantSchema,
    day: daySchema.meta({ description: "The organisation's day: days past due count to it." }),
    matching: z.enum(MATCHINGS),
    produced: count.meta({ description: 'Messages to customers you may see.' }),
    leftOut: count,
    lastRun: z
      .strictObject({ id: idSchema('programRun'), kind: z.enum(RUN_KINDS), localDate: daySchema })
      .nullable()
      .meta({ description: 'What it is compared with; null: it would be the first.' }),
    changes: z.strictObject({ again: count, new: count, droppedOut: count }),
    reasons: z
      .array(z.strictObject({ reason: z.enum(DRY_RUN_REASONS), count }))
      .meta({ description: 'Why messages are left out, the most frequent first.' }),
    touchpoints: z.array(
      z.strictObject({
        id: idSchema('touchpoint'),
        label: z.string(),
        offsetDays: z.int(),
        level: z.enum(TOUCHPOINT_LEVELS),
        delivery: z.enum(TOUCHPOINT_DELIVERIES),
        produced: count,
        leftOut: count,
        new: count,
        again: count,
      }),
    ),
    otherMatching: z
      .strictObject({ matching: z.enum(MATCHINGS), produced: count })
      .meta({ description: 'What it would be with the other matching (P4).' }),
    caps: z.strictObject({
      perRun: z
        .strictObject({ most: z.int(), leftOut: count })
        .meta({ description: 'Messages of a run to one customer, and how many are beyond it (D6).' }),
      mailbox: z
        .strictObject({
          id: idSchema('mailbox'),
          name: z.string(),
          dailyCap: z.int().nullable(),
          isBinding: z.boolean(),
        })
        .nullable()
        .meta({
          description: 'Whether its daily cap is below the number of messages; null: there is no mailbox.',
        }),
      surge: z
        .strictObject({ factor: z.number(), isHeld: z.boolean() })
        .meta({ description: 'Whether all of it would be held for a person (P15).' }),
    }),
    proposals: z
      .strictObject({
        replaced: count.meta({ description: 'Open proposals that a run now would supersede.' }),
        open: count,
        confirmation: z
          .string()
          .nullable()
          .meta({ description: 'To be sent along with a run now; null: none is needed.' }),
      })
      .meta({ description: 'Proposals that wait for a decision (P8).' }),
    items: z.array(dryRunItemSchema).meta({ description: 'The most overdue first.' }),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'DryRun', description: 'What a run now would do; nothing is written.' });
export type DryRun = z.infer<typeof dryRunSchema>;

/** Which items; the counts are of all. */
export const dryRunQuerySchema = z.strictObject({
  ...pageQuery,
  verdict: z.enum(VERDICTS).optional(),
  change: z.enum(RUN_CHANGES).optional(),
  touchpointId: idSchema('touchpoint').optional(),
  customerId: idSchema('customer').optional(),
});
export type DryRunQuery = z.infer<typeof dryRunQuerySchema>;

/** Verdicts about one customer. */
export const programVerdictsSchema = z
  .strictObject({
    programId: idSchema('program'),
    day: daySchema,
    isEnrolled: z.boolean().meta({
      description: 'As the grid says it: a run enrolls first, so that a message may be produced without it.',
    }),
    items: z.array(z.strictObject(verdictMembers)),
  })
  .meta({
    id: 'ProgramVerdicts',
    description: 'What each touchpoint would do for a customer in a run now, and why not.',
  });
export type ProgramVerdicts = z.infer<typeof programVerdictsSchema>;

/** Which of its invoices. */
export const programVerdictsQuerySchema = z.strictObject({
  invoiceId: idSchema('invoice')
    .optional()
    .meta({ description: 'Only this invoice, also a closed one. Default: all open ones.' }),
});
