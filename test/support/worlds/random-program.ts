import fc from 'fast-check';
import type { Database } from '../../../infra/db/client.ts';
import { dayToDate } from '../../../infra/db/rows.ts';
import { newId } from '../../../infra/ids.ts';
import { createProgram } from './program-runs.ts';
import { byHand } from '../rows/by-hand.ts';
import { addCredit, randomBalance, randomCredit, randomCurrency, randomMinimums } from './random-credit.ts';
import { createTouchpointRow } from '../rows/program-fixture.ts';
import type { SequenceFixture } from './sequence-fixture.ts';

/** What a random program stands on. */
export type Ground = Pick<SequenceFixture, 'deps' | 'actor' | 'mailboxId' | 'now'>;

const DAY_MS = 86_400_000;

const hold = fc.record({
  kind: fc.constantFrom('promise', 'promise', 'dispute', 'manual', 'reply'),
  /** Days from now until it expires; null: never. */
  expiresIn: fc.option(fc.integer({ min: -3, max: 70 }), { freq: 3 }),
  isEnded: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
});
const invoice = fc.record({
  daysOverdue: fc.integer({ min: -50, max: 60 }),
  balance: randomBalance,
  isPaid: fc.integer({ max: 9, min: 0 }).map((n) => n === 0),
  isDisputed: fc.integer({ max: 9, min: 0 }).map((n) => n === 0),
  holds: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(hold, { minLength: 1, maxLength: 2 })),
});
const customer = fc.record({
  status: fc.constantFrom('active', 'active', 'active', 'active', 'inactive'),
  currency: randomCurrency,
  credit: randomCredit,
  enrollment: fc.constantFrom(null, null, 'in', 'out', 'by itself'),
  invoices: fc.array(invoice, { maxLength: 5 }),
});
const touchpoint = fc.record({
  offsetDays: fc.constantFrom(1, 2, 7, 10, 14, 30, 45),
  level: fc.constantFrom('account' as const, 'account' as const, 'invoice' as const),
  delivery: fc.constantFrom('auto' as const, 'review' as const, 'review' as const),
});

/** What may happen between two runs; `pick` chooses among what there is. */
const MOVES = [
  'pay',
  'dispute',
  'undispute',
  'promise',
  'hold',
  'end holds',
  'new invoice',
  'move due date',
  'unenroll',
  'enroll',
  'deactivate',
  'archive touchpoint',
  'cancel planned',
  'complete planned',
  'approve proposed',
  'uncertain',
  'credit',
  'use credit',
  'count credit',
  'minimum',
] as const;
export type Move = { kind: (typeof MOVES)[number]; pick: number };
const move = fc.record({ kind: fc.constantFrom(...MOVES), pick: fc.nat() });

/** A program with its customers, and what happens to them. */
export const randomProgram = fc.record({
  matching: fc.constantFrom('highest' as const, 'all' as const),
  autoEnroll: fc.boolean(),
  /** Of the program, and of the organisation. */
  minimumAmounts: randomMinimums,
  organisation: fc.record({
    credit: fc.constantFrom('net' as const, 'net' as const, 'net' as const, 'ignore' as const),
    minimumAmounts: randomMinimums.map((amounts) => amounts ?? {}),
  }),
  perRun: fc.integer({ min: 1, max: 4 }),
  sendDays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 }),
  sendTime: fc.constantFrom('09:00', '23:30'),
  everyWeeks: fc.constantFrom(1, 1, 2),
  touchpoints: fc.uniqueArray(touchpoint, {
    minLength: 1,
    maxLength: 6,
    selector: ({ offsetDays, level }) => `${offsetDays} ${level}`,
  }),
  customers: fc.array(customer, { minLength: 1, maxLength: 5 }),
  moves: fc.tuple(...[1, 2, 3].map(() => fc.array(move, { maxLength: 5 }))),
  second: fc.constantFrom('scheduled' as const, 'scheduled' as const, 'manual' as const),
});
export type RandomProgram = typeof randomProgram extends fc.Arbitrary<infer T> ? T : never;

