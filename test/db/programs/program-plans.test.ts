import { describe, expect, test } from '@jest/globals';
import { planProgram } from '../../../commands/programs/plan-program.ts';
import { refreshCustomers, refreshMarked } from '../../../commands/insights/refresh-customers.ts';
import { dayToDate } from '../../../infra/db/rows.ts';
import { statementsOf } from '../../support/servers/count-statements.ts';
import { replan, replanCustomers, rowsOf } from '../../support/worlds/generated-rows.ts';
import { debtorsOf, holdInvoice, programWith } from '../../support/worlds/program-debtors.ts';
import { createTouchpointRow } from '../../support/rows/program-fixture.ts';
import { editProgram } from '../../support/worlds/program-runs.ts';
import { useSequences } from '../../support/worlds/sequence-fixture.ts';

// The clock stands at Monday 2 March 2026, 08:00 UTC; programs run on Mondays at 09:00.
const f = useSequences();
const debtor = debtorsOf(f);
const rows = (programId: string, which?: Parameters<typeof rowsOf>[2]) => rowsOf(f.deps.db, programId, which);

describe('P9: the plan holds the next firing of each touchpoint and subject within 60 days', () => {
  test('as matching highest would fire it: a touchpoint that a higher one overtakes is not planned', async () => {
    const programId = await programWith(f, [1, 3, 14, 90]);
    await debtor(programId, 'Acme', [{ daysOverdue: -4 }]);
    await debtor(programId, 'Beta', [{ daysOverdue: 2 }]);
    expect(await replan(f, programId)).toEqual({ added: 5, moved: 0, removed: 0 });
    expect(await rows(programId)).toEqual([
      '1 account Beta scheduled 2026-03-02',
      '14 account Acme scheduled 2026-03-23',
      '14 account Beta scheduled 2026-03-16',
      '3 account Acme scheduled 2026-03-09',
      '3 account Beta scheduled 2026-03-09',
    ]);
  });

  test('as matching all would fire it', async () => {
    const programId = await programWith(f, [1, 3], { matching: 'all' });
    await debtor(programId, 'Acme', [{ daysOverdue: -4 }]);
    await replan(f, programId);
    expect(await rows(programId)).toEqual([
      '1 account Acme scheduled 2026-03-09',
      '3 account Acme scheduled 2026-03-09',
    ]);
  });

  test('nothing is planned beyond 60 days', async () => {
    const programId = await programWith(f, [1]);
    await debtor(programId, 'In', [{ daysOverdue: -55 }]);
    await debtor(programId, 'Beyond', [{ daysOverdue: -56 }]);
    await replan(f, programId);
    expect(await rows(programId)).toEqual(['1 account In scheduled 2026-04-27']);
  });

  test('a promised invoice counts from the run after its promise expires, and moves its account by then', async () => {
    const programId = await programWith(f, [1, 30, { offsetDays: 20, level: 'invoice' }]);
    const { invoiceIds } = await debtor(programId, 'Acme', [{ daysOverdue: 2 }, { daysOverdue: 35 }]);
    await holdInvoice(f, invoiceIds[1]!, { kind: 'promise', days: 10 });
    await replan(f, programId);
    expect(await rows(programId)).toEqual([
      '1 account Acme scheduled 2026-03-02',
      '20 invoice Acme 1 scheduled 2026-03-23',
      '20 invoice Acme 2 scheduled 2026-03-16',
      '30 account Acme scheduled 2026-03-16',
    ]);
  });

  test('what is disputed, or held without an end, is not planned at all', async () => {
    const programId = await programWith(f, [{ offsetDays: 1, level: 'invoice' }]);
    const { invoiceIds } = await debtor(programId, 'Acme', [
      { daysOverdue: 2, isDisputed: true },
      { daysOverdue: 2 },
    ]);
    await holdInvoice(f, invoiceIds[1]!, { kind: 'manual', days: null });
    await holdInvoice(f, invoiceIds[1]!, { kind: 'promise', days: 2 });
    expect(await replan(f, programId)).toEqual({ added: 0, moved: 0, removed: 0 });
  });

  test('a firing that a person ended is planned for the next run', async () => {
    const programId = await programWith(f, [1]);
    const { customerId } = await debtor(programId, 'Acme', [{ daysOverdue: 2 }]);
    await replan(f, programId);
    for (const status of ['cancelled', 'completed']) {
      await f.deps.db.scheduledTouchpoint.updateMany({
        where: { programId, status: 'scheduled' },
        data: { status },
      });
      await replanCustomers(f, [customerId]);
    }
    expect(await rows(programId)).toEqual([
      '1 account Acme cancelled 2026-03-02',
      '1 account Acme completed 2026-03-09',
      '1 account Acme scheduled 2026-03-16',
    ]);
  });
});

