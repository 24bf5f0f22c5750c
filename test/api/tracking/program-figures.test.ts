import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createHitRows } from '../../support/rows/hits.ts';
import { createDebtor, createProgramRow, createTouchpointRow } from '../../support/rows/program-fixture.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { createBatchRow, createRunRow, createScheduledRow } from '../../support/worlds/touchpoint-rows.ts';

const api = new ApiFixture();
let programId: string;
const messageIds: string[] = [];

beforeAll(async () => {
  await api.open();
  const { now, adminId: authorId } = api;
  const { db } = api.database;
  programId = await createProgramRow(db, { now, authorId });
  const touchpointId = await createTouchpointRow(db, { now, programId, offsetDays: 1 });
  const runId = await createRunRow(api, { programId, localDate: '2026-02-23' });
  const batchId = await createBatchRow(api, { programId, touchpointId, runId });
  for (let made = 0; made < 4; made += 1) {
    const { customerId } = await createDebtor(db, { now, invoices: [{ daysOverdue: 60 }] });
    const row = { programId, touchpointId, customerId, runId, batchId, plannedOn: '2026-02-23' };
    const message = { status: 'sent', at: now, facts: {} } as const;
    const sourceId = await createScheduledRow(api, {
      ...row,
      status: 'completed',
      decision: 'approved',
      message,
    });
    messageIds.push((await db.message.findFirstOrThrow({ where: { sourceId } })).id);
  }
}, 60_000);
afterAll(() => api.close());

test('P16: opened, clicked and replied count messages once, by who it was; what a copy’s reader did is only an answer', async () => {
  const [one, two, three] = messageIds as [string, string, string];
  const at = api.now;
  await createHitRows(api.database.db, {
    messageId: one,
    at,
    events: [
      ['opened', 1],
      ['clicked', 1],
      ['clicked', 1],
      ['reply', 1],
      ['reply', 2],
    ],
    hits: [
      ['open', 1, 'machine'],
      ['open', 1, 'machine'],
      ['open', 1, 'human'],
      ['click', 1, 'unclear'],
    ],
  });
  await createHitRows(api.database.db, {
    messageId: two,
    at,
    events: [
      ['clicked', 2],
      ['opened', 2],
      ['reply', 2],
    ],
    hits: [
      ['click', 2, 'machine'],
      ['open', 2, 'unclear'],
      ['unsubscribe_page', 1, 'machine'],
      ['click', 1, null],
    ],
  });
  await createHitRows(api.database.db, { messageId: three, at, events: [], hits: [['click', 1, 'machine']] });
  const { totals, items }: Json = await api.ok('GET', `/v1/programs/${programId}/report?groupBy=run`);
  for (const numbers of [totals, items[0]])
    expect(numbers).toMatchObject({
      sent: { count: 4, percent: 100 },
      opened: { count: 1, percent: 25, machine: 1, unclear: 0 },
      clicked: { count: 1, percent: 25, machine: 1, unclear: 1 },
      replied: { count: 2, percent: 50 },
      bounced: { count: 0, percent: 0 },
    });
});

test('P16: where nothing was sent there is no percentage', async () => {
  const { now, adminId: authorId } = api;
  const empty = await createProgramRow(api.database.db, { now, authorId });
  const { totals } = await api.ok('GET', `/v1/programs/${empty}/report`);
  expect(totals.opened).toEqual({ count: 0, percent: null, machine: 0, unclear: 0 });
});
