import { onPath } from '../../../domain/enrollments/enrollment-path.ts';
import { keptBackSpans } from '../../../domain/enrollments/kept-back-time.ts';
import type { EnrollmentSnapshot } from '../../../domain/enrollments/snapshot.ts';
import type { RawTx } from '../raw-transaction.ts';
import { fixedStatement } from '../fixed-statement.ts';
import { Prisma } from '../generated/client.ts';
import { isOpen } from '../holds/open.ts';
import { countedCredit, leastAmount, minorUnit } from '../receivables/owed.ts';
import { BRANCHING } from './branching.ts';
import { numbersOf, QUIET } from './sms-settings.ts';
import { snapshotSchema } from './snapshot-schema.ts';

/**
 * Locks enrollments, each behind its customer, in id order (the lock order of the product). A statement of its own:
 * the read after it sees what the holder of the lock committed. The read may be called without waiting for this one.
 *
 * @returns the ids that exist
 */
export async function lockWithCustomers(tx: RawTx, enrollmentIds: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH held AS MATERIALIZED (
      SELECT id FROM customer
      WHERE id IN (SELECT customer_id FROM enrollment WHERE id = ANY(${enrollmentIds}::text[]))
      ORDER BY id FOR NO KEY UPDATE)
    SELECT e.id FROM enrollment e JOIN held ON held.id = e.customer_id
    WHERE e.id = ANY(${enrollmentIds}::text[]) ORDER BY e.id FOR NO KEY UPDATE OF e`;
  return rows.map((row) => row.id);
}

/** Locks enrollments alone, in id order. Whoever does this must not lock their customers afterwards. */
export async function lockAlone(tx: RawTx, enrollmentIds: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM enrollment WHERE id = ANY(${enrollmentIds}::text[]) ORDER BY id FOR NO KEY UPDATE`;
  return rows.map((row) => row.id);
}

/**
 * Everything that decides what the enrollment `e` does next, as JSON, of {@link snapshotRows}. `IS TRUE` keeps the index of
 * scopes out of the plan: there are many holds of customers, and few of one. `invoices` is read where some invoice was kept
 * back since the enrolling, `branching` where the sequence has branches or conditions.
 */
