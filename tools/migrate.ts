import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyMigrations, diffToSql } from '../infra/db/migrate.ts';
import { startPostgres } from './stack/postgres.ts';

const MIGRATIONS = 'prisma/migrations';
const LOCK_FILE =
  '# Prisma reads this to know the database kind of these migrations.\nprovider = "postgresql"\n';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function writeMigration(name: string): Promise<void> {
  const folder = join(tmpdir(), `followthrough-diff-${randomUUID()}`);
  const server = await startPostgres({ folder, settings: { fsync: 'off' } });
  try {
    await applyMigrations(server.url);
    const sql = await diffToSql(server.url);
    if (sql === '') return print('the schema and the migrations agree: nothing to write');
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    const target = join(MIGRATIONS, `${stamp}_${name}`);
    await mkdir(target, { recursive: true });
    await writeFile(join(target, 'migration.sql'), `${sql}\n`);
    await writeFile(join(MIGRATIONS, 'migration_lock.toml'), LOCK_FILE);
    print(`${target}/migration.sql written: read it before you commit it`);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function migrate(): Promise<void> {
  const url = process.env['DATABASE_URL'];
  if (!url) throw new Error('DATABASE_URL is not set (npm start migrates the local database by itself)');
  const applied = await applyMigrations(url, { onProgress: print });
  print(applied.length === 0 ? 'nothing to apply' : `${applied.length} applied`);
}

const [command, name] = process.argv.slice(2);
if (command === undefined) await migrate();
else if (command === 'new' && name !== undefined && /^[a-z0-9_]+$/.test(name)) await writeMigration(name);
else throw new Error('usage: npm run migrate, or npm run migrate -- new <name_in_snake_case>');
