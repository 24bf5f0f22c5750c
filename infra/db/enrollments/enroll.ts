import { enrollmentChanges } from '../../../contracts/enrollments/changes.ts';
import { causeOf, type ChangeAuthor } from '../../../domain/change-entry.ts';
import type { Tx } from '../client.ts';
import { isOpen } from '../holds/open.ts';
import { dayToDate } from '../rows.ts';
import { IS_FIT } from './list-following.ts';

const { enrolled, moved, resumed } = enrollmentChanges;

/** One customer to be enrolled. `holdId`: where a list brings it, and it may not be active yet. `isExplicit`: the start date was given, so an enrollment with another one moves (S8). */
export interface EnrollRow {
  customerId: string;
  enrollmentId: string;
  communicationId: string;
  contactId: string | null;
  startDate: string;
  isExplicit: boolean;
  holdId?: string;
}

/** What became of a row; `updated`: it moved, or goes on where it was when it was removed (S17); `raced`: somebody enrolled the customer at this moment, look again. */
export interface EnrollOutcome {
  customerId: string;
  enrollmentId: string;
  outcome: 'enrolled' | 'updated' | 'skipped' | 'raced';
}

/**
 * Enrolls customers in a sequence, in one statement: one live enrollment per sequence and customer, guarded by a
 * unique index, also under races (S8). A live enrollment with another start date is moved when the date was given. One that
 * was removed, or left its list, goes on where it was (S17); `listId` is the list that brings the customers, for which it
 * waits until they are active.
 */
