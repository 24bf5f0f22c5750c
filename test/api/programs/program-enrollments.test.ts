import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { planProgram } from '../../../commands/programs/plan-program.ts';
import { newId } from '../../../infra/ids.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { statementsOf } from '../../support/servers/count-statements.ts';
import { createDebtor, createProgramRow, createTouchpointRow } from '../../support/rows/program-fixture.ts';
import {
  createBatchRow,
  createRunRow,
  createScheduledRow,
  hideCustomer,
} from '../../support/worlds/touchpoint-rows.ts';

const api = new ApiFixture();
let programId: string;
let touchpointId: string;

beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(async () => {
  const { now, adminId: authorId } = api;
  programId = await createProgramRow(api.database.db, { now, authorId });
  touchpointId = await createTouchpointRow(api.database.db, { now, programId, offsetDays: 1 });
  api.lifecycle.started.length = 0;
});

const debtor = (name: string, balance = '100.00', daysOverdue = 10) =>
  createDebtor(api.database.db, { now: api.now, name, invoices: [{ daysOverdue, balance }] });
const grid = (query = '', key = api.adminKey): Promise<Json> =>
  api.ok('GET', `/v1/programs/${programId}/enrollments?${query}`, { key });
const set = (customerId: string, isEnrolled: boolean, key = api.adminKey) =>
  api.call('PUT', `/v1/programs/${programId}/enrollments/${customerId}`, { key, body: { isEnrolled } });
const namesOf = (page: Json): string[] => page.items.map((row: Json) => row.customer.name);
const statusesOf = async (customerId: string): Promise<string[]> => {
  const rows = await api.database.db.scheduledTouchpoint.findMany({
    where: { customerId },
    orderBy: { id: 'asc' },
  });
  return rows.map((row) => row.status);
};

