import { newId } from '../../../infra/ids.ts';
import {
  createDebtor,
  createTouchpointRow,
  type DebtorFixture,
  type ProgramFixture,
  type TouchpointFixture,
} from '../rows/program-fixture.ts';
import { createProgram } from './program-runs.ts';
import type { SequenceFixture } from './sequence-fixture.ts';

const DAY_MS = 86_400_000;

/** A program with touchpoints: `7`, or `{offsetDays: 7, level: 'invoice'}`. Customers of other programs are not asked by it. */
export async function programWith(
  f: SequenceFixture,
  touchpoints: readonly (number | Omit<TouchpointFixture, 'now' | 'programId'>)[],
  change: Partial<ProgramFixture> = {},
): Promise<string> {
  const { db } = f.deps;
  const programId = await createProgram(f, change);
  for (const one of touchpoints) {
    const given = typeof one === 'number' ? { offsetDays: one } : one;
    await createTouchpointRow(db, { now: f.now, programId, ...given });
  }
  const others = await db.customer.findMany({ select: { id: true }, orderBy: { id: 'asc' } });
  const decision = { isEnrolled: false, isExplicit: true, changedAt: new Date(f.now), changedById: 'test' };
  await db.programEnrollment.createMany({
    data: others.map(({ id: customerId }) => ({ programId, customerId, ...decision })),
  });
  return programId;
}

/** Customers with open invoices, whom programs made before do not ask. */
export function debtorsOf(f: SequenceFixture) {
  return async (programId: string, name: string, invoices: DebtorFixture['invoices']) => {
    const { db } = f.deps;
    const debtor = await createDebtor(db, { now: f.now, name, invoices });
    const others = await db.program.findMany({
      where: { id: { not: programId } },
      select: { id: true },
      orderBy: { id: 'asc' },
    });
    const decision = { isEnrolled: false, isExplicit: true, changedAt: new Date(f.now), changedById: 'test' };
    await db.programEnrollment.createMany({
      data: others.map(({ id }) => ({ programId: id, customerId: debtor.customerId, ...decision })),
    });
    return debtor;
  };
}

/** A hold of an invoice since yesterday; `days` from now until it expires, null: never. */
export async function holdInvoice(
  f: SequenceFixture,
  invoiceId: string,
  { kind, days, isEnded = false }: { kind: string; days: number | null; isEnded?: boolean },
): Promise<void> {
  const at = new Date(f.now);
  await f.deps.db.hold.create({
    data: {
      id: newId('hold'),
      scope: 'invoice',
      kind,
      invoiceId,
      authorId: 'test',
      startedAt: new Date(f.now - DAY_MS),
      expiresAt: days === null ? null : new Date(f.now + days * DAY_MS),
      endedAt: isEnded ? at : null,
    },
  });
}
