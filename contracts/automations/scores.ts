import { z } from 'zod';
import { instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';

/** A criterion that held, with what it gave. */
const heldCriterionSchema = z
  .strictObject({ name: z.string().meta({ example: 'Overdue' }), points: z.int() })
  .meta({ id: 'HeldCriterion', description: 'A criterion of a score that held, with its points.' });
export type HeldCriterion = z.infer<typeof heldCriterionSchema>;

/** How an automation came to a score (A4). */
export const SCORE_KINDS = ['set_score', 'add_score', 'compute_score'] as const;

/** The score of a customer, and where it is from. */
export const customerScoreSchema = z
  .strictObject({
    customerId: idSchema('customer'),
    score: z.int().nullable().meta({ description: 'Null: it has none.' }),
    explanation: z
      .strictObject({
        automationId: idSchema('automation'),
        actionKey: z.string(),
        kind: z.enum(SCORE_KINDS),
        criteria: z.array(heldCriterionSchema).meta({
          description: 'Of `compute_score`: those that held, in their order. Their points are the score.',
        }),
        at: instantSchema,
      })
      .nullable()
      .meta({ description: 'Null: no automation gave it. Another score, by hand or a file, takes it away.' }),
  })
  .meta({ id: 'CustomerScore', description: 'The score of a customer, and how an automation came to it.' });
export type CustomerScore = z.infer<typeof customerScoreSchema>;
