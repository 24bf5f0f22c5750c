import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { refreshCustomers } from '../../../commands/insights/refresh-customers.ts';
import { newId } from '../../../infra/ids.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { textOf, unitsOf, type Units } from '../../support/rows/receivables-ledger.ts';
import { runs } from '../../support/rows/runs.ts';
import { claimStep } from '../../support/worlds/claims.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const CENT = 100n;

/** An invoice with what was paid of it; `daysPastDue` below 1: not overdue. */
interface BookInvoice {
  amount: Units;
  paid: Units;
  daysPastDue: number;
  isDisputed: boolean;
  isHeld: boolean;
  isResidue: boolean;
}

interface Book {
  invoices: BookInvoice[];
  /** Beyond what was paid of invoices, in the same payment. */
  onAccount: Units;
  notes: { amount: Units; status: string }[];
  /** What an ERP says was paid beyond the amount of an invoice. */
  negative: Units;
  isReversed: boolean;
}

const money = (max: number) => fc.integer({ min: 1, max }).map((cents) => BigInt(cents) * CENT);
const bookOf: fc.Arbitrary<Book> = fc.record({
  invoices: fc.array(
    fc.record({
      amount: money(90_000),
      paid: fc.oneof(fc.constant(0n), money(40_000)),
      daysPastDue: fc.constantFrom(-10, 5, 35, 95),
      isDisputed: fc.nat({ max: 4 }).map((dice) => dice === 0),
      isHeld: fc.nat({ max: 4 }).map((dice) => dice === 0),
      isResidue: fc.nat({ max: 7 }).map((dice) => dice === 0),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  onAccount: fc.oneof(fc.constant(0n), money(80_000)),
  notes: fc.array(
    fc.record({ amount: money(60_000), status: fc.constantFrom('open', 'issued', 'cancelled') }),
    { maxLength: 2 },
  ),
  negative: fc.oneof({ weight: 3, arbitrary: fc.constant(0n) }, { weight: 1, arbitrary: money(20_000) }),
  isReversed: fc.nat({ max: 5 }).map((dice) => dice === 0),
});

const dayOf = (daysPastDue: number) =>
  new Date(api.now - daysPastDue * 86_400_000).toISOString().slice(0, 10);
const sum = (values: readonly Units[]): Units => values.reduce((total, value) => total + value, 0n);

/** Writes a book by the calls that a user has; only what no call takes any more is written as a row. */
async function enter(book: Book): Promise<string> {
  const { id: customerId } = await api.customer({ currency: 'USD' });
  await api.ok('POST', `/v1/customers/${customerId}/contacts`, {
    body: { name: 'Pat Payer', email: `${customerId.slice(-8)}@buyer.example`, isPrimary: true },
  });
  for (const { amount, paid, daysPastDue, isDisputed, isHeld, isResidue } of book.invoices) {
    const { id } = await api.invoice(customerId, {
      amount: textOf(amount),
      issuedOn: '2025-10-01',
      dueOn: dayOf(daysPastDue),
    });
    const part = paid < amount ? paid : amount - CENT;
    if (part > 0n) await api.ok('POST', `/v1/invoices/${id}/payments`, { body: { amount: textOf(part) } });
    if (isDisputed) await api.ok('POST', `/v1/invoices/${id}/dispute`, { body: { reason: 'Hours' } });
    if (isHeld) await api.ok('POST', '/v1/holds', { body: { scope: 'invoice', invoiceId: id } });
    if (isResidue) await api.db.invoice.update({ where: { id }, data: { balance: '0.004' } });
  }
  if (book.onAccount > 0n) {
    const body = { amount: textOf(book.onAccount), allocations: [] };
    const payment = await api.ok('POST', `/v1/customers/${customerId}/payments`, { body });
    if (book.isReversed)
      await api.ok('POST', `/v1/payments/${payment.id}/reversals`, { body: { reason: 'bounced' } });
  }
  for (const [index, { amount, status }] of book.notes.entries()) {
    await api.ok('PUT', `/v1/customers/${customerId}/related-records`, {
      body: {
        kind: 'credit_note',
        externalId: `${customerId}-${index}`,
        status,
        amount: textOf(amount),
        currency: 'USD',
        occurredOn: '2026-04-01',
      },
    });
  }
  if (book.negative > 0n) {
    const at = new Date(api.now);
    const day = new Date('2026-01-05');
    const dates = { issuedOn: day, dueOn: day, createdAt: at, updatedAt: at };
    const said = { currency: 'USD', status: 'paid', isDisputed: false, source: 'import' };
    const amounts = { amount: '10', balance: '0', credit: textOf(book.negative) };
    await api.db.invoice.create({
      data: { id: newId('invoice'), customerId, number: `NB-${customerId}`, ...dates, ...said, ...amounts },
    });
  }
  return customerId;
}

/** The same, worked out by whole numbers alone. */
function recomputed(book: Book, { isNetted, minimum }: { isNetted: boolean; minimum: Units }) {
  const open = book.invoices.map((row) => {
    const part = row.paid < row.amount ? row.paid : row.amount - CENT;
    return { ...row, balance: row.isResidue ? 40n : row.amount - part };
  });
  const real = open.filter(({ balance }) => balance >= CENT);
  const isKept = ({ isDisputed, isHeld }: BookInvoice) => isDisputed || isHeld;
  const credit = isNetted
    ? (book.isReversed ? 0n : book.onAccount) +
      sum(book.notes.filter(({ status }) => status !== 'cancelled').map(({ amount }) => amount)) +
      book.negative
    : 0n;
  const askable = sum(real.filter((row) => !isKept(row)).map(({ balance }) => balance));
  const least = minimum > CENT ? minimum : CENT;
  const outcome =
    real.length === 0
      ? 'below_minimum'
      : askable === 0n
        ? 'all_disputed'
        : askable <= credit && credit > 0n
          ? 'in_credit'
          : askable - credit < least
            ? 'below_minimum'
            : 'asked';
  // Credit covers what can be asked for first, the oldest first; then what is kept back.
  let left = credit;
  const rests = real
    .toSorted((a, b) => Number(isKept(a)) - Number(isKept(b)) || b.daysPastDue - a.daysPastDue)
    .map((row) => {
      const covered = left < row.balance ? left : row.balance;
      left -= covered;
      return { ...row, rest: row.balance - covered };
    });
  const overdue = (from: number, to: number) =>
    sum(rests.filter(({ daysPastDue: days }) => days >= from && days <= to).map(({ rest }) => rest));
  return {
    balance: {
      open: sum(real.map(({ balance }) => balance)),
      askable,
      undisputed: sum(real.filter(({ isDisputed }) => !isDisputed).map(({ balance }) => balance)),
      residue: sum(open.filter(({ balance }) => balance < CENT).map(({ balance }) => balance)),
      credit,
      least,
    },
    outcome,
    days91: overdue(91, Infinity),
    days31: overdue(31, 90),
  };
}

const AMOUNTS = ['open', 'askable', 'undisputed', 'residue', 'credit', 'least'] as const;

/** What a signal of a rule says is overdue; 0: there is none. */
async function signalOf(customerId: string, rule: string): Promise<Units> {
  const row = await api.db.signal.findFirst({ where: { customerId, rule, isActive: true } });
  return row ? unitsOf(/over ([\d.]+) USD/.exec(row.text)![1]!) : 0n;
}

it.each([
  ['net', 0n],
  ['net', 500_000n],
  ['ignore', 0n],
] as const)(
  'C18, C19, C12: with credit %s and a least of %d sequences and signals agree with a plain recomputation of random ledgers',
  async (credit, minimum) => {
    const minimumAmounts: Record<string, string> = minimum > 0n ? { USD: textOf(minimum) } : {};
    await api.ok('PATCH', '/v1/organisation', { body: { credit, minimumAmounts } });
    const { sequenceId } = await api.sequence({
      steps: [{ timing: onDay(0, '08:00') }, { timing: onDay(9) }],
    });
    const books = fc.sample(bookOf, runs({ test: 8, proof: 150 }));
    const found: unknown[] = [];
    const wanted: unknown[] = [];
    for (const book of books) {
      const customerId = await enter(book);
      await refreshCustomers(api.deps, [customerId]);
      const { enrollment } = await api.enroll(sequenceId, customerId);
      const enrollmentIds = [enrollment.id];
      const read = await api.deps.store.snapshots.readSnapshots(api.db, { enrollmentIds, now: api.now });
      const { balance } = read[0]!;
      await api.look(enrollment.id);
      const stepExecutionId = await api.executionOf(enrollment.id);
      const claim = await claimStep(api.engine, { enrollmentId: enrollment.id, stepExecutionId });
      const { skipReason } = await api.execution(stepExecutionId);
      const isHeld = claim.kind === 'not_now' && claim.directive.kind === 'wait' && skipReason === null;
      const { days91, days31, ...is } = recomputed(book, { isNetted: credit === 'net', minimum });
      found.push([
        ...AMOUNTS.map((name) => unitsOf(new Decimal(balance[name]).toFixed())),
        claim.kind === 'claimed' ? 'asked' : (skipReason ?? (isHeld ? 'all_disputed' : '?')),
        await signalOf(customerId, 'overdue_91'),
        await signalOf(customerId, 'overdue_31'),
      ]);
      wanted.push([...AMOUNTS.map((name) => is.balance[name]), is.outcome, days91, days31]);
    }
    expect(found).toEqual(wanted);
  },
  240_000,
);
