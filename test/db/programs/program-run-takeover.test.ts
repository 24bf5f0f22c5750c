import { describe, expect, test } from '@jest/globals';
import { generateRun } from '../../../commands/programs/runs/generate-run.ts';
import { pauseProgram } from '../../../commands/programs/pause-program.ts';
import { runNow } from '../../../commands/programs/runs/run-now.ts';
import { replan, rowsOf, runAt, runByHand } from '../../support/worlds/generated-rows.ts';
import { debtorsOf, programWith } from '../../support/worlds/program-debtors.ts';
import { createTouchpointRow } from '../../support/rows/program-fixture.ts';
import { createProgram, openRun, tickAt } from '../../support/worlds/program-runs.ts';
import { useSequences } from '../../support/worlds/sequence-fixture.ts';

// The clock stands at Monday 2 March 2026, 08:00 UTC; programs run on Mondays at 09:00.
const f = useSequences();
const MONDAY = '2026-03-02T09:00:00Z';
const NEXT_MONDAY = '2026-03-09T09:00:00Z';
const debtor = debtorsOf(f);
const rows = (programId: string, which?: Parameters<typeof rowsOf>[2]) => rowsOf(f.deps.db, programId, which);
const statusOf = async (runId: string) =>
  (await f.deps.db.programRun.findUniqueOrThrow({ where: { id: runId } })).status;

describe('P8: what a run replaces', () => {
  test('a scheduled run replaces all open proposals, linked to the new ones of the same touchpoint and customer', async () => {
    const programId = await programWith(f, [1, 14]);
    const acme = await debtor(programId, 'Acme', [{ daysOverdue: 2 }]);
    const beta = await debtor(programId, 'Beta', [{ daysOverdue: 8 }]);
    const first = await runAt(f, programId, MONDAY);
    const second = await runAt(f, programId, NEXT_MONDAY);
    expect(await rows(programId, { runId: first.runId })).toEqual([
      '1 account Acme superseded newer_run 2026-03-02',
      '1 account Beta superseded newer_run 2026-03-02',
    ]);
    expect(await rows(programId, { runId: second.runId })).toEqual([
      '1 account Acme proposed 2026-03-09',
      '14 account Beta proposed 2026-03-09',
    ]);
    const find = (customerId: string, runId: string) =>
      f.deps.db.scheduledTouchpoint.findFirstOrThrow({ where: { customerId, runId } });
    const heir = await find(acme.customerId, second.runId);
    expect((await find(acme.customerId, first.runId)).supersededById).toBe(heir.id);
    expect((await find(beta.customerId, first.runId)).supersededById).toBeNull();
  });

  test('a run by hand replaces only what it produces again, leaves the plan alone, and ends emptied batches', async () => {
    const programId = await programWith(f, [1, 7, { offsetDays: 5, level: 'invoice' }]);
    const paid = await debtor(programId, 'Paid', [{ daysOverdue: 8 }]);
    await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
    const first = await runAt(f, programId, MONDAY);
    const planned = await rows(programId, { status: 'scheduled' });
    await f.deps.db.invoice.updateMany({
      where: { customerId: paid.customerId },
      data: { status: 'paid', balance: '0' },
    });
    await openRun(f.deps.db, first.runId);
    f.lifecycle.started.length = 0;
    const second = await runByHand(f, programId);
    expect(await rows(programId, { runId: first.runId })).toEqual([
      '1 account Acme superseded newer_run 2026-03-02',
      '5 invoice Paid 1 proposed 2026-03-02',
      '7 account Paid proposed 2026-03-02',
    ]);
    expect(await rows(programId, { runId: second.runId })).toEqual(['1 account Acme proposed 2026-03-02']);
    expect(await rows(programId, { status: 'scheduled' })).toEqual(planned);
    const batches = await f.deps.db.reviewBatch.findMany({
      where: { runId: first.runId },
      orderBy: { id: 'asc' },
    });
    expect(batches.map(({ status }) => status).sort()).toEqual(['preparing', 'preparing', 'superseded']);
    expect(f.lifecycle.started).toContain(`run ${first.runId}`);
  });

  test('a proposal that is approved while a run by hand generates goes out, and is not proposed again', async () => {
    const programId = await programWith(f, [1]);
    await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
    const first = await runAt(f, programId, MONDAY);
    const { text } = await f.deps.store.programRunViews.readOpenProposals(f.deps.db, f.actor, programId);
    const confirmation = f.deps.hash(`${programId} ${text}`);
    const { id: runId } = await runNow(f.deps, f.actor, { programId, confirmation });
    const { store } = f.deps;
    // Approved after the run has judged, before it writes.
    const supersedeReplaced: typeof store.programReplacement.supersedeReplaced = async (tx, input) => {
      await f.deps.db.scheduledTouchpoint.updateMany({
        where: { runId: first.runId },
        data: { status: 'approved' },
      });
      return store.programReplacement.supersedeReplaced(tx, input);
    };
    const programReplacement = { ...store.programReplacement, supersedeReplaced };
    const deps = { ...f.deps, store: { ...store, programReplacement } };
    expect(await generateRun(deps, { runId })).toEqual({ isSuperseded: false, hasReview: false });
    expect(await rows(programId, { runId })).toEqual([]);
    expect(await rows(programId, { runId: first.runId })).toEqual(['1 account Acme approved 2026-03-02']);
  });
});