describe('P5: the grid', () => {
  test('shows every customer with what it owes, whether it is enrolled, and who decided when', async () => {
    const [first, second, third] = [
      await debtor('Alpha one'),
      await debtor('Alpha two'),
      await debtor('Alpha three'),
    ];
    await set(first.customerId, true);
    await api.database.db.programEnrollment.create({
      data: {
        programId,
        customerId: second.customerId,
        isEnrolled: true,
        isExplicit: false,
        changedAt: new Date(api.now),
        changedById: 'system',
      },
    });
    const page = await grid('search=alpha%20&sort=name');
    expect(page.totalCount).toBe(3);
    expect(page.items.map((row: Json) => [row.customer.id, row.isEnrolled, row.decision])).toEqual([
      [first.customerId, true, 'explicit'],
      [third.customerId, false, null],
      [second.customerId, true, 'automatic'],
    ]);
    expect(page.items[0]).toMatchObject({
      decidedBy: { id: api.adminId, name: 'Ada' },
      decidedAt: new Date(api.now).toISOString(),
      total: '100.00',
      overdue: '100.00',
    });
    expect(page.items[2].decidedBy).toEqual({ id: 'system', name: null });
  });

  test('filters combine, and pages follow each order to the end without a row twice', async () => {
    for (const [name, balance] of [
      ['Golf a', '10'],
      ['Golf b', '30'],
      ['Golf c', '20'],
      ['Golf d', '30'],
      ['Golf e', '5'],
    ] as const) {
      const { customerId } = await debtor(name, balance);
      await set(customerId, name !== 'Golf c');
    }
    const through = async (query: string): Promise<string[]> => {
      const names: string[] = [];
      for (let cursor = ''; ;) {
        const page = await grid(`search=golf%20&limit=2&${query}${cursor}`);
        names.push(...namesOf(page));
        if (page.nextCursor === null) return names;
        cursor = `&cursor=${page.nextCursor}`;
      }
    };
    const byBalance = await through('sort=balance');
    expect(new Set(byBalance).size).toBe(5);
    expect(byBalance.slice(2)).toEqual(['Golf c', 'Golf a', 'Golf e']);
    expect(await through('sort=balance&order=asc')).toEqual([...byBalance].reverse());
    expect(await through('sort=name')).toEqual(['Golf a', 'Golf b', 'Golf c', 'Golf d', 'Golf e']);
    expect(await through('sort=name&enrollment=not_enrolled')).toEqual(['Golf c']);
    expect(await through('sort=name&enrollment=enrolled&balance=gte:10')).toEqual([
      'Golf a',
      'Golf b',
      'Golf d',
    ]);
    expect((await grid('search=golf%20&enrollment=enrolled&balance=gte:10&limit=1')).totalCount).toBe(3);
    const foreign = await grid('search=golf%20&limit=1&sort=name');
    const path = `/v1/programs/${programId}/enrollments?sort=balance&cursor=${foreign.nextCursor}`;
    expect((await api.call('GET', path)).status).toBe(422);
  });

  test('a page costs the same statements however many rows it has', async () => {
    for (const n of [1, 2, 3]) await debtor(`Papa ${n}`);
    const costOf = async (query: string) => (await statementsOf(() => grid(query))).length;
    await grid();
    expect([await costOf('search=papa%20&limit=1'), await costOf('search=papa%20')]).toEqual([5, 5]);
  });

  test('filters by label and by status of the customer', async () => {
    const [labelled, inactive] = [await debtor('Lima one'), await debtor('Lima two')];
    const group = await api.ok('POST', '/v1/label-groups', { body: { name: newId('labelGroup') } });
    const label = await api.ok('POST', `/v1/label-groups/${group.id}/labels`, { body: { name: 'L' } });
    await api.ok('PUT', `/v1/customers/${labelled.customerId}/labels/${label.id}`);
    await api.ok('PATCH', `/v1/customers/${inactive.customerId}`, { body: { status: 'inactive' } });
    const byLabel = await grid(`labelIds=${label.id}`);
    expect(byLabel).toMatchObject({ totalCount: 1, items: [{ labels: [{ id: label.id, name: 'L' }] }] });
    expect(namesOf(await grid('search=lima%20&statuses=inactive'))).toEqual(['Lima two']);
  });

  test('U3: hidden customers are absent from rows and counts, and cannot be decided about', async () => {
    const agent = await api.user('agent');
    const [open, hidden] = [await debtor('Hotel open'), await debtor('Hotel hidden')];
    await hideCustomer(api, hidden.customerId);
    expect(await grid('search=hotel%20', agent.key)).toMatchObject({
      totalCount: 1,
      items: [{ customer: { id: open.customerId } }],
    });
    const [of, absent] = [
      await set(hidden.customerId, true, agent.key),
      await set(newId('customer'), true, agent.key),
    ];
    expect([of.status, of.body.detail]).toEqual([404, absent.body.detail]);
    expect((await set(open.customerId, true, agent.key)).status).toBe(200);
    const viewer = await api.user('viewer');
    expect((await set(open.customerId, true, viewer.key)).status).toBe(403);
    expect((await grid('', viewer.key)).totalCount).toBeGreaterThan(0);
  });
});

