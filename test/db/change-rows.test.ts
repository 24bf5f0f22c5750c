import { afterAll, expect, test } from '@jest/globals';
import { positionOf } from '../../domain/console.ts';
import { readBetween } from '../../infra/db/console/change-stream.ts';
import type { Database } from '../../infra/db/client.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/database.ts';

const AT = new Date('2026-11-30T00:00:00Z');
const opened: TestDatabase[] = [];
afterAll(() => Promise.allSettled(opened.map((database) => database.drop())));

async function databaseWith(change: {
  entity: string;
  kind: string;
  actorId: string;
}): Promise<TestDatabase> {
  const database = await createTestDatabase();
  opened.push(database);
  await database.db.change.create({ data: { ...change, entityId: 'inv_1', at: AT, origin: 'api' } });
  return database;
}

test('a test fails whose database has a change without its customer, or one that no catalogue lists', async () => {
  const nameless = await databaseWith({ entity: 'invoice', kind: 'disputed', actorId: 'usr_1' });
  await expect(nameless.drop()).rejects.toThrow('invoice.disputed of inv_1: its customer is missing');
  const unknown = await databaseWith({ entity: 'invoice', kind: 'eaten', actorId: 'usr_1' });
  await expect(unknown.drop()).rejects.toThrow('invoice.eaten of inv_1: no such kind of change');
});

test('W3: a look reads what it tells, whatever older id it goes on from, and nothing that a restore brought', async () => {
  const database = await databaseWith({ entity: 'invoice', kind: 'eaten', actorId: 'x' });
  const insert = (txId: bigint | null) => database.db.$executeRaw`
    INSERT INTO change (entity, entity_id, kind, at, actor_id, origin, tx_id)
    SELECT 'user', 'usr_1', 'updated', '2026-11-30', 'x', 'engine', coalesce(${txId}::bigint, pg_current_xact_id()::text::bigint)
    FROM generate_series(1, 500)`;
  await insert(2n ** 50n);
  await insert(null);
  const [now] = await database.db.$queryRaw<{ xmax: bigint }[]>`
    SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS xmax`;
  await database.db.change.create({
    data: { entity: 'user', kind: 'updated', entityId: 'usr_2', at: AT, actorId: 'x', origin: 'api' },
  });
  await database.db.$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
    const fetched = async () => {
      const [row] = await tx.$queryRaw<{ rows: bigint }[]>`
        SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint AS rows
        FROM pg_stat_xact_user_tables WHERE relname LIKE 'change%'`;
      return Number(row!.rows);
    };
    const before = await fetched();
    const { changes } = await readBetween(tx as Database, { since: positionOf(`1:${now!.xmax}:`)! });
    expect(changes.map(({ entityId }) => entityId)).toEqual(['usr_2']);
    expect((await fetched()) - before).toBeLessThan(50);
  });
});

test('rows that a test made up itself are left out', async () => {
  const made = await databaseWith({ entity: 'invoice', kind: 'eaten', actorId: 'x' });
  await expect(made.drop()).resolves.toBeUndefined();
});
