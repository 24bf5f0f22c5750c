import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { rescheduleRuns } from '../../../commands/programs/reschedule-runs.ts';
import { startDueRun } from '../../../commands/programs/runs/start-due-run.ts';
import { newId } from '../../../infra/ids.ts';
import { ApiFixture } from '../../support/servers/api-fixture.ts';
import { createProgramRow, type ProgramFixture } from '../../support/rows/program-fixture.ts';
import { createBatch, openRun } from '../../support/worlds/program-runs.ts';

const START = Date.parse('2026-03-02T08:00:00Z');

const api = new ApiFixture();
let mailboxId = '';
beforeAll(async () => {
  await api.open();
  const at = new Date(START);
  mailboxId = newId('mailbox');
  await api.database.db.mailbox.create({
    data: {
      id: mailboxId,
      name: 'Dunning',
      nameKey: 'dunning',
      fromAddress: 'ar@firm.example',
      fromName: 'Firm',
      smtpHost: 'localhost',
      smtpPort: 25,
      smtpSecurity: 'none',
      zone: 'UTC',
      minIntervalSeconds: 0,
      status: 'working',
      failures: 0,
      version: 1,
      createdAt: at,
      updatedAt: at,
    },
  });
});
afterAll(() => api.close());
beforeEach(() => {
  api.now = START;
  api.lifecycle.started.length = 0;
});

/** A program on Mondays at 09:00 UTC, with its expected run. */
async function programWith(change: Partial<ProgramFixture> = {}): Promise<string> {
  const { db } = api.database;
  const fixture = { now: api.now, authorId: api.adminId, mailboxId, ...change };
  const programId = await createProgramRow(db, fixture);
  await db.$transaction((tx) => rescheduleRuns(api.deps, tx, { programId, now: api.now }));
  return programId;
}
const run = (programId: string, options: Parameters<ApiFixture['call']>[2] = {}) =>
  api.call('POST', `/v1/programs/${programId}/runs`, { body: {}, ...options });
const read = (programId: string, runId: string, key?: string) =>
  api.ok('GET', `/v1/programs/${programId}/runs/${runId}`, key === undefined ? {} : { key });

/** The scheduled run of 2 March, with messages that wait for a decision. */
async function withProposals(items: number) {
  api.now = START;
  const programId = await programWith();
  api.now = Date.parse('2026-03-02T09:00:00Z');
  const { runId } = await startDueRun(api.deps, { programId });
  const { db } = api.database;
  await openRun(db, runId!, { produced: items });
  const proposed = Array.from({ length: items }, () => 'proposed' as const);
  const batch = await createBatch(db, { programId, runId: runId!, now: api.now, items: proposed });
  api.lifecycle.started.length = 0;
  return { programId, runId: runId!, ...batch };
}

