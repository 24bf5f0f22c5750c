import { Prisma } from '../generated/client.ts';
import { heldBy, keepsBack } from '../holds/of-enrollment.ts';
import { isOpen } from '../holds/open.ts';
import { minorUnit } from '../receivables/owed.ts';

/** What is less counts as nothing owed (C19). */
const UNIT = minorUnit(Prisma.sql`c.currency`);

/** Condition: a person sends the row `x` of a manual step; an emergency switch stops what is automatic, not this (D9). */
const IS_OWN_SEND = Prisma.sql`(x.is_manual AND x.send_requested_at IS NOT NULL)`;

/** Condition: every open invoice of customer `c` is kept back from the collections of enrollment `e` (D8). */
const isAllKeptBack = (now: Date): Prisma.Sql => Prisma.sql`(
  e.is_live AND s.purpose = 'collections' AND EXISTS (
    SELECT FROM invoice i WHERE i.customer_id = c.id AND i.status = 'open'::text AND i.balance >= ${UNIT})
  AND NOT EXISTS (
    SELECT FROM invoice i WHERE i.customer_id = c.id AND i.status = 'open'::text AND NOT i.is_disputed
      AND i.balance >= ${UNIT} AND NOT EXISTS (SELECT FROM hold h WHERE h.invoice_id = i.id AND ${isOpen(now)})))`;

/** Condition: the row `x` is due, and its window is closed, or it would disturb (M7). */
const isOutsideHours = (now: Date): Prisma.Sql => Prisma.sql`(
  e.wait_reason IN ('window', 'quiet_hours') AND x.status = 'planned' AND x.step_id = e.next_step_id AND x.due_at <= ${now})`;

/**
 * Condition: something keeps the row `x` of the queue back, as {@link rowHeldBy} says, without saying what. What the row knows
 * itself is asked first.
 */
export const isRowHeld = (now: Date): Prisma.Sql => Prisma.sql`(
  ${mayBeHeld(now)} AND (
  x.held_reason IS NOT NULL OR ${isOutsideHours(now)}
  OR EXISTS (SELECT FROM hold h WHERE ${keepsBack(now, IS_OWN_SEND)}) OR ${isAllKeptBack(now)}))`;

/**
 * Condition: something could keep the row `x` back, by what it knows itself: few of a long queue are left to be asked in
 * detail, for which more of each has to be read. Each question is one look at an index, or at few rows kept in memory.
 */
const mayBeHeld = (now: Date): Prisma.Sql => Prisma.sql`(
  x.held_reason IS NOT NULL
  OR EXISTS (SELECT FROM hold h WHERE h.scope = 'all' AND ${isOpen(now)})
  OR EXISTS (SELECT FROM hold h WHERE h.sequence_id = x.sequence_id AND ${isOpen(now)})
  OR EXISTS (SELECT FROM hold h WHERE h.enrollment_id = x.enrollment_id AND ${isOpen(now)})
  OR EXISTS (SELECT FROM enrollment w WHERE w.id = x.enrollment_id AND w.wait_reason IN ('window', 'quiet_hours'))
  OR EXISTS (SELECT FROM hold h WHERE h.customer_id = x.customer_id AND ${isOpen(now)})
  OR EXISTS (SELECT FROM invoice v WHERE v.customer_id = x.customer_id AND v.status = 'open'::text AND v.is_disputed)
  OR EXISTS (
    SELECT FROM hold h JOIN invoice v ON v.id = h.invoice_id
    WHERE v.customer_id = x.customer_id AND v.status = 'open'::text AND ${isOpen(now)}))`;

/**
 * One row `(reason, until)`: what keeps the row `x` of the queue back, the widest first (Q1): a hold or a switch, every open
 * invoice being kept back (D8), what its last try met, a closed window; nulls: nothing does. `x`, `e`, `s` and `c` are the
 * row, its enrollment, sequence and customer.
 */
export function rowHeldBy(now: Date): Prisma.Sql {
  return Prisma.sql`
    SELECT reason, until FROM (
      SELECT 1 AS rank, hold.reason, hold.until FROM (${heldBy(now, IS_OWN_SEND)}) hold
      UNION ALL
      SELECT 2, 'all_disputed', (
        SELECT min(h.expires_at) FROM hold h JOIN invoice v ON v.id = h.invoice_id
        WHERE v.customer_id = c.id AND v.status = 'open'::text AND ${isOpen(now)})
      WHERE ${isAllKeptBack(now)}
      UNION ALL
      SELECT 3, x.held_reason, x.held_until
      UNION ALL
      SELECT 4, e.wait_reason, e.next_wake_at
      WHERE ${isOutsideHours(now)}
      UNION ALL
      SELECT 5, NULL, NULL
    ) each
    WHERE reason IS NOT NULL OR rank = 5 ORDER BY rank LIMIT 1`;
}
