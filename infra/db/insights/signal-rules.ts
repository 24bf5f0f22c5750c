import { z } from 'zod';
import { signalChanges } from '../../../contracts/insights/changes.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { countsAsPaid } from '../receivables/counts-as-paid.ts';
import { minorUnit } from '../receivables/owed.ts';
import { restsOf } from '../receivables/rests.ts';
import { dayToDate } from '../rows.ts';

const paid = countsAsPaid('b');

/** Whose rules are applied, and when. */
export interface ApplyRulesInput {
  /** Null: everybody's. */
  customerIds: readonly string[] | null;
  /** The organisation's day, `YYYY-MM-DD`. */
  today: string;
  /** Epoch milliseconds. */
  now: number;
  /** A new id of a signal: those of this statement begin with its time, then sort by severity. */
  seedId: string;
}

/** Payments that old no longer say how a customer pays: 90 days of the present, and a year before them. */
const PRESENT_DAYS = 90;
const HISTORY_DAYS = 365;
/** Fewer payments than this say nothing. */
const FEWEST_PRESENT = 2;
const FEWEST_BEFORE = 3;
const SLOWER_DAYS = 15;
const HEALTHY_DAYS = 30;

/** Exact, with at least two decimals. */
const money = (column: string) => Prisma.raw(`round(${column}, greatest(2, scale(trim_scale(${column}))))`);
const invoices = (column: string) =>
  Prisma.raw(`CASE ${column} WHEN 1 THEN '1 invoice' ELSE ${column} || ' invoices' END`);

/**
 * Applies the rules of C12 in one statement: begins the signals of rules that hold, rewords those that go on, ends
 * those of rules that no longer hold and what has expired, and tells the change feed. Several payments of one day
 * count by their amounts; what is overdue counts less credit (C18), and not at all below one minor unit. The caller has locked the customers.
 *
 * @returns how many signals began and ended
 */