describe('P12: run now', () => {
  test('a run begins at once, beside the schedule, and its workflow is started', async () => {
    const programId = await programWith();
    const { status, body } = await run(programId);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      kind: 'manual',
      localDate: '2026-03-02',
      status: 'generating',
      deadlineAt: '2026-03-02T09:00:00.000Z',
      startedBy: { id: api.adminId, name: 'Ada' },
    });
    expect(api.lifecycle.started).toEqual([`run ${body.id}`]);
    expect(await api.auditActions(body.id)).toEqual(['program.run']);
    const { items } = await api.ok('GET', `/v1/programs/${programId}/runs`);
    expect(items.map((item: { kind: string; status: string }) => `${item.kind} ${item.status}`)).toEqual([
      'scheduled expected',
      'manual generating',
    ]);
  });

  test('O8: the same key begins it once', async () => {
    const programId = await programWith();
    const headers = { 'Idempotency-Key': 'run-once' };
    const [first, again] = [await run(programId, { headers }), await run(programId, { headers })];
    expect(again.body).toEqual(first.body);
    expect((await api.ok('GET', `/v1/programs/${programId}/runs?kind=manual`)).items).toHaveLength(1);
  });

  test('it overtakes a run that is still generating, which then writes nothing', async () => {
    const programId = await programWith();
    const first = (await run(programId)).body.id;
    const second = (await run(programId)).body.id;
    expect((await read(programId, first)).status).toBe('superseded');
    const program = await api.database.db.program.findUniqueOrThrow({ where: { id: programId } });
    expect(program.currentRunId).toBe(second);
    expect(api.lifecycle.started).toEqual([`run ${first}`, `run ${second}`, `run ${first}`]);
  });

  test('without a working mailbox it is kept as skipped, with the reason', async () => {
    const programId = await programWith({ mailboxId: null });
    const { status, body } = await run(programId);
    expect([status, body.status, body.skipReason]).toEqual([201, 'skipped', 'no_mailbox']);
    expect(api.lifecycle.started).toEqual([]);
    const program = await api.database.db.program.findUniqueOrThrow({ where: { id: programId } });
    expect(program.currentRunId).toBeNull();
  });

  test.each(['paused', 'archived'])('P13: a program that is %s does not run', async (status) => {
    const programId = await programWith();
    await api.database.db.program.update({ where: { id: programId }, data: { status } });
    const answer = await run(programId);
    expect([answer.status, answer.body.detail]).toEqual([409, `The program is ${status}: it does not run.`]);
  });

  test('U1: it takes the permission to run programs, and a program that is there', async () => {
    const programId = await programWith();
    const { key } = await api.user('agent');
    expect((await run(programId, { key })).status).toBe(403);
    expect((await run(newId('program'))).status).toBe(404);
  });
});

describe('P8: run now replaces proposals only after confirmation', () => {
  test('it says how many wait, and runs with the token of that answer, leaving them in place', async () => {
    const { programId, runId, batchId } = await withProposals(3);
    const asked = await run(programId);
    expect(asked.status).toBe(409);
    expect(asked.body).toMatchObject({ openProposals: 3, confirmation: expect.any(String) });
    const { confirmation } = asked.body;
    expect((await run(programId, { body: { confirmation } })).status).toBe(201);
    const batch = await api.database.db.reviewBatch.findUniqueOrThrow({ where: { id: batchId } });
    expect(batch.status).toBe('proposed');
    expect((await read(programId, runId)).status).toBe('open');
  });

  test('a token is stale once one of them was decided or another came', async () => {
    const { programId, runId, itemIds } = await withProposals(2);
    const { db } = api.database;
    const first = (await run(programId)).body.confirmation;
    await db.scheduledTouchpoint.update({ where: { id: itemIds[0]! }, data: { status: 'cancelled' } });
    const stale = await run(programId, { body: { confirmation: first } });
    expect([stale.status, stale.body.openProposals]).toEqual([409, 1]);
    await createBatch(db, { programId, runId, now: api.now, items: ['proposed'] });
    const other = await run(programId, { body: { confirmation: stale.body.confirmation } });
    expect([other.status, other.body.openProposals]).toEqual([409, 2]);
    expect((await run(programId, { body: { confirmation: other.body.confirmation } })).status).toBe(201);
  });

  test('a token of another program is none', async () => {
    const [mine, other] = [await withProposals(1), await withProposals(1)];
    const { confirmation } = (await run(other.programId)).body;
    expect((await run(mine.programId, { body: { confirmation } })).status).toBe(409);
  });

  test('U3: the question is about proposals to customers one sees, and none is asked about others', async () => {
    const { programId, customerIds } = await withProposals(3);
    const { key } = await api.user('manager');
    await hide(customerIds[0]!);
    const seen = (await run(programId, { key })).body;
    expect([seen.openProposals, seen.hidden]).toEqual([2, undefined]);
    expect((await run(programId)).body).toMatchObject({ openProposals: 3 });
    for (const customerId of customerIds.slice(1)) await hide(customerId);
    expect((await run(programId, { key })).status).toBe(201);
  });
});