describe('one run at a time writes', () => {
  test('a second generation answers what the first came to, changes nothing, and wakes what leaves again', async () => {
    const programId = await programWith(f, [1, { offsetDays: 2, level: 'invoice', delivery: 'auto' }]);
    await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
    const { runId, ...made } = await runAt(f, programId, MONDAY);
    const before = await f.deps.db.scheduledTouchpoint.findMany({
      where: { programId },
      orderBy: { id: 'asc' },
    });
    f.lifecycle.started.length = 0;
    f.now += 60_000;
    expect(await generateRun(f.deps, { runId })).toEqual(made);
    expect(
      await f.deps.db.scheduledTouchpoint.findMany({ where: { programId }, orderBy: { id: 'asc' } }),
    ).toEqual(before);
    expect(f.lifecycle.started).toEqual([expect.stringMatching(/^batch bat_/)]);
  });

  test('two generations of one run at once write it once', async () => {
    const programId = await programWith(f, [1]);
    await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
    const { runId } = await tickAt(f, programId, MONDAY);
    const both = [1, 2].map(() => generateRun(f.deps, { runId: runId! }));
    expect(await Promise.all(both)).toEqual([1, 2].map(() => ({ isSuperseded: false, hasReview: true })));
    expect(await rows(programId)).toEqual([
      '1 account Acme proposed 2026-03-02',
      '1 account Acme scheduled 2026-03-09',
    ]);
  });

  test('run now while a run is still generating: the older one writes nothing, whichever ends first', async () => {
    const programId = await programWith(f, [1]);
    await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
    const { runId } = await tickAt(f, programId, MONDAY);
    const { store } = f.deps;
    let byHand: string | null = null;
    // Asked for after the scheduled run has written everything, before it looks whether it is still the newest.
    const linkSuperseded: typeof store.programReplacement.linkSuperseded = async (tx, input) => {
      await store.programReplacement.linkSuperseded(tx, input);
      byHand ??= (await runNow(f.deps, f.actor, { programId })).id;
    };
    const deps = {
      ...f.deps,
      store: { ...store, programReplacement: { ...store.programReplacement, linkSuperseded } },
    };
    expect(await generateRun(deps, { runId: runId! })).toEqual({ isSuperseded: true, hasReview: false });
    expect(await rows(programId)).toEqual([]);
    expect(await statusOf(runId!)).toBe('superseded');
    expect(await generateRun(f.deps, { runId: byHand! })).toEqual({ isSuperseded: false, hasReview: true });
    expect(await rows(programId)).toEqual(['1 account Acme proposed 2026-03-02']);
  });

  test('a touchpoint that is archived while a run generates fires nothing', async () => {
    const programId = await programWith(f, [1, 2]);
    await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
    const { runId } = await tickAt(f, programId, MONDAY);
    const { store } = f.deps;
    let edits = 0;
    const countVerdicts: typeof store.programGeneration.countVerdicts = async (tx) => {
      if (edits++ === 0) {
        await f.deps.db.touchpoint.updateMany({
          where: { programId, offsetDays: 2 },
          data: { archivedAt: new Date(f.now) },
        });
        await f.deps.db.program.update({ where: { id: programId }, data: { version: { increment: 1 } } });
      }
      return store.programGeneration.countVerdicts(tx);
    };
    const programGeneration = { ...store.programGeneration, countVerdicts };
    await generateRun({ ...f.deps, store: { ...store, programGeneration } }, { runId: runId! });
    expect(await rows(programId, { runId })).toEqual(['1 account Acme proposed 2026-03-02']);
    expect(edits).toBe(2);
  });

  test('an archived program generates nothing', async () => {
    const programId = await programWith(f, [1]);
    await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
    const { runId } = await tickAt(f, programId, MONDAY);
    await f.deps.db.program.update({ where: { id: programId }, data: { status: 'archived' } });
    expect(await generateRun(f.deps, { runId: runId! })).toEqual({ isSuperseded: true, hasReview: false });
    expect([await rows(programId), await statusOf(runId!)]).toEqual([[], 'superseded']);
  });
});

