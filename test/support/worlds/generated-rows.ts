import { generateRun, type GeneratedRun } from '../../../commands/programs/runs/generate-run.ts';
import { planCustomers, planProgram } from '../../../commands/programs/plan-program.ts';
import { runNow } from '../../../commands/programs/runs/run-now.ts';
import type { Database } from '../../../infra/db/client.ts';
import { dayOf } from '../../../infra/db/rows.ts';
import { tickAt } from './program-runs.ts';
import type { SequenceFixture } from './sequence-fixture.ts';

/** Lets the run of an instant begin, and generates it. */
export async function runAt(
  f: SequenceFixture,
  programId: string,
  instant: string,
): Promise<GeneratedRun & { runId: string }> {
  const { runId } = await tickAt(f, programId, instant);
  if (runId === null) throw new Error(`no run is due at ${instant}`);
  return { ...(await generateRun(f.deps, { runId })), runId };
}

/** Runs a program by hand, whatever that replaces, and generates it. */
export async function runByHand(
  f: SequenceFixture,
  programId: string,
): Promise<GeneratedRun & { runId: string }> {
  const confirmation = await confirmationOf(f, programId);
  const { id: runId } = await runNow(f.deps, f.actor, { programId, confirmation });
  return { ...(await generateRun(f.deps, { runId })), runId };
}

async function confirmationOf(f: SequenceFixture, programId: string): Promise<string | undefined> {
  const { text } = await f.deps.store.programRunViews.readOpenProposals(f.deps.db, f.actor, programId);
  return text === '' ? undefined : f.deps.hash(`${programId} ${text}`);
}

/** Plans a whole program anew, as after an edit. */
export async function replan(f: SequenceFixture, programId: string) {
  const { planVersion } = await f.deps.db.program.update({
    where: { id: programId },
    data: { planVersion: { increment: 1 } },
  });
  return planProgram(f.deps, { programId, planVersion });
}

/** Plans customers anew, as after a change of their receivables. */
export async function replanCustomers(f: SequenceFixture, customerIds: readonly string[]) {
  return f.deps.db.$transaction((tx) => planCustomers(f.deps, tx, { customerIds, now: f.now }));
}

/**
 * Rows of a program in words, sorted: touchpoint by offset and level, customer, the place of the invoice at the end of
 * its number, status, reason, day: `7 account Acme proposed 2026-03-02`, `3 invoice Acme 2 skipped promise 2026-03-02`.
 */
export async function rowsOf(
  db: Database,
  programId: string,
  which: { runId?: string | null; status?: string } = {},
): Promise<string[]> {
  const rows = await db.scheduledTouchpoint.findMany({
    where: { programId, ...which },
    orderBy: { id: 'asc' },
  });
  const [touchpoints, customers, invoices] = await Promise.all([
    db.touchpoint.findMany({ where: { programId }, orderBy: { id: 'asc' } }),
    db.customer.findMany({ orderBy: { id: 'asc' } }),
    db.invoice.findMany({ orderBy: { id: 'asc' } }),
  ]);
  const byId = <T extends { id: string }>(all: T[]) => new Map(all.map((one) => [one.id, one]));
  const [touchpointOf, customerOf, invoiceOf] = [byId(touchpoints), byId(customers), byId(invoices)];
  return rows
    .map((row) => {
      const { offsetDays } = touchpointOf.get(row.touchpointId)!;
      const place = row.invoiceId === null ? null : invoiceOf.get(row.invoiceId)!.number.split('-').at(-1);
      const { name } = customerOf.get(row.customerId)!;
      return [offsetDays, row.level, name, place, row.status, row.reason, dayOf(row.plannedOn)]
        .filter((part) => part !== null)
        .join(' ');
    })
    .sort();
}