export async function enrollCustomers(
  tx: Tx,
  input: {
    sequenceId: string;
    rows: readonly EnrollRow[];
    bulkId: string | null;
    listId?: string;
    source: string;
    actor: ChangeAuthor['actor'];
    now: number;
  },
): Promise<EnrollOutcome[]> {
  const now = new Date(input.now);
  const { rows, listId = null } = input;
  const actorId = input.actor.userId;
  const { origin, originId, depth } = causeOf(input.actor);
  return tx.$queryRaw<EnrollOutcome[]>`
    WITH wanted AS (
      SELECT * FROM unnest(${rows.map((row) => row.customerId)}::text[], ${rows.map((row) => row.enrollmentId)}::text[],
        ${rows.map((row) => row.communicationId)}::text[], ${rows.map((row) => row.contactId)}::text[],
        ${rows.map((row) => dayToDate(row.startDate))}::date[], ${rows.map((row) => row.isExplicit)}::boolean[],
        ${rows.map((row) => row.holdId ?? null)}::text[])
        AS n(customer_id, id, communication_id, contact_id, start_date, is_explicit, hold_id)),
    existing AS (
      SELECT e.id, e.customer_id, e.start_date FROM enrollment e JOIN wanted w ON w.customer_id = e.customer_id
      WHERE e.sequence_id = ${input.sequenceId} AND e.is_live),
    freed AS (
      UPDATE hold h SET ended_at = ${now}::timestamptz, ended_by_id = ${actorId} FROM existing x
      WHERE h.enrollment_id = x.id AND h.scope = 'enrollment' AND h.kind = 'list' AND ${isOpen(now)}
      RETURNING h.enrollment_id),
    inserted AS (
      INSERT INTO enrollment (id, sequence_id, customer_id, contact_id, status, is_live, start_date, planned_from,
        has_owed, thread_references, intent_version, applied_version, plan_version, source, bulk_id, list_id,
        created_by_id, created_at)
      SELECT w.id, s.id, w.customer_id, w.contact_id, 'starting', true, w.start_date, ${now}::timestamptz,
        EXISTS (SELECT 1 FROM invoice i WHERE i.customer_id = w.customer_id AND i.status = 'open'::text
          AND i.balance >= minor_unit(i.currency)),
        '{}', 1, 0, s.plan_version, ${input.source}::text, ${input.bulkId}::text, ${listId}::text,
        ${actorId}::text, ${now}::timestamptz
      FROM wanted w JOIN sequence s ON s.id = ${input.sequenceId}
      WHERE NOT EXISTS (SELECT 1 FROM existing x WHERE x.customer_id = w.customer_id)
      ON CONFLICT (sequence_id, customer_id) WHERE is_live DO NOTHING
      RETURNING id, customer_id),
    waiting AS (
      INSERT INTO hold (id, scope, kind, enrollment_id, author_id, started_at)
      SELECT w.hold_id, 'enrollment', 'status', i.id, ${actorId}, ${now}::timestamptz
      FROM inserted i JOIN wanted w ON w.id = i.id JOIN customer c ON c.id = i.customer_id
        JOIN sequence s ON s.id = ${input.sequenceId}
      WHERE w.hold_id IS NOT NULL AND NOT ${IS_FIT}),
    moved AS (
      UPDATE enrollment e SET start_date = CASE WHEN n.is_moved THEN n.start_date ELSE e.start_date END,
        planned_from = CASE WHEN n.is_moved THEN ${now}::timestamptz ELSE e.planned_from END,
        list_id = CASE WHEN ${listId}::text IS NOT NULL OR (n.is_freed AND NOT EXISTS (SELECT FROM list_member m
          WHERE m.list_id = e.list_id AND m.customer_id = e.customer_id)) THEN ${listId}::text ELSE e.list_id END,
        intent_version = e.intent_version + 1
      FROM (
        SELECT x.id, w.start_date, w.is_explicit AND x.start_date <> w.start_date AS is_moved,
          EXISTS (SELECT FROM freed f WHERE f.enrollment_id = x.id) AS is_freed
        FROM existing x JOIN wanted w ON w.customer_id = x.customer_id) n
      WHERE e.id = n.id AND e.is_live AND (n.is_moved OR n.is_freed
        OR (${listId}::text IS NOT NULL AND e.list_id IS DISTINCT FROM ${listId}::text))
      RETURNING e.id, e.customer_id, n.is_moved, n.is_freed),
    logged AS (
      INSERT INTO communication (id, customer_id, kind, direction, occurred_at, subject, enrollment_id, author_id, data,
        created_at)
      SELECT w.communication_id, w.customer_id, 'activity', 'internal', ${now}::timestamptz, l.title || ': ' || s.name,
        l.id, ${actorId}::text, jsonb_build_object('event', l.event, 'sequenceId', s.id),
        ${now}::timestamptz
      FROM (SELECT id, customer_id, 'Enrolled' AS title, 'enrolled' AS event FROM inserted
          UNION ALL SELECT id, customer_id, 'Resumed', 'resumed' FROM moved WHERE is_freed) l
        JOIN wanted w ON w.customer_id = l.customer_id JOIN sequence s ON s.id = ${input.sequenceId}),
    fed AS (
      INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
      SELECT ${enrolled.entity}, f.id, f.kind, ${now}::timestamptz, ${actorId}::text, f.customer_id, ${origin},
        ${originId}, ${depth}::smallint, jsonb_build_object('sequenceId', ${input.sequenceId}::text)
      FROM (SELECT id, customer_id, ${enrolled.kind}::text AS kind FROM inserted
        UNION ALL SELECT id, customer_id, ${moved.kind}::text FROM moved WHERE is_moved
        UNION ALL SELECT id, customer_id, ${resumed.kind}::text FROM moved WHERE is_freed) f)
    SELECT w.customer_id AS "customerId", coalesce(i.id, m.id, x.id, w.id) AS "enrollmentId",
      CASE WHEN i.id IS NOT NULL THEN 'enrolled' WHEN m.is_moved OR m.is_freed THEN 'updated'
        WHEN x.id IS NOT NULL THEN 'skipped' ELSE 'raced' END AS outcome
    FROM wanted w LEFT JOIN inserted i ON i.customer_id = w.customer_id
      LEFT JOIN moved m ON m.customer_id = w.customer_id LEFT JOIN existing x ON x.customer_id = w.customer_id`;
}
