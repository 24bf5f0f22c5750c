import { z } from 'zod';
import { lineSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { DELAY_UNITS } from './kinds.ts';

/** Where an outcome leads (S15). */
export const targetSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('step'), stepId: idSchema('step') }).meta({ id: 'StepTarget' }),
    z.strictObject({ kind: z.literal('branch'), branchId: idSchema('branch') }).meta({ id: 'BranchTarget' }),
    z.strictObject({ kind: z.literal('next') }).meta({ id: 'NextTarget' }),
    z.strictObject({ kind: z.literal('end') }).meta({ id: 'EndTarget' }),
  ])
  .meta({
    id: 'Target',
    description:
      'A step further down or in another branch, a branch from its first step, the next step, or the end of the path. Where the step was removed, the one after it is meant.',
  });
export type Target = z.infer<typeof targetSchema>;

/** An outcome of a step, and where it leads. */
export const conditionSchema = z
  .strictObject({
    outcome: lineSchema(60).meta({
      description:
        'Email: opened, clicked, replied, bounced, unsubscribed. Sms: delivered, replied, failed, opted_out. A manual step besides: one of its outcome labels. Unsubscribed and opted_out lead to manual steps only; otherwise they stop.',
      example: 'clicked',
    }),
    target: targetSchema,
  })
  .meta({ id: 'Condition' });
export type Condition = z.infer<typeof conditionSchema>;

/** Most conditions of one step: its labels, and what may become of a message. */
export const MAX_CONDITIONS = 30;

/** What outcomes of a step lead to: the first that comes decides, exactly once. */
export const conditionsSchema = z
  .array(conditionSchema)
  .max(MAX_CONDITIONS)
  .meta({ description: 'Outcome -> where to (S15). Changed as a whole' });

/** Where to if no outcome comes within a time; counted from the hand-over, of a manual step from its completion. */
export const fallbackSchema = z
  .strictObject({
    amount: z.int().min(1).max(5000).meta({ example: 3 }),
    unit: z.enum(DELAY_UNITS),
    target: targetSchema,
  })
  .meta({
    id: 'Fallback',
    description:
      'If none of the outcomes comes within this time. Days are civil, held time does not count. Required for automatic steps with conditions',
  });
export type Fallback = z.infer<typeof fallbackSchema>;

/** What a branch is called. */
export const branchNameSchema = lineSchema(100).meta({
  description: 'Unique in its sequence, in any case',
  example: 'warm',
});
const placeSchema = z.int().min(2).max(100).meta({ description: 'Place in the order; `main` is the first' });

/** Adds a branch without steps, by default the last. */
export const createBranchSchema = z
  .strictObject({ name: branchNameSchema, position: placeSchema.optional() })
  .meta({ id: 'CreateBranch' });
export type CreateBranch = z.infer<typeof createBranchSchema>;

/** Changes what is given; `main` keeps its place. */
export const updateBranchSchema = z
  .strictObject({ name: branchNameSchema.optional(), position: placeSchema.optional() })
  .refine((patch) => Object.keys(patch).length > 0, { error: 'must change something' })
  .meta({ id: 'UpdateBranch' });
export type UpdateBranch = z.infer<typeof updateBranchSchema>;

/** A branch of ordered steps. */
export const branchSchema = z
  .strictObject({
    id: idSchema('branch'),
    sequenceId: idSchema('sequence'),
    name: z.string(),
    position: z.int().meta({ description: 'From 1; the first is where every enrollment begins' }),
  })
  .meta({ id: 'Branch' });
export type Branch = z.infer<typeof branchSchema>;