export async function apply(tx: Tx, input: ApplyRulesInput): Promise<{ started: number; ended: number }> {
  const today = Prisma.sql`${dayToDate(input.today)}::date`;
  const now = Prisma.sql`${new Date(input.now)}::timestamptz`;
  const rows = await tx.$queryRaw`
    WITH who AS MATERIALIZED (${chosen(input.customerIds)}),
    rests AS MATERIALIZED (${restsOf(Prisma.sql`SELECT id FROM who`, new Date(input.now))}),
    owed AS (
      SELECT i.customer_id, count(*) AS n,
        count(*) FILTER (WHERE i.rest > 0 AND i.due_on <= ${today} - 91) AS n91,
        sum(i.rest) FILTER (WHERE i.due_on <= ${today} - 91) AS sum91,
        min(i.due_on) FILTER (WHERE i.rest > 0) AS oldest,
        count(*) FILTER (WHERE i.rest > 0 AND i.due_on BETWEEN ${today} - 90 AND ${today} - 31) AS n31,
        sum(i.rest) FILTER (WHERE i.due_on BETWEEN ${today} - 90 AND ${today} - 31) AS sum31,
        min(i.due_on) FILTER (WHERE i.rest > 0 AND i.due_on BETWEEN ${today} - 90 AND ${today} - 31) AS oldest31,
        count(*) FILTER (WHERE i.rest = 0 AND i.due_on < ${today}) AS n_covered,
        count(*) FILTER (WHERE i.is_disputed) AS n_disputed,
        sum(i.balance) FILTER (WHERE i.is_disputed) AS sum_disputed
      FROM (
        SELECT v.customer_id, v.due_on, v.is_disputed, v.balance, coalesce(r.rest, v.balance) AS rest
        FROM invoice v JOIN who w ON w.id = v.customer_id LEFT JOIN rests r ON r.id = v.id
        WHERE v.status = 'open'::text AND v.balance >= w.unit) i
      GROUP BY i.customer_id),
    paid AS (
      SELECT p.customer_id,
        count(*) FILTER (WHERE p.paid_on > ${today} - ${PRESENT_DAYS}::int) AS n_present,
        round(sum(p.amount * (p.paid_on - p.due_on)) FILTER (WHERE p.paid_on > ${today} - ${PRESENT_DAYS}::int)
          / sum(p.amount) FILTER (WHERE p.paid_on > ${today} - ${PRESENT_DAYS}::int)) AS present,
        count(*) FILTER (WHERE p.paid_on <= ${today} - ${PRESENT_DAYS}::int) AS n_before,
        round(sum(p.amount * (p.paid_on - p.due_on)) FILTER (WHERE p.paid_on <= ${today} - ${PRESENT_DAYS}::int)
          / sum(p.amount) FILTER (WHERE p.paid_on <= ${today} - ${PRESENT_DAYS}::int)) AS before,
        round(sum(p.amount * (p.paid_on - p.due_on)) / sum(p.amount)) AS always
      FROM (
        SELECT i.customer_id, i.due_on, ${paid.day} AS paid_on, sum(${paid.amount}) AS amount
        FROM who w JOIN invoice i ON i.customer_id = w.id JOIN balance_change b ON b.invoice_id = i.id
        WHERE ${paid.holds} AND ${paid.day} > ${today} - ${PRESENT_DAYS + HISTORY_DAYS}::int
        GROUP BY i.id, ${paid.day}, b.payment_id HAVING sum(${paid.amount}) > 0) p
      GROUP BY p.customer_id),
    broken AS (
      SELECT r.customer_id, count(DISTINCT r.id) AS n, max(r.promised_on) AS latest
      FROM promise r JOIN who w ON w.id = r.customer_id JOIN promise_invoice v ON v.promise_id = r.id
      JOIN invoice i ON i.id = v.invoice_id LEFT JOIN rests z ON z.id = i.id
      WHERE r.status = 'broken' AND i.status = 'open'::text AND i.balance >= w.unit AND coalesce(z.rest, 1) > 0
      GROUP BY r.customer_id),
    judged AS (
      SELECT w.id, w.currency, o.*, p.present, p.before, p.always, b.n AS n_broken, b.latest,
        coalesce(o.n91, 0) > 0 AS is_91, coalesce(b.n, 0) > 0 AS is_broken, coalesce(o.n31, 0) > 0 AS is_31,
        coalesce(o.n_disputed, 0) > 0 AS is_disputed,
        coalesce(p.n_present >= ${FEWEST_PRESENT}::int AND p.n_before >= ${FEWEST_BEFORE}::int
          AND p.present - p.before >= ${SLOWER_DAYS}::int, false) AS is_slower,
        coalesce(o.n, 0) > 0 OR coalesce(p.always <= ${HEALTHY_DAYS}::int, false) AS is_well
      FROM who w LEFT JOIN owed o ON o.customer_id = w.id LEFT JOIN paid p ON p.customer_id = w.id
      LEFT JOIN broken b ON b.customer_id = w.id),
    holding AS MATERIALIZED (
      SELECT j.id AS customer_id, r.rule, r.kind, r.severity, r.rank, r.text
      FROM judged j CROSS JOIN LATERAL (VALUES
        ('overdue_91', 'overdue', 'high', 3, is_91, ${invoices('n91')} || ' over ' || ${money('sum91')} || ' '
          || currency || ' 91 or more days overdue, the oldest due on ' || oldest || '.'),
        ('broken_promise', 'broken_promise', 'high', 3, is_broken, 'A promise to pay by ' || latest || ' was broken.'),
        ('overdue_31', 'overdue', 'medium', 2, is_31, ${invoices('n31')} || ' over ' || ${money('sum31')} || ' '
          || currency || ' 31 to 90 days overdue, the oldest due on ' || oldest31 || '.'),
        ('dispute', 'dispute', 'medium', 2, is_disputed, ${invoices('n_disputed')} || ' over '
          || ${money('sum_disputed')} || ' ' || currency || ' disputed.'),
        ('paying_slower', 'payment_behaviour', 'medium', 2, is_slower, 'Pays ' || (present - before)
          || ' days slower than before: ' || present || ' days after the due date in the last ' || ${PRESENT_DAYS}::int
          || ' days, ' || before || ' in the year before.'),
        ('healthy', 'payment_behaviour', 'healthy', 1,
          is_well AND NOT (is_91 OR is_broken OR is_31 OR is_disputed OR is_slower),
          CASE WHEN coalesce(n_covered, 0) > 0 THEN 'What the customer has to its credit covers what is overdue.'
            ELSE 'Pays or owes within ' || ${HEALTHY_DAYS}::int || ' days of the due date.' END),
        ('no_data', 'no_data', 'none', 0,
          NOT (is_well OR is_91 OR is_broken OR is_31 OR is_disputed OR is_slower),
          CASE WHEN always IS NULL THEN 'Nothing is open, and no recent payments tell how the customer pays.'
            ELSE 'Nothing is open; what was paid came ' || always || ' days after the due date.' END)
      ) AS r(rule, kind, severity, rank, holds, text)
      WHERE r.holds),
    over AS (
      SELECT s.id FROM who w JOIN signal s ON s.customer_id = w.id AND s.is_active
      LEFT JOIN holding h ON h.customer_id = s.customer_id AND h.rule = s.rule
      WHERE s.expires_at <= ${now} OR (s.rule IS NOT NULL AND h.rule IS NULL)),
    ended AS (
      UPDATE signal s SET is_active = false, ended_at = least(${now}, s.expires_at), updated_at = ${now}
      FROM over WHERE s.id = over.id
      RETURNING s.id, s.customer_id, s.kind, s.severity),
    reworded AS (
      UPDATE signal s SET text = h.text, updated_at = ${now} FROM holding h
      WHERE s.customer_id = h.customer_id AND s.rule = h.rule AND s.is_active AND s.text <> h.text),
    started AS (
      INSERT INTO signal (id, customer_id, kind, severity, severity_rank, text, source, rule, is_active, started_at,
        author_id, created_at, updated_at)
      SELECT ${input.seedId.slice(0, 14)} || h.rank || substr(md5(${input.seedId} || h.customer_id || h.rule), 1, 15),
        h.customer_id, h.kind, h.severity, h.rank, h.text, 'rule', h.rule, true, ${now}, 'system', ${now}, ${now}
      FROM holding h
      WHERE NOT EXISTS (
        SELECT 1 FROM signal s WHERE s.customer_id = h.customer_id AND s.rule = h.rule AND s.is_active)
      ORDER BY h.customer_id, h.rule
      ON CONFLICT DO NOTHING
      RETURNING id, customer_id, kind, severity),
    told AS (
      INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
      SELECT ${signalChanges.started.entity}, t.id, t.what, ${now}, 'system', t.customer_id, 'engine', NULL, 0,
        jsonb_build_object('customerId', t.customer_id, 'kind', t.kind, 'severity', t.severity)
      FROM (SELECT *, ${signalChanges.started.kind} AS what FROM started
        UNION ALL SELECT *, ${signalChanges.ended.kind} FROM ended) t)
    SELECT (SELECT count(*)::int FROM started) AS started, (SELECT count(*)::int FROM ended) AS ended`;
  return z.tuple([z.object({ started: z.int(), ended: z.int() })]).parse(rows)[0];
}

function chosen(customerIds: readonly string[] | null): Prisma.Sql {
  const customers = Prisma.sql`
    SELECT c.id, c.currency, ${minorUnit(Prisma.sql`c.currency`)} AS unit FROM customer c`;
  return customerIds === null
    ? customers
    : Prisma.sql`${customers} WHERE c.id = ANY(${[...customerIds]}::text[])`;
}
