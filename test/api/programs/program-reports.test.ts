import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../../infra/ids.ts';
import { createPaymentRow } from '../../support/rows/payment-row.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { createDebtor, createProgramRow, createTouchpointRow } from '../../support/rows/program-fixture.ts';
import {
  createBatchRow,
  createRunRow,
  createScheduledRow,
  hideCustomer,
  type ScheduledRow,
} from '../../support/worlds/touchpoint-rows.ts';

const api = new ApiFixture();
const DAY = 86_400_000;
let touchpointId: string, later: string, programId: string, labelId: string;
let runs: string[];
let batches: Record<string, string>;
let customers: { customerId: string; invoiceIds: string[] }[];

beforeAll(async () => {
  await api.open();
  const { now, adminId: authorId } = api;
  const { db } = api.database;
  programId = await createProgramRow(db, { now, authorId, name: 'Reported' });
  touchpointId = await createTouchpointRow(db, { now, programId, offsetDays: 1 });
  later = await createTouchpointRow(db, { now, programId, offsetDays: 30 });
  await db.touchpoint.update({ where: { id: later }, data: { archivedAt: new Date(now) } });
  runs = [
    await createRunRow(api, { programId, localDate: '2026-02-23' }),
    await createRunRow(api, { programId, localDate: '2026-03-02' }),
  ];
  batches = {};
  for (const runId of runs) {
    for (const id of [touchpointId, later]) {
      batches[`${runId}/${id}`] = await createBatchRow(api, { programId, touchpointId: id, runId });
    }
  }
  customers = [];
  for (const [name, currency] of [
    ['Uno', 'USD'],
    ['Due', 'EUR'],
    ['Tre', 'USD'],
  ] as const) {
    const invoices = [{ daysOverdue: 60 }, { daysOverdue: 40 }, { daysOverdue: 20 }];
    customers.push(await createDebtor(db, { now, name, currency, invoices }));
  }
  const group = await api.ok('POST', '/v1/label-groups', { body: { name: 'Tier' } });
  labelId = (await api.ok('POST', `/v1/label-groups/${group.id}/labels`, { body: { name: 'Gold' } })).id;
  await api.ok('PUT', `/v1/customers/${customers[0]!.customerId}/labels/${labelId}`);
}, 60_000);
afterAll(() => api.close());

const produced = (
  run: number,
  which: string,
  customer: number,
  more: Partial<ScheduledRow>,
): Promise<string> => {
  const runId = runs[run]!;
  return createScheduledRow(api, {
    programId,
    touchpointId: which,
    customerId: customers[customer]!.customerId,
    runId,
    plannedOn: run === 0 ? '2026-02-23' : '2026-03-02',
    batchId: batches[`${runId}/${which}`]!,
    status: 'completed',
    decision: 'approved',
    ...more,
  });
};
const report = (query = '', key = api.adminKey): Promise<Json> =>
  api.ok('GET', `/v1/programs/${programId}/report?${query}`, { key });

function pay(customer: number, invoice: number, input: { amount: string; paidOn: string; at: number }) {
  const { customerId, invoiceIds } = customers[customer]!;
  const currency = customer === 1 ? 'EUR' : 'USD';
  return createPaymentRow(api, { ...input, customerId, invoiceId: invoiceIds[invoice]!, currency });
}

const sentAt = (at: number, invoices?: string[]): ScheduledRow['message'] => ({
  status: 'sent',
  at,
  facts: invoices ? { invoices: invoices.map((invoiceId) => ({ invoiceId })) } : {},
});

