import { z } from 'zod';
import { lineSchema, ofWhole } from '../fields.ts';
import { branchNameSchema, conditionSchema, fallbackSchema, MAX_CONDITIONS } from './branches.ts';
import { createStepSchema } from './steps.ts';

/** Most branches of a sequence. */
const MAX_BRANCHES = 100;

/** Where an outcome leads, by names (O11): `branch` and `nth` tell steps apart that have the same label. */
export const describedTargetSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('step'),
    step: lineSchema(200),
    branch: branchNameSchema.optional(),
    nth: z.int().min(1).max(500).optional(),
  }),
  z.strictObject({ kind: z.literal('branch'), branch: branchNameSchema }),
  z.strictObject({ kind: z.literal('next') }),
  z.strictObject({ kind: z.literal('end') }),
]);
export type DescribedTarget = z.infer<typeof describedTargetSchema>;

/** The branches of a sequence by name, in order: the first is where every enrollment begins. */
export const branchNamesSchema = z
  .array(branchNameSchema)
  .min(1)
  .max(MAX_BRANCHES)
  .refine(
    (names) => new Set(names.map((name) => name.toLowerCase())).size === names.length,
    ofWhole([], { error: 'must not name a branch twice' }),
  );

/** A step as a folder describes it: its branch and its targets by name. Default: the first branch. */
export const describedStepSchema = z
  .strictObject({
    ...createStepSchema.shape,
    branch: branchNameSchema.optional(),
    conditions: z
      .array(z.strictObject({ ...conditionSchema.shape, target: describedTargetSchema }))
      .max(MAX_CONDITIONS)
      .optional(),
    fallback: z
      .strictObject({ ...fallbackSchema.shape, target: describedTargetSchema })
      .nullable()
      .optional(),
  })
  .omit({ branchId: true, position: true });
export type DescribedStep = z.infer<typeof describedStepSchema>;