export const snapshotOf = (now: Prisma.Sql): Prisma.Sql => Prisma.sql`
  json_build_object(
    'enrollment', json_build_object(
      'enrollmentId', e.id, 'sequenceId', e.sequence_id, 'customerId', e.customer_id, 'contactId', e.contact_id,
      'mailboxId', e.mailbox_id, 'fromAddress', e.from_address, 'status', e.status, 'startDate', e.start_date,
      'plannedFrom', extract(epoch FROM e.planned_from) * 1000, 'hasOwed', e.has_owed,
      'intentVersion', e.intent_version, 'appliedVersion', e.applied_version, 'planVersion', e.plan_version,
      'nextWakeAt', extract(epoch FROM e.next_wake_at) * 1000, 'threadMessageId', e.thread_message_id,
      'threadReferences', e.thread_references),
    'sequence', json_build_object(
      'name', s.name, 'status', s.status, 'closing', s.closing, 'zone', s.zone, 'purpose', s.purpose,
      'mailboxId', s.mailbox_id, 'fromAddress', s.from_address, 'smsSenderId', s.sms_sender_id, 'primaryUserId', s.primary_user_id, 'sendDays', s.send_days,
      'windowStart', s.window_start, 'windowStop', s.window_stop, 'holidays', s.holidays, 'limits', s.limits, 'stopRules', s.stop_rules,
      'tracking', s.tracking,
      'endAt', extract(epoch FROM s.end_at) * 1000, 'version', s.version, 'planVersion', s.plan_version,
      'timingEditedAt', extract(epoch FROM s.timing_edited_at) * 1000),
    'customer', json_build_object('status', c.status, 'arOwnerId', c.ar_owner_id, 'arVersion', c.ar_version),
    'quiet', CASE WHEN s.sms_sender_id IS NOT NULL THEN ${QUIET} END,
    'numbers', CASE WHEN s.sms_sender_id IS NOT NULL THEN ${numbersOf(now)} END,
    'balance', json_build_object('open', owed.open::text, 'askable', owed.askable::text,
      'undisputed', owed.undisputed::text, 'residue', owed.residue::text,
      'credit', (${countedCredit(Prisma.sql`c.id`)})::text, 'least', (${leastAmount(Prisma.sql`c.currency`)})::text,
      'currency', c.currency, 'releasesAt', extract(epoch FROM owed.releases_at) * 1000),
    'steps', (
      SELECT coalesce(json_agg(json_build_object(
        'stepId', t.id, 'position', t.position, 'type', t.type, 'label', t.label, 'priority', t.priority,
        'isManual', t.delivery = 'manual', 'timingEditedAt', extract(epoch FROM t.timing_edited_at) * 1000,
        'deliveryEditedAt', extract(epoch FROM t.delivery_edited_at) * 1000,
        'assigneeRule', t.assignee_rule, 'assigneeUserId', t.assignee_user_id, 'contactTypes', t.contact_types,
        'mailboxId', t.mailbox_id, 'fromAddress', t.from_address, 'isThreaded', t.is_threaded,
        'isPrompted', t.content_mode = 'prompt',
        'timing', CASE t.timing
          WHEN 'offset' THEN json_build_object('kind', 'offset', 'days', t.offset_days,
            'sendTime', coalesce(t.send_time, '09:00'))
          ELSE json_build_object('kind', 'delay', 'amount', t.delay_amount, 'unit', t.delay_unit,
            'atTime', t.send_time) END
        ) ORDER BY t.position), '[]'::json)
      FROM step t WHERE t.sequence_id = s.id AND NOT t.is_archived),
    'branching', CASE WHEN s.has_conditions THEN ${BRANCHING} END,
    'executions', (
      SELECT coalesce(json_agg(json_build_object(
        'stepExecutionId', x.id, 'stepId', x.step_id, 'position', x.position, 'type', x.type,
        'priority', x.priority, 'isManual', x.is_manual, 'status', x.status, 'dueAt', extract(epoch FROM x.due_at) * 1000,
        'readyAt', extract(epoch FROM x.ready_at) * 1000, 'endedAt', extract(epoch FROM x.ended_at) * 1000,
        'heldReason', x.held_reason, 'heldUntil', extract(epoch FROM x.held_until) * 1000,
        'slotAt', extract(epoch FROM x.slot_at) * 1000,
        'sendRequestedAt', extract(epoch FROM x.send_requested_at) * 1000,
        'skipReason', x.skip_reason, 'skipDetail', x.skip_detail, 'assigneeId', x.assignee_id,
        'createdAt', extract(epoch FROM x.created_at) * 1000, 'isReassigned', x.is_reassigned, 'rule', x.pinned_rule, 'hasText', x.pinned->>'body' IS NOT NULL) ORDER BY x.position), '[]'::json)
      FROM step_execution x WHERE x.enrollment_id = e.id),
    'holds', (
      SELECT coalesce(json_agg(json_build_object(
        'scope', h.scope, 'kind', h.kind, 'startedAt', extract(epoch FROM h.started_at) * 1000,
        'expiresAt', extract(epoch FROM h.expires_at) * 1000,
        'endedAt', extract(epoch FROM h.ended_at) * 1000)), '[]'::json)
      FROM hold h WHERE h.enrollment_id = e.id OR (h.customer_id = c.id AND (h.scope = 'customer') IS TRUE
          AND h.except_enrollment_id IS DISTINCT FROM e.id)
        OR h.sequence_id = s.id OR h.scope = 'all'),
    'invoices', CASE WHEN s.purpose = 'collections' AND (owed.undisputed < owed.open OR EXISTS (
        SELECT FROM hold h WHERE h.customer_id = c.id AND (h.scope = 'invoice') IS TRUE
          AND coalesce(least(h.ended_at, h.expires_at), 'infinity') > e.created_at))
      THEN invoice_histories(c.id, e.created_at) END,
    'mailboxes', (
      SELECT coalesce(json_agg(json_build_object('mailboxId', m.id, 'status', m.status,
        'heirId', CASE WHEN m.retired_at IS NULL THEN m.id ELSE mailbox_heir(m.id) END,
        'probeAt', extract(epoch FROM m.probe_at) * 1000, 'isHeld', EXISTS (
          SELECT FROM hold h WHERE h.mailbox_id = m.id AND ${isOpen(now)}))), '[]'::json)
      FROM (
        SELECT unnest(ARRAY[e.mailbox_id, s.mailbox_id]) AS id
        UNION SELECT t.mailbox_id FROM step t WHERE t.sequence_id = s.id
        UNION SELECT x.pinned_rule->>'mailboxId' FROM step_execution x WHERE x.enrollment_id = e.id) named
      JOIN LATERAL (
        SELECT m.* FROM mailbox m WHERE m.id = named.id
        UNION ALL SELECT h.* FROM mailbox m JOIN mailbox h ON h.id = mailbox_heir(m.id)
          WHERE m.id = named.id AND m.retired_at IS NOT NULL) m ON TRUE)
  )`;

