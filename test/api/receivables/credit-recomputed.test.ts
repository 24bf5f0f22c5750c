import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { netOf, restsAfterCredit } from '../../../domain/receivables/owed.ts';
import { Prisma } from '../../../infra/db/generated/client.ts';
import { countedCredit, restAfterCredit } from '../../../infra/db/receivables/owed.ts';
import {
  CreditLedger,
  leftOf,
  onAccount,
  sum,
  textOf,
  type LedgerInvoice,
  type LedgerNote,
  type LedgerPayment,
} from '../../support/rows/credit-ledger.ts';
import { runs } from '../../support/rows/runs.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const PAYMENTS = 'customer_external_id,reference,paid_on,amount,invoice_number,reverses\n';
const INVOICES = 'customer_external_id,number,issued_on,due_on,amount,balance,status\n';
const ofId = Prisma.sql`i.customer_id`;
const pickOf = <T>(from: readonly T[], pick: number): T | undefined => from[pick % Math.max(1, from.length)];
const partOf = (cents: number, share: number): number => Math.max(1, Math.floor((cents * share) / 100));

/** What somebody does, by whatever way there is; the ledger is told beside it. */
class Writer {
  readonly ledger = new CreditLedger();
  isIgnored = false;
  #count = 0;
  /** How often each happened. */
  readonly done: Record<string, number>;
  constructor(
    readonly customer: Json,
    readonly name: string,
    done: Record<string, number>,
  ) {
    this.done = done;
  }

  #next = (): string => `${this.name}-${(this.#count += 1)}`;
  #file = (invoice: LedgerInvoice, balance: string, status = ''): string =>
    `${this.name},${invoice.number},2025-11-01,${invoice.dueOn},${textOf(invoice.cents)},${balance},${status}\n`;

  async issue(cents: number, pick: number): Promise<void> {
    const number = this.#next();
    const dueOn = ['2026-01-05', '2026-02-10', '2026-02-10', '2026-04-01'][pick % 4]!;
    const body = { number, amount: textOf(cents), issuedOn: '2025-11-01', dueOn };
    const { id } = await api.invoice(this.customer.id, body);
    const rest = { credit: 0, isVoid: false, isShownLower: false };
    this.ledger.invoices.push({ id, number, dueOn, cents, balance: cents, ...rest });
  }

  async pay(share: number, more: number): Promise<void> {
    const parts = this.ledger.open.map((invoice) => ({
      invoice,
      cents: partOf(invoice.balance, share),
      back: 0,
    }));
    const reference = this.#next();
    const cents = sum(parts.map((part) => part.cents)) + more + 1;
    const allocations = parts.map((part) => ({ invoiceId: part.invoice.id, amount: textOf(part.cents) }));
    const body = { amount: textOf(cents), reference, allocations };
    const { id } = await api.ok('POST', `/v1/customers/${this.customer.id}/payments`, { body });
    this.ledger.pay({ id, reference, cents, back: 0, parts });
  }

  /** A row that names an invoice: what that one does not owe is on account. */
  async payByFile(pick: number, cents: number): Promise<void> {
    const invoice = pickOf(this.ledger.invoices, pick);
    if (!invoice) return;
    const reference = this.#next();
    const row = `${this.name},${reference},2026-03-01,${textOf(cents)},${invoice.number},\n`;
    const { counts } = await runImport(api, 'payments', PAYMENTS + row);
    const isRefused = invoice.isVoid || (invoice.isShownLower && cents > invoice.balance);
    expect(counts).toEqual(isRefused ? [0, 0, 0, 1] : [1, 0, 0, 0]);
    if (isRefused) return;
    const { id } = await api.database.db.payment.findFirstOrThrow({ where: { reference } });
    const some = Math.min(cents, invoice.balance);
    const parts = some > 0 ? [{ invoice, cents: some, back: 0 }] : [];
    this.ledger.pay({ id, reference, cents, back: 0, parts });
  }

  async allocate(pick: number, share: number): Promise<void> {
    const payment = pickOf(this.ledger.payments, pick);
    const invoice = pickOf(this.ledger.open, pick);
    if (!payment || !invoice) return;
    const cents = partOf(Math.min(onAccount(payment), invoice.balance), share);
    const body = { invoiceId: invoice.id, amount: textOf(cents) };
    const answer = await api.call('POST', `/v1/payments/${payment.id}/allocations`, { body });
    expect(answer.status).toBe(onAccount(payment) === 0 ? 409 : 201);
    if (answer.status === 201) this.ledger.allocate(payment, invoice, cents);
  }

