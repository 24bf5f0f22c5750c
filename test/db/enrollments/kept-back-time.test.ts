import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isAllKeptBack } from '../../../domain/enrollments/rules.ts';
import { after, onDay, type SequenceFixture } from '../../support/rows/fixtures.ts';
import { QueueWorld, type Row } from '../../support/worlds/queue-world.ts';
import { runs } from '../../support/rows/runs.ts';

const HOUR_MS = 3_600_000;
const MONDAY = Date.parse('2026-03-02T08:00:00Z');

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

/** Sets the clock, in hours after the Monday on which everything begins. */
const at = (hour: number) => void (api.now = MONDAY + hour * HOUR_MS);
const isoAt = (hour: number) => new Date(MONDAY + hour * HOUR_MS).toISOString();

async function enrolled(input: Partial<SequenceFixture> = {}): Promise<Row> {
  at(0);
  return api.row({ steps: [{ timing: onDay(0, '08:00') }, { timing: after(2, 'days') }], ...input });
}

async function snapshotOf({ enrollmentId }: Row) {
  const input = { enrollmentIds: [enrollmentId], now: api.now };
  return (await api.deps.store.snapshots.readSnapshots(api.db, input))[0]!;
}

/** When every open invoice of the customer was kept back, in hours. */
async function keptBack(row: Row): Promise<number[][]> {
  const { keptBack: spans } = await snapshotOf(row);
  return spans.map((span) => span.map((instant) => (instant - MONDAY) / HOUR_MS));
}

const on = (invoiceId: string, action: string, body?: object) =>
  api.call('POST', `/v1/invoices/${invoiceId}/${action}`, { body });
const dispute = (invoiceId: string) => on(invoiceId, 'dispute', { reason: 'Hours' });
const hold = (invoiceId: string, expiresAt?: string) =>
  api.call('POST', '/v1/holds', { body: { scope: 'invoice', invoiceId, kind: 'manual', expiresAt } });
const another = async (row: Row): Promise<string> => (await api.invoice(row.customerId)).id;
const externalIdOf = async ({ customerId }: Row) =>
  (await api.db.customer.findUniqueOrThrow({ where: { id: customerId } })).externalId;

/** The invoice as an ERP has it. */
async function sync(row: Row, invoiceId: string, change: object) {
  const { number } = await api.db.invoice.findUniqueOrThrow({ where: { id: invoiceId } });
  const days = { issuedOn: '2026-01-01', dueOn: '2026-02-01' };
  const item = { customerExternalId: await externalIdOf(row), number, ...days, amount: '1250.00', ...change };
  return api.call('POST', '/v1/sync/invoices', { body: { items: [item] } });
}

