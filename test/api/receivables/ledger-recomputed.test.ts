import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { runs } from '../../support/rows/runs.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

/** The same ledger as a bookkeeper has it, in cents. */
interface Part {
  invoice: number;
  cents: number;
  back: number;
}
interface Paid {
  id: string;
  reference: string;
  cents: number;
  back: number;
  parts: Part[];
}
interface Invoice {
  id: string;
  number: string;
  cents: number;
  /** What files showed as paid, less what they showed as unpaid again. */
  shown: number;
}

const text = (cents: number) => (cents / 100).toFixed(2);
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const PAYMENTS = 'customer_external_id,reference,paid_on,amount,invoice_number,reverses\n';
const INVOICES = 'customer_external_id,number,issued_on,due_on,amount,balance\n';
const ALL = [0, 1, 2];

class Ledger {
  readonly invoices: Invoice[] = [];
  readonly payments: Paid[] = [];
  #count = 0;
  constructor(
    readonly customer: Json,
    readonly name: string,
  ) {}

  next = () => `${this.name}-${(this.#count += 1)}`;

  /** What an invoice owes: its amount, less what was paid and has not come back, less what files showed. */
  owed(index: number): number {
    const invoice = this.invoices[index]!;
    const parts = this.payments.flatMap((payment) => payment.parts).filter((part) => part.invoice === index);
    return invoice.cents - sum(parts.map(({ cents, back }) => cents - back)) - invoice.shown;
  }

  async issue(cents: number) {
    const number = this.next();
    const { id } = await api.invoice(this.customer.id, { number, amount: text(cents) });
    this.invoices.push({ id, number, cents, shown: 0 });
  }

