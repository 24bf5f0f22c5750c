import { SYSTEM } from '../../contracts/actor.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { userChanges } from '../../contracts/access/changes.ts';
import { changeEntry } from '../../domain/change-entry.ts';
import { record } from '../../infra/db/changes.ts';
import { dropOldest, makeAhead, PARTITIONED } from '../../infra/db/upkeep/partitions.ts';
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
    await Promise.all([makeAhead(database.db, NOW), makeAhead(database.db, NOW)]);
    expect(await makeAhead(database.db, NOW)).toBe(0);
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
    // Those of the other table were made.
    expect(await makeAhead(database.db, NOW + 366 * 86_400_000)).toBe(4);
  });
});

/** What a command writes: both tables, in one transaction. */
const writeBoth = async (tx: TestDatabase['db'], at: string) => {
  await record(tx, changeAt(Date.parse(at)));
  await tx.$executeRaw`INSERT INTO audit (at, actor_id, action, entity, entity_id)
    VALUES (${new Date(at)}, 'system', 'user.updated', 'user', 'usr_1')`;
};
const [CHANGES, AUDIT] = PARTITIONED as [(typeof PARTITIONED)[0], (typeof PARTITIONED)[0]];
const entries = async (table: string) =>
  (await database.db.$queryRawUnsafe<{ at: Date }[]>(`SELECT at FROM ${table} ORDER BY at`)).map(({ at }) =>
    at.toISOString().slice(0, 10),
  );

describe('partitions and those who write meanwhile', () => {
  const LATER = Date.parse('2031-05-10T12:00:00Z');

  test('one table never waits with a lock on the other: who reads or writes both is in no deadlock', async () => {
    await database.db.$transaction(async (tx) => {
      // The whole of one table is read, and the other afterwards, as an erasure or the feed does it.
      await tx.$queryRaw`SELECT count(*) FROM audit`;
      expect(await makeAhead(database.db, LATER)).toBeNull();
      await tx.$queryRaw`SELECT count(*) FROM change`;
    });
    // What the other table could have, it has.
    expect(await partsOf('change')).toContain('change_2031_08');
    expect(await partsOf('audit')).not.toContain('audit_2031_08');
    expect(await makeAhead(database.db, LATER)).toBe(4);
    expect(await partsOf('audit')).toContain('audit_2031_08');
  });

  test('an open transaction that has written does not keep partitions from being made, nor is it kept waiting', async () => {
    await database.db.$transaction(async (tx) => {
      await writeBoth(tx as TestDatabase['db'], '2031-05-10T12:00:00Z');
      expect(await makeAhead(database.db, LATER + 31 * 86_400_000)).toBe(2);
      await writeBoth(tx as TestDatabase['db'], '2031-06-01T00:00:00Z');
    });
  });

  test('months in which nobody made partitions get them once somebody does, and not only the coming ones', async () => {
    await writeBoth(database.db, '2033-01-15T00:00:00Z');
    await makeAhead(database.db, Date.parse('2033-06-01T00:00:00Z'));
    expect(await partsOf('audit')).toContain('audit_2033_01');
    expect(await database.db.$queryRaw`SELECT id FROM audit_default ORDER BY id LIMIT 1`).toEqual([]);
  });
});

describe('U5: months that are older than they are kept', () => {
  const at = (day: string) => Date.parse(`${day}T00:00:00Z`);

  test('go whole, the oldest first, and no day sooner than all of their days are old enough', async () => {
    expect(await dropOldest(database.db, AUDIT, at('2026-11-30'))).toBe('none');
    expect(await dropOldest(database.db, AUDIT, at('2026-12-01'))).toEqual({ part: 'audit_2026_11' });
    expect(await dropOldest(database.db, AUDIT, at('2026-12-01'))).toBe('none');
    expect(await entries('audit')).toEqual(['2031-05-10', '2031-06-01', '2033-01-15']);
    expect(await entries('change')).toContain('2026-11-30');
    while (typeof (await dropOldest(database.db, AUDIT, at('2031-06-01'))) === 'object');
    expect(await entries('audit')).toEqual(['2031-06-01', '2033-01-15']);
  });

  test('a busy table puts it off: nothing is dropped, who has written commits, and the next call does it', async () => {
    await database.db.$transaction(async (tx) => {
      await writeBoth(tx as TestDatabase['db'], '2033-06-02T00:00:00Z');
      expect(await dropOldest(database.db, AUDIT, at('2031-07-01'))).toBe('busy');
      await writeBoth(tx as TestDatabase['db'], '2033-06-03T00:00:00Z');
    });
    expect(await entries('audit')).toEqual(['2031-06-01', '2033-01-15', '2033-06-02', '2033-06-03']);
    expect(await dropOldest(database.db, AUDIT, at('2031-07-01'))).toEqual({ part: 'audit_2031_06' });
  });

  test('changes that the feed of webhooks has not read stay until it has', async () => {
    const [first] = await database.db.$queryRaw<{ seq: bigint }[]>`
      SELECT seq FROM change WHERE at < '2026-12-01' ORDER BY seq DESC LIMIT 1`;
    const { seq } = first!;
    const day = new Date(at('2026-12-01'));
    await database.db.feedPosition.create({
      data: { id: 'webhooks', seq: seq - 1n, messagesUntil: day, overdueUntil: day },
    });
    expect(await dropOldest(database.db, CHANGES, at('2026-12-01'))).toBe('none');
    await database.db.feedPosition.update({ where: { id: 'webhooks' }, data: { seq } });
    expect(await dropOldest(database.db, CHANGES, at('2026-12-01'))).toEqual({ part: 'change_2026_11' });
  });
});
