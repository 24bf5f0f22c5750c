import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keyedPoolOf, plainPoolOf, type Database } from '../../infra/db/client.ts';
import { faultOf } from '../../infra/db/errors.ts';
import { readByKey, run } from '../../infra/db/raw-transaction.ts';
import { Prisma } from '../../infra/db/generated/client.ts';
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

  const WAYS: [string, (db: Database) => Promise<unknown>][] = [
    [
      'in a transaction of Prisma’s',
      (db) => db.$transaction((tx) => tx.$queryRaw`SELECT n FROM aged ORDER BY n`),
    ],
    ['alone', (db) => db.$queryRaw`SELECT n FROM aged WHERE n > 0 ORDER BY n`],
    [
      'in a transaction of ours',
      (db) => run(db, (tx) => tx.$queryRaw`SELECT n FROM aged WHERE n < 0 ORDER BY n`),
    ],
    ['by keys', (db) => readByKey(db, Prisma.sql`SELECT n FROM aged WHERE n = 0 ORDER BY n`)],
  ];
  it.each(WAYS)(
    'O12: %s, are refused once at most as busy when a migration has changed what they answer, or a pooler has forgotten them, and prepared anew',
    async (_name, ask) => {
      const { db } = database;
      const plain = plainPoolOf(db);
      await plain.query('CREATE TABLE aged (n int)');
      for (const _ of [1, 2, 3]) expect(await ask(db)).toEqual([]);
      for (const change of [
        () => plain.query('ALTER TABLE aged ALTER COLUMN n TYPE bigint'),
        () => plain.query('DEALLOCATE ALL'),
        () => keyedPoolOf(db).query('DEALLOCATE ALL'),
      ]) {
        await change();
        const first = await ask(db).catch(faultOf);
        expect([[], 'busy']).toContainEqual(first);
        for (const _ of [1, 2, 3]) expect(await ask(db)).toEqual([]);
      }
      await plain.query('DROP TABLE aged');
    },
  );
});
