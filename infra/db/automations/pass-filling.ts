import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { StoredAutomation } from '../../../domain/automations/definition.ts';
import type { StoredPass } from '../../../domain/automations/pass.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { customerIsVisible } from '../visibility.ts';
import { isApplied } from './applied-effects.ts';

/** Whose members get records in which pass; a record lies deeper by one than the change by which a member came (A7). */
interface Filling {
  automation: StoredAutomation;
  pass: StoredPass;
  /** Whose sight it has. */
  viewer: Viewer;
  now: number;
}

/**
 * Whether every action of an automation that acts once was applied to the row of `automation_member` named `m`, in
 * whatever pass.
 */
function isProcessed({ isOnce, id, actions }: StoredAutomation): Prisma.Sql {
  if (!isOnce) return Prisma.sql`FALSE`;
  const keys = actions.map(({ key }) => key);
  return Prisma.sql`(SELECT count(DISTINCT e.action_key) FROM automation_effect e
    WHERE e.automation_id = ${id} AND e.customer_id = m.customer_id AND e.action_key = ANY(${keys}::text[])
      AND ${isApplied}) = ${keys.length}::bigint`;
}

const insertRecords = ({ automation, pass, viewer, now }: Filling): Prisma.Sql => Prisma.sql`
  INSERT INTO automation_record (pass_id, customer_id, automation_id, status, depth, created_at)
  SELECT ${pass.id}, m.customer_id, ${automation.id}, 'open',
    ${pass.kind === 'changes' ? Prisma.sql`(m.depth + 1)` : Prisma.sql`1`}, ${new Date(now)}::timestamptz
  FROM chunk m JOIN customer c ON c.id = m.customer_id
  WHERE ${customerIsVisible(viewer, 'c')} AND NOT ${isProcessed(automation)}
  ON CONFLICT (pass_id, customer_id) DO NOTHING RETURNING customer_id`;

const countsSchema = z.tuple([z.object({ last: z.string().nullable(), looked: z.int(), added: z.int() })]);

/**
 * Gives the next members of an automation their records in a pass, in the order of their ids: of a pass for changes only
 * those who came in by one. What waited for a pass is taken, also of those who need none.
 *
 * @returns the last member looked at, null when none is left, and how many got a record
 */
export async function fillChunk(
  tx: Tx,
  input: Filling & { limit: number },
): Promise<{ last: string | null; looked: number; added: number }> {
  const { automation, pass, limit } = input;
  const who = pass.kind === 'changes' ? Prisma.sql`m.pending_since IS NOT NULL` : Prisma.sql`TRUE`;
  const rows = await tx.$queryRaw`
    WITH chunk AS MATERIALIZED (
      SELECT m.customer_id, m.depth FROM automation_member m
      WHERE m.automation_id = ${automation.id} AND m.customer_id > ${pass.filledTo ?? ''} AND ${who}
      ORDER BY m.customer_id LIMIT ${limit}),
    added AS (${insertRecords(input)}),
    taken AS (UPDATE automation_member m SET pending_since = NULL FROM chunk
      WHERE m.automation_id = ${automation.id} AND m.customer_id = chunk.customer_id AND m.pending_since IS NOT NULL)
    SELECT (SELECT max(customer_id) FROM chunk) AS last, (SELECT count(*)::int FROM chunk) AS looked,
      (SELECT count(*)::int FROM added) AS added`;
  return countsSchema.parse(rows)[0];
}

/**
 * Takes members who came in by a change into a pass that is filled already, unless they have a record there: those wait
 * for the next one, but for whom it has not acted on yet, and who are acted on by it once.
 *
 * @returns how many got a record
 */
export async function extend(tx: Tx, input: Filling): Promise<number> {
  const { automation, pass } = input;
  const rows = await tx.$queryRaw`
    WITH chunk AS MATERIALIZED (
      SELECT m.customer_id, m.depth FROM automation_member m
      WHERE m.automation_id = ${automation.id} AND m.pending_since IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM automation_record r WHERE r.pass_id = ${pass.id} AND r.customer_id = m.customer_id)),
    added AS (${insertRecords({ ...input, pass: { ...pass, kind: 'changes' } })}),
    taken AS (UPDATE automation_member m SET pending_since = NULL
      WHERE m.automation_id = ${automation.id} AND m.pending_since IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM automation_record r WHERE r.pass_id = ${pass.id} AND r.customer_id = m.customer_id
          AND NOT (r.status = 'open' AND r.taken_at IS NULL)))
    SELECT NULL AS last, 0 AS looked, (SELECT count(*)::int FROM added) AS added`;
  return countsSchema.parse(rows)[0].added;
}

/** Forgets that members came in by a change who need no pass for it, and says whether others wait for one. */
export async function clearPending(
  tx: Tx,
  { automation, viewer }: { automation: StoredAutomation; viewer: Viewer },
): Promise<boolean> {
  await tx.$executeRaw`
    UPDATE automation_member m SET pending_since = NULL
    WHERE m.automation_id = ${automation.id} AND m.pending_since IS NOT NULL AND (
      ${isProcessed(automation)} OR NOT EXISTS (
        SELECT 1 FROM customer c WHERE c.id = m.customer_id AND ${customerIsVisible(viewer, 'c')}))`;
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM automation_member m WHERE m.automation_id = ${automation.id} AND m.pending_since IS NOT NULL LIMIT 1`;
  return rows.length > 0;
}
