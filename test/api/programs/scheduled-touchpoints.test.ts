import { afterAll, beforeAll, expect, test } from '@jest/globals';
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
let runId: string;
let batchId: string;

beforeAll(async () => {
  await api.open();
  const { now, adminId: authorId } = api;
  programId = await createProgramRow(api.database.db, { now, authorId, name: 'Overdue' });
  touchpointId = await createTouchpointRow(api.database.db, { now, programId, offsetDays: 7 });
  runId = await createRunRow(api, { programId });
  batchId = await createBatchRow(api, { programId, touchpointId, runId });
}, 60_000);
afterAll(() => api.close());

const debtor = (name = 'Debtor') =>
  createDebtor(api.database.db, { now: api.now, name, invoices: [{ daysOverdue: 10 }, { daysOverdue: 3 }] });
const list = (query: string, key = api.adminKey): Promise<Json> =>
  api.ok('GET', `/v1/scheduled-touchpoints?${query}`, { key });
const idsOf = (page: Json): string[] => page.items.map((row: Json) => row.id);

test('P9: every filter narrows the list and its count, and filters combine', async () => {
  const { customerId, invoiceIds } = await debtor();
  const [asked, other] = [invoiceIds[0]!, invoiceIds[1]!];
  const level = await createTouchpointRow(api.database.db, {
    now: api.now,
    programId,
    offsetDays: 5,
    level: 'invoice',
  });
  const row = { programId, touchpointId, customerId };
  const proposed = await createScheduledRow(api, { ...row, runId, batchId, status: 'proposed' });
  const planned = await createScheduledRow(api, { ...row, status: 'scheduled', plannedOn: '2026-03-09' });
  const single = await createScheduledRow(api, {
    programId,
    touchpointId: level,
    customerId,
    invoiceId: asked,
    status: 'scheduled',
    plannedOn: '2026-03-16',
  });
  const wide = await createScheduledRow(api, {
    ...row,
    runId,
    status: 'completed',
    plannedOn: '2026-02-23',
    facts: { invoices: [{ invoiceId: asked }] },
  });
  const left = await createScheduledRow(api, {
    ...row,
    runId,
    status: 'completed',
    plannedOn: '2026-02-16',
    message: {
      status: 'sent',
      facts: { invoices: [{ invoiceId: other }] },
    },
  });
  const of = `customerId=${customerId}`;
  const cases: [string, string[]][] = [
    ['', [left, wide, proposed, planned, single]],
    ['order=desc', [single, planned, proposed, wide, left]],
    [`programId=${programId}`, [left, wide, proposed, planned, single]],
    [`programId=${newId('program')}`, []],
    [`touchpointId=${level}`, [single]],
    [`runId=${runId}`, [left, wide, proposed]],
    [`batchId=${batchId}`, [proposed]],
    ['statuses=scheduled,proposed', [proposed, planned, single]],
    ['statuses=scheduled&plannedTo=2026-03-09', [planned]],
    ['plannedFrom=2026-03-02&plannedTo=2026-03-09', [proposed, planned]],
    [`invoiceId=${asked}`, [wide, single]],
    [`invoiceId=${other}`, [left]],
  ];
  for (const [query, ids] of cases) {
    const page = await list(`${of}&${query}`);
    expect([query, idsOf(page), page.totalCount]).toEqual([query, ids, ids.length]);
  }
  expect((await api.call('GET', '/v1/scheduled-touchpoints?statuses=sent')).status).toBe(422);
});

test('P9: pages follow the planned date in both directions, without a row twice', async () => {
  const { customerId } = await debtor();
  const days = ['2026-04-06', '2026-04-13', '2026-04-13', '2026-04-13', '2026-04-20'];
  for (const plannedOn of days) {
    const id = await createTouchpointRow(api.database.db, {
      now: api.now,
      programId: await createProgramRow(api.database.db, {
        now: api.now,
        authorId: api.adminId,
      }),
      offsetDays: 1,
    });
    await createScheduledRow(api, {
      programId,
      touchpointId: id,
      customerId,
      status: 'scheduled',
      plannedOn,
    });
  }
  const through = async (order: string): Promise<string[]> => {
    const ids: string[] = [];
    for (let cursor = ''; ;) {
      const page = await list(`customerId=${customerId}&limit=2&order=${order}${cursor}`);
      expect(page.totalCount).toBe(5);
      ids.push(...idsOf(page));
      if (page.nextCursor === null) return ids;
      cursor = `&cursor=${page.nextCursor}`;
    }
  };
  const up = await through('asc');
  expect(new Set(up).size).toBe(5);
  expect(await through('desc')).toEqual([...up].reverse());
  const costOf = async (query: string) => (await statementsOf(() => list(query))).length;
  expect([await costOf('limit=1'), await costOf(`customerId=${customerId}`)]).toEqual([3, 3]);
  const { nextCursor } = await list(`customerId=${customerId}&limit=2`);
  expect((await api.call('GET', `/v1/scheduled-touchpoints?order=desc&cursor=${nextCursor}`)).status).toBe(
    422,
  );
});

