import type { Database } from '../../../infra/db/client.ts';

/** Where in a database a text stands, in any case: `table.column` of every text, JSON and list column there is. */
export async function whereItStands(db: Database, texts: readonly string[]): Promise<string[]> {
  const columns = await db.$queryRaw<{ table: string; column: string }[]>`
    SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'
      AND (data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY')) ORDER BY 1, 2`;
  const found: string[] = [];
  for (const { table, column } of columns) {
    const rows = await db.$queryRawUnsafe<{ value: string }[]>(
      `SELECT t."${column}"::text AS value FROM "${table}" t
       WHERE EXISTS (SELECT FROM unnest($1::text[]) AS s(text) WHERE strpos(lower(t."${column}"::text), lower(s.text)) > 0)
       ORDER BY 1 LIMIT 1`,
      [...texts],
    );
    for (const { value } of rows) found.push(`${table}.${column}: ${value.slice(0, 300)}`);
  }
  return found;
}
