import { z } from 'zod';
import { instantSchema } from '../fields.ts';
import { EDGE_DECIDERS, TARGET_KINDS } from '../sequences/kinds.ts';

/** Where something leads, by name. */
export const namedTargetSchema = z
  .strictObject({
    kind: z.enum(TARGET_KINDS),
    id: z.string().nullable().meta({ description: 'Of the step or branch' }),
    name: z.string().nullable().meta({ description: 'Label of the step, name of the branch' }),
  })
  .meta({ id: 'NamedTarget' });
export type NamedTarget = z.infer<typeof namedTargetSchema>;

/** What became of the outcome of a step with conditions (S15). */
export const edgeSchema = z
  .strictObject({
    isOpen: z.boolean().meta({ description: 'An outcome is waited for; nothing behind the step has a time' }),
    outcome: z.string().nullable(),
    decidedBy: z.enum(EDGE_DECIDERS).nullable(),
    decidedAt: instantSchema.nullable(),
    fallbackAt: instantSchema
      .nullable()
      .meta({ description: 'While it is open: when it goes on without one' }),
    target: namedTargetSchema.nullable().meta({ description: 'Where it went' }),
    text: z
      .string()
      .meta({ example: 'decided by the fallback on 2030-06-05 10:00, goes on with the next step' }),
  })
  .meta({ id: 'Edge', description: 'Where the enrollment goes behind a step with conditions' });
export type ShownEdge = z.infer<typeof edgeSchema>;