  /** Parts of the open invoices, and something on account. */
  #planned(share: number): Part[] {
    return ALL.filter((index) => this.owed(index) > 0).map((invoice) => {
      const cents = Math.max(1, Math.floor((this.owed(invoice) * share) / 100));
      return { invoice, cents, back: 0 };
    });
  }

  async payByCall(share: number, onAccount: number) {
    const parts = this.#planned(share);
    const reference = this.next();
    const cents = sum(parts.map((part) => part.cents)) + onAccount + 1;
    const allocations = parts.map((part) => ({
      invoiceId: this.invoices[part.invoice]!.id,
      amount: text(part.cents),
    }));
    const { id } = await api.ok('POST', `/v1/customers/${this.customer.id}/payments`, {
      body: { amount: text(cents), reference, allocations },
    });
    this.payments.push({ id, reference, cents, back: 0, parts });
  }

  async payByFile(share: number) {
    const parts = this.#planned(share);
    if (parts.length === 0) return;
    const reference = this.next();
    const rows = parts.map(
      ({ invoice, cents }) =>
        `${this.name},${reference},2026-03-01,${text(cents)},${this.invoices[invoice]!.number},\n`,
    );
    for (const counts of [
      [parts.length, 0, 0, 0],
      [0, 0, parts.length, 0],
    ])
      expect((await runImport(api, 'payments', PAYMENTS + rows.join(''))).counts).toEqual(counts);
    const { id } = await api.database.db.payment.findFirstOrThrow({ where: { reference } });
    this.payments.push({ id, reference, cents: sum(parts.map((part) => part.cents)), back: 0, parts });
  }

  async reverse(pick: number, share: number, isByFile: boolean) {
    const payment = this.payments[pick % Math.max(1, this.payments.length)];
    if (!payment) return;
    const left = payment.cents - payment.back;
    if (left === 0) {
      const body = { reason: 'Again' };
      expect((await api.call('POST', `/v1/payments/${payment.id}/reversals`, { body })).status).toBe(409);
      return;
    }
    const cents = Math.max(1, Math.floor((left * share) / 100));
    if (isByFile) {
      const row = `${this.name},${this.next()},2026-03-02,-${text(cents)},,${payment.reference}\n`;
      expect((await runImport(api, 'payments', PAYMENTS + row)).counts).toEqual([1, 0, 0, 0]);
      expect((await runImport(api, 'payments', PAYMENTS + row)).counts).toEqual([0, 0, 1, 0]);
    } else {
      const body = { amount: text(cents), reason: 'No funds' };
      await api.ok('POST', `/v1/payments/${payment.id}/reversals`, { body });
    }
    const allocated = sum(payment.parts.map((part) => part.cents - part.back));
    let rest = cents - Math.min(cents, left - allocated);
    payment.back += cents;
    for (const part of payment.parts.toReversed()) {
      const some = Math.min(rest, part.cents - part.back);
      part.back += some;
      rest -= some;
      // Nobody owes more than the invoice says: a file knew of it first.
      const over = this.owed(part.invoice) - this.invoices[part.invoice]!.cents;
      if (over > 0) this.invoices[part.invoice]!.shown += over;
    }
  }

  async show(index: number, share: number) {
    const invoice = this.invoices[index]!;
    const balance = Math.floor((invoice.cents * share) / 100);
    const row = `${this.name},${invoice.number},2026-01-01,2026-02-01,${text(invoice.cents)},${text(balance)}\n`;
    await runImport(api, 'invoices', INVOICES + row);
    invoice.shown += this.owed(index) - balance;
  }

  async compare() {
    for (const [index, { id, cents }] of this.invoices.entries()) {
      const owed = this.owed(index);
      const detail: Json = await api.ok('GET', `/v1/invoices/${id}`);
      const moved = (causes: string[]) =>
        sum(
          detail.balanceChanges
            .filter(({ cause }: Json) => causes.includes(cause))
            .map(({ delta }: Json) => Math.round(Number(delta) * 100)),
        );
      expect([detail.balance, detail.status]).toEqual([text(owed), owed === 0 ? 'paid' : 'open']);
      expect(moved(['issued', 'payment', 'import'])).toBe(owed);
      expect(moved(['payment', 'import'])).toBe(owed - cents);
    }
    for (const { id, cents, back, parts } of this.payments) {
      const shown = await api.ok('GET', `/v1/payments/${id}`);
      expect([shown.amount, shown.reversed]).toEqual([text(cents), text(back)]);
      expect(shown.allocations.map(({ amount, reversed }: Json) => [amount, reversed])).toEqual(
        parts.map((part) => [text(part.cents), text(part.back)]),
      );
    }
    const { balances } = await api.ok('GET', `/v1/customers/${this.customer.id}`);
    expect(balances.total).toBe(text(sum(ALL.map((index) => this.owed(index)))));
  }
}

const share = fc.integer({ min: 1, max: 100 });
const pick = fc.nat(20);
const event = fc.oneof(
  fc.record({ kind: fc.constant('call' as const), share, pick }),
  fc.record({ kind: fc.constant('file' as const), share, pick }),
  fc.record({ kind: fc.constant('back' as const), share, pick }),
  fc.record({ kind: fc.constant('back' as const), share: fc.constant(100), pick }),
  fc.record({ kind: fc.constant('backByFile' as const), share, pick }),
  fc.record({ kind: fc.constant('show' as const), share, pick }),
);
type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;

const happen = (ledger: Ledger, { kind, share: part, pick: chosen }: Event): Promise<void> =>
  ({
    call: () => ledger.payByCall(part, chosen),
    file: () => ledger.payByFile(part),
    back: () => ledger.reverse(chosen, part, false),
    backByFile: () => ledger.reverse(chosen, part, true),
    show: () => ledger.show(chosen % ALL.length, part - 1),
  })[kind]();

let round = 0;
test('C2, C13, C20: payments of several invoices, reversals and re-imports come to a plain recomputation, to the cent', async () => {
  const amounts = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 3, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(amounts, fc.array(event, { minLength: 3, maxLength: 12 }), async (issued, events) => {
      const name = `L-${(round += 1)}`;
      const ledger = new Ledger(await api.customer({ externalId: name }), name);
      for (const cents of issued) await ledger.issue(cents);
      for (const each of events) {
        await happen(ledger, each);
        await ledger.compare();
      }
    }),
    runs({ test: 12, proof: 300 }),
  );
}, 300_000);
