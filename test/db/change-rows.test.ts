import { afterAll, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/servers/database.ts';

const opened: TestDatabase[] = [];
afterAll(() => Promise.allSettled(opened.map((database) => database.drop())));

async function databaseWith(change: {
  entity: string;
  kind: string;
  actorId: string;
}): Promise<TestDatabase> {
  const database = await createTestDatabase();
  opened.push(database);
  const at = new Date('2026-11-30T00:00:00Z');
  await database.db.change.create({ data: { ...change, entityId: 'inv_1', at, origin: 'api' } });
  return database;
}

test('a test fails whose database has a change without its customer, or one that no catalogue lists', async () => {
  const nameless = await databaseWith({ entity: 'invoice', kind: 'disputed', actorId: 'usr_1' });
  await expect(nameless.drop()).rejects.toThrow('invoice.disputed of inv_1: its customer is missing');
  const unknown = await databaseWith({ entity: 'invoice', kind: 'eaten', actorId: 'usr_1' });
  await expect(unknown.drop()).rejects.toThrow('invoice.eaten of inv_1: no such kind of change');
});

test('rows that a test made up itself are left out', async () => {
  const made = await databaseWith({ entity: 'invoice', kind: 'eaten', actorId: 'x' });
  await expect(made.drop()).resolves.toBeUndefined();
});