describe('P15: a run far larger than usual is held whole for a person', () => {
  /** A program that has run before, so often and with so many messages. */
  const programAfter = async (sizes: readonly number[], surgeFactor: number) => {
    const programId = await createProgram(f, { surgeFactor });
    await f.deps.db.programEnrollment.createMany({
      data: (await f.deps.db.customer.findMany({ orderBy: { id: 'asc' } })).map(({ id: customerId }) => ({
        programId,
        customerId,
        isEnrolled: false,
        isExplicit: true,
        changedAt: new Date(f.now),
        changedById: 'test',
      })),
    });
    const week = 7 * 86_400_000;
    for (const [n, produced] of sizes.entries()) {
      const at = new Date(Date.parse(MONDAY) - (sizes.length - n) * week);
      await f.deps.db.programRun.create({
        data: {
          id: `run_${programId}_${n}`,
          programId,
          kind: 'scheduled',
          localDate: at,
          nominalAt: at,
          scheduleVersion: 1,
          status: 'completed',
          produced,
          skipped: 0,
          createdById: 'system',
          createdAt: at,
          generatedAt: at,
        },
      });
    }
    return programId;
  };

  test.each([
    ['the first run never is', [], 3, false],
    ['three times the median of the last four is not', [100, 5, 7, 9, 7], 3, false],
    ['more than three times is', [100, 5, 6, 7, 6], 3, true],
    ['with the factor 0 none is', [1, 1, 1, 1], 0, false],
  ])('%s', async (_, sizes, factor, isHeld) => {
    const programId = await programAfter(sizes, factor);
    const offsets = { now: f.now, programId, delivery: 'auto' as const };

    await createTouchpointRow(f.deps.db, { ...offsets, offsetDays: 1 });
    for (let n = 0; n < 21; n += 1) await debtor(programId, `Debtor ${n}`, [{ daysOverdue: 3 }]);
    const { runId, hasReview } = await runAt(f, programId, MONDAY);
    expect(hasReview).toBe(isHeld);
    const run = await f.deps.db.programRun.findUniqueOrThrow({ where: { id: runId } });
    expect([run.heldReason, run.produced]).toEqual([isHeld ? 'surge' : null, 21]);
    const statuses = new Set(
      (await f.deps.db.scheduledTouchpoint.findMany({ where: { runId }, orderBy: { id: 'asc' } })).map(
        (row) => row.status,
      ),
    );
    expect([...statuses]).toEqual([isHeld ? 'proposed' : 'approved']);
    const batch = await f.deps.db.reviewBatch.findFirstOrThrow({ where: { runId } });
    expect(batch.delivery).toBe(isHeld ? 'review' : 'auto');
  });
});

test('P4: a plan made while a run is due keeps what the run is to take', async () => {
  const programId = await programWith(f, [1]);
  await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
  await replan(f, programId);
  const { runId } = await tickAt(f, programId, MONDAY);
  await replan(f, programId);
  expect(await rows(programId)).toEqual(['1 account Acme scheduled 2026-03-02']);
  await generateRun(f.deps, { runId: runId! });
  expect(await rows(programId)).toEqual([
    '1 account Acme proposed 2026-03-02',
    '1 account Acme scheduled 2026-03-09',
  ]);
});

test('P13: paused while its run is generating, nothing leaves by itself: a person decides about it', async () => {
  const programId = await programWith(f, []);
  await createTouchpointRow(f.deps.db, { now: f.now, programId, delivery: 'auto', offsetDays: 1 });
  await debtor(programId, 'Acme', [{ daysOverdue: 3 }]);
  await createProgram(f);
  const { runId } = await tickAt(f, programId, MONDAY);
  await pauseProgram(f.deps, f.actor, { programId });
  await generateRun(f.deps, { runId: runId! });
  expect(await rows(programId, { runId: runId! })).toEqual(['1 account Acme proposed 2026-03-02']);
  expect(await f.deps.db.programRun.findUniqueOrThrow({ where: { id: runId! } })).toMatchObject({
    heldReason: 'paused',
    status: 'preparing',
  });
});