describe('P5: a decision about one customer', () => {
  test('is kept with audit and feed, plans the customer at once, and changes nothing the second time', async () => {
    const { customerId } = await debtor('One');
    await planProgram(api.deps, { programId, planVersion: 2 });
    expect(await statusesOf(customerId)).toEqual(['scheduled']);
    const out = await set(customerId, false);
    expect(out.body).toMatchObject({
      hasChanged: true,
      cancelled: 0,
      inFlight: [],
      enrollment: { isEnrolled: false },
    });
    expect(await statusesOf(customerId)).toEqual(['skipped']);
    expect(
      await api.database.db.scheduledTouchpoint.findFirstOrThrow({ where: { customerId } }),
    ).toMatchObject({
      reason: 'not_enrolled',
    });
    expect((await set(customerId, false)).body).toMatchObject({ hasChanged: false, cancelled: 0 });
    expect(await api.auditActions(customerId)).toEqual(['customer.programUnenrolled']);
    const [change] = await api.database.db.change.findMany({
      where: { entityId: customerId },
      orderBy: { seq: 'asc' },
    });
    expect(change).toMatchObject({ kind: 'programUnenrolled', data: { customerId, programId } });
    expect((await set(customerId, true)).body).toMatchObject({ hasChanged: true });
    expect(await statusesOf(customerId)).toEqual(['skipped', 'scheduled']);
    expect(api.lifecycle.started).toEqual([]);
  });

  test('taking it out cancels what waits for review and what was approved, and takes its claim away', async () => {
    const { db } = api.database;
    const { customerId } = await debtor('Out');
    const other = await debtor('Stays');
    const second = await createTouchpointRow(db, { now: api.now, programId, offsetDays: 5 });
    const runId = await createRunRow(api, { programId });
    const [mixed, left] = [
      await createBatchRow(api, { programId, touchpointId, runId }),
      await createBatchRow(api, { programId, touchpointId: second, runId, status: 'approved' }),
    ];
    const row = { programId, customerId, runId };
    const proposed = await createScheduledRow(api, {
      ...row,
      touchpointId,
      batchId: mixed,
      status: 'proposed',
    });
    const approved = await createScheduledRow(api, {
      ...row,
      touchpointId: second,
      batchId: left,
      status: 'approved',
      decision: 'approved',
      message: { status: 'claimed' },
    });
    const kept = await createScheduledRow(api, {
      programId,
      runId,
      touchpointId,
      batchId: mixed,
      status: 'proposed',
      customerId: other.customerId,
    });
    expect((await set(customerId, false)).body).toMatchObject({ cancelled: 2, inFlight: [] });
    const shown = async (id: string) => api.ok('GET', `/v1/scheduled-touchpoints/${id}`);
    expect(await shown(proposed)).toMatchObject({
      status: 'cancelled',
      reason: 'not_enrolled',
      decision: 'cancelled',
      decidedBy: { name: 'Ada' },
      batch: { status: 'proposed' },
    });
    const ended = await shown(approved);
    expect(ended).toMatchObject({
      status: 'cancelled',
      decision: 'approved',
      message: { status: 'cancelled' },
    });
    expect(ended.history.at(-1)).toMatchObject({
      from: 'approved',
      to: 'cancelled',
      reason: 'not_enrolled',
      by: { id: api.adminId, name: 'Ada' },
    });
    expect(await shown(kept)).toMatchObject({ status: 'proposed' });
    expect(api.lifecycle.started).toEqual(
      expect.arrayContaining([`batch ${mixed}`, `batch ${left}`, `run ${runId}`]),
    );
    await set(other.customerId, false);
    expect(await db.reviewBatch.findUniqueOrThrow({ where: { id: mixed } })).toMatchObject({
      status: 'rejected',
    });
  });

  test('what is being handed over cannot be called back: it is named', async () => {
    const { customerId } = await debtor('Leaving');
    const runId = await createRunRow(api, { programId });
    const batchId = await createBatchRow(api, { programId, touchpointId, runId, status: 'approved' });
    const id = await createScheduledRow(api, {
      programId,
      touchpointId,
      runId,
      batchId,
      customerId,
      status: 'approved',
      decision: 'approved',
      message: { status: 'handed_over' },
    });
    const { body } = await set(customerId, false);
    expect(body).toMatchObject({ cancelled: 0, inFlight: [{ scheduledTouchpointId: id }] });
    expect(await statusesOf(customerId)).toEqual(['approved']);
  });

  test('while the program is being planned or generated, a plan of the whole follows', async () => {
    const { customerId } = await debtor('Meanwhile');
    const { db } = api.database;
    await db.$transaction(async (tx) => {
      await api.deps.store.locks.closeGate(tx, { kind: 'program-plan', id: programId });
      expect((await set(customerId, false)).body).toMatchObject({ hasChanged: true });
    });
    expect(api.lifecycle.started).toEqual([`plan ${programId}/2`]);
    const plan = await db.programPlan.findFirstOrThrow({ where: { programId, version: 2 } });
    expect(plan).toMatchObject({
      reason: 'enrollments changed',
      requestedById: api.adminId,
      finishedAt: null,
    });
  });

  test('an archived program takes nobody, and one that is not there is not found', async () => {
    const { customerId } = await debtor('Late');
    await api.database.db.program.update({ where: { id: programId }, data: { status: 'archived' } });
    expect((await set(customerId, true)).status).toBe(409);
    programId = newId('program');
    expect((await set(customerId, true)).status).toBe(404);
    expect((await api.call('GET', `/v1/programs/${programId}/enrollments`)).status).toBe(404);
  });
});
