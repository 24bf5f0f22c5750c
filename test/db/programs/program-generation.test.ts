import { describe, expect, test } from '@jest/globals';
import { generateRun } from '../../../commands/programs/runs/generate-run.ts';
import { dayToDate } from '../../../infra/db/rows.ts';
import { statementsOf } from '../../support/servers/count-statements.ts';
import { replan, rowsOf, runAt, runByHand } from '../../support/worlds/generated-rows.ts';
import { debtorsOf, holdInvoice, programWith } from '../../support/worlds/program-debtors.ts';
import { tickAt } from '../../support/worlds/program-runs.ts';
import { useSequences } from '../../support/worlds/sequence-fixture.ts';

// The clock stands at Monday 2 March 2026, 08:00 UTC; programs run on Mondays at 09:00. The organisation is in Berlin.
const f = useSequences();
const MONDAY = '2026-03-02T09:00:00Z';
const NEXT_MONDAY = '2026-03-09T09:00:00Z';
const rows = (programId: string, which?: Parameters<typeof rowsOf>[2]) => rowsOf(f.deps.db, programId, which);
const debtor = debtorsOf(f);

describe('P4: who gets what', () => {
  test('the highest offset that an account has reached fires, by its oldest invoice', async () => {
    const programId = await programWith(f, [1, 7, 14]);
    await debtor(programId, 'Acme', [{ daysOverdue: 3 }, { daysOverdue: 8 }]);
    await debtor(programId, 'Beta', [{ daysOverdue: 0 }]);
    const { runId, hasReview } = await runAt(f, programId, MONDAY);
    expect(hasReview).toBe(true);
    expect(await rows(programId, { runId })).toEqual(['7 account Acme proposed 2026-03-02']);
  });

  test('with matching all, every offset that was reached fires; invoice and account level are apart', async () => {
    const programId = await programWith(f, [1, 7, { offsetDays: 3, level: 'invoice' }], { matching: 'all' });
    await debtor(programId, 'Acme', [{ daysOverdue: 8 }, { daysOverdue: 2 }]);
    const { runId } = await runAt(f, programId, MONDAY);
    expect(await rows(programId, { runId })).toEqual([
      '1 account Acme proposed 2026-03-02',
      '3 invoice Acme 1 proposed 2026-03-02',
      '7 account Acme proposed 2026-03-02',
    ]);
  });

  test('disputed, promised and held invoices are left out with a row each, and the rest decides', async () => {
    const programId = await programWith(f, [1, 30]);
    const { invoiceIds } = await debtor(programId, 'Acme', [
      { daysOverdue: 2 },
      { daysOverdue: 40, isDisputed: true },
      { daysOverdue: 35 },
      { daysOverdue: 33 },
    ]);
    await holdInvoice(f, invoiceIds[2]!, { kind: 'promise', days: 3 });
    await holdInvoice(f, invoiceIds[3]!, { kind: 'manual', days: null });
    const { runId } = await runAt(f, programId, MONDAY);
    expect(await rows(programId, { runId })).toEqual([
      '1 account Acme 2 skipped disputed 2026-03-02',
      '1 account Acme 3 skipped promise 2026-03-02',
      '1 account Acme 4 skipped invoice_hold 2026-03-02',
      '1 account Acme proposed 2026-03-02',
    ]);
  });

  test('an account whose overdue invoices are all left out is skipped with the reason of the oldest', async () => {
    const programId = await programWith(f, [1, 7]);
    const { invoiceIds } = await debtor(programId, 'Acme', [
      { daysOverdue: 3, isDisputed: true },
      { daysOverdue: 9 },
    ]);
    await holdInvoice(f, invoiceIds[1]!, { kind: 'promise', days: 1 });
    const { runId } = await runAt(f, programId, MONDAY);
    expect(await rows(programId, { runId })).toEqual([
      '7 account Acme 1 skipped disputed 2026-03-02',
      '7 account Acme 2 skipped promise 2026-03-02',
      '7 account Acme skipped promise 2026-03-02',
    ]);
  });

  test('a promise that has expired, and a hold that was ended, hold nothing back', async () => {
    const programId = await programWith(f, [{ offsetDays: 1, level: 'invoice' }]);
    const { invoiceIds } = await debtor(programId, 'Acme', [{ daysOverdue: 3 }, { daysOverdue: 3 }]);
    await holdInvoice(f, invoiceIds[0]!, { kind: 'promise', days: 0 });
    await holdInvoice(f, invoiceIds[1]!, { kind: 'manual', days: null, isEnded: true });
    const { runId } = await runAt(f, programId, MONDAY);
    expect(await rows(programId, { runId })).toEqual([
      '1 invoice Acme 1 proposed 2026-03-02',
      '1 invoice Acme 2 proposed 2026-03-02',
    ]);
  });

  test("days past due count to the organisation's day of the run, not to the program's", async () => {
    const programId = await programWith(f, [1], { sendTime: '23:30' });
    await debtor(programId, 'Acme', [{ daysOverdue: 0 }]);
    const { runId } = await runAt(f, programId, '2026-03-02T23:30:00Z');
    expect(await rows(programId, { runId })).toEqual(['1 account Acme proposed 2026-03-02']);
  });

  test('what is on its way already is left out, and its next firing stays planned', async () => {
    const programId = await programWith(f, [1]);
    await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
    const first = await runAt(f, programId, MONDAY);
    await f.deps.db.scheduledTouchpoint.updateMany({
      where: { runId: first.runId },
      data: { status: 'approved' },
    });
    const second = await runAt(f, programId, NEXT_MONDAY);
    expect(await rows(programId, { runId: second.runId })).toEqual([
      '1 account Acme skipped in_flight 2026-03-09',
    ]);
    expect(await rows(programId, { status: 'scheduled' })).toEqual(['1 account Acme scheduled 2026-03-16']);
  });

  test('an archived touchpoint fires no more, and the next lower one does', async () => {
    const programId = await programWith(f, [1, 7]);
    await debtor(programId, 'Acme', [{ daysOverdue: 8 }]);
    await f.deps.db.touchpoint.updateMany({
      where: { programId, offsetDays: 7 },
      data: { archivedAt: new Date(f.now) },
    });
    const { runId } = await runAt(f, programId, MONDAY);
    expect(await rows(programId, { runId })).toEqual(['1 account Acme proposed 2026-03-02']);
  });
});

