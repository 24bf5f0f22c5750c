import fc from 'fast-check';
import { bringForward } from '../../../commands/customers/bring-forward.ts';
import { REPAIRS } from '../../../commands/upkeep/reconcile.ts';
import { newId } from '../../../infra/ids.ts';
import { runs } from '../rows/runs.ts';
import type { ApiFixture } from '../servers/api-fixture.ts';
import { signal, silence } from './signals.ts';
import { lonePass } from './lone-repair.ts';

/** What this file knows of a customer, which asks no table. */
export interface PlainCustomer {
  id: string;
  name: string;
  /** From agents. */
  isHidden: boolean;
  /** Cents by due date, all open. */
  invoices: { dueOn: string; cents: number }[];
  signals: { rank: number; expiresAt: number | null }[];
}

/** A customer as the table must show it at a moment. */
export interface PlainRow {
  id: string;
  name: string;
  severity: number;
  total: number;
  overdue: number;
  days1To30: number;
  days31To60: number;
  days61To90: number;
  days91Plus: number;
}

const DAY_MS = 86_400_000;
export const SEVERITIES = ['none', 'healthy', 'medium', 'high'];

/** Worked out from what it has, one by one. */
export function plainRow(
  { id, name, invoices, signals }: PlainCustomer,
  { today, now }: { today: string; now: number },
): PlainRow {
  const among = (least: number, most: number): number =>
    invoices
      .filter(({ dueOn }) => {
        const age = (Date.parse(today) - Date.parse(dueOn)) / DAY_MS;
        return age >= least && age <= most;
      })
      .reduce((sum, { cents }) => sum + cents, 0);
  const alive = signals.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
  return {
    id,
    name,
    severity: Math.max(0, ...alive.map(({ rank }) => rank)),
    total: among(-Infinity, Infinity),
    overdue: among(1, Infinity),
    days1To30: among(1, 30),
    days31To60: among(31, 60),
    days61To90: among(61, 90),
    days91Plus: among(91, Infinity),
  };
}

const addDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** Adds an open invoice of a customer, here and there. */
export async function addInvoice(
  api: ApiFixture,
  customer: PlainCustomer,
  { dueOn, cents }: { dueOn: string; cents: number },
): Promise<void> {
  customer.invoices.push({ dueOn, cents });
  const id = newId('invoice');
  const amount = (cents / 100).toFixed(2);
  const at = new Date(api.now);
  const days = { issuedOn: new Date('2025-11-01'), dueOn: new Date(dueOn), createdAt: at, updatedAt: at };
  const { db } = api.database;
  const mine = { customerId: customer.id, currency: 'EUR' };
  await db.invoice.create({
    data: {
      id,
      ...mine,
      number: id,
      status: 'open',
      ...days,
      amount,
      balance: amount,
      isDisputed: false,
      source: 'test',
    },
  });
  await db.balanceChange.create({
    data: {
      id: newId('balanceChange'),
      invoiceId: id,
      ...mine,
      kind: 'issued',
      cause: 'issued',
      delta: amount,
      balance: amount,
      effectiveOn: days.issuedOn,
      createdAt: at,
    },
  });
}

/**
 * Customers whose invoices pass from one bucket into the next around a day, and whose signals expire about then. The first
 * ones have an invoice at the edge of each bucket on each of the four days.
 */
export async function ageingCustomers(api: ApiFixture, around: string): Promise<PlainCustomer[]> {
  const near = fc.record({
    dueOn: fc
      .tuple(fc.constantFrom(0, 30, 60, 90), fc.integer({ min: -3, max: 3 }))
      .map(([edge, days]) => addDays(around, days - edge)),
    cents: fc.integer({ min: 1, max: 99_999 }),
  });
  const some = fc.array(near, { maxLength: 4 });
  const stories = fc.sample(some, runs({ test: 14, proof: 40 }));
  const { db } = api.database;
  const groupId = newId('user');
  await db.visibilityGroup.create({
    data: { id: groupId, name: groupId, nameKey: groupId, createdAt: new Date(api.now) },
  });
  const customers: PlainCustomer[] = [];
  for (const [n, story] of stories.entries()) {
    const name = `Aging ${String(n).padStart(2, '0')}`;
    const { id } = await api.customer({ name });
    const customer: PlainCustomer = { id, name, isHidden: n % 5 === 3, invoices: [], signals: [] };
    if (customer.isHidden) await db.visibilityGroupCustomer.create({ data: { groupId, customerId: id } });
    const edges = n < 4 ? [0, 30, 60, 90].map((edge) => addDays(around, n - 1 - edge)) : [];
    for (const dueOn of edges) await addInvoice(api, customer, { dueOn, cents: 1_000 + n });
    for (const invoice of story) await addInvoice(api, customer, invoice);
    await silence(api, id);
    for (const rank of n % 3 === 0 ? [] : [n % 4, (n + 2) % 4]) {
      const expiresAt = rank > 1 ? Date.parse(`${around}T12:00:00Z`) + (n - 7) * 4 * 3_600_000 : null;
      const change = { expiresAt: expiresAt === null ? null : new Date(expiresAt) };
      await signal(api, id, { severity: SEVERITIES[rank]!, change });
      customer.signals.push({ rank, expiresAt });
    }
    customers.push(customer);
  }
  return customers;
}

/** Rows of the table as they are stored, whatever reads them. */
export const storedRows = (api: ApiFixture): Promise<unknown> =>
  api.database.db.$queryRaw`
    SELECT customer_id, xmin::text, as_of, ages_on, severity, overdue, signal_expires_at FROM customer_summary ORDER BY 1`;

/** What a pass of the worker brings forward, as one of its repairs. @returns how many rows */
export async function passOfWorker(api: ApiFixture): Promise<number> {
  let aged = 0;
  for (const repair of REPAIRS.filter((each) => each === bringForward)) {
    await repair.run({ ...lonePass(api), count: (_what, added = 1) => void (aged += added) });
  }
  return aged;
}
