import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Actor } from '../../../contracts/actor.ts';
import * as bulk from '../../../infra/db/enrollments/bulk-enrollments.ts';
import { dayToDate } from '../../../infra/db/rows.ts';
import { matchBulkRows } from '../../../infra/db/enrollments/match-bulk-rows.ts';
import { newId } from '../../../infra/ids.ts';
import { receiveBulkEnrollment } from '../../../commands/enrollments/receive-bulk-enrollment.ts';
import type { CreateBulkEnrollmentQuery } from '../../../contracts/enrollments/bulk-enrollments.ts';
import { SequenceFixture, START } from '../../support/worlds/sequence-fixture.ts';

const fixture = new SequenceFixture();
const started: string[] = [];
beforeAll(async () => {
  await fixture.open();
  fixture.deps.lifecycle.startBulkEnrollment = ({ bulkId }) => {
    started.push(bulkId);
    return Promise.resolve();
  };
});
afterAll(() => fixture.database.drop());

const defaults: CreateBulkEnrollmentQuery = { header: 'auto', dateFormat: 'YYYY-MM-DD' };

function fileOf(records: string[][]) {
  const rows = records.map((values, index) => ({ line: index + 1, values }));
  async function* all() {
    for (const row of rows) yield row;
  }
  const head = { delimiter: ',', skipLines: 0, isNamed: false, rows } as const;
  return { heads: [head], check: () => Promise.resolve({ rows: all }) };
}

async function customer(change: {
  name: string;
  externalId?: string;
  status?: string;
  arOwnerId?: string;
}): Promise<string> {
  const id = newId('customer');
  const at = new Date(START);
  await fixture.database.db.customer.create({
    data: {
      currency: 'EUR',
      score: 0,
      properties: {},
      source: 'test',
      arVersion: 1,
      createdAt: at,
      updatedAt: at,
      status: 'active',
      ...change,
      id,
    },
  });
  return id;
}

async function bulkOf(values: string[], author: Actor = fixture.actor): Promise<string> {
  const { db } = fixture.database;
  const id = newId('bulkEnrollment');
  await bulk.insert(db, {
    id,
    sequenceId: newId('sequence'),
    startDate: null,
    createdById: author.userId,
    now: START,
  });
  const rows = values.map((value, index) => ({ line: index + 1, value, startDate: null, reason: null }));
  await bulk.insertBulkRows(db, id, rows);
  await bulk.startRunning(db, id, rows.length);
  return id;
}

async function rowsOf(bulkId: string): Promise<[string | null, string | null, string | null][]> {
  const { items } = await bulk.listBulkRows(fixture.database.db, fixture.actor, { bulkId, limit: 200 });
  return items.map(({ customerId, outcome, reason }) => [customerId, outcome, reason]);
}

