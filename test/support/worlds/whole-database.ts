import type { Database } from '../../../infra/db/client.ts';

/** Where in a database a text stands, in any case: `table: row` of every table there is, with all of its columns. */
export async function whereItStands(db: Database, texts: readonly string[]): Promise<string[]> {
  const tables = await db.$queryRaw<{ table: string }[]>`
    SELECT DISTINCT c.table_name AS "table" FROM information_schema.columns c
    JOIN pg_class k ON k.oid = c.table_name::regclass AND NOT k.relispartition
    WHERE c.table_schema = 'public' AND c.table_name <> '_prisma_migrations' ORDER BY 1`;
  const found: string[] = [];
  for (const { table } of tables) {
    const rows = await db.$queryRawUnsafe<{ row: string }[]>(
      `SELECT r.row FROM (SELECT to_jsonb(t)::text AS row FROM "${table}" t) r
       WHERE EXISTS (SELECT FROM unnest($1::text[]) AS s(text) WHERE strpos(lower(r.row), lower(s.text)) > 0)
       ORDER BY 1`,
      [...texts],
    );
    for (const { row } of rows) found.push(`${table}: ${row.slice(0, 400)}`);
  }
  return found;
}