test('P16: what became of messages, counted by hand', async () => {
  const first = Date.parse('2026-02-23T09:00:00Z');
  // 23:30 in UTC is the next day where the organisation is: its 14 days end on 10 March.
  const late = Date.parse('2026-02-23T23:30:00Z');
  const second = Date.parse('2026-03-02T09:00:00Z');
  const [uno, due] = [customers[0]!.invoiceIds, customers[1]!.invoiceIds];
  const bounced = await produced(0, touchpointId, 0, { message: sentAt(first, [uno[0]!, uno[1]!]) });
  await produced(0, later, 0, { invoiceId: uno[0]!, message: sentAt(first) });
  await produced(0, touchpointId, 1, { message: sentAt(late, [due[0]!]) });
  await produced(0, touchpointId, 2, { status: 'cancelled', decision: 'rejected', reason: 'rejected' });
  await produced(1, touchpointId, 0, { message: sentAt(second, [uno[0]!, uno[1]!]) });
  await produced(1, touchpointId, 1, { status: 'failed' });
  await produced(1, touchpointId, 2, { reason: 'completed_by_hand', decision: 'completed' });
  await produced(1, later, 2, { status: 'cancelled', decision: 'cancelled', reason: 'not_enrolled' });
  await produced(1, later, 1, { status: 'uncertain' });
  await produced(1, later, 0, { status: 'superseded', reason: 'newer_run' });
  await createScheduledRow(api, {
    programId,
    touchpointId: later,
    customerId: customers[2]!.customerId,
    runId: runs[0]!,
    status: 'skipped',
    reason: 'disputed',
    plannedOn: '2026-02-23',
  });
  // A plan, which no run has touched, is no part of it.
  await createScheduledRow(api, {
    programId,
    touchpointId,
    customerId: customers[2]!.customerId,
    status: 'scheduled',
    plannedOn: '2026-03-09',
  });
  const message = await api.database.db.message.findFirstOrThrow({ where: { sourceId: bounced } });
  for (const n of [1, 2]) {
    await api.database.db.messageEvent.create({
      data: {
        id: newId('messageEvent'),
        eventKey: `bounce/${n}`,
        source: 'api',
        kind: 'bounce',
        messageId: message.id,
        detail: `${n}`,
        occurredAt: new Date(first),
        createdAt: new Date(first),
        createdById: 'system',
      },
    });
  }
  // Two messages of the first run asked for it, of two touchpoints: once in a total, once in each touchpoint.
  await pay(0, 0, { amount: '40.00', paidOn: '2026-02-25', at: first + 2 * DAY });
  // Nobody asked for the third invoice.
  await pay(0, 2, { amount: '7.00', paidOn: '2026-02-25', at: first + 2 * DAY });
  // On the 15th day after the first run, and within the second one's.
  await pay(0, 1, { amount: '5.00', paidOn: '2026-03-10', at: first + 15 * DAY });
  // Paid on the day of the second message but known before it left: the first one's.
  await pay(0, 1, { amount: '3.00', paidOn: '2026-03-02', at: second - 3_600_000 });
  await pay(1, 0, { amount: '11.00', paidOn: '2026-03-10', at: late + 15 * DAY });
  await pay(1, 0, { amount: '13.00', paidOn: '2026-03-11', at: late + 16 * DAY });

  const { totals, items } = await report();
  expect(totals).toEqual({
    produced: 10,
    sent: { count: 4, percent: 40 },
    completedByHand: 1,
    skipped: 1,
    rejected: { count: 1, percent: 10 },
    superseded: 1,
    failed: { count: 1, percent: 10 },
    cancelled: 1,
    uncertain: 1,
    open: 0,
    opened: { count: 0, percent: 0, machine: 0, unclear: 0 },
    clicked: { count: 0, percent: 0, machine: 0, unclear: 0 },
    replied: { count: 0, percent: 0 },
    bounced: { count: 1, percent: 25 },
    collected: [
      { currency: 'EUR', amount: '11.00' },
      { currency: 'USD', amount: '48.00' },
    ],
  });
  expect(
    items.map((row: Json) => [row.key, row.isArchived, row.produced, row.sent.count, row.collected]),
  ).toEqual([
    [
      touchpointId,
      false,
      6,
      3,
      [
        { currency: 'EUR', amount: '11.00' },
        { currency: 'USD', amount: '48.00' },
      ],
    ],
    [later, true, 4, 1, [{ currency: 'USD', amount: '40.00' }]],
  ]);
});

test('P16: groups by run, customer, label, month and program; a period cuts by the day of the run', async () => {
  const rowsOf = async (query: string) =>
    (await report(query)).items.map((row: Json) => [
      row.name,
      row.produced,
      row.sent.count,
      row.collected.length,
    ]);
  expect(await rowsOf('groupBy=run')).toEqual([
    ['2026-02-23', 4, 3, 2],
    ['2026-03-02', 6, 1, 1],
  ]);
  const [, second] = (await report('groupBy=run')).items;
  expect(second.collected).toEqual([{ currency: 'USD', amount: '5.00' }]);
  expect(await rowsOf('groupBy=customer')).toEqual([
    ['Due', 3, 1, 1],
    ['Tre', 3, 0, 0],
    ['Uno', 4, 3, 1],
  ]);
  expect(await rowsOf('groupBy=label')).toEqual([
    [null, 6, 1, 1],
    ['Gold', 4, 3, 1],
  ]);
  expect(await rowsOf('groupBy=month')).toEqual([
    ['2026-02', 4, 3, 2],
    ['2026-03', 6, 1, 1],
  ]);
  expect(await rowsOf('groupBy=month&from=2026-02-24')).toEqual([['2026-03', 6, 1, 1]]);
  const until = await report('to=2026-02-23');
  expect(until.totals).toMatchObject({ produced: 4, skipped: 1 });
  const all = await api.ok('GET', '/v1/program-report');
  expect(all.items).toMatchObject([{ key: programId, name: 'Reported', produced: 10 }]);
  expect(all.totals).toEqual((await report()).totals);
  expect((await report('from=2027-01-01')).totals).toMatchObject({
    produced: 0,
    sent: { count: 0, percent: null },
    collected: [],
  });
});

