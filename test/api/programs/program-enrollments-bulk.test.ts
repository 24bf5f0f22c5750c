import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { generateRun } from '../../../commands/programs/runs/generate-run.ts';
import { newId } from '../../../infra/ids.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
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
const count = (selection: object, type: string, key = api.adminKey): Promise<Json> =>
  api.ok('POST', '/v1/customer-bulk-changes', { key, body: { selection, action: { type, programId } } });
const apply = (token: string, key = api.adminKey) =>
  api.call('POST', `/v1/bulk-changes/${token}/apply`, { key });
const namesOf = (page: Json): string[] => page.items.map((row: Json) => row.customer.name);
const statusesOf = async (customerId: string): Promise<string[]> => {
  const rows = await api.database.db.scheduledTouchpoint.findMany({
    where: { customerId },
    orderBy: { id: 'asc' },
  });
  return rows.map((row) => row.status);
};

describe('P5: many at once', () => {
  test('those that would change are counted, the token holds exactly that set, and it is applied once', async () => {
    const rows = [await debtor('Bravo one'), await debtor('Bravo two'), await debtor('Bravo three')];
    await set(rows[0]!.customerId, true);
    const counted = await count({ filter: { search: 'bravo ' } }, 'enrollInProgram');
    expect(counted).toMatchObject({ count: 3, changing: 2 });
    const late = await debtor('Bravo late');
    api.lifecycle.started.length = 0;
    expect((await apply(counted.token)).body).toMatchObject({ count: 3, changed: 2, unchanged: 1 });
    expect((await apply(counted.token)).status).toBe(409);
    expect(namesOf(await grid('search=bravo%20&enrollment=not_enrolled'))).toEqual(['Bravo late']);
    expect(api.lifecycle.started).toEqual([expect.stringMatching(`^plan ${programId}/`)]);
    expect(await api.auditActions(rows[1]!.customerId)).toEqual(['customer.programEnrolled']);
    expect(await statusesOf(late.customerId)).toEqual([]);
  });

  test('taking out many cancels what they have open, and a decision about nobody asks for no plan', async () => {
    const rows = [await debtor('Oscar one'), await debtor('Oscar two'), await debtor('Oscar three')];
    const runId = await createRunRow(api, { programId });
    const batchId = await createBatchRow(api, { programId, touchpointId, runId });
    for (const { customerId } of rows) {
      await createScheduledRow(api, {
        programId,
        touchpointId,
        runId,
        batchId,
        customerId,
        status: 'proposed',
      });
    }
    const ids = rows.slice(0, 2).map((row) => row.customerId);
    const counted = await count({ customerIds: ids }, 'unenrollFromProgram');
    expect(counted).toMatchObject({ count: 2, changing: 2 });
    expect((await apply(counted.token)).body).toMatchObject({ changed: 2 });
    expect(await Promise.all(rows.map((row) => statusesOf(row.customerId)))).toEqual([
      ['cancelled'],
      ['cancelled'],
      ['proposed'],
    ]);
    const [entry] = await api.database.db.audit.findMany({
      where: { entityId: ids[0]! },
      orderBy: { id: 'asc' },
    });
    expect(entry).toMatchObject({
      before: { programId, isEnrolled: null },
      after: { programId, isEnrolled: false },
    });
    api.lifecycle.started.length = 0;
    const again = await count({ customerIds: ids }, 'unenrollFromProgram');
    expect(again).toMatchObject({ changing: 0 });
    expect((await apply(again.token)).body).toMatchObject({ changed: 0, unchanged: 2 });
    expect(api.lifecycle.started).toEqual([]);
  });

  test('U3: what the author may not see is left out and counted, and the permission is asked for', async () => {
    const agent = await api.user('agent');
    const [open, hidden] = [await debtor('Uniform one'), await debtor('Uniform two')];
    await hideCustomer(api, hidden.customerId);
    const customerIds = [open.customerId, hidden.customerId];
    const counted = await count({ customerIds }, 'unenrollFromProgram', agent.key);
    expect(counted).toMatchObject({ count: 1, changing: 1, hidden: 1 });
    expect((await apply(counted.token, agent.key)).body).toMatchObject({ changed: 1, hidden: 1 });
    const decided = await api.database.db.programEnrollment.findMany({
      where: { programId },
      orderBy: { customerId: 'asc' },
    });
    expect(decided.map((row) => row.customerId)).toEqual([open.customerId]);
    const other = await api.user('agent', { taken: ['programs.enroll'] });
    const action = { type: 'enrollInProgram', programId };
    const body = { selection: { customerIds }, action };
    expect((await api.call('POST', '/v1/customer-bulk-changes', { key: other.key, body })).status).toBe(403);
    const ghost = { ...body, action: { ...action, programId: newId('program') } };
    const refused = await api.call('POST', '/v1/customer-bulk-changes', { body: ghost });
    expect(refused.body.errors).toEqual([{ field: 'action.programId', message: 'is no program' }]);
  });
});

