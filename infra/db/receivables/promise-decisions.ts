import { z } from 'zod';
import { promiseChanges } from '../../../contracts/receivables/changes.ts';
import { PROMISE_STATUSES } from '../../../contracts/receivables/kinds.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { isOpen } from '../holds/open.ts';
import { dayToDate } from '../rows.ts';
import { countsAsPaid } from './counts-as-paid.ts';
import { minorUnit } from './owed.ts';

/** A payment by the promised day may be entered this many days late, and still makes a broken promise a kept one. */
const LATE_ENTRY_DAYS = 60;

const paid = countsAsPaid('b');
const currency = Prisma.sql`r.currency`;

const decidedSchema = z.object({
  id: z.string(),
  customerId: z.string(),
  status: z.enum(PROMISE_STATUSES),
  /** Whether holds ended with it: more can be asked for than before. */
  hasFreed: z.boolean(),
});
/** A promise whose status changed. */
export type DecidedPromise = z.infer<typeof decidedSchema>;

/**
 * Decides promises by what was paid (C13), in one statement, with the change feed. What counts was recorded since the
 * promise was made and paid by its day. Kept: all that was promised was paid, or nothing is left open and something was
 * paid; its holds end. Void: nothing is left open and nothing was paid. Broken: the day has passed. One that was kept by
 * what came back is judged anew (C20): broken, or open until its day with its holds. What is less than the smallest unit of
 * its currency is nothing (C19). The caller has locked the customers.
 *
 * @returns those whose status changed
 */
export async function decide(
  tx: Tx,
  input: { customerIds: readonly string[] | null; today: string; now: number },
): Promise<DecidedPromise[]> {
  const today = Prisma.sql`${dayToDate(input.today)}::date`;
  const now = Prisma.sql`${new Date(input.now)}::timestamptz`;
  const chosen =
    input.customerIds === null
      ? Prisma.sql`TRUE`
      : Prisma.sql`r.customer_id = ANY(${[...input.customerIds]}::text[])`;
  const rows = await tx.$queryRaw`
    WITH judged AS (
      SELECT r.id, r.status AS before, p.amount AS paid, CASE
        WHEN p.amount >= r.amount OR (p.amount > 0 AND (NOT o.is_open OR r.amount - p.amount < ${minorUnit(currency)})) THEN 'kept'
        WHEN NOT o.is_open THEN CASE r.status WHEN 'open' THEN 'void' ELSE r.status END
        WHEN r.promised_on < ${today} THEN 'broken'
        WHEN r.status = 'kept' THEN 'open'
        ELSE r.status END AS status
      FROM promise r
      CROSS JOIN LATERAL (
        SELECT greatest(coalesce(sum(${paid.amount}), 0), 0) AS amount
        FROM promise_invoice v JOIN balance_change b ON b.invoice_id = v.invoice_id
        WHERE v.promise_id = r.id AND ${paid.holds} AND ${paid.knownAt} >= r.created_at
          AND ${paid.day} <= r.promised_on) p
      CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT 1 FROM promise_invoice v JOIN invoice i ON i.id = v.invoice_id
          WHERE v.promise_id = r.id AND i.status = 'open'::text
            AND i.balance >= ${minorUnit(currency)}) AS is_open) o
      WHERE ${chosen} AND (r.status = 'open'::text
        OR (r.status = 'broken' AND r.promised_on > ${today} - ${LATE_ENTRY_DAYS}::int)
        OR (r.status = 'kept' AND EXISTS (
          SELECT 1 FROM promise_invoice v JOIN balance_change b ON b.invoice_id = v.invoice_id
          WHERE v.promise_id = r.id AND b.undoes_at >= r.created_at AND b.created_at >= r.decided_at)))),
    changed AS (
      UPDATE promise r SET status = j.status, paid_amount = j.paid,
        decided_at = CASE WHEN j.status = j.before THEN r.decided_at WHEN j.status <> 'open' THEN ${now} END
      FROM judged j WHERE r.id = j.id AND (r.status, r.paid_amount) IS DISTINCT FROM (j.status, j.paid)
      RETURNING r.id, r.customer_id, r.status, r.amount, r.currency, r.promised_on, j.before),
    decided AS (SELECT * FROM changed WHERE status <> before),
    freed AS (
      UPDATE hold h SET ended_at = ${now}, ended_by_id = 'system' FROM decided d
      JOIN promise_invoice v ON v.promise_id = d.id
      WHERE h.id = v.hold_id AND d.status IN ('kept', 'void') AND ${isOpen(now)}
      RETURNING v.promise_id),
    held AS (
      UPDATE hold h SET ended_at = NULL, ended_by_id = NULL FROM decided d
      JOIN promise_invoice v ON v.promise_id = d.id
      WHERE h.id = v.hold_id AND d.status = 'open' AND h.ended_by_id = 'system' AND h.expires_at > ${now}),
    told AS (
      INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
      SELECT ${promiseChanges.made.entity}, d.id,
        CASE d.status WHEN 'open' THEN ${promiseChanges.reopened.kind} ELSE d.status END, ${now}, 'system', d.customer_id, 'engine', NULL, 0,
        jsonb_build_object('customerId', d.customer_id,
        'amount', d.amount::text, 'currency', d.currency, 'promisedOn', d.promised_on)
      FROM decided d)
    SELECT d.id, d.customer_id AS "customerId", d.status,
      EXISTS (SELECT 1 FROM freed f WHERE f.promise_id = d.id) AS "hasFreed"
    FROM decided d ORDER BY d.id`;
  return z.array(decidedSchema).parse(rows);
}