describe('P10: every change re-plans', () => {
  test('rows move in place, with a history entry each, under the new plan version', async () => {
    const programId = await programWith(f, [1, 14]);
    await debtor(programId, 'Acme', [{ daysOverdue: 2 }]);
    await replan(f, programId);
    const before = await f.deps.db.scheduledTouchpoint.findMany({
      where: { programId },
      orderBy: { id: 'asc' },
    });
    f.now += 1_000;
    await editProgram(f, programId, { sendDays: [3] });
    const { planVersion } = await f.deps.db.program.findUniqueOrThrow({ where: { id: programId } });
    expect(await planProgram(f.deps, { programId, planVersion })).toEqual({ added: 0, moved: 2, removed: 0 });
    const after = await f.deps.db.scheduledTouchpoint.findMany({
      where: { programId },
      orderBy: { id: 'asc' },
    });
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(await rows(programId)).toEqual([
      '1 account Acme scheduled 2026-03-04',
      '14 account Acme scheduled 2026-03-18',
    ]);
    for (const row of after) {
      expect(row).toMatchObject({ planVersion, updatedAt: new Date(f.now) });
      expect(row.history).toHaveLength(2);
    }
    const [plan] = await f.deps.db.programPlan.findMany({
      where: { programId, version: planVersion },
      orderBy: { version: 'asc' },
    });
    expect(plan).toMatchObject({ moved: 2, finishedAt: new Date(f.now) });
    const program = await f.deps.db.program.findUniqueOrThrow({ where: { id: programId } });
    expect(program.plannedVersion).toBe(planVersion);
  });

  test('rows that stay where they are are not touched', async () => {
    const programId = await programWith(f, [1]);
    await debtor(programId, 'Acme', [{ daysOverdue: 2 }]);
    await replan(f, programId);
    const before = await f.deps.db.scheduledTouchpoint.findMany({
      where: { programId },
      orderBy: { id: 'asc' },
    });
    f.now += 1_000;
    expect(await replan(f, programId)).toEqual({ added: 0, moved: 0, removed: 0 });
    expect(
      await f.deps.db.scheduledTouchpoint.findMany({ where: { programId }, orderBy: { id: 'asc' } }),
    ).toEqual(before);
  });

  test('rows that are no longer wanted become skipped with the reason, and are kept', async () => {
    const programId = await programWith(f, [1, { offsetDays: 5, level: 'invoice' }]);
    const names = ['Paid', 'Disputed', 'Promised', 'Held', 'Out', 'Gone', 'Later'] as const;
    const all = new Map<string, Awaited<ReturnType<typeof debtor>>>();
    for (const name of names) all.set(name, await debtor(programId, name, [{ daysOverdue: 6 }]));
    await replan(f, programId);
    const { db } = f.deps;
    const of = (name: (typeof names)[number]) => all.get(name)!;
    const invoice = (name: (typeof names)[number], data: object) =>
      db.invoice.update({ where: { id: of(name).invoiceIds[0]! }, data });
    await invoice('Paid', { status: 'paid', balance: '0' });
    await invoice('Disputed', { isDisputed: true });
    await invoice('Later', { dueOn: dayToDate('2026-06-30') });
    await holdInvoice(f, of('Promised').invoiceIds[0]!, { kind: 'promise', days: 100 });
    await holdInvoice(f, of('Held').invoiceIds[0]!, { kind: 'manual', days: null });
    await db.customer.update({ where: { id: of('Gone').customerId }, data: { status: 'suspended' } });
    const { customerId } = of('Out');
    await db.programEnrollment.update({
      where: { programId_customerId: { programId, customerId } },
      data: { isEnrolled: false },
    });
    expect(await replan(f, programId)).toEqual({ added: 0, moved: 0, removed: 14 });
    const account = (await rows(programId)).filter((row) => row.includes('account'));
    expect(account).toEqual([
      '1 account Disputed skipped disputed 2026-03-02',
      '1 account Gone skipped customer_not_active 2026-03-02',
      '1 account Held skipped invoice_hold 2026-03-02',
      '1 account Later skipped not_due 2026-03-02',
      '1 account Out skipped not_enrolled 2026-03-02',
      '1 account Paid skipped nothing_owed 2026-03-02',
      '1 account Promised skipped promise 2026-03-02',
    ]);
  });

  test('with a higher touchpoint, without one, and with the program archived', async () => {
    const programId = await programWith(f, [1]);
    await debtor(programId, 'Acme', [{ daysOverdue: 6 }]);
    await replan(f, programId);

    const touchpointId = await createTouchpointRow(f.deps.db, { now: f.now, programId, offsetDays: 5 });
    await replan(f, programId);
    expect(await rows(programId)).toEqual([
      '1 account Acme skipped higher_touchpoint 2026-03-02',
      '5 account Acme scheduled 2026-03-02',
    ]);
    await f.deps.db.touchpoint.update({ where: { id: touchpointId }, data: { archivedAt: new Date(f.now) } });
    await replan(f, programId);
    await f.deps.db.program.update({ where: { id: programId }, data: { status: 'archived' } });
    await replan(f, programId);
    expect(await rows(programId)).toEqual([
      '1 account Acme skipped higher_touchpoint 2026-03-02',
      '1 account Acme skipped program_archived 2026-03-02',
      '5 account Acme skipped touchpoint_archived 2026-03-02',
    ]);
  });

  test('a version that was planned is not planned again; a newer one that is wanted meanwhile stays wanted', async () => {
    const programId = await programWith(f, [1]);
    await debtor(programId, 'Acme', [{ daysOverdue: 6 }]);
    await replan(f, programId);
    await f.deps.db.scheduledTouchpoint.deleteMany({ where: { programId } });
    expect(await planProgram(f.deps, { programId, planVersion: 2 })).toEqual({
      added: 0,
      moved: 0,
      removed: 0,
    });

    const { store } = f.deps;
    await f.deps.db.program.update({ where: { id: programId }, data: { planVersion: 3 } });
    const plan: typeof store.programPlans.plan = async (tx, input) => {
      await f.deps.db.program.update({ where: { id: programId }, data: { planVersion: 4 } });
      return store.programPlans.plan(tx, input);
    };
    const deps = { ...f.deps, store: { ...store, programPlans: { ...store.programPlans, plan } } };
    await planProgram(deps, { programId, planVersion: 3 });
    const program = await f.deps.db.program.findUniqueOrThrow({ where: { id: programId } });
    expect(program).toMatchObject({ planVersion: 4, plannedVersion: 2 });
  });
});