test('P16: the numbers are those of an independent sum over the rows', async () => {
  const orderBy = { id: 'asc' } as const;
  const rows = await api.database.db.scheduledTouchpoint.findMany({
    where: { runId: { not: null } },
    orderBy,
  });
  const { totals } = await report('groupBy=customer');
  const states = ['sent', 'rejected', 'failed'].map((name) => totals[name].count);
  const others = ['completedByHand', 'skipped', 'superseded', 'cancelled', 'uncertain', 'open'];
  const sum = [...states, ...others.map((name) => totals[name])].reduce((a, b) => a + b, 0);
  expect(sum).toBe(rows.length);
  const allocations = await api.database.db.paymentAllocation.findMany({
    include: { payment: true },
    orderBy,
  });
  const messages = await api.database.db.message.findMany({ where: { status: 'sent' }, orderBy });
  const sourceOf = new Map(rows.map((row) => [row.id, row]));
  const dayIn = (at: Date) => new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Berlin' }).format(at);
  const counted = allocations.filter(({ payment, invoiceId, createdAt }) =>
    messages.some((message) => {
      const row = sourceOf.get(message.sourceId)!;
      const facts = message.facts as { invoices?: { invoiceId: string }[] };
      const asked = row.invoiceId ? [row.invoiceId] : facts.invoices!.map((each) => each.invoiceId);
      const days = (payment.paidOn.getTime() - Date.parse(dayIn(message.handedOverAt!))) / DAY;
      return asked.includes(invoiceId) && days >= 0 && days <= 14 && createdAt > message.handedOverAt!;
    }),
  );
  const amountOf = (currency: string) =>
    counted
      .filter((row) => row.currency === currency)
      .reduce((cents, row) => cents + Math.round(Number(row.amount) * 100), 0);
  expect(totals.collected).toEqual(
    ['EUR', 'USD'].map((currency) => ({ currency, amount: (amountOf(currency) / 100).toFixed(2) })),
  );
});

test('P16: pages of groups have the same rows as one page', async () => {
  const whole = (await report('groupBy=customer')).items;
  const paged: Json[] = [];
  for (let cursor = ''; ;) {
    const page = await report(`groupBy=customer&limit=1${cursor}`);
    paged.push(...page.items);
    if (page.nextCursor === null) break;
    cursor = `&cursor=${page.nextCursor}`;
  }
  expect(paged).toEqual(whole);
});

test('U3: messages of hidden customers and the money of theirs are not in it', async () => {
  const agent = await api.user('agent');
  await hideCustomer(api, customers[0]!.customerId);
  const { totals, items } = await report('groupBy=customer', agent.key);
  expect(items.map((row: Json) => row.name)).toEqual(['Due', 'Tre']);
  expect(totals).toMatchObject({ produced: 6, collected: [{ currency: 'EUR', amount: '11.00' }] });
  expect((await api.call('GET', `/v1/programs/${newId('program')}/report`)).status).toBe(404);
});

test('C20, P16: money that came back is no longer collected', async () => {
  const collected = async () => (await report('groupBy=customer')).totals.collected as Json[];
  const before = await collected();
  expect(before.map(({ currency }) => currency)).toEqual(['EUR', 'USD']);
  api.now = Date.parse('2026-04-01T08:00:00Z');
  const paid = await api.database.db.payment.findMany({ where: { currency: 'EUR' }, orderBy: { id: 'asc' } });
  for (const { id } of paid) {
    await api.ok('POST', `/v1/payments/${id}/reversals`, { body: { reason: 'No funds' } });
  }
  expect(await collected()).toEqual(before.filter(({ currency }) => currency === 'USD'));
});
