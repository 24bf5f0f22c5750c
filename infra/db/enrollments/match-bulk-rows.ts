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
 * left to be enrolled. One statement for the whole file; running it again changes nothing.
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
    WITH pending AS MATERIALIZED (
      SELECT line, value, lower(value COLLATE "und-x-icu") AS name_key, ${folded(Prisma.sql`value`)} AS fold
      FROM bulk_enrollment_row WHERE bulk_id = ${bulkId} AND outcome IS NULL AND customer_id IS NULL
    ), visible AS MATERIALIZED (
      SELECT c.id, c.external_id, c.status,
        lower(regexp_replace(btrim(normalize(c.name, NFC)), '\\s+', ' ', 'g') COLLATE "und-x-icu") AS name_key,
        ${folded(Prisma.sql`c.name`)} AS fold
      FROM customer c WHERE ${customerIsVisible(author, 'c')}
    ), by_name AS (
      SELECT v.name_key, min(v.id) AS id, count(*) AS candidates FROM visible v
      WHERE v.name_key IN (SELECT name_key FROM pending) GROUP BY v.name_key
    ), by_fold AS (
      SELECT v.fold, min(v.id) AS id, count(*) AS candidates FROM visible v
      WHERE v.fold IN (SELECT fold FROM pending) GROUP BY v.fold
    ), found AS (
      SELECT p.line, coalesce(i.id, e.id, CASE WHEN n.candidates = 1 THEN n.id END,
          CASE WHEN n.candidates IS NULL AND d.candidates = 1 THEN d.id END) AS customer_id,
        CASE WHEN i.id IS NULL AND e.id IS NULL THEN coalesce(n.candidates, d.candidates, 0) ELSE 1 END AS candidates
      FROM pending p
      LEFT JOIN visible i ON i.id = p.value
      LEFT JOIN visible e ON e.external_id = p.value
      LEFT JOIN by_name n ON n.name_key = p.name_key
      LEFT JOIN by_fold d ON d.fold = p.fold
    ), judged AS (
      SELECT f.line, f.customer_id, min(f.line) OVER (PARTITION BY f.customer_id) AS first_line,
        CASE
          WHEN f.candidates = 0 THEN 'unmatched: no customer has this id, external id or name'
          WHEN f.candidates > 1 THEN 'ambiguous: ' || f.candidates || ' customers have this name'
          WHEN v.status <> ALL(${statuses}::text[]) THEN 'not active: the customer is ' || v.status
        END AS problem
      FROM found f LEFT JOIN visible v ON v.id = f.customer_id
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
