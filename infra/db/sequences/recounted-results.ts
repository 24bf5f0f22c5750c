import type { LocalDays } from '../../../domain/time/local-days.ts';
import { Prisma } from '../generated/client.ts';
import { COUNTS_FOR_DAYS, countsAsPaid } from '../receivables/counts-as-paid.ts';
import { dayToDate } from '../rows.ts';
import { machineHits } from '../tracking/figures.ts';

const customersIn = (ids: readonly string[]): Prisma.Sql => Prisma.sql`ANY(${[...ids]}::text[])`;

/** Events that only an sms can have; a reply is to either, what else there is belongs to emails. */
const OF_SMS = ['delivered', 'failed', 'opted_out'];

const dayOf = (at: string, { days, starts }: LocalDays): Prisma.Sql => Prisma.sql`
  (${days.map(dayToDate)}::date[])[width_bucket(${Prisma.raw(at)}, ${starts.map((start) => new Date(start))}::timestamptz[])]`;

const labelIdsOf = (row: string): Prisma.Sql => Prisma.sql`
  ARRAY(SELECT l.label_id FROM customer_label l WHERE l.customer_id = ${Prisma.raw(row)}.customer_id ORDER BY l.label_id)`;

/**
 * Steps of customers that were done, one row each: the message of a step was sent, or it was a person's task. What a mail
 * says of itself stands in the ledger; when it left is its hand-over.
 */
export const doneSteps = (customerIds: readonly string[]): Prisma.Sql => Prisma.sql`
  SELECT x.id AS execution_id, x.customer_id, x.enrollment_id, x.sequence_id, coalesce(m.branch_id, x.branch_id, t.branch_id) AS branch_id,
    x.step_id, coalesce(x.assignee_id, '') AS user_id, m.id AS message_id, coalesce(m.channel, '') AS channel,
    m.id IS NOT NULL AS sent, x.is_manual AND x.status = 'done' AS done,
    CASE WHEN x.is_manual AND x.status = 'done' THEN coalesce(x.outcome, '') ELSE '' END AS outcome,
    CASE WHEN m.id IS NULL THEN coalesce(x.ended_at, x.acted_at, x.created_at)
      ELSE coalesce(m.handed_over_at, m.settled_at, m.created_at) END AS at,
    CASE WHEN m.id IS NULL THEN coalesce(x.ended_at, x.acted_at, x.created_at) ELSE m.claimed_at END AS written_at,
    CASE WHEN m.id IS NULL THEN x.sequence_version ELSE m.sequence_version END AS version
  FROM step_execution x JOIN step t ON t.id = x.step_id
  LEFT JOIN LATERAL (
    SELECT m.id, m.branch_id, m.channel, m.sequence_version, m.claimed_at, m.handed_over_at, m.settled_at, m.created_at
    FROM message m WHERE m.source_kind = 'step_execution' AND m.source_id = x.id AND m.status = 'sent' OFFSET 0) m ON TRUE
  WHERE x.customer_id = ${customersIn(customerIds)} AND (m.id IS NOT NULL OR (x.is_manual AND x.status = 'done'))`;

/**
 * The facts of customers as they are now, from what happened alone, in the columns of `result_fact`. An event that names no
 * message belongs to the last one that its enrollment had been sent before it, on the channel that has such events; what was
 * done outside of the days is left out: it is marked, and counted next. An sms is what the first report says (S15).
 */