  async reverse(pick: number, share: number): Promise<void> {
    const payment = pickOf(this.ledger.payments, pick);
    const left = payment ? payment.cents - payment.back : 0;
    if (!payment || left === 0) return;
    const cents = partOf(left, share);
    if (pick % 2 === 0) {
      const body = { amount: textOf(cents), reason: 'No funds' };
      await api.ok('POST', `/v1/payments/${payment.id}/reversals`, { body });
    } else {
      const row = `${this.name},${this.#next()},2026-03-02,-${textOf(cents)},,${payment.reference}\n`;
      expect((await runImport(api, 'payments', PAYMENTS + row)).counts).toEqual([1, 0, 0, 0]);
    }
    this.ledger.reverse(payment, cents);
  }

  async note(cents: number, pick: number): Promise<void> {
    const externalId = this.#next();
    const path = `/v1/customers/${this.customer.id}/related-records`;
    const body = { kind: 'credit_note', externalId, status: 'open', amount: textOf(cents) };
    if (pick % 2 === 0) await api.ok('PUT', path, { body });
    else {
      const row = `${this.name},${externalId},2026-02-01,2026-02-01,-${textOf(cents)},-${textOf(cents)},\n`;
      expect((await runImport(api, 'invoices', INVOICES + row)).counts).toEqual([1, 0, 0, 0]);
    }
    const { id } = await api.database.db.relatedRecord.findFirstOrThrow({ where: { externalId } });
    this.ledger.notes.push({ id, externalId, cents, status: 'open', used: 0, applied: [] });
  }

  async changeNote(pick: number): Promise<void> {
    const note = pickOf(this.ledger.notes, pick);
    if (!note) return;
    const status = note.status === 'open' ? 'cancelled' : 'open';
    const body = { kind: 'credit_note', externalId: note.externalId, status };
    await api.ok('PUT', `/v1/customers/${this.customer.id}/related-records`, { body });
    note.status = status;
  }

  async apply(pick: number, share: number): Promise<void> {
    const note = pickOf(this.ledger.notes, pick);
    const invoice = pickOf(this.ledger.open, pick);
    if (!note || !invoice) return;
    const cents = partOf(Math.min(leftOf(note), invoice.balance), share);
    const body = { invoiceId: invoice.id, amount: textOf(cents) };
    const answer = await api.call('POST', `/v1/related-records/${note.id}/applications`, { body });
    expect(answer.status).toBe(leftOf(note) === 0 ? 409 : 201);
    if (answer.status === 201) this.ledger.apply(note, invoice, cents);
  }

  /** What another system has open now, twice: the second time nothing changes. */
  async show(pick: number, share: number): Promise<void> {
    const invoice = pickOf(
      this.ledger.invoices.filter(({ isVoid }) => !isVoid),
      pick,
    );
    if (!invoice) return;
    const balance = Math.floor((invoice.cents * (share - 30)) / 70);
    const file = INVOICES + this.#file(invoice, textOf(balance));
    await runImport(api, 'invoices', file);
    expect((await runImport(api, 'invoices', file)).counts).toEqual([0, 0, 1, 0]);
    this.ledger.show(invoice, balance);
  }

  async showLeft(pick: number, share: number): Promise<void> {
    const note: LedgerNote | undefined = pickOf(this.ledger.notes, pick);
    if (!note) return;
    const left = Math.floor((note.cents * (share - 1)) / 99);
    const amount = textOf(note.cents);
    const row = `${this.name},${note.externalId},2026-02-01,2026-02-01,-${amount},-${textOf(left)},\n`;
    await runImport(api, 'invoices', INVOICES + row);
    this.ledger.showLeft(note, left);
  }