/** Writes a random program on a database without customers. Returns its id. */
export async function createRandomProgram(f: Ground, input: RandomProgram): Promise<string> {
  const { db } = f.deps;
  const { matching, autoEnroll, sendTime, everyWeeks, minimumAmounts } = input;
  const sendDays = [...input.sendDays].sort();
  const programId = await createProgram(f, {
    matching,
    autoEnroll,
    minimumAmounts,
    sendDays,
    sendTime,
    everyWeeks,
  });
  await f.deps.store.organisation.update(db, input.organisation);
  for (const one of input.touchpoints) await createTouchpointRow(db, { now: f.now, programId, ...one });
  const at = new Date(f.now);
  const stamps = { createdAt: at, updatedAt: at };
  for (const one of input.customers) {
    const customerId = newId('customer');
    const { currency, status } = one;
    const shown = { name: customerId, status, currency, score: 0, properties: {} };
    await db.customer.create({ data: { id: customerId, ...shown, source: 'test', arVersion: 1, ...stamps } });
    for (const { holds, ...each } of one.invoices) {
      const invoiceId = await addInvoice(db, { ...each, customerId, currency, now: f.now });
      for (const { kind, expiresIn, isEnded } of holds) {
        const expiresAt = expiresIn === null ? null : new Date(f.now + expiresIn * DAY_MS);
        await addHold(db, {
          invoiceId,
          customerId,
          kind,
          expiresAt,
          endedAt: isEnded ? at : null,
          now: f.now,
        });
      }
    }
    for (const each of one.credit) await addCredit(db, each, { customerId, currency, now: f.now });
    if (one.enrollment === null) continue;
    const isEnrolled = one.enrollment !== 'out';
    const isExplicit = one.enrollment !== 'by itself';
    const enrollment = { programId, customerId, isEnrolled, isExplicit, changedAt: at, changedById: 'test' };
    await db.programEnrollment.create({ data: enrollment });
  }
  return programId;
}

interface NewInvoice {
  customerId: string;
  currency: string;
  daysOverdue: number;
  balance: string;
  isPaid: boolean;
  isDisputed: boolean;
  now: number;
}

async function addInvoice(
  db: Database,
  { now, daysOverdue, isPaid, balance, ...one }: NewInvoice,
): Promise<string> {
  const id = newId('invoice');
  const at = new Date(now);
  const dueOn = dayToDate(new Date(now - daysOverdue * DAY_MS).toISOString().slice(0, 10));
  const money = {
    amount: balance,
    balance: isPaid ? '0' : balance,
    status: isPaid ? 'paid' : 'open',
  };
  const stamps = { createdAt: at, updatedAt: at, source: 'test' };
  await db.invoice.create({ data: { id, number: id, issuedOn: dueOn, dueOn, ...money, ...one, ...stamps } });
  return id;
}

interface NewHold {
  invoiceId: string;
  customerId: string;
  kind: string;
  expiresAt: Date | null;
  endedAt: Date | null;
  now: number;
}

async function addHold(db: Database, { now, ...one }: NewHold): Promise<void> {
  const startedAt = new Date(now - DAY_MS);
  await db.hold.create({
    data: { id: newId('hold'), scope: 'invoice', authorId: 'test', startedAt, ...one },
  });
}

