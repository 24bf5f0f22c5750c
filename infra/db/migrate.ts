import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { Client } from 'pg';
import { diffDatabaseToSchema, MIGRATIONS_FOLDER, readSchema, withSchemaEngine } from './schema-engine.ts';

/** What a caller hears while migrations are applied: one line a time. */
export interface MigrateOptions {
  onProgress?: (line: string) => void;
}

/** Key of the advisory lock that lets several processes start at once and only one migrate: "followth" in ASCII. */
const MIGRATION_LOCK = '7381240360075621480';

async function readOrNull(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

async function readMigrations(): Promise<MigrationList> {
  const entries = await readdir(MIGRATIONS_FOLDER, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const read = async (path: string): Promise<MigrationList['migrationDirectories'][number]> => {
    const value = await readFile(join(MIGRATIONS_FOLDER, path, 'migration.sql'), 'utf8');
    return { path, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } } };
  };
  return {
    baseDir: MIGRATIONS_FOLDER,
    lockfile: {
      path: 'migration_lock.toml',
      content: await readOrNull(join(MIGRATIONS_FOLDER, 'migration_lock.toml')),
    },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(names.sort().map(read)),
  };
}

async function withMigrationLock<T>(url: string, work: () => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await work();
  } finally {
    await client.end();
  }
}

/**
 * Applies every migration of prisma/migrations that the database has not seen, in order of their names.
 * Safe to call from several processes at once; a second call changes nothing. Keeps Prisma's own
 * `_prisma_migrations` table, so `prisma migrate deploy` stays usable.
 * @returns the names applied now, oldest first.
 * @throws when a statement fails; nothing of that migration remains.
 */
export async function applyMigrations(url: string, { onProgress }: MigrateOptions = {}): Promise<string[]> {
  const migrationsList = await readMigrations();
  return withMigrationLock(url, async () => {
    const { appliedMigrationNames } = await withSchemaEngine(url, (engine) =>
      engine.applyMigrations({ migrationsList, filters: { externalTables: [], externalEnums: [] } }),
    );
    for (const name of appliedMigrationNames) onProgress?.(`migration ${name} applied`);
    return appliedMigrationNames;
  });
}

/**
 * SQL that would bring the migrated database at `url` to prisma/schema.prisma; empty when they agree.
 * Nothing is changed.
 */
export async function diffToSql(url: string): Promise<string> {
  const schema = await readSchema();
  return withSchemaEngine(url, (engine) => diffDatabaseToSchema(engine, schema));
}

/**
 * The statements by which a migrated database differs from prisma/schema.prisma, one a string.
 * Empty means that schema and migrations tell the same story.
 */
export async function findDrift(url: string): Promise<string[]> {
  const sql = await diffToSql(url);
  return sql.split(/;\s*(?:\n|$)/).flatMap((statement) => {
    const text = statement.replace(/^--.*$/gm, '').trim();
    return text === '' ? [] : [text];
  });
}