describe('P5: who is in', () => {
  test('a run enrolls first; a person who said no is obeyed; without autoEnroll only members are asked', async () => {
    const programId = await programWith(f, [7]);
    const acme = await debtor(programId, 'Acme', [{ daysOverdue: 8 }]);
    const beta = await debtor(programId, 'Beta', [{ daysOverdue: 8 }]);
    const young = await debtor(programId, 'Young', [{ daysOverdue: 3 }]);
    const decision = { programId, changedAt: new Date(f.now), changedById: 'usr', isExplicit: true };
    await f.deps.db.programEnrollment.create({
      data: { ...decision, customerId: beta.customerId, isEnrolled: false },
    });
    const { runId } = await runAt(f, programId, MONDAY);
    expect(await rows(programId, { runId })).toEqual(['7 account Acme proposed 2026-03-02']);
    const stored = await f.deps.db.programEnrollment.findMany({
      where: { programId },
      orderBy: { customerId: 'asc' },
    });
    const isIn = (customerId: string) => stored.find((row) => row.customerId === customerId)?.isEnrolled;
    expect([isIn(acme.customerId), isIn(beta.customerId), isIn(young.customerId)]).toEqual([
      true,
      false,
      undefined,
    ]);

    const closed = await programWith(f, [7], { autoEnroll: false });
    await debtor(closed, 'Acme', [{ daysOverdue: 8 }]);
    const { customerId } = await debtor(closed, 'Member', [{ daysOverdue: 8 }]);
    await f.deps.db.programEnrollment.create({
      data: { ...decision, programId: closed, customerId, isEnrolled: true },
    });
    const other = await runAt(f, closed, NEXT_MONDAY);
    expect(await rows(closed, { runId: other.runId })).toEqual(['7 account Member proposed 2026-03-09']);
  });
});