describe('races', () => {
  test('two opposite changes of the same many: each customer ends as one of them, and both say what they changed', async () => {
    const rows = await Promise.all(Array.from({ length: 20 }, (_, n) => debtor(`Romeo ${n}`)));
    const customerIds = rows.map((row) => row.customerId);
    const [enroll, leave] = [
      await count({ customerIds }, 'enrollInProgram'),
      await count({ customerIds: [...customerIds].reverse() }, 'unenrollFromProgram'),
    ];
    const answers = await Promise.all([apply(enroll.token), apply(leave.token)]);
    expect(answers.map(({ status, body }) => [status, body.changed])).toEqual([
      [200, 20],
      [200, 20],
    ]);
    const decided = await api.database.db.programEnrollment.findMany({
      where: { programId },
      orderBy: { customerId: 'asc' },
    });
    expect(decided).toHaveLength(20);
    expect(new Set(decided.map((row) => row.isEnrolled)).size).toBe(1);
  });

  /** Generates a run, and does something when it has judged everybody and is about to write. */
  async function generateMeanwhile(meanwhile: () => Promise<unknown>) {
    const runId = await createRunRow(api, { programId, status: 'generating', isCurrent: true });
    const { store } = api.deps;
    const listActiveOf: typeof store.touchpoints.listActiveOf = async (tx, id) => {
      await meanwhile();
      return store.touchpoints.listActiveOf(tx, id);
    };
    const deps = { ...api.deps, store: { ...store, touchpoints: { ...store.touchpoints, listActiveOf } } };
    expect(await generateRun(deps, { runId })).toMatchObject({ isSuperseded: false });
    return runId;
  }

  test('an explicit unenroll while a run is generated sticks: the run judges anew and leaves the customer out', async () => {
    const [out, stays] = [await debtor('During'), await debtor('Beside')];
    await set(out.customerId, true);
    let isDecided = false;
    const runId = await generateMeanwhile(async () => {
      if (!isDecided) expect((await set(out.customerId, false)).status).toBe(200);
      isDecided = true;
    });
    const rows = await api.database.db.scheduledTouchpoint.findMany({
      where: { customerId: { in: [out.customerId, stays.customerId] }, runId },
      orderBy: { customerId: 'asc' },
    });
    expect(rows.map((row) => [row.customerId, row.status, row.reason])).toEqual([
      [out.customerId, 'skipped', 'not_enrolled'],
      [stays.customerId, 'proposed', null],
    ]);
    expect((await grid('search=during')).items[0]).toMatchObject({ isEnrolled: false, decision: 'explicit' });
  });

  test('an explicit unenroll of somebody the run enrolls just then waits for it, and cancels what it proposed', async () => {
    const { customerId } = await debtor('Just then');
    let decided: Promise<{ status: number }> | undefined;
    const runId = await generateMeanwhile(() => {
      decided ??= set(customerId, false);
      return Promise.resolve();
    });
    expect((await decided)?.status).toBe(200);
    const rows = await api.database.db.scheduledTouchpoint.findMany({
      where: { customerId, runId },
      orderBy: { id: 'asc' },
    });
    expect(rows.map((row) => [row.status, row.reason])).toEqual([['cancelled', 'not_enrolled']]);
    expect((await grid('search=just%20then')).items[0]).toMatchObject({ isEnrolled: false });
  });
});