test('P9: the detail shows words, message, decision, what it replaced, and a history with names', async () => {
  const { customerId } = await debtor('Northwind');
  const at = new Date(api.now).toISOString();
  const history = [
    { at, to: 'scheduled', by: 'system', plannedOn: '2026-03-02', planVersion: 3 },
    { at, from: 'scheduled', to: 'proposed', by: 'system' },
    { at, from: 'proposed', to: 'approved', reason: 'approved', note: 'They asked.', by: api.adminId },
  ];
  const content = {
    subject: 'S',
    html: '<p>H</p>',
    text: 'T',
    to: ['a@b.example'],
    cc: [],
    bcc: ['c@d.example'],
  };
  const id = await createScheduledRow(api, {
    programId,
    touchpointId,
    customerId,
    runId,
    batchId,
    status: 'approved',
    decision: 'approved',
    history,
    content: {
      ...content,
      contactId: null,
      invoices: [],
    },
    heldReason: 'contact_policy',
    heldUntil: new Date(api.now + 36e5),
    message: { status: 'claimed' },
  });
  const old = await createScheduledRow(api, {
    programId,
    touchpointId,
    customerId,
    runId,
    status: 'superseded',
    reason: 'newer_run',
    supersededById: id,
  });
  const shown = await api.ok('GET', `/v1/scheduled-touchpoints/${id}`);
  expect(shown).toMatchObject({
    program: { id: programId, name: 'Overdue' },
    touchpoint: { id: touchpointId, label: '7 days, account', offsetDays: 7, isArchived: false },
    customer: { id: customerId, name: 'Northwind' },
    invoice: null,
    status: 'approved',
    decision: 'approved',
    decidedBy: { id: api.adminId, name: 'Ada' },
    decidedAt: at,
    heldReason: 'contact_policy',
    heldUntil: new Date(api.now + 3_600_000).toISOString(),
    subject: 'S',
    recipients: ['a@b.example'],
    content: { ...content, editedBy: null },
    message: { status: 'claimed', attempts: 1, recipients: [{ kind: 'to', status: 'waiting' }] },
    batch: { id: batchId, status: 'proposed' },
    supersedes: [old],
  });
  expect(shown.history).toEqual([
    {
      at,
      to: 'scheduled',
      from: null,
      reason: null,
      note: null,
      by: {
        id: 'system',
        name: null,
      },
      plannedOn: '2026-03-02',
      planVersion: 3,
    },
    {
      at,
      to: 'proposed',
      from: 'scheduled',
      reason: null,
      note: null,
      by: {
        id: 'system',
        name: null,
      },
      plannedOn: null,
      planVersion: null,
    },
    {
      at,
      to: 'approved',
      from: 'proposed',
      reason: 'approved',
      note: 'They asked.',
      by: {
        id: api.adminId,
        name: 'Ada',
      },
      plannedOn: null,
      planVersion: null,
    },
  ]);
  expect(await api.ok('GET', `/v1/scheduled-touchpoints/${old}`)).toMatchObject({
    status: 'superseded',
    reason: 'newer_run',
    supersededById: id,
    content: null,
    message: null,
  });
});

test('P9: what left by itself shows the words of its message in the ledger', async () => {
  const { customerId } = await debtor();
  const id = await createScheduledRow(api, {
    programId,
    touchpointId,
    customerId,
    runId,
    status: 'completed',
    decision: 'approved',
    message: {
      status: 'sent',
      recipients: ['x@y.example'],
    },
  });
  const shown = await api.ok('GET', `/v1/scheduled-touchpoints/${id}`);
  expect(shown).toMatchObject({
    messageStatus: 'sent',
    subject: 'Overdue',
    recipients: ['x@y.example'],
    content: {
      subject: 'Overdue',
      html: '<p>Please pay.</p>',
      text: 'Please pay.',
      to: ['x@y.example'],
      cc: [],
    },
    message: { status: 'sent', recipients: [{ address: 'x@y.example', status: 'accepted' }] },
  });
});

test('U3: those of hidden customers are neither listed nor counted nor found', async () => {
  const agent = await api.user('agent');
  const { customerId } = await debtor();
  const id = await createScheduledRow(api, { programId, touchpointId, customerId, runId, status: 'skipped' });
  const before = (await list('', agent.key)).totalCount;
  await hideCustomer(api, customerId);
  expect((await list('', agent.key)).totalCount).toBe(before - 1);
  expect(await list(`customerId=${customerId}`, agent.key)).toMatchObject({ items: [], totalCount: 0 });
  const path = `/v1/scheduled-touchpoints/${id}`;
  const [hidden, absent] = [
    await api.call('GET', path, { key: agent.key }),
    await api.call('GET', `/v1/scheduled-touchpoints/${newId('scheduledTouchpoint')}`, { key: agent.key }),
  ];
  expect([hidden.status, hidden.body.detail]).toEqual([404, absent.body.detail]);
  expect((await api.call('GET', path)).status).toBe(200);
});
