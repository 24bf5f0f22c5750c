import { z } from 'zod';
import { namedTargetSchema } from '../../../contracts/enrollments/edge.ts';
import { EDGE_DECIDERS } from '../../../contracts/sequences/kinds.ts';
import { Prisma } from '../generated/client.ts';

/**
 * The edge behind the row `x` of `step_execution`, of the step `t` and the enrollment `e`, as JSON with the name of where it led;
 * null: it has none.
 */
export const NAMED_EDGE = Prisma.sql`(
  SELECT json_build_object('fallbackAt', extract(epoch FROM d.fallback_at) * 1000,
    'decidedAt', extract(epoch FROM d.decided_at) * 1000, 'decidedBy', d.decided_by, 'outcome', d.outcome,
    'leftBy', CASE WHEN t.is_archived THEN 'step_removed' WHEN NOT e.is_live THEN 'enrollment_over' END,
    'target', CASE WHEN d.target_kind IS NOT NULL THEN json_build_object('kind', d.target_kind, 'id', d.target_id,
      'name', coalesce((SELECT o.label FROM step o WHERE o.id = d.target_id),
        (SELECT o.name FROM branch o WHERE o.id = d.target_id))) END)
  FROM edge_decision d WHERE d.enrollment_id = x.enrollment_id AND d.step_id = x.step_id)`;

const instantOrNull = z.number().transform(Math.round).nullable();

/** That JSON, parsed. */
export const namedEdgeSchema = z.object({
  fallbackAt: instantOrNull,
  decidedAt: instantOrNull,
  decidedBy: z.enum(EDGE_DECIDERS).nullable(),
  outcome: z.string().nullable(),
  target: namedTargetSchema.nullable(),
  leftBy: z.enum(['step_removed', 'enrollment_over']).nullable(),
});