/** Enrollments `e` with their sequence `s`, their customer `c` and what it owes. */
export const snapshotRows = (now: Prisma.Sql): Prisma.Sql => Prisma.sql`
  enrollment e JOIN sequence s ON s.id = e.sequence_id JOIN customer c ON c.id = e.customer_id
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(i.balance) FILTER (WHERE i.balance >= unit.least), 0) AS open,
      coalesce(sum(i.balance) FILTER (WHERE i.balance >= unit.least AND NOT i.is_disputed AND NOT EXISTS (
        SELECT 1 FROM hold h WHERE h.invoice_id = i.id AND ${isOpen(now)})), 0) AS askable,
      coalesce(sum(i.balance) FILTER (WHERE i.balance >= unit.least AND NOT i.is_disputed), 0) AS undisputed,
      coalesce(sum(i.balance) FILTER (WHERE i.balance < unit.least), 0) AS residue,
      (SELECT min(h.expires_at) FROM hold h JOIN invoice v ON v.id = h.invoice_id
        WHERE v.customer_id = c.id AND v.status = 'open'::text AND ${isOpen(now)}) AS releases_at
    FROM (SELECT ${minorUnit(Prisma.sql`c.currency`)} AS least) unit
    LEFT JOIN invoice i ON i.customer_id = c.id AND i.status = 'open'::text) owed`;

const READ = fixedStatement<'enrollmentIds' | 'now'>(
  ({ enrollmentIds, now }) => Prisma.sql`
    SELECT ${snapshotOf(now)} AS snapshot FROM ${snapshotRows(now)}
    WHERE e.id = ANY(${enrollmentIds}::text[]) ORDER BY e.id`,
);

/** Reads snapshots of enrollments, in one statement. Unknown ids are left out. */
export async function readSnapshots(
  db: RawTx,
  input: { enrollmentIds: readonly string[]; now: number },
): Promise<EnrollmentSnapshot[]> {
  const { enrollmentIds, now } = input;
  const rows = await READ<{ snapshot: unknown }>(db, {
    enrollmentIds: [...enrollmentIds],
    now: new Date(now),
  });
  return rows.map(({ snapshot }) => snapshotIn(snapshot));
}

/** What a statement has read by {@link snapshotOf}. */
export function snapshotIn(read: unknown): EnrollmentSnapshot {
  const { invoices, branching, quiet, numbers, ...rest } = snapshotSchema.parse(read);
  return onPath({
    ...rest,
    ...(quiet && { quiet }),
    mailboxes: [...rest.mailboxes, ...(numbers ?? [])],
    branching: branching && { ...branching, steps: rest.steps },
    keptBack: invoices === null ? [] : keptBackSpans(invoices),
  });
}
