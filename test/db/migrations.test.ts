import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applyMigrations, findDrift } from '../../infra/db/migrate.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/database.ts';

describe('migrations', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('lead to exactly the schema that the client is generated from', async () => {
    expect(await findDrift(database.url)).toEqual([]);
  });

  it('change nothing when applied again, also by two processes at once', async () => {
    const applied = await Promise.all([applyMigrations(database.url), applyMigrations(database.url)]);
    expect(applied).toEqual([[], []]);
  });

  it('notice a column that somebody added by hand', async () => {
    await database.db.$executeRawUnsafe('ALTER TABLE customer ADD COLUMN by_hand text');
    expect(await findDrift(database.url)).toEqual([expect.stringContaining('DROP COLUMN "by_hand"')]);
  });
});