describe('P5, P10: plans of some customers follow their receivables', () => {
  test('a refresh enrolls whom a touchpoint concerns for the first time, and plans only those it is about', async () => {
    const programId = await programWith(f, [7]);
    const due = await debtor(programId, 'Due', [{ daysOverdue: 8 }]);
    const young = await debtor(programId, 'Young', [{ daysOverdue: 3 }]);
    await debtor(programId, 'Other', [{ daysOverdue: 8 }]);
    await refreshCustomers(f.deps, [due.customerId, young.customerId]);
    expect(await rows(programId)).toEqual([
      '7 account Due scheduled 2026-03-02',
      '7 account Young scheduled 2026-03-09',
    ]);
    const enrolled = await f.deps.db.programEnrollment.findMany({
      where: { programId, isEnrolled: true },
      orderBy: { customerId: 'asc' },
    });
    expect(enrolled).toMatchObject([
      { customerId: due.customerId, isExplicit: false, changedById: 'system' },
    ]);
  });

  test('a payment, a hold or a new status is followed by the next refresh', async () => {
    const programId = await programWith(f, [1]);
    const paid = await debtor(programId, 'Paid', [{ daysOverdue: 8 }]);
    const held = await debtor(programId, 'Held', [{ daysOverdue: 8 }]);
    const gone = await debtor(programId, 'Gone', [{ daysOverdue: 8 }]);
    await refreshMarked(f.deps, { chunks: 1 });
    expect(await rows(programId, { status: 'scheduled' })).toHaveLength(3);
    await f.deps.db.invoice.update({
      where: { id: paid.invoiceIds[0]! },
      data: { status: 'paid', balance: '0' },
    });
    await holdInvoice(f, held.invoiceIds[0]!, { kind: 'manual', days: null });
    await f.deps.db.customer.update({ where: { id: gone.customerId }, data: { status: 'inactive' } });
    await refreshMarked(f.deps, { chunks: 1 });
    expect(await rows(programId)).toEqual([
      '1 account Gone skipped customer_not_active 2026-03-02',
      '1 account Held skipped invoice_hold 2026-03-02',
      '1 account Paid skipped nothing_owed 2026-03-02',
    ]);
    expect(await f.deps.db.customerRefresh.count()).toBe(0);
  });

  test('while the whole program is planned or generated, customers stay marked and are planned next', async () => {
    const programId = await programWith(f, [1]);
    const { customerId } = await debtor(programId, 'Acme', [{ daysOverdue: 8 }]);
    await f.deps.db.$transaction(async (tx) => {
      await f.deps.store.locks.closeGate(tx, { kind: 'program-plan', id: programId });
      expect(await refreshCustomers(f.deps, [customerId])).toMatchObject({ isPostponed: true });
    });
    expect(await rows(programId)).toEqual([]);
    await refreshMarked(f.deps, { chunks: 1 });
    expect(await rows(programId)).toEqual(['1 account Acme scheduled 2026-03-02']);
  });

  test('without an active program a refresh asks one question more', async () => {
    await f.deps.db.program.updateMany({ data: { status: 'paused' } });
    const { customerId } = await debtor('none', 'Acme', [{ daysOverdue: 8 }]);
    const statements = await statementsOf(() => replanCustomers(f, [customerId]));
    expect(statements.filter((text) => !/^(BEGIN|COMMIT|SET)/.test(text))).toHaveLength(1);
  });
});
