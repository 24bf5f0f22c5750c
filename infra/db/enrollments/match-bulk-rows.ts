import { z } from 'zod';
import type { SequencePurpose } from '../../../contracts/sequences/kinds.ts';
import { ROLES } from '../../../contracts/permissions.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { customerIsVisible } from '../visibility.ts';

/**
 * A name as it is compared when nothing else fits: compatible forms of letters are one (NFKC), `ß` is `ss`, and a dot over
 * an i, which only some languages write, is none.
 */
const folded = (name: Prisma.Sql): Prisma.Sql => Prisma.sql`replace(lower(upper(
  btrim(regexp_replace(normalize(${name}, NFKC), '\\s+', ' ', 'g')) COLLATE "und-x-icu") COLLATE "und-x-icu"),
  'i' || chr(775), 'i')`;

/**
 * Finds the customer of every row of a bulk enrollment that is not done and has none (S9): by id, else external id,
 * else whole name in any case, else a name that is the same but for how its letters are written (`STRASSE` and `Straße`,
 * full width, `İzmir` and `izmir`). Rows that name nobody, several, one who is not active (outreach takes prospects too) or
 * one hidden from the author get their outcome here, as do rows that name a customer of an earlier line. The others are
 * left to be enrolled. One statement for the whole file, which reads every customer's name only where a row is named by
 * neither id; running it again changes nothing.
 *
 * @returns how many rows it looked at
 */
export async function matchBulkRows(
  tx: Tx,
  { bulkId, purpose }: { bulkId: string; purpose: SequencePurpose },
): Promise<number> {
  const author = await readAuthor(tx, bulkId);
  const statuses = purpose === 'outreach' ? ['active', 'prospect'] : ['active'];
  return tx.$executeRaw`
    WITH known AS MATERIALIZED (
      SELECT r.line, r.value, coalesce(i.id, e.id) AS customer_id FROM bulk_enrollment_row r
      LEFT JOIN customer i ON i.id = r.value AND ${customerIsVisible(author, 'i')}
      LEFT JOIN customer e ON e.external_id = r.value AND ${customerIsVisible(author, 'e')}
      WHERE r.bulk_id = ${bulkId} AND r.outcome IS NULL AND r.customer_id IS NULL
    ), nameless AS MATERIALIZED (
      SELECT line, value, lower(value COLLATE "und-x-icu") AS name_key FROM known WHERE customer_id IS NULL
    ), by_name AS MATERIALIZED (
      SELECT v.name_key, min(v.id) AS id, count(*) AS candidates FROM (
        SELECT c.id, lower(regexp_replace(btrim(normalize(c.name, NFC)), '\\s+', ' ', 'g') COLLATE "und-x-icu") AS name_key
        FROM customer c WHERE EXISTS (SELECT FROM nameless) AND ${customerIsVisible(author, 'c')}) v
      WHERE v.name_key IN (SELECT name_key FROM nameless) GROUP BY v.name_key
    ), foldable AS MATERIALIZED (
      SELECT p.line, ${folded(Prisma.sql`p.value`)} AS fold FROM nameless p
      WHERE NOT EXISTS (SELECT FROM by_name n WHERE n.name_key = p.name_key)
    ), by_fold AS MATERIALIZED (
      SELECT v.fold, min(v.id) AS id, count(*) AS candidates FROM (
        SELECT c.id, ${folded(Prisma.sql`c.name`)} AS fold
        FROM customer c WHERE EXISTS (SELECT FROM foldable) AND ${customerIsVisible(author, 'c')}) v
      WHERE v.fold IN (SELECT fold FROM foldable) GROUP BY v.fold
    ), found AS (
      SELECT line, customer_id, 1 AS candidates FROM known WHERE customer_id IS NOT NULL
      UNION ALL
      SELECT p.line, CASE WHEN coalesce(n.candidates, d.candidates) = 1 THEN coalesce(n.id, d.id) END,
        coalesce(n.candidates, d.candidates, 0)
      FROM nameless p
      LEFT JOIN by_name n ON n.name_key = p.name_key
      LEFT JOIN foldable f ON f.line = p.line
      LEFT JOIN by_fold d ON d.fold = f.fold
    ), judged AS (
      SELECT f.line, f.customer_id, min(f.line) OVER (PARTITION BY f.customer_id) AS first_line,
        CASE
          WHEN f.candidates = 0 THEN 'unmatched: no customer has this id, external id or name'
          WHEN f.candidates > 1 THEN 'ambiguous: ' || f.candidates || ' customers have this name'
          WHEN c.status <> ALL(${statuses}::text[]) THEN 'not active: the customer is ' || c.status
        END AS problem
      FROM found f LEFT JOIN customer c ON c.id = f.customer_id
    )
    UPDATE bulk_enrollment_row r SET customer_id = j.customer_id,
      outcome = CASE
        WHEN j.problem IS NOT NULL THEN 'failed'
        WHEN j.first_line < j.line THEN 'skipped'
      END,
      reason = coalesce(j.problem, CASE WHEN j.first_line < j.line THEN 'duplicate of line ' || j.first_line END)
    FROM judged j WHERE r.bulk_id = ${bulkId} AND r.line = j.line`;
}

const authorSchema = z.object({ userId: z.string(), role: z.enum(ROLES) });

async function readAuthor(tx: Tx, bulkId: string) {
  const rows = await tx.$queryRaw`
    SELECT b.created_by_id AS "userId", coalesce(u.role, 'admin') AS role
    FROM bulk_enrollment b LEFT JOIN app_user u ON u.id = b.created_by_id WHERE b.id = ${bulkId}`;
  return { ...authorSchema.parse(z.array(z.unknown()).parse(rows)[0]), permissions: [] };
}
