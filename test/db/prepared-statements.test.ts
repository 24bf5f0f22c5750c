import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/servers/database.ts';

describe('statements of Prisma’s client', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase({ pool: 1 });
  });

  afterAll(() => database.drop());

  const prepared = async (like: string) =>
    (
      await database.db.$queryRaw<{ n: number }[]>`
        SELECT count(*)::int AS n FROM pg_prepared_statements WHERE statement LIKE ${like} AND name <> ''`
    )[0]!.n;

  it('are prepared once a connection when they come again', async () => {
    expect(await prepared('%"public"."list"%')).toBe(0);
    for (const id of ['a', 'b', 'c', 'd'])
      expect(await database.db.list.findUnique({ where: { id }, select: { id: true } })).toBeNull();
    expect(await prepared('%"public"."list"%')).toBe(1);
  });

  it('are not where a migration that adds a column would break them for the life of the connection', async () => {
    const read = () => database.db.$queryRaw<object[]>`SELECT * FROM list ORDER BY id`;
    for (const _ of [1, 2, 3]) expect(await read()).toEqual([]);
    await database.db.$executeRaw`ALTER TABLE list ADD COLUMN added text`;
    expect(await read()).toEqual([]);
  });
});