export const recountedFacts = (customerIds: readonly string[], days: LocalDays): Prisma.Sql => Prisma.sql`
  WITH step_day AS MATERIALIZED (SELECT d.*, ${dayOf('d.at', days)} AS day FROM (${doneSteps(customerIds)}) d),
  step_done AS MATERIALIZED (SELECT * FROM step_day WHERE day IS NOT NULL),
  sent AS MATERIALIZED (SELECT * FROM step_done WHERE sent),
  named AS (
    SELECT s.message_id, v.kind, v.verdict, v.n, v.occurred_at FROM sent s CROSS JOIN LATERAL (
      SELECT v.kind, v.verdict, v.n, v.occurred_at FROM message_event v WHERE v.message_id = s.message_id OFFSET 0) v
    UNION ALL
    SELECT (SELECT s.message_id FROM sent s WHERE s.enrollment_id = w.enrollment_id AND s.at <= v.occurred_at
        AND (v.kind = 'reply' OR (s.channel = 'sms') = (v.kind IN (${Prisma.join(OF_SMS)})))
        ORDER BY s.at DESC, s.message_id DESC LIMIT 1), v.kind, v.verdict, v.n, v.occurred_at
    FROM (SELECT DISTINCT enrollment_id FROM sent) w CROSS JOIN LATERAL (
      SELECT v.kind, v.verdict, v.n, v.occurred_at FROM message_event v
      WHERE v.enrollment_id = w.enrollment_id AND v.message_id IS NULL OFFSET 0) v),
  event AS (
    SELECT message_id, bool_or(kind = 'reply') AS replied, bool_or(kind = 'bounce' AND is_main) AS bounced,
      bool_or(kind IN ('unsubscribe', 'opted_out') AND is_main) AS unsubscribed,
      bool_or(kind = 'opened' AND is_main AND verdict = 'human') AS opened,
      bool_or(kind = 'clicked' AND is_main AND verdict = 'human') AS clicked,
      (array_agg(kind ORDER BY occurred_at, kind DESC) FILTER (WHERE kind IN ('delivered', 'failed')))[1] AS report
    FROM (SELECT *, coalesce(n, 1) = 1 AS is_main FROM named) n GROUP BY message_id)
  SELECT d.execution_id, d.customer_id, d.enrollment_id, d.sequence_id, d.branch_id, d.step_id, d.user_id,
    coalesce(d.version, (SELECT v.version FROM sequence_version v
      WHERE v.sequence_id = d.sequence_id AND v.edited_at < d.written_at ORDER BY v.version DESC LIMIT 1), 1) AS version,
    d.day, d.channel, d.outcome, d.message_id, d.at, ${labelIdsOf('d')} AS label_ids,
    d.sent, CASE d.channel WHEN 'email' THEN NOT coalesce(e.bounced, false)
      WHEN 'sms' THEN coalesce(e.report = 'delivered', false) ELSE false END AS delivered,
    coalesce(e.opened, false) AS opened, coalesce(h.opened_machine, false) AS opened_machine,
    coalesce(h.opened_unclear, false) AS opened_unclear, coalesce(e.clicked, false) AS clicked,
    coalesce(h.clicked_machine, false) AS clicked_machine, coalesce(h.clicked_unclear, false) AS clicked_unclear,
    coalesce(e.replied, false) AS replied, coalesce(e.bounced, false) AS bounced,
    coalesce(e.unsubscribed, false) AS unsubscribed, coalesce(e.report = 'failed', false) AS failed, d.done
  FROM step_done d LEFT JOIN event e ON e.message_id = d.message_id
  LEFT JOIN LATERAL (${machineHits(Prisma.sql`SELECT d.message_id`)}) h ON d.sent`;

const paid = countsAsPaid('b');

/**
 * The money that followed facts of customers, in the columns of `result_payment`: movements that count as paid, known after
 * the step was done, paid from its day until 14 days later. A movement may follow several steps.
 */
export const recountedPayments = (customerIds: readonly string[]): Prisma.Sql => Prisma.sql`
  SELECT b.id AS movement_id, f.execution_id, f.customer_id, f.sequence_id, f.branch_id, f.step_id, f.user_id, f.version,
    f.day, f.channel, f.label_ids, b.currency, ${paid.amount} AS amount
  FROM result_fact f JOIN invoice i ON i.customer_id = f.customer_id AND i.customer_id = ${customersIn(customerIds)}
  JOIN balance_change b ON b.invoice_id = i.id AND ${paid.holds}
  WHERE f.customer_id = ${customersIn(customerIds)} AND ${paid.knownAt} > f.at
    AND ${paid.day} BETWEEN f.day AND f.day + ${COUNTS_FOR_DAYS}::int`;

/** Enrollments of customers as they stand, but for holds, in the columns of `result_enrolled`: live, or how they ended. */
export const recountedEnrolled = (customerIds: readonly string[], days: LocalDays): Prisma.Sql => Prisma.sql`
  SELECT e.id AS enrollment_id, e.customer_id, e.sequence_id, ${dayOf('e.created_at', days)} AS day,
    CASE WHEN e.is_live THEN 'live' ELSE e.status END AS state,
    e.is_live AND EXISTS (SELECT 1 FROM step_execution x WHERE x.enrollment_id = e.id AND x.status = 'done') AS is_started,
    ${labelIdsOf('e')} AS label_ids
  FROM enrollment e WHERE e.customer_id = ${customersIn(customerIds)}`;
