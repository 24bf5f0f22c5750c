import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Prisma } from '../../infra/db/generated/client.ts';
import { run, type RawTx } from '../../infra/db/raw-transaction.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/database.ts';

describe('raw transactions', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(() => database.drop());

  /** One place in the code, as `readSnapshots` is one. */
  const read = async (tx: RawTx, piece: Prisma.Sql, days: Date[]) =>
    (
      await tx.$queryRaw<{ n: number }[]>`
      SELECT count(*)::int AS n FROM unnest(${days}::timestamptz[]) AS d(day) WHERE ${piece} AND ${1}::int = 1`
    )[0]!.n;

  it('take pieces of SQL among their values, with values of their own, and other pieces at the same place', async () => {
    const days = ['2026-03-01', '2026-03-02', '2026-03-03'].map((day) => new Date(`${day}T00:00:00Z`));
    const counts = await run(database.db, async (tx) => [
      await read(tx, Prisma.sql`d.day > ${days[0]}`, days),
      await read(tx, Prisma.sql`d.day > ${days[1]}`, days),
      await read(tx, Prisma.sql`d.day >= ${days[0]} AND d.day <> ${days[1]}`, days),
      await read(tx, Prisma.sql`d.day > ${days[0]}`, days),
    ]);
    expect(counts).toEqual([2, 1, 2, 2]);
  });
});
