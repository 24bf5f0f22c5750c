import { z } from 'zod';
import { conditionsSchema, fallbackSchema, targetSchema } from '../../../contracts/sequences/branches.ts';
import { EDGE_DECIDERS } from '../../../contracts/sequences/kinds.ts';
import type { Branching } from '../../../domain/enrollments/branching.ts';
import { Prisma } from '../generated/client.ts';

/** Where an edge leads, over the row `d` of `edge_decision`: as targets are written; null: it is open. */
export const TARGET = Prisma.sql`
  CASE d.target_kind WHEN 'step' THEN json_build_object('kind', 'step', 'stepId', d.target_id)
    WHEN 'branch' THEN json_build_object('kind', 'branch', 'branchId', d.target_id)
    WHEN 'next' THEN json_build_object('kind', 'next') WHEN 'end' THEN json_build_object('kind', 'end') END`;

/**
 * What an enrollment `e` of the sequence `s` knows of its branches (S15), as JSON: places of all steps, its edges, and what
 * happened that may be an outcome, hits that are still being judged included (T2). What a machine did is none, nor what became
 * of a copy, but for a reply.
 */
export const BRANCHING = Prisma.sql`json_build_object(
  'branchIds', (SELECT coalesce(json_agg(b.id ORDER BY b.position, b.id), '[]'::json)
    FROM branch b WHERE b.sequence_id = s.id AND NOT b.is_archived),
  'branchNames', (SELECT coalesce(json_object_agg(b.id, b.name), '{}'::json) FROM branch b WHERE b.sequence_id = s.id),
  'places', (
    SELECT coalesce(json_agg(json_build_object(
      'stepId', t.id, 'branchId', t.branch_id, 'isRemoved', t.is_archived, 'conditions', t.conditions,
      'fallback', t.fallback, 'decidesSince', extract(epoch FROM t.decides_since) * 1000,
      'branchingEditedAt', extract(epoch FROM t.branching_edited_at) * 1000, 'moves', t.moves)
      ORDER BY b.position, b.id, t.position, t.is_archived DESC, t.id), '[]'::json)
    FROM step t JOIN branch b ON b.id = t.branch_id WHERE t.sequence_id = s.id),
  'edges', (
    SELECT coalesce(json_agg(json_build_object(
      'stepId', d.step_id, 'openedAt', extract(epoch FROM d.opened_at) * 1000,
      'fallbackAt', extract(epoch FROM d.fallback_at) * 1000, 'decidedAt', extract(epoch FROM d.decided_at) * 1000,
      'decidedBy', d.decided_by, 'outcome', d.outcome, 'target', ${TARGET})
      ORDER BY d.opened_at, d.step_id), '[]'::json)
    FROM edge_decision d WHERE d.enrollment_id = e.id),
  'events', (
    SELECT coalesce(json_agg(json_build_object(
      'eventId', v.id, 'outcome', CASE v.kind WHEN 'reply' THEN 'replied' WHEN 'bounce' THEN 'bounced'
        WHEN 'unsubscribe' THEN 'unsubscribed' WHEN 'marked' THEN v.detail ELSE v.kind END,
      'isMark', v.kind = 'marked', 'isHit', v.kind IN ('opened', 'clicked'),
      'isReport', v.kind IN ('delivered', 'failed'), 'stepExecutionId', v.step_execution_id,
      'n', coalesce(v.n, 1), 'occurredAt', extract(epoch FROM v.occurred_at) * 1000,
      'judgedAt', extract(epoch FROM v.judged_at) * 1000) ORDER BY v.occurred_at, v.id), '[]'::json)
    FROM (
      SELECT id, kind, detail, step_execution_id, n, occurred_at, judged_at FROM message_event
      WHERE enrollment_id = e.id AND (kind IN ('reply', 'bounce', 'unsubscribe', 'delivered', 'failed', 'opted_out')
        OR (kind IN ('opened', 'clicked') AND n = 1 AND verdict = 'human')
        OR (kind = 'marked' AND detail IS NOT NULL))
      UNION ALL
      SELECT h.id, CASE h.kind WHEN 'open' THEN 'opened' ELSE 'clicked' END, NULL, m.source_id, h.n, h.occurred_at, NULL
      FROM message m JOIN tracking_hit h ON h.message_id = m.id
      WHERE m.enrollment_id = e.id AND m.source_kind = 'step_execution' AND h.n = 1 AND h.kind IN ('open', 'click')
        AND h.judged_at IS NULL) v))`;

const instant = z.number().transform(Math.round);

/** That JSON, parsed. */
export const branchingSchema: z.ZodType<Branching> = z.object({
  branchIds: z.array(z.string()),
  branchNames: z.record(z.string(), z.string()),
  places: z.array(
    z.object({
      stepId: z.string(),
      branchId: z.string(),
      isRemoved: z.boolean(),
      conditions: conditionsSchema,
      fallback: fallbackSchema.nullable(),
      decidesSince: instant.nullable(),
      branchingEditedAt: instant.nullable(),
      moves: z.array(z.object({ at: instant, behind: z.string().nullable() })),
    }),
  ),
  edges: z.array(
    z.object({
      stepId: z.string(),
      openedAt: instant,
      fallbackAt: instant.nullable(),
      decidedAt: instant.nullable(),
      decidedBy: z.enum(EDGE_DECIDERS).nullable(),
      outcome: z.string().nullable(),
      target: targetSchema.nullable(),
    }),
  ),
  events: z.array(
    z.object({
      eventId: z.string(),
      outcome: z.string(),
      isMark: z.boolean(),
      isHit: z.boolean(),
      isReport: z.boolean(),
      stepExecutionId: z.string().nullable(),
      n: z.number(),
      occurredAt: instant,
      judgedAt: instant.nullable(),
    }),
  ),
});
