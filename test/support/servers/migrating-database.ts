import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { Client } from 'pg';

const FOLDER = new URL('../../../prisma/migrations/', import.meta.url);

/** A database of its own that is brought from one migration to the next, with rows of before in it. */
export class MigratingDatabase {
  private constructor(
    private readonly admin: Client,
    private readonly name: string,
    private readonly db: Client,
  ) {}

  /** Applies everything before the migration, inserts the rows, and applies the migration. */
  static async open({ migration, rows }: { migration: string; rows: string }): Promise<MigratingDatabase> {
    const url = process.env['TEST_DATABASE_ADMIN_URL']!;
    const name = `test_${randomUUID().replaceAll('-', '')}`;
    const admin = new Client({ connectionString: url });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${name}`);
    const db = new Client({ connectionString: url.replace(/\/[^/]*$/, `/${name}`) });
    await db.connect();
    const database = new MigratingDatabase(admin, name, db);
    const folders = await readdir(FOLDER, { withFileTypes: true });
    const names = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    for (const each of names.sort().filter((other) => other < migration)) await database.apply(each);
    await db.query(rows);
    await database.apply(migration);
    return database;
  }

  async apply(migration: string): Promise<void> {
    await this.db.query(await readFile(new URL(`${migration}/migration.sql`, FOLDER), 'utf8'));
  }

  /** Runs one statement; its rows as the driver gives them. */
  async query(sql: string, values: unknown[] = []): Promise<unknown[]> {
    return (await this.db.query(sql, values)).rows as unknown[];
  }

  async drop(): Promise<void> {
    await this.db.end();
    await this.admin.query(`DROP DATABASE IF EXISTS ${this.name} WITH (FORCE)`);
    await this.admin.end();
  }
}
