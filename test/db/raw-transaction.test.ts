import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Prisma } from '../../infra/db/generated/client.ts';
import { run, runAtOnce, type RawTx } from '../../infra/db/raw-transaction.ts';
import { statementsOf } from '../support/servers/count-statements.ts';
import { untilSomebodyWaits } from '../support/servers/until-somebody-waits.ts';
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

  const noted = async () => (await database.db.list.findMany({ orderBy: { id: 'asc' } })).map(({ id }) => id);
  const note = (tx: RawTx, id: string) => tx.$executeRaw`
    INSERT INTO list (id, name, name_key, created_by_id, created_at, updated_at)
    VALUES (${id}, ${id}, ${id}, 'usr_1', now(), now())`;
  const count = async (tx: RawTx) =>
    (await tx.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM list`)[0]!.n;

  it('need nothing to begin and end where all statements are called at once, and see what those before them did', async () => {
    let seen: unknown = null;
    const statements = await statementsOf(async () => {
      seen = await runAtOnce(database.db, (tx) => Promise.all([count(tx), note(tx, 'a'), count(tx)]));
    });
    expect(seen).toEqual([0, 1, 1]);
    expect(statements).toHaveLength(3);
    expect(await noted()).toEqual(['a']);
  });

  it('are undone as a whole where one fails, and what stood behind it is prepared when it is called again', async () => {
    const body = (tx: RawTx) =>
      Promise.all([
        note(tx, 'b'),
        note(tx, 'a'),
        tx.$queryRaw`SELECT id FROM list WHERE name_key = ${'b'} ORDER BY id`,
      ]);
    for (let tries = 0; tries < 2; tries++)
      await expect(runAtOnce(database.db, body)).rejects.toMatchObject({ code: '23505' });
    expect(await noted()).toEqual(['a']);
    await database.db.list.delete({ where: { id: 'a' } });
    const [, , rows] = await runAtOnce(database.db, body);
    expect(rows).toEqual([{ id: 'b' }]);
    expect(await noted()).toEqual(['a', 'b']);
  });

  it('take a snapshot for each statement: behind a gate that was waited for, what was committed meanwhile is seen', async () => {
    const before = await runAtOnce(database.db, count);
    let passing: Promise<unknown> = Promise.resolve();
    await database.db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT pg_advisory_xact_lock(7) IS NULL AS locked`;
      passing = runAtOnce(database.db, (raw) =>
        Promise.all([raw.$queryRaw`SELECT pg_advisory_xact_lock_shared(7) IS NULL AS locked`, count(raw)]),
      );
      await untilSomebodyWaits(database.db);
      await note(tx, 'z');
    });
    expect(await passing).toMatchObject({ 1: before + 1 });
    // The gate is open again: its lock ended with the turn.
    await runAtOnce(database.db, (tx) => tx.$queryRaw`SELECT pg_advisory_xact_lock(7) IS NULL AS locked`);
  });

  it('are refused where they are called one after the other, without a transaction around them', async () => {
    await expect(
      runAtOnce(database.db, async (tx) => {
        await count(tx);
        return count(tx);
      }),
    ).rejects.toThrow('a statement after its transaction');
  });

  it.each([
    ['run', run],
    ['runAtOnce', runAtOnce],
  ] as const)(
    'leave nothing behind where their caller throws before they are sent (%s)',
    async (_name, running) => {
      const before = await noted();
      const thrown = running(database.db, async (tx) => {
        void note(tx, `left-${_name}`);
        await Promise.resolve();
        throw new Error('not now');
      });
      await expect(thrown).rejects.toThrow('not now');
      expect(await noted()).toEqual(before);
      const open = await database.db.$queryRaw`
        SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`;
      expect(open).toEqual([]);
    },
  );

  it.each([
    ['run', run],
    ['runAtOnce', runAtOnce],
  ] as const)(
    'O12: a connection that the server ends is given to nobody else (%s)',
    async (_name, running) => {
      await running(database.db, count);
      const ended = running(database.db, (tx) => tx.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`);
      await expect(ended).rejects.toThrow(/terminat/);
      expect(await running(database.db, count)).toEqual(expect.any(Number));
    },
  );

  it('of one turn leave together, also those that begin and end a transaction', async () => {
    const statements = await statementsOf(() =>
      run(database.db, async (tx) => tx.$commitAfter(Promise.all([count(tx), count(tx)]))),
    );
    expect(statements).toMatchObject({ 0: 'BEGIN', 3: 'COMMIT', length: 4 });
  });
});
