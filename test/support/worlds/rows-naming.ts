import type { ApiFixture } from '../servers/api-fixture.ts';

/** Every row of every table that names something of the hidden customer, the logs of changes and audit included. */
export async function rowsNaming(
  api: ApiFixture,
  hidden: Readonly<Record<string, string>>,
): Promise<unknown[]> {
  const { db } = api.database;
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name`;
  const parts = tables.map(
    ({ name }) =>
      `SELECT '${name}' AS name, to_jsonb(t)::text AS row FROM "${name}" t WHERE to_jsonb(t)::text ~ $1`,
  );
  const ids = Object.values(hidden).join('|');
  return db.$queryRawUnsafe(`${parts.join(' UNION ALL ')} ORDER BY 1, 2`, ids);
}
