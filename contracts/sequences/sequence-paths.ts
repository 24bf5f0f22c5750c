import { z } from 'zod';
import { daySchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { STEP_TYPES } from './kinds.ts';

/** From when the times are counted. */
export const listPathsQuerySchema = z.strictObject({
  startDate: daySchema
    .optional()
    .meta({ description: 'Start of the enrollment; default today, in its zone' }),
});
export type ListPathsQuery = z.infer<typeof listPathsQuerySchema>;

const pathStepSchema = z
  .strictObject({
    stepId: idSchema('step'),
    branchId: idSchema('branch'),
    label: z.string(),
    type: z.enum(STEP_TYPES),
    dueAt: z.iso.datetime().nullable(),
    localTime: z
      .string()
      .nullable()
      .meta({ description: 'In the zone of the sequence', example: '2026-11-30 09:00' }),
    outcome: z.string().nullable().meta({
      description: 'What leads on from here: an outcome, `none` for the fallback; null: no conditions',
    }),
  })
  .meta({ id: 'PathStep' });

/** Every way through a sequence (S15), those with the first conditions first. */
export const sequencePathsSchema = z
  .strictObject({
    startDate: z.iso.date(),
    total: z.int().meta({ description: 'How many there are; 9007199254740991: that many or more' }),
    paths: z
      .array(z.strictObject({ steps: z.array(pathStepSchema) }))
      .meta({ description: 'At most 200 of them' }),
  })
  .meta({ id: 'SequencePaths' });
export type SequencePaths = z.infer<typeof sequencePathsSchema>;