describe('P6, P9: what becomes of a plan', () => {
  test('the run turns planned rows into proposals, and plans the next firings', async () => {
    const programId = await programWith(f, [1, 14]);
    await debtor(programId, 'Acme', [{ daysOverdue: 8 }]);
    await replan(f, programId);
    const planned = await f.deps.db.scheduledTouchpoint.findMany({
      where: { programId },
      orderBy: { id: 'asc' },
    });
    expect(await rows(programId)).toEqual([
      '1 account Acme scheduled 2026-03-02',
      '14 account Acme scheduled 2026-03-09',
    ]);
    const { runId } = await runAt(f, programId, MONDAY);
    expect(await rows(programId)).toEqual([
      '1 account Acme proposed 2026-03-02',
      '14 account Acme scheduled 2026-03-09',
    ]);
    const row = await f.deps.db.scheduledTouchpoint.findFirstOrThrow({ where: { runId } });
    expect(planned.map(({ id }) => id)).toContain(row.id);
    expect(row).toMatchObject({ daysOverdue: 8, rank: 1, plannedAt: new Date(MONDAY) });
    expect(row.history).toEqual([
      expect.objectContaining({ to: 'scheduled', plannedOn: '2026-03-02', planVersion: 2, by: 'system' }),
      { at: new Date(f.now).toISOString(), from: 'scheduled', to: 'proposed', reason: null, by: 'system' },
    ]);
  });

  test('a planned row that no longer qualifies becomes skipped, with the reason', async () => {
    const programId = await programWith(f, [1, 7]);
    const [paid, left, out, higher, moved] = [
      await debtor(programId, 'Paid', [{ daysOverdue: 3 }]),
      await debtor(programId, 'Left', [{ daysOverdue: 3 }]),
      await debtor(programId, 'Out', [{ daysOverdue: 3 }]),
      await debtor(programId, 'Higher', [{ daysOverdue: 3 }]),
      await debtor(programId, 'Moved', [{ daysOverdue: 3 }]),
    ];
    await replan(f, programId);
    const { db } = f.deps;
    await db.invoice.updateMany({
      where: { customerId: paid.customerId },
      data: { status: 'paid', balance: '0' },
    });
    await db.customer.update({ where: { id: left.customerId }, data: { status: 'inactive' } });
    await db.programEnrollment.update({
      where: { programId_customerId: { programId, customerId: out.customerId } },
      data: { isEnrolled: false, isExplicit: true },
    });
    const dueOn = (day: string) => ({ data: { dueOn: dayToDate(day) } });
    await db.invoice.updateMany({ where: { customerId: higher.customerId }, ...dueOn('2026-02-20') });
    await db.invoice.updateMany({ where: { customerId: moved.customerId }, ...dueOn('2026-04-20') });
    const { runId } = await runAt(f, programId, MONDAY);
    expect(await rows(programId, { runId })).toEqual([
      '1 account Higher skipped higher_touchpoint 2026-03-02',
      '1 account Left skipped customer_not_active 2026-03-02',
      '1 account Moved skipped not_due 2026-03-02',
      '1 account Out skipped not_enrolled 2026-03-02',
      '1 account Paid skipped nothing_owed 2026-03-02',
      '7 account Higher proposed 2026-03-02',
    ]);
  });

  test('a firing that a person cancelled is not produced again that day, also not by hand; the next one is', async () => {
    const programId = await programWith(f, [1]);
    await debtor(programId, 'Acme', [{ daysOverdue: 8 }]);
    await replan(f, programId);
    await f.deps.db.scheduledTouchpoint.updateMany({ where: { programId }, data: { status: 'cancelled' } });
    const first = await runAt(f, programId, MONDAY);
    expect(first.hasReview).toBe(false);
    const byHand = await runByHand(f, programId);
    expect(await rows(programId, { runId: byHand.runId })).toEqual([]);
    expect(await rows(programId)).toEqual([
      '1 account Acme cancelled 2026-03-02',
      '1 account Acme scheduled 2026-03-09',
    ]);
  });

  test('auto messages are approved at once and their batch is woken; the others are prepared for review', async () => {
    const programId = await programWith(f, [7, { offsetDays: 3, level: 'invoice', delivery: 'auto' }]);
    await debtor(programId, 'Acme', [{ daysOverdue: 8 }]);
    const { runId } = await runAt(f, programId, MONDAY);
    expect(await rows(programId, { runId })).toEqual([
      '3 invoice Acme 1 approved 2026-03-02',
      '7 account Acme proposed 2026-03-02',
    ]);
    const batches = await f.deps.db.reviewBatch.findMany({ where: { runId }, orderBy: { status: 'asc' } });
    expect(batches).toMatchObject([
      { delivery: 'auto', status: 'approved', wakeAt: new Date(f.now), decidedById: 'system' },
      { delivery: 'review', status: 'preparing', wakeAt: null, deadlineAt: new Date(NEXT_MONDAY) },
    ]);
    expect(f.lifecycle.started.at(-1)).toBe(`batch ${batches[0]!.id}`);
    const run = await f.deps.db.programRun.findUniqueOrThrow({ where: { id: runId } });
    expect(run).toMatchObject({ status: 'preparing', produced: 2, skipped: 0, generatedAt: new Date(f.now) });
  });

  test('a run without messages for review is completed', async () => {
    const programId = await programWith(f, [{ offsetDays: 3, delivery: 'auto' }]);
    await debtor(programId, 'Acme', [{ daysOverdue: 8 }]);
    const { runId, hasReview } = await runAt(f, programId, MONDAY);
    expect(hasReview).toBe(false);
    const run = await f.deps.db.programRun.findUniqueOrThrow({ where: { id: runId } });
    expect(run).toMatchObject({ status: 'completed', endedAt: new Date(f.now), wakeAt: null });
  });
});