  async void(pick: number): Promise<void> {
    const isByFile = pick % 2 === 0;
    const from = this.ledger.invoices.filter(({ isVoid, balance }) => !isVoid && (isByFile || balance > 0));
    const invoice = pickOf(from, pick);
    if (!invoice) return;
    if (isByFile) await runImport(api, 'invoices', INVOICES + this.#file(invoice, '0', 'void'));
    else await api.ok('POST', `/v1/invoices/${invoice.id}/void`);
    this.ledger.void(invoice);
  }

  /** Money in a currency that is not the customer's lowers nothing of what it owes. */
  async foreign(cents: number): Promise<void> {
    const row = { customerId: this.customer.id, currency: 'USD', amount: textOf(cents), reference: null };
    const payment = { ...row, id: api.deps.newId('payment'), paidOn: '2026-03-01' };
    const db = api.database.db;
    const by = { source: 'api', createdById: api.adminId, now: api.now };
    await api.deps.store.payments.insertAll(db, { payments: [payment], ...by });
  }

  async setting(): Promise<void> {
    this.isIgnored = !this.isIgnored;
    await api.ok('PATCH', '/v1/organisation', { body: { credit: this.isIgnored ? 'ignore' : 'net' } });
  }

  async compare(): Promise<void> {
    const { ledger } = this;
    const { balances } = await api.ok('GET', `/v1/customers/${this.customer.id}`);
    const [total, credit] = [textOf(ledger.total), textOf(ledger.credit)];
    const net = textOf(ledger.total - ledger.credit);
    expect([balances.total, balances.credit, balances.net]).toEqual([total, credit, net]);
    const { items } = await api.ok('GET', `/v1/customers/${this.customer.id}/credit?limit=200`);
    const own = items.filter((each: Json) => each.currency === 'EUR');
    expect(textOf(Math.round(sum(own.map(({ open }: Json) => Number(open) * 100))))).toBe(credit);
    const rows = await api.database.db.$queryRaw`
      SELECT k.credit::text AS kept, ${countedCredit(Prisma.sql`k.customer_id`)}::text AS counted, k.total::text,
        (SELECT jsonb_agg(jsonb_build_array(r.number, r.rest::text) ORDER BY r.due_on, r.number) FROM (
          SELECT i.number, i.due_on, ${restAfterCredit({
            balance: Prisma.sql`i.balance`,
            credit: countedCredit(ofId),
            customer: ofId,
            order: Prisma.sql`i.due_on, i.number`,
          })} AS rest FROM invoice i WHERE i.customer_id = k.customer_id AND i.status = 'open') r) AS rests
      FROM customer_summary k WHERE k.customer_id = ${this.customer.id}`;
    const [row] = readSchema.parse(rows);
    const counted = this.isIgnored ? 0 : ledger.credit;
    const rests = ledger.rests(counted);
    expect([cents(row!.kept), cents(row!.counted), cents(row!.total)]).toEqual([
      ledger.credit,
      counted,
      ledger.total,
    ]);
    expect((row!.rests ?? []).map(([number, rest]) => [number, cents(rest)])).toEqual(rests);
    const oldest = rests.map(([number]) => ledger.open.find((each) => each.number === number)!);
    const open = oldest.map(({ balance }) => textOf(balance));
    expect(restsAfterCredit(open, textOf(counted)).map(cents)).toEqual(rests.map(([, rest]) => rest));
    expect(cents(netOf(open, textOf(counted)))).toBe(ledger.total - counted);
    for (const payment of ledger.payments) await this.#comparePayment(payment);
  }

  async #comparePayment(payment: LedgerPayment): Promise<void> {
    const shown = await api.ok('GET', `/v1/payments/${payment.id}`);
    expect([shown.reversed, shown.onAccount]).toEqual([textOf(payment.back), textOf(onAccount(payment))]);
  }
}

const readSchema = z.array(
  z.object({
    kept: z.string(),
    counted: z.string(),
    total: z.string(),
    rests: z.array(z.tuple([z.string(), z.string()])).nullable(),
  }),
);
const cents = (text: string): number => Math.round(Number(text) * 100);

const KINDS = {
  issue: (writer, { cents: amount, pick }) => writer.issue(amount, pick),
  pay: (writer, { share, pick }) => writer.pay(share, pick * 100),
  payByFile: (writer, { cents: amount, pick }) => writer.payByFile(pick, amount),
  allocate: (writer, { share, pick }) => writer.allocate(pick, share),
  reverse: (writer, { share, pick }) => writer.reverse(pick, share),
  reverseAll: (writer, { pick }) => writer.reverse(pick, 100),
  note: (writer, { cents: amount, pick }) => writer.note(amount, pick),
  changeNote: (writer, { pick }) => writer.changeNote(pick),
  apply: (writer, { share, pick }) => writer.apply(pick, share),
  show: (writer, { share, pick }) => writer.show(pick, share),
  showLeft: (writer, { share, pick }) => writer.showLeft(pick, share),
  void: (writer, { pick }) => writer.void(pick),
  foreign: (writer, { cents: amount }) => writer.foreign(amount),
  setting: (writer) => writer.setting(),
} satisfies Record<string, (writer: Writer, event: Drawn) => Promise<void>>;

interface Drawn {
  cents: number;
  share: number;
  pick: number;
}

let round = 0;
test('C2, C18, C20: what is owed, the credit and the net come to a plain recomputation, whatever happens', async () => {
  const event = fc.record({
    kind: fc.constantFrom(...(Object.keys(KINDS) as (keyof typeof KINDS)[])),
    cents: fc.integer({ min: 1, max: 100_000 }),
    share: fc.integer({ min: 1, max: 100 }),
    pick: fc.nat(20),
  });
  const done: Record<string, number> = {};
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 8, maxLength: 24 }), async (events) => {
      await api.ok('PATCH', '/v1/organisation', { body: { credit: 'net' } });
      const name = `R-${(round += 1)}`;
      const writer = new Writer(await api.customer({ externalId: name }), name, done);
      for (const [pick, amount] of [70_000, 20_000].entries()) await writer.issue(amount, pick);
      for (const { kind, ...drawn } of events) {
        await KINDS[kind](writer, drawn);
        done[kind] = (done[kind] ?? 0) + 1;
        await writer.compare();
        compared += 1;
      }
    }),
    runs({ test: 6, proof: 200 }),
  );
  expect(compared).toBe(sum(Object.values(done)));
}, 600_000);
