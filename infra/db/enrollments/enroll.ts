import { enrollmentChanges } from '../../../contracts/enrollments/changes.ts';
import { causeOf, type ChangeAuthor } from '../../../domain/change-entry.ts';
import type { Tx } from '../client.ts';
import { dayToDate } from '../rows.ts';

const { enrolled, moved } = enrollmentChanges;

/** One customer to be enrolled. `isExplicit`: the start date was given, so an enrollment with another one moves (S8). */
export interface EnrollRow {
  customerId: string;
  enrollmentId: string;
  communicationId: string;
  contactId: string | null;
  startDate: string;
  isExplicit: boolean;
}

/** What became of a row; `raced`: somebody enrolled the customer at this moment, look again. */
export interface EnrollOutcome {
  customerId: string;
  enrollmentId: string;
  outcome: 'enrolled' | 'updated' | 'skipped' | 'raced';
}

/**
 * Enrolls customers in a sequence, in one statement: one live enrollment per sequence and customer, guarded by a
 * unique index, also under races (S8). A live enrollment with another start date is moved when the date was given.
 */
export async function enrollCustomers(
  tx: Tx,
  input: {
    sequenceId: string;
    rows: readonly EnrollRow[];
    bulkId: string | null;
    source: string;
    actor: ChangeAuthor['actor'];
    now: number;
  },
): Promise<EnrollOutcome[]> {
  const now = new Date(input.now);
  const { rows } = input;
  const actorId = input.actor.userId;
  const { origin, originId, depth } = causeOf(input.actor);
  return tx.$queryRaw<EnrollOutcome[]>`
    WITH wanted AS (
      SELECT * FROM unnest(${rows.map((row) => row.customerId)}::text[], ${rows.map((row) => row.enrollmentId)}::text[],
        ${rows.map((row) => row.communicationId)}::text[], ${rows.map((row) => row.contactId)}::text[],
        ${rows.map((row) => dayToDate(row.startDate))}::date[], ${rows.map((row) => row.isExplicit)}::boolean[])
        AS n(customer_id, id, communication_id, contact_id, start_date, is_explicit)),
    existing AS (
      SELECT e.id, e.customer_id, e.start_date FROM enrollment e JOIN wanted w ON w.customer_id = e.customer_id
      WHERE e.sequence_id = ${input.sequenceId} AND e.is_live),
    inserted AS (
      INSERT INTO enrollment (id, sequence_id, customer_id, contact_id, status, is_live, start_date, planned_from,
        has_owed, thread_references, intent_version, applied_version, plan_version, source, bulk_id, created_by_id,
        created_at)
      SELECT w.id, s.id, w.customer_id, w.contact_id, 'starting', true, w.start_date, ${now}::timestamptz,
        EXISTS (SELECT 1 FROM invoice i WHERE i.customer_id = w.customer_id AND i.status = 'open'::text
          AND i.balance >= minor_unit(i.currency)),
        '{}', 1, 0, s.plan_version, ${input.source}::text, ${input.bulkId}::text, ${actorId}::text,
        ${now}::timestamptz
      FROM wanted w JOIN sequence s ON s.id = ${input.sequenceId}
      WHERE NOT EXISTS (SELECT 1 FROM existing x WHERE x.customer_id = w.customer_id)
      ON CONFLICT (sequence_id, customer_id) WHERE is_live DO NOTHING
      RETURNING id, customer_id),
    moved AS (
      UPDATE enrollment e SET start_date = w.start_date, planned_from = ${now}::timestamptz,
        intent_version = e.intent_version + 1
      FROM wanted w
      WHERE e.sequence_id = ${input.sequenceId} AND e.customer_id = w.customer_id AND e.is_live AND w.is_explicit
        AND e.start_date <> w.start_date
        AND EXISTS (SELECT 1 FROM existing x WHERE x.id = e.id)
      RETURNING e.id, e.customer_id),
    logged AS (
      INSERT INTO communication (id, customer_id, kind, direction, occurred_at, subject, enrollment_id, author_id, data,
        created_at)
      SELECT w.communication_id, w.customer_id, 'activity', 'internal', ${now}::timestamptz, 'Enrolled: ' || s.name,
        i.id, ${actorId}::text, jsonb_build_object('event', 'enrolled', 'sequenceId', s.id),
        ${now}::timestamptz
      FROM inserted i JOIN wanted w ON w.id = i.id JOIN sequence s ON s.id = ${input.sequenceId}),
    fed AS (
      INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
      SELECT ${enrolled.entity}, f.id, f.kind, ${now}::timestamptz, ${actorId}::text, f.customer_id, ${origin},
        ${originId}, ${depth}::smallint, jsonb_build_object('sequenceId', ${input.sequenceId}::text)
      FROM (SELECT id, customer_id, ${enrolled.kind}::text AS kind FROM inserted
        UNION ALL SELECT id, customer_id, ${moved.kind}::text FROM moved) f)
    SELECT w.customer_id AS "customerId", coalesce(i.id, m.id, x.id, w.id) AS "enrollmentId",
      CASE WHEN i.id IS NOT NULL THEN 'enrolled' WHEN m.id IS NOT NULL THEN 'updated'
        WHEN x.id IS NOT NULL THEN 'skipped' ELSE 'raced' END AS outcome
    FROM wanted w LEFT JOIN inserted i ON i.customer_id = w.customer_id
      LEFT JOIN moved m ON m.customer_id = w.customer_id LEFT JOIN existing x ON x.customer_id = w.customer_id`;
}
