import { SYSTEM } from '../../contracts/actor.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { userChanges } from '../../contracts/access/changes.ts';
import { changeEntry } from '../../domain/change-entry.ts';
import { record } from '../../infra/db/changes.ts';
import { makeAhead } from '../../infra/db/upkeep/partitions.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const changeAt = (now: number) =>
  changeEntry(userChanges.updated, { actor: SYSTEM, now }, { entityId: 'usr_1' });
const NOW = Date.parse('2026-11-30T23:00:00Z');
const write = (at: string) => record(database.db, changeAt(Date.parse(at)));
const places = () =>
  database.db.$queryRaw<{ part: string; at: Date }[]>`
    SELECT tableoid::regclass::text AS part, at FROM change ORDER BY seq`;
const partsOf = async (table: string) =>
  (
    await database.db.$queryRaw<{ part: string }[]>`
      SELECT inhrelid::regclass::text AS part FROM pg_inherits
      WHERE inhparent = ${table}::regclass ORDER BY part`
  ).map(({ part }) => part);

describe('partitions of changes and audit', () => {
  test('are made ahead, once, and take what is written from then on', async () => {
    const made = await Promise.all([makeAhead(database.db, NOW), makeAhead(database.db, NOW)]);
    expect(made.sort()).toEqual([0, 8]);
    for (const table of ['change', 'audit']) {
      const months = ['2026_11', '2026_12', '2027_01', '2027_02'].map((month) => `${table}_${month}`);
      expect(await partsOf(table)).toEqual([...months, `${table}_default`]);
    }
    await write('2026-11-30T23:59:59.999Z');
    await write('2026-12-01T00:00:00Z');
    expect((await places()).map(({ part }) => part)).toEqual(['change_2026_11', 'change_2026_12']);
  });

  test('what came before its partition waits in the default one, and moves when it is made', async () => {
    await write('2027-03-05T00:00:00Z');
    expect((await places()).at(-1)!.part).toBe('change_default');
    expect(await makeAhead(database.db, Date.parse('2027-01-01T00:00:00Z'))).toBe(4);
    expect((await places()).at(-1)!.part).toBe('change_2027_03');
    expect(await places()).toHaveLength(3);
  });

  test('a busy table puts it off, and keeps nobody waiting for long', async () => {
    await database.db.$transaction(async (tx) => {
      await record(tx, changeAt(NOW + 366 * 86_400_000));
      expect(await makeAhead(database.db, NOW + 366 * 86_400_000)).toBeNull();
    });
    expect(await makeAhead(database.db, NOW + 366 * 86_400_000)).toBe(8);
  });
});