describe('S9: rows find their customers in one statement', () => {
  test('by id, external id or whole name in any case; nobody, several and inactive ones are told', async () => {
    const a = await customer({ name: 'Öztürk  Möbel', externalId: 'M-1' });
    const b = await customer({ name: 'Baltic Foods', externalId: 'M-2' });
    await customer({ name: 'Twin Ltd' });
    await customer({ name: 'twin ltd' });
    const off = await customer({ name: 'Closed', status: 'inactive' });
    const maybe = await customer({ name: 'Maybe', status: 'prospect' });
    const values = ['ÖZTÜRK Möbel', 'M-2', 'M-1', a, 'Twin LTD', 'Baltic', 'closed', 'Maybe'];
    const bulkId = await bulkOf(values);
    expect(await matchBulkRows(fixture.database.db, { bulkId, purpose: 'collections' })).toBe(8);
    expect(await rowsOf(bulkId)).toEqual([
      [a, null, null],
      [b, null, null],
      [a, 'skipped', 'duplicate of line 1'],
      [a, 'skipped', 'duplicate of line 1'],
      [null, 'failed', 'ambiguous: 2 customers have this name'],
      [null, 'failed', 'unmatched: no customer has this id, external id or name'],
      [off, 'failed', 'not active: the customer is inactive'],
      [maybe, 'failed', 'not active: the customer is prospect'],
    ]);
    expect(await bulk.bulkSummary(fixture.database.db, fixture.actor, bulkId)).toMatchObject({
      total: 8,
      pending: 2,
      skipped: 2,
      failed: 4,
      enrolled: 0,
    });
    expect(await matchBulkRows(fixture.database.db, { bulkId, purpose: 'collections' })).toBe(0);
    const outreach = await bulkOf(['Maybe']);
    await matchBulkRows(fixture.database.db, { bulkId: outreach, purpose: 'outreach' });
    expect(await rowsOf(outreach)).toEqual([[maybe, null, null]]);
  });

  test('an external id that is the name of another customer wins over the name', async () => {
    const byId = await customer({ name: 'First of two', externalId: 'Second of two' });
    await customer({ name: 'Second of two' });
    const bulkId = await bulkOf(['Second of two']);
    await matchBulkRows(fixture.database.db, { bulkId, purpose: 'collections' });
    expect(await rowsOf(bulkId)).toEqual([[byId, null, null]]);
  });

  test('U3: a customer hidden from the author is unmatched, and only the author and admins see the rows', async () => {
    const agent = await fixture.user('agent');
    const hidden = await customer({ name: 'Hidden Corp' });
    const { db } = fixture.database;
    await db.visibilityGroup.create({
      data: { id: 'g', name: 'g', nameKey: 'g', createdAt: new Date(START) },
    });
    await db.visibilityGroupCustomer.create({ data: { groupId: 'g', customerId: hidden } });
    const bulkId = await bulkOf(['Hidden Corp', hidden], agent);
    await matchBulkRows(db, { bulkId, purpose: 'collections' });
    expect((await rowsOf(bulkId)).map(([, outcome]) => outcome)).toEqual(['failed', 'failed']);
    const other = await fixture.user('agent');
    expect(await bulk.bulkSummary(db, other, bulkId)).toBeNull();
    expect((await bulk.listBulkRows(db, other, { bulkId, limit: 10 })).items).toEqual([]);
    expect(await bulk.bulkSummary(db, agent, bulkId)).not.toBeNull();
  });

  test('50,000 rows are matched in seconds', async () => {
    const { db } = fixture.database;
    const at = new Date(START);
    await db.$executeRaw`
      INSERT INTO customer (id, name, external_id, status, currency, score, properties, source, ar_version, created_at, updated_at)
      SELECT 'cus_big' || n, 'Big ' || n, 'BIG-' || n, 'active', 'EUR', 0, '{}', 'test', 1, ${at}, ${at} FROM generate_series(1, 50000) n`;
    const values = Array.from({ length: 50_000 }, (_, n) => (n % 2 === 0 ? `BIG-${n + 1}` : `big ${n + 1}`));
    const bulkId = await bulkOf(values);
    const before = performance.now();
    expect(await matchBulkRows(db, { bulkId, purpose: 'collections' })).toBe(50_000);
    const seconds = (performance.now() - before) / 1000;
    process.stdout.write(`matched 50,000 rows in ${seconds.toFixed(1)} s\n`);
    expect(seconds).toBeLessThan(20);
    expect(await bulk.bulkSummary(db, fixture.actor, bulkId)).toMatchObject({
      pending: 50_000,
      failed: 0,
      skipped: 0,
    });
  });
});

describe('S9: receiving the rows', () => {
  test('rows are stored with lines and dates, then the operation is started', async () => {
    const { id: sequenceId } = await fixture.active();
    const records = [
      ['Customer', 'start'],
      ['M-1', '2026-03-05'],
      ['', ''],
      ['M-2', '2026-03-01'],
      ['M-3', ''],
    ];
    const reply = await receiveBulkEnrollment(fixture.deps, fixture.actor, {
      sequenceId,
      source: fileOf(records),
      query: { ...defaults, startDate: '2026-03-02', startDateColumn: 'start' },
    });
    expect(reply).toMatchObject({
      status: 'running',
      total: 4,
      pending: 2,
      failed: 2,
      startDate: '2026-03-02',
    });
    expect(started).toContain(reply.id);
    const rows = await fixture.database.db.bulkEnrollmentRow.findMany({
      where: { bulkId: reply.id },
      orderBy: { line: 'asc' },
    });
    expect(rows.map(({ line, value, startDate, reason }) => [line, value, startDate, reason])).toEqual([
      [2, 'M-1', dayToDate('2026-03-05'), null],
      [3, '', null, 'empty: the row names no customer'],
      [4, 'M-2', null, 'start date: must be today or later'],
      [5, 'M-3', null, null],
    ]);
  });

  test('a draft takes no enrollments, and a start date in the past is refused; nothing is written', async () => {
    const draft = await fixture.draft();
    const { id: sequenceId } = await fixture.active();
    const count = await fixture.database.db.bulkEnrollment.count();
    const receive = (id: string, change: Partial<CreateBulkEnrollmentQuery>, records = [['M-1']]) =>
      receiveBulkEnrollment(fixture.deps, fixture.actor, {
        sequenceId: id,
        source: fileOf(records),
        query: { ...defaults, ...change },
      });
    await expect(receive(draft.id, {})).rejects.toMatchObject({ code: 'conflict' });
    await expect(receive(sequenceId, { startDate: '2026-03-01' })).rejects.toMatchObject({
      code: 'validation',
    });
    await expect(receive(sequenceId, { column: 'nope' })).rejects.toMatchObject({ code: 'validation' });
    await expect(receive(sequenceId, {}, [])).rejects.toMatchObject({ code: 'validation' });
    await expect(receive(newId('sequence'), {})).rejects.toMatchObject({ code: 'not_found' });
    expect(await fixture.database.db.bulkEnrollment.count()).toBe(count);
  });
});