test('D6: one run sends a customer at most so many messages, the most overdue first', async () => {
  const programId = await programWith(f, [1, { offsetDays: 1, level: 'invoice' }]);
  await debtor(
    programId,
    'Acme',
    [9, 8, 7, 6, 5].map((daysOverdue) => ({ daysOverdue })),
  );
  const { runId } = await runAt(f, programId, MONDAY);
  expect(await rows(programId, { runId })).toEqual([
    '1 account Acme proposed 2026-03-02',
    '1 invoice Acme 1 proposed 2026-03-02',
    '1 invoice Acme 2 proposed 2026-03-02',
    '1 invoice Acme 3 proposed 2026-03-02',
    '1 invoice Acme 4 proposed 2026-03-02',
    '1 invoice Acme 5 skipped run_limit 2026-03-02',
  ]);
  const run = await f.deps.db.programRun.findUniqueOrThrow({ where: { id: runId } });
  expect(run).toMatchObject({ produced: 5, skipped: 1 });
});

test('the statements of a generation are the same, however many it is about', async () => {
  const counts: number[] = [];
  for (const size of [1, 12]) {
    const programId = await programWith(f, [1, 7, { offsetDays: 2, level: 'invoice' }]);
    for (let n = 0; n < size; n += 1) await debtor(programId, `Debtor ${n}`, [{ daysOverdue: n + 3 }]);
    await replan(f, programId);
    const { runId } = await tickAt(f, programId, MONDAY);
    counts.push((await statementsOf(() => generateRun(f.deps, { runId: runId! }))).length);
    f.now = Date.parse('2026-03-02T08:00:00Z');
  }
  expect(counts).toEqual([27, 27]);
});
