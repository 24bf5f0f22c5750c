import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { zoneSchema } from '../../contracts/fields.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('C1: every name of the IANA database, as PostgreSQL carries it, is a time zone', async () => {
  const rows = await database.db.$queryRaw<
    { name: string }[]
  >`SELECT name FROM pg_timezone_names ORDER BY name`;
  const names = rows.map(({ name }) => name).filter((name) => !/^(?:posix|right)\/|^posixrules$/.test(name));
  expect(names.length).toBeGreaterThan(590);
  expect(names.filter((name) => !zoneSchema.safeParse(name).success)).toEqual(['Factory']);
});
