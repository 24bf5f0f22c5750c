import { z } from 'zod';
import { exportWriting } from '../export-writing.ts';
import { instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { pageQuery } from '../paging.ts';
import {
  AUTOMATION_ACTIONS,
  AUTOMATION_SIGHTS,
  EFFECT_STATUSES,
  PASS_KINDS,
  PASS_REASONS,
  PASS_STATUSES,
  RECORD_REASONS,
  RECORD_STATUSES,
} from './kinds.ts';

const nullableText = z.string().nullable();
const counted = z.int().min(0);

/** One pass of an automation as it is shown; counts are of the customers that the caller may see (U3). */
export const automationPassSchema = z
  .strictObject({
    id: idSchema('automationPass'),
    automationId: idSchema('automation'),
    kind: z.enum(PASS_KINDS),
    nominalAt: instantSchema.meta({ description: 'When it is due, or began.' }),
    status: z.enum(PASS_STATUSES),
    reason: z.enum(PASS_REASONS).nullable(),
    text: nullableText.meta({ description: 'Why it waits, was skipped or ended, in words.' }),
    counts: z
      .strictObject({ total: counted, open: counted, done: counted, failed: counted, skipped: counted })
      .meta({ id: 'AutomationPassCounts', description: 'Customers by what became of them.' }),
    confirmedById: nullableText,
    confirmedAt: instantSchema.nullable(),
    retriedAt: instantSchema.nullable(),
    startedAt: instantSchema.nullable(),
    finishedAt: instantSchema.nullable(),
  })
  .meta({ id: 'AutomationPass' });
export type AutomationPassView = z.infer<typeof automationPassSchema>;

/** Filters of the passes of an automation. */
export const listPassesQuerySchema = z.strictObject({
  ...pageQuery,
  status: z.enum(PASS_STATUSES).optional(),
  kind: z.enum(PASS_KINDS).optional(),
});
export type ListPassesQuery = z.infer<typeof listPassesQuerySchema>;

const effectSchema = z
  .strictObject({
    key: z.string(),
    kind: z.enum(AUTOMATION_ACTIONS),
    status: z.enum(EFFECT_STATUSES),
    reason: nullableText,
    text: nullableText.meta({ description: 'Why it failed or was skipped, in words.' }),
    data: z.record(z.string(), z.unknown()).nullable().meta({ description: 'What it did: ids and numbers.' }),
    at: instantSchema,
  })
  .meta({ id: 'AutomationEffect' });
export type AutomationEffectView = z.infer<typeof effectSchema>;

/** One customer in a pass, with what was done to them. */
export const automationRecordSchema = z
  .strictObject({
    customerId: idSchema('customer'),
    customerName: z.string(),
    status: z.enum(RECORD_STATUSES),
    reason: z.enum(RECORD_REASONS).nullable(),
    text: nullableText.meta({ description: 'Why the customer was left out, in words.' }),
    finishedAt: instantSchema.nullable(),
    effects: z.array(effectSchema),
  })
  .meta({ id: 'AutomationRecord' });
export type AutomationRecordView = z.infer<typeof automationRecordSchema>;

/** Filters of the records of a pass. */
export const listRecordsQuerySchema = z.strictObject({
  ...pageQuery,
  status: z.enum(RECORD_STATUSES).optional(),
  customerId: idSchema('customer').optional(),
});
export type ListRecordsQuery = z.infer<typeof listRecordsQuerySchema>;

/** The records of a pass, as a file. */
export const exportRecordsQuerySchema = listRecordsQuerySchema
  .omit({ limit: true, cursor: true })
  .extend({ automationId: idSchema('automation'), passId: idSchema('automationPass'), ...exportWriting });

/** A customer who came into the audience of an automation, or went out. */
export const automationMoveSchema = z
  .strictObject({
    customerId: idSchema('customer'),
    customerName: z.string(),
    isIn: z.boolean().meta({ description: 'Came in; false: went out.' }),
    at: instantSchema,
  })
  .meta({ id: 'AutomationMove' });
export type AutomationMoveView = z.infer<typeof automationMoveSchema>;

/** Filters of who came in and went out. */
export const listMovesQuerySchema = z.strictObject({
  ...pageQuery,
  customerId: idSchema('customer').optional(),
});
export type ListMovesQuery = z.infer<typeof listMovesQuerySchema>;

/** Confirms how many a pass acts on (A6). */
export const confirmPassSchema = z
  .strictObject({ size: z.int().min(0).meta({ description: 'The number that the pass shows.' }) })
  .meta({ id: 'ConfirmAutomationPass', example: { size: 60 } });
export type ConfirmPass = z.infer<typeof confirmPassSchema>;

/** A page of what a pass would do. */
export const dryRunPageSchema = z
  .strictObject({ limit: pageQuery.limit, cursor: pageQuery.cursor })
  .meta({ id: 'AutomationDryRunRequest' });
export type DryRunPage = z.infer<typeof dryRunPageSchema>;

const dryRunItemSchema = z
  .strictObject({
    customerId: idSchema('customer'),
    customerName: z.string(),
    rules: z
      .array(z.string())
      .meta({ description: 'Why: where the rules stand that hold.', example: ['audience.nodes[0]'] }),
    actions: z.array(z.string()).meta({
      description:
        'What: keys of the actions that would be applied, in order; of one that acts once those that are missing.',
    }),
  })
  .meta({ id: 'AutomationDryRunItem' });
export type DryRunItem = z.infer<typeof dryRunItemSchema>;

/** What a pass now would do, to the customers that the caller may see; nothing is written (A6). */
export const automationDryRunSchema = z
  .strictObject({
    at: instantSchema,
    sight: z.enum(AUTOMATION_SIGHTS).meta({ description: 'With whose sight it would act.' }),
    count: z.int().meta({ description: 'On how many it would act.' }),
    waitsBecause: z.enum(PASS_REASONS).nullable().meta({
      description: 'Why so many would wait for a person who confirms the number; null: it would act.',
    }),
    items: z.array(dryRunItemSchema),
    nextCursor: nullableText,
  })
  .meta({ id: 'AutomationDryRun' });
export type AutomationDryRun = z.infer<typeof automationDryRunSchema>;
