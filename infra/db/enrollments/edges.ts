import { enrollmentChanges } from '../../../contracts/enrollments/changes.ts';
import type { Edge } from '../../../domain/enrollments/branching.ts';
import type { RawTx } from '../raw-transaction.ts';

const { decided: DECIDED } = enrollmentChanges;

/** An edge of an enrollment as it is to be written. */
export type EdgeRow = Edge & { enrollmentId: string; sequenceId: string; customerId: string };

/**
 * Opens, moves or decides edges of enrollments that this transaction holds, in one statement: a decided one is never written
 * again (S15). The outcome that decided stands at its step; what was kept until its hand-over was settled is judged now.
 */
export async function writeEdges(
  tx: RawTx,
  { edges, now: at }: { edges: EdgeRow[]; now: number },
): Promise<void> {
  const now = new Date(at);
  const rows = edges.map(({ target, ...edge }) => ({
    ...edge,
    targetKind: target?.kind ?? null,
    targetId: target?.kind === 'step' ? target.stepId : target?.kind === 'branch' ? target.branchId : null,
  }));
  await tx.$executeRaw`
    WITH edge AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS x("enrollmentId" text, "sequenceId" text,
        "customerId" text, "stepId" text, "openedAt" float8, "fallbackAt" float8, "decidedAt" float8, "decidedBy" text,
        outcome text, "targetKind" text, "targetId" text)),
    written AS (
      INSERT INTO edge_decision (enrollment_id, step_id, opened_at, fallback_at, decided_at, decided_by, outcome,
        target_kind, target_id)
      SELECT "enrollmentId", "stepId", ms("openedAt"), ms("fallbackAt"), ms("decidedAt"), "decidedBy", outcome,
        "targetKind", "targetId"
      FROM edge
      ON CONFLICT (enrollment_id, step_id) DO UPDATE SET fallback_at = excluded.fallback_at,
        decided_at = excluded.decided_at, decided_by = excluded.decided_by, outcome = excluded.outcome,
        target_kind = excluded.target_kind, target_id = excluded.target_id
      WHERE edge_decision.decided_at IS NULL
      RETURNING *),
    judged AS (
      UPDATE message_event v SET judged_at = ${now}::timestamptz FROM written
      WHERE v.enrollment_id = written.enrollment_id AND v.judged_at IS NULL
        AND v.kind IN ('reply', 'bounce', 'unsubscribe', 'delivered', 'failed', 'opted_out')),
    shown AS (
      UPDATE step_execution x SET outcome = written.outcome FROM written
      WHERE x.enrollment_id = written.enrollment_id AND x.step_id = written.step_id AND written.outcome IS NOT NULL)
    INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
    SELECT ${DECIDED.entity}::text, written.enrollment_id, ${DECIDED.kind}::text, ${now}::timestamptz, 'system',
      edge."customerId", 'engine', NULL, 0, jsonb_build_object('sequenceId', edge."sequenceId", 'stepId', written.step_id,
        'outcome', written.outcome, 'decidedBy', written.decided_by)
    FROM written JOIN edge ON edge."enrollmentId" = written.enrollment_id AND edge."stepId" = written.step_id
    WHERE written.decided_at IS NOT NULL`;
}
