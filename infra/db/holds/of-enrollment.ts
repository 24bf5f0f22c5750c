import { LIST_KINDS, PAUSE_KINDS } from '../../../contracts/holds/kinds.ts';
import { Prisma } from '../generated/client.ts';
import { isOpen } from './open.ts';

const CONCERNS = Prisma.sql`(h.scope = 'all' OR h.enrollment_id = e.id OR h.sequence_id = e.sequence_id
  OR (h.scope = 'customer' AND h.customer_id = e.customer_id
    AND h.except_enrollment_id IS DISTINCT FROM e.id))`;

/** Whether the enrollment `e` or its sequence has such a hold `h`. Two questions, so that each is one look at few holds. */
const eitherOf = (such: Prisma.Sql): Prisma.Sql => Prisma.sql`(
  EXISTS (SELECT 1 FROM hold h WHERE h.scope = 'enrollment' AND h.enrollment_id = e.id AND ${such})
  OR EXISTS (SELECT 1 FROM hold h WHERE h.scope = 'sequence' AND h.sequence_id = e.sequence_id AND ${such}))`;

/**
 * Whether the live enrollment `e` is shown as paused: a hold of its own or of its sequence is open. An emergency switch
 * changes no status (D9), and neither does a hold of the customer.
 */
export function isPaused(now: Date): Prisma.Sql {
  return eitherOf(Prisma.sql`h.kind <> 'switch' AND ${isOpen(now)}`);
}

/**
 * Whether the enrollment `e` or its sequence was paused by a person, or by leaving its list: its rows leave the default
 * queue (Q1, S10). What a switch, a customer's hold or a reply keeps back stays there.
 */
export function isPausedByPerson(now: Date): Prisma.Sql {
  return eitherOf(Prisma.sql`h.kind = ANY(${[...PAUSE_KINDS]}::text[]) AND ${isOpen(now)}`);
}

/**
 * Like {@link isPausedByPerson} of the live enrollment of an execution `x`, for very many: it looks at what is paused, and not
 * at each enrollment.
 */
export function isOfPausedByPerson(now: Date): Prisma.Sql {
  const such = Prisma.sql`h.kind = ANY(${[...PAUSE_KINDS]}::text[]) AND ${isOpen(now)}`;
  const isLive = Prisma.sql`EXISTS (SELECT 1 FROM enrollment e WHERE e.id = x.enrollment_id AND e.is_live)`;
  return Prisma.sql`((
    x.enrollment_id IN (SELECT h.enrollment_id FROM hold h
      WHERE h.scope = 'enrollment' AND h.enrollment_id IS NOT NULL AND ${such})
    OR x.sequence_id IN (SELECT h.sequence_id FROM hold h
      WHERE h.scope = 'sequence' AND h.sequence_id IS NOT NULL AND ${such})) AND ${isLive})`;
}

/**
 * One row `(reason, until)`: the widest hold that keeps the live enrollment `e` back, as the rules name it, and when the
 * first of them runs out; nulls: none does. Switches do not hold what `isOwn` says is a person's own send (D9).
 */
export function heldBy(now: Date, isOwn: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT CASE
        WHEN bool_or(h.scope = 'all') THEN 'switched_off'
        WHEN bool_or(h.scope = 'sequence' AND h.kind = 'begin') THEN 'waiting_for_begin'
        WHEN bool_or(h.scope = 'sequence' AND h.kind = 'switch') THEN 'switched_off'
        WHEN bool_or(h.scope = 'sequence') THEN 'sequence_paused'
        WHEN bool_or(h.scope = 'customer') THEN 'customer_hold'
        WHEN bool_or(h.kind <> ALL(${[...LIST_KINDS]}::text[])) THEN 'paused'
        WHEN bool_or(h.kind = 'list') THEN 'removed'
        WHEN count(*) > 0 THEN 'waiting_for_status' END AS reason,
      min(h.expires_at) AS until
    FROM hold h WHERE ${keepsBack(now, isOwn)}`;
}

/** Condition: the hold `h` keeps the live enrollment `e` back, as {@link heldBy} says. */
export function keepsBack(now: Date, isOwn: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`e.is_live AND ${isOpen(now)} AND ${CONCERNS} AND NOT (h.kind = 'switch' AND ${isOwn})`;
}