describe('D8: the time in which every open invoice was kept back, from what is stored', () => {
  test('D8: a dispute, from its beginning to its end; open ones have no end', async () => {
    const row = await enrolled();
    expect(await keptBack(row)).toEqual([]);
    at(1);
    await dispute(row.invoiceId);
    at(3);
    expect(await keptBack(row)).toEqual([[1, Infinity]]);
    await on(row.invoiceId, 'undispute');
    at(9);
    expect(await keptBack(row)).toEqual([[1, 3]]);
  });

  test('D8: of two invoices the time that both were held; a promise reaches to the end of its day', async () => {
    const row = await enrolled();
    const second = await another(row);
    at(1);
    await hold(row.invoiceId, isoAt(30));
    at(2);
    expect(await keptBack(row)).toEqual([]);
    await api.ok('POST', `/v1/customers/${row.customerId}/promises`, {
      body: { promisedOn: '2026-03-02', invoiceIds: [second] },
    });
    // Midnight in Berlin.
    expect(await keptBack(row)).toEqual([[2, 15]]);
  });

  test('D8: an invoice that arrives ends it; paid, voided or held too it goes on', async () => {
    const row = await enrolled();
    at(1);
    await dispute(row.invoiceId);
    at(2);
    const paid = await another(row);
    at(3);
    await on(paid, 'payments', { amount: '100.00' });
    at(4);
    const voided = await another(row);
    at(5);
    await on(voided, 'void');
    at(6);
    const held = await another(row);
    at(7);
    await hold(held, isoAt(8));
    at(20);
    expect(await keptBack(row)).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
    ]);
  });

  test('D8: an ERP that pays and opens an invoice again is followed', async () => {
    const row = await enrolled();
    const second = await another(row);
    at(1);
    await dispute(row.invoiceId);
    at(2);
    await sync(row, second, { amount: '100.00', balance: '0' });
    at(4);
    await sync(row, second, { amount: '100.00', balance: '10.00' });
    at(6);
    await dispute(second);
    expect(await keptBack(row)).toEqual([
      [2, 4],
      [6, Infinity],
    ]);
  });

  test('D8: an invoice that could be asked for all the time leaves none, and one that was paid in between some', async () => {
    const row = await enrolled();
    const second = await another(row);
    at(1);
    await dispute(row.invoiceId);
    expect(await keptBack(row)).toEqual([]);
    at(2);
    await sync(row, second, { amount: '100.00', balance: '0' });
    at(3);
    await sync(row, second, { amount: '100.00', balance: '50.00' });
    expect(await keptBack(row)).toEqual([[2, 3]]);
  });

  test('D8: a dispute without a hold counts since the invoice was written last', async () => {
    const row = await enrolled();
    at(5);
    await api.db.invoice.update({
      where: { id: row.invoiceId },
      data: { isDisputed: true, updatedAt: new Date(MONDAY + 4 * HOUR_MS) },
    });
    expect(await keptBack(row)).toEqual([[4, Infinity]]);
  });

  test('D8: holds that were over before the enrolling, and sequences that ask for nothing, have none', async () => {
    const outreach = await enrolled({ purpose: 'outreach' });
    at(1);
    await dispute(outreach.invoiceId);
    expect(await keptBack(outreach)).toEqual([]);

    at(-9);
    const { customerId, invoiceId } = await api.payer();
    await hold(invoiceId, isoAt(-5));
    const { sequenceId } = await api.sequence();
    at(0);
    const { enrollment } = await api.enroll(sequenceId, customerId);
    expect(await keptBack({ ...outreach, enrollmentId: enrollment.id })).toEqual([]);
  });

  test('D8: whatever happens to invoices, it is the time at which a look found nothing to ask for', async () => {
    const samples = fc.sample(courses, runs({ test: 5, proof: 60 }));
    let telling = 0;
    for (const events of samples) {
      const row = await enrolled();
      const invoiceIds = [row.invoiceId];
      const found: boolean[] = [];
      for (const [hour, event] of events.entries()) {
        at(hour + 1);
        const invoiceId = invoiceIds[event.which % invoiceIds.length]!;
        if (event.kind === 'arrive') invoiceIds.push(await another(row));
        else await happen(row, invoiceId, event, hour + 1);
        found[hour + 1] = isAllKeptBack(await snapshotOf(row));
      }
      const spans = await keptBack(row);
      const hours = events.map((_, hour) => hour + 1);
      const isIn = (hour: number) => spans.some(([start, end]) => start! <= hour && hour < end!);
      expect({ events, hours: hours.filter(isIn) }).toEqual({
        events,
        hours: hours.filter((hour) => found[hour]),
      });
      if (found.includes(true)) telling += 1;
    }
    // Courses in which something could be asked for all the time say little.
    expect(telling).toBeGreaterThan(samples.length / 2);
  });
});

type Kind = (typeof KINDS)[number];
const KINDS = [
  'arrive',
  'dispute',
  'undispute',
  'hold',
  'release',
  'promise',
  'pay',
  'open',
  'void',
] as const;
interface Event {
  kind: Kind;
  which: number;
  hours: number;
}

/** One event an hour; most keep something back, so that now and then everything is. */
const courses: fc.Arbitrary<Event[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<Kind>(...KINDS, 'dispute', 'dispute', 'hold', 'hold'),
    which: fc.nat({ max: 9 }),
    hours: fc.integer({ min: 1, max: 12 }),
  }),
  { minLength: 30, maxLength: 30 },
);

/** Does it, or is refused. */
async function happen(row: Row, invoiceId: string, { kind, hours }: Event, hour: number): Promise<unknown> {
  switch (kind) {
    case 'dispute':
      return dispute(invoiceId);
    case 'undispute':
    case 'void':
      return on(invoiceId, kind);
    case 'hold':
      return hold(invoiceId, hours > 8 ? undefined : isoAt(hour + hours));
    case 'release': {
      const open = await api.db.hold.findFirst({ where: { invoiceId, kind: 'manual', endedAt: null } });
      return open && api.call('POST', `/v1/holds/${open.id}/end`);
    }
    case 'promise':
      return api.call('POST', `/v1/customers/${row.customerId}/promises`, {
        body: { promisedOn: new Date(api.now).toISOString().slice(0, 10), invoiceIds: [invoiceId] },
      });
    case 'pay':
      return on(invoiceId, 'payments', { amount: '100.00' });
    default:
      return sync(row, invoiceId, { balance: kind === 'open' ? '100.00' : '0' });
  }
}

describe('D8, S11: held time does not consume delays', () => {
  test('D8, S11: a step two days after the last is due two days of free time after it', async () => {
    const row = await enrolled();
    await api.sent(row);
    await api.look(row.enrollmentId);
    const dueAt = async () =>
      (await api.execution(await api.executionOf(row.enrollmentId, 1))).dueAt?.toISOString();
    expect(await dueAt()).toBe(isoAt(48));
    at(24);
    await dispute(row.invoiceId);
    await api.look(row.enrollmentId);
    at(100);
    await api.look(row.enrollmentId);
    expect(await dueAt()).toBe(isoAt(124));
    await on(row.invoiceId, 'undispute');
    at(110);
    await api.look(row.enrollmentId);
    expect(await dueAt()).toBe(isoAt(124));
  });
});
