import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { AudienceGroup } from '../../../contracts/automations/audiences.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { customerIsVisible } from '../visibility.ts';
import { moversOf, type Passing } from './audience-movers.ts';
import { audienceCondition, type Asked } from './audience-sql.ts';

/** Which customers are compared, as of when, and with whose sight. */
export interface Comparing {
  automation: Pick<StoredAutomation, 'id' | 'audience'>;
  asked: Asked & { customerIds: readonly string[] };
  /** Null: an owner who is not there sees nobody. */
  viewer: Viewer | null;
  /**
   * `asked.customerIds` are all customers whose ids lie behind `after`, up to `until` (null: from the first, to the
   * last): members in there who are no customers any more go out, too.
   */
  range?: { after: string | null; until: string | null };
  /** Leaves out customers of whom a change waits that was not looked at: what differs then is a fault. */
  isWithoutTouched?: boolean;
}

/** What a comparison found, by customer. */
export interface Moved {
  came: string[];
  left: string[];
}

/**
 * Locks who belongs to automations until the transaction ends, in the order of ids. A statement of its own: the next
 * one sees what whoever had the lock has written.
 */
export async function lock(tx: Tx, automationIds: readonly string[]): Promise<void> {
  await tx.$queryRaw`
    SELECT pg_advisory_xact_lock(hashtextextended('automation-members/' || id, 7)) IS NULL AS locked
    FROM unnest(${[...automationIds].sort()}::text[]) WITH ORDINALITY AS a(id, n) ORDER BY n`;
}

/**
 * Brings the membership of some customers to what the audience says of them (A8), in one statement: who does not fit
 * goes out, who came is written down, and both are in the history, as of `now`. `causes`: how deep the change lies by which a
 * customer was looked at (A7): if it comes in, an item of work is made; of the others none. The members must be locked,
 * and the customers table brought forward.
 */
export async function compare(
  tx: Tx,
  comparing: Comparing & { now: number; causes?: ReadonlyMap<string, number> },
): Promise<Moved> {
  const { automation, causes = new Map<string, number>() } = comparing;
  const at = Prisma.sql`${new Date(comparing.now)}::timestamptz`;
  const rows = await tx.$queryRaw`
    WITH ${fitting(comparing)},
    gone AS (
      DELETE FROM automation_member m WHERE ${isGone(comparing)} RETURNING m.customer_id),
    come AS (
      INSERT INTO automation_member (automation_id, customer_id, entered_at, pending_since, depth)
      SELECT ${automation.id}, f.id, ${at}, CASE WHEN w.depth IS NOT NULL THEN ${at} END, coalesce(w.depth, 0)
      FROM fits f
      LEFT JOIN unnest(${[...causes.keys()]}::text[], ${[...causes.values()]}::smallint[]) AS w(id, depth)
        ON w.id = f.id
      WHERE ${isNew(comparing)} RETURNING customer_id),
    told AS (
      INSERT INTO automation_move (automation_id, customer_id, is_in, at)
      SELECT ${automation.id}, m.customer_id, m.is_in, ${at} FROM (
        SELECT customer_id, true AS is_in FROM come UNION ALL SELECT customer_id, false FROM gone) m
      ORDER BY m.customer_id)
    SELECT ARRAY(SELECT customer_id FROM come ORDER BY 1) AS came, ARRAY(SELECT customer_id FROM gone ORDER BY 1) AS left`;
  return movedOf(rows);
}

/** What {@link compare} would do. */
export async function differences(tx: Tx, comparing: Comparing): Promise<Moved> {
  const rows = await tx.$queryRaw`
    WITH ${fitting(comparing)}
    SELECT ARRAY(SELECT f.id FROM fits f WHERE ${isNew(comparing)} ORDER BY 1) AS came,
      ARRAY(SELECT m.customer_id FROM automation_member m WHERE ${isGone(comparing)} ORDER BY 1) AS left`;
  return movedOf(rows);
}

/** `asked_of` (who is compared) and `fits` (who of them belongs). */
function fitting({ automation, asked, viewer, isWithoutTouched = false }: Comparing): Prisma.Sql {
  const waits = Prisma.sql`EXISTS (SELECT FROM customer_touch t WHERE t.customer_id = i.id)`;
  const isVisible = viewer ? customerIsVisible(viewer, 'c') : Prisma.sql`FALSE`;
  return Prisma.sql`
    asked_of AS MATERIALIZED (
      SELECT i.id FROM unnest(${[...asked.customerIds]}::text[]) AS i(id)
      WHERE ${isWithoutTouched ? Prisma.sql`NOT ${waits}` : Prisma.sql`TRUE`}),
    fits AS MATERIALIZED (
      SELECT c.id FROM asked_of o JOIN customer c ON c.id = o.id JOIN customer_summary s ON s.customer_id = c.id
      WHERE ${isVisible} AND ${audienceCondition(automation.audience, asked)})`;
}

const isNew = ({ automation }: Comparing): Prisma.Sql => Prisma.sql`
  NOT EXISTS (SELECT FROM automation_member m WHERE m.automation_id = ${automation.id} AND m.customer_id = f.id)`;

function isGone({ automation, range, isWithoutTouched = false }: Comparing): Prisma.Sql {
  const isAsked = Prisma.sql`m.customer_id IN (SELECT id FROM asked_of)`;
  const isOfNobody = Prisma.sql`NOT EXISTS (SELECT FROM customer c WHERE c.id = m.customer_id)`;
  const behind = range?.after == null ? Prisma.sql`TRUE` : Prisma.sql`m.customer_id > ${range.after}`;
  const upTo = range?.until == null ? Prisma.sql`TRUE` : Prisma.sql`m.customer_id <= ${range.until}`;
  const isInside =
    range && !isWithoutTouched
      ? Prisma.sql`(${behind} AND ${upTo} AND (${isAsked} OR ${isOfNobody}))`
      : isAsked;
  return Prisma.sql`m.automation_id = ${automation.id} AND ${isInside}
    AND NOT EXISTS (SELECT FROM fits f WHERE f.id = m.customer_id)`;
}

function movedOf(rows: unknown): Moved {
  const [row] = z.array(z.object({ came: z.array(z.string()), left: z.array(z.string()) })).parse(rows);
  return row ?? { came: [], left: [] };
}

/** Forgets that members came in by a change: the automation acts on them as on those who were in before. */
export async function forgetPending(tx: Tx, automationId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE automation_member SET pending_since = NULL
    WHERE automation_id = ${automationId} AND pending_since IS NOT NULL`;
}

/** Of some automations those with members who came in by a change, and whom no pass has yet. */
export async function findPending(db: Tx, automationIds: readonly string[]): Promise<string[]> {
  if (automationIds.length === 0) return [];
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT a.id FROM unnest(${[...automationIds]}::text[]) AS a(id)
    WHERE EXISTS (SELECT FROM automation_member m WHERE m.automation_id = a.id AND m.pending_since IS NOT NULL)
    ORDER BY a.id`;
  return rows.map(({ id }) => id);
}

/** Whom time alone may move between two moments, by id. */
export async function findMovers(db: Tx, audience: AudienceGroup, passing: Passing): Promise<string[]> {
  const movers = moversOf(audience, passing);
  if (movers === null) return [];
  const rows = await db.$queryRaw`SELECT DISTINCT m.customer_id AS id FROM (${movers}) m
    WHERE m.customer_id IS NOT NULL ORDER BY 1`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map(({ id }) => id);
}