/** Lets something happen, straight in the database. */
export async function makeMove(f: Ground, programId: string, { kind, pick }: Move): Promise<void> {
  const { db } = f.deps;
  const choose = <T>(all: readonly T[]): T | undefined => all[pick % Math.max(all.length, 1)];
  const at = new Date(f.now);
  const orderBy = { id: 'asc' as const };
  const customer = choose(await db.customer.findMany({ orderBy }));
  const invoice = choose(await db.invoice.findMany({ where: { status: 'open' }, orderBy }));
  const rowOf = async (status: string) =>
    choose(
      await db.scheduledTouchpoint.findMany({
        where: { programId, status },
        orderBy: [{ plannedOn: 'asc' }, orderBy],
      }),
    );
  const setRow = async (from: string, status: string) => {
    const row = await rowOf(from);
    const change = { where: { id: row?.id ?? '' }, data: { status } };
    if (row) await byHand(db, (tx) => tx.scheduledTouchpoint.update(change));
  };
  const setInvoice = async (data: object) => {
    if (invoice) await db.invoice.update({ where: { id: invoice.id }, data });
  };
  const held = async (holdKind: string, expiresAt: Date | null) => {
    if (!invoice) return;
    const { id: invoiceId, customerId } = invoice;
    await addHold(db, { invoiceId, customerId, kind: holdKind, expiresAt, endedAt: null, now: f.now });
  };
  const enrolled = async (isEnrolled: boolean) => {
    if (!customer) return;
    const key = { programId, customerId: customer.id };
    const set = { isEnrolled, isExplicit: true, changedAt: at, changedById: 'test' };
    await db.programEnrollment.upsert({
      where: { programId_customerId: key },
      create: { ...key, ...set },
      update: set,
    });
  };
  const moves: Record<Move['kind'], () => Promise<unknown>> = {
    pay: () => setInvoice({ status: 'paid', balance: '0' }),
    dispute: () => setInvoice({ isDisputed: true }),
    undispute: () => db.invoice.updateMany({ data: { isDisputed: false } }),
    promise: () => held('promise', new Date(f.now + (pick % 30) * DAY_MS)),
    hold: () => held('manual', null),
    'end holds': () => db.hold.updateMany({ where: { endedAt: null }, data: { endedAt: at } }),
    'new invoice': async () => {
      const daysOverdue = (pick % 60) - 20;
      if (customer)
        await addInvoice(db, {
          customerId: customer.id,
          currency: customer.currency,
          balance: ['10', '3.2', '25'][pick % 3]!,
          daysOverdue,
          isPaid: false,
          isDisputed: false,
          now: f.now,
        });
    },
    'move due date': () =>
      setInvoice({ dueOn: new Date((invoice?.dueOn.getTime() ?? 0) + ((pick % 21) - 10) * DAY_MS) }),
    unenroll: () => enrolled(false),
    enroll: () => enrolled(true),
    deactivate: async () =>
      customer && db.customer.update({ where: { id: customer.id }, data: { status: 'inactive' } }),
    'archive touchpoint': async () => {
      const one = choose(await db.touchpoint.findMany({ where: { programId }, orderBy }));
      if (one) await db.touchpoint.update({ where: { id: one.id }, data: { archivedAt: at } });
    },
    'cancel planned': () => setRow('scheduled', 'cancelled'),
    'complete planned': () => setRow('scheduled', 'completed'),
    'approve proposed': () => setRow('proposed', 'approved'),
    uncertain: () => setRow('proposed', 'uncertain'),
    credit: async () => {
      if (!customer) return;
      const amount = ['4', '10', '100'][pick % 3]!;
      const kind = pick % 2 === 0 ? ('payment' as const) : ('credit_note' as const);
      const { id: customerId, currency } = customer;
      const piece = { kind, amount, isForeign: false, status: null };
      await addCredit(db, piece, { customerId, currency, now: f.now });
    },
    'use credit': () => db.relatedRecord.updateMany({ data: { status: 'used' } }),
    'count credit': () => f.deps.store.organisation.update(db, { credit: pick % 2 === 0 ? 'net' : 'ignore' }),
    minimum: () =>
      pick % 2 === 0
        ? f.deps.store.organisation.update(db, { minimumAmounts: { EUR: '6' } })
        : db.program.update({ where: { id: programId }, data: { minimumAmounts: { EUR: '4' } } }),
  };
  await moves[kind]();
}