describe('runs of a program', () => {
  test('are listed newest first, page by page, and filtered', async () => {
    const programId = await programWith();
    const instants = ['2026-03-02T09:00:00Z', '2026-03-09T17:00:00Z', '2026-03-16T09:00:00Z'];
    for (const instant of instants) {
      api.now = Date.parse(instant);
      await startDueRun(api.deps, { programId });
    }
    const path = `/v1/programs/${programId}/runs`;
    const first = await api.ok('GET', `${path}?limit=2`);
    const rest = await api.ok('GET', `${path}?limit=2&cursor=${first.nextCursor}`);
    const shown = [...first.items, ...rest.items].map((item) => `${item.localDate} ${item.status}`);
    expect(shown).toEqual([
      '2026-03-23 expected',
      '2026-03-16 generating',
      '2026-03-09 skipped',
      '2026-03-02 superseded',
    ]);
    const { items } = await api.ok('GET', `${path}?status=skipped`);
    expect(items.map((item: { skipReason: string }) => item.skipReason)).toEqual(['outage']);
    expect((await api.call('GET', `/v1/programs/${newId('program')}/runs`)).status).toBe(404);
  });

  test('U3: a run counts the messages of the customers one may see', async () => {
    const { programId, runId, customerIds } = await withProposals(3);
    await hide(customerIds[0]!);
    const { key } = await api.user('manager');
    expect(await read(programId, runId, key)).toMatchObject({
      produced: 2,
      messages: { proposed: 2, approved: 0 },
    });
    expect(await read(programId, runId)).toMatchObject({ produced: 3, messages: { proposed: 3 } });
    const { items } = await api.ok('GET', `/v1/programs/${programId}/runs?status=open`, { key });
    expect(items).toMatchObject([{ id: runId, produced: 2, skipped: 0 }]);
  });

  test('a run of another program is not found', async () => {
    const [mine, other] = [await programWith(), await programWith()];
    const { id } = (await run(mine)).body;
    expect((await api.call('GET', `/v1/programs/${other}/runs/${id}`)).status).toBe(404);
  });
});

describe('next runs', () => {
  test('P2: are at the local time of the program, over a clock change', async () => {
    const programId = await programWith({ zone: 'Europe/Berlin' });
    expect(await api.ok('GET', `/v1/programs/${programId}/next-runs?count=5`)).toEqual({
      status: 'active',
      items: [
        '2026-03-09T08:00:00.000Z',
        '2026-03-16T08:00:00.000Z',
        '2026-03-23T08:00:00.000Z',
        '2026-03-30T07:00:00.000Z',
        '2026-04-06T07:00:00.000Z',
      ].map((at) => ({ localDate: at.slice(0, 10), at, movedFrom: null })),
    });
  });

  test('S22: say which holiday moved them', async () => {
    const programId = await programWith();
    const data = { holidayCountry: 'DE', holidayRegion: 'BY' };
    await api.database.db.program.update({ where: { id: programId }, data });
    api.now = Date.parse('2026-04-01T00:00:00Z');
    const { items } = await api.ok('GET', `/v1/programs/${programId}/next-runs?count=1`);
    expect(items).toEqual([
      { localDate: '2026-04-07', at: '2026-04-07T09:00:00.000Z', movedFrom: '2026-04-06' },
    ]);
  });

  test('P13: a paused program has none', async () => {
    const programId = await programWith();
    await api.database.db.program.update({ where: { id: programId }, data: { status: 'paused' } });
    expect(await api.ok('GET', `/v1/programs/${programId}/next-runs`)).toEqual({
      status: 'paused',
      items: [],
    });
  });

  test.each(['0', '51', 'x'])('a count of %s is refused', async (count) => {
    const programId = await programWith();
    const { status, body } = await api.call('GET', `/v1/programs/${programId}/next-runs?count=${count}`);
    expect([status, body.errors[0].field]).toEqual([422, 'query.count']);
  });
});

/** Puts a customer into a visibility group without members. */
async function hide(customerId: string): Promise<void> {
  const id = newId('visibilityGroup');
  const group = { id, name: id, nameKey: id, createdAt: new Date(api.now) };
  await api.database.db.visibilityGroup.create({ data: { ...group, customers: { create: { customerId } } } });
}
