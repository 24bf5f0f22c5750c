import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { importCase } from '../../support/worlds/case-files.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(async () => {
  await api.open();
  api.now = Date.parse('2026-10-05T08:00:00Z');
  await importCase(api, 'customers', { name: 'setup-customers.csv' });
});
afterAll(() => api.close());

const HEAD = 'customer_external_id,reference,paid_on,amount,invoice_number,reverses,reason\n';
const pay = (rows: string, query = '') => runImport(api, 'payments', HEAD + rows, query);
const detail = async (number: string): Promise<Json> => {
  const { id } = await api.database.db.invoice.findUniqueOrThrow({ where: { number } });
  return api.ok('GET', `/v1/invoices/${id}`);
};
const invoice = async (number: string, amount: string) => {
  const { id } = await api.database.db.customer.findUniqueOrThrow({ where: { externalId: 'A100' } });
  return api.invoice(id, { number, amount, issuedOn: '2026-08-15', dueOn: '2026-09-15' });
};

describe('C20: one payment, a row for each invoice', () => {
  test('6b: one payment with three allocations; the file a second time changes nothing', async () => {
    await importCase(api, 'invoices', { name: '06-setup-invoices.csv' });
    const file = { name: '06b-one-reference-many-rows.csv' };
    const dry = await importCase(api, 'payments', { ...file, query: '&dryRun=true' });
    const first = await importCase(api, 'payments', file);
    expect([dry.counts, first.counts]).toEqual([
      [3, 0, 0, 0],
      [3, 0, 0, 0],
    ]);
    const [payment, ...others] = await api.database.db.payment.findMany({
      where: { reference: 'WIRE-72' },
      orderBy: { id: 'asc' },
    });
    expect(others).toEqual([]);
    expect(await api.ok('GET', `/v1/payments/${payment!.id}`)).toMatchObject({
      amount: '350.00',
      allocations: [
        { invoiceNumber: 'OP-2', amount: '100.00' },
        { invoiceNumber: 'OP-3', amount: '200.00' },
        { invoiceNumber: 'OP-4', amount: '50.00' },
      ],
    });
    for (const number of ['OP-2', 'OP-3', 'OP-4'])
      expect(await detail(number)).toMatchObject({ status: 'paid', balance: '0.00' });
    const moved = () => api.database.db.balanceChange.count();
    const before = await moved();
    expect((await importCase(api, 'payments', file)).counts).toEqual([0, 0, 3, 0]);
    expect(await moved()).toBe(before);
  });

  test('rows far apart are one payment too', async () => {
    await invoice('FAR-1', '10');
    await invoice('FAR-2', '20');
    const between = Array.from({ length: 600 }, (_, n) => `A100,BETWEEN-${n},2026-09-20,1,,,\n`).join('');
    const rows = `A100,FAR,2026-09-20,10,FAR-1,,\n${between}A100,FAR,2026-09-20,20,FAR-2,,\n`;
    expect((await pay(rows)).counts).toEqual([602, 0, 0, 0]);
    expect(await api.database.db.payment.count({ where: { reference: 'FAR' } })).toBe(1);
    expect((await pay(rows)).counts).toEqual([0, 0, 602, 0]);
  });

  test('rows that contradict each other or are there twice are refused, all of them', async () => {
    await invoice('BAD-1', '10');
    await invoice('BAD-2', '20');
    const { counts, errors } = await pay(
      'A100,B,2026-09-20,10,BAD-1,,\nA100,B,2026-09-21,20,BAD-2,,\n' +
        'A100,D,2026-09-20,5,BAD-1,,\nA100,D,2026-09-20,5,BAD-1,,\n',
    );
    expect(counts).toEqual([0, 0, 0, 4]);
    expect(errors).toEqual([
      '2 reference is left out with lines 2 and 3',
      '3 paid_on differs from line 2 of the same payment, 2026-09-20',
      '4 reference is left out with lines 4 and 5',
      '5 reference stands on line 4 already',
    ]);
    expect(await detail('BAD-1')).toMatchObject({ balance: '10.00' });
  });
});

describe('C20, case 23: a negative row of a payments file', () => {
  test('reverses the one payment of its invoice; the row a second time changes nothing', async () => {
    await invoice('CHK-INV', '800.00');
    await pay('A100,CHK-9,2026-10-01,800.00,CHK-INV,,\n');
    const back = 'A100,CHK-9-R,2026-10-05,-800.00,CHK-INV,,Returned by the bank\n';
    const moved = () => api.database.db.balanceChange.count();
    const before = await moved();
    expect((await pay(back, '&dryRun=true')).counts).toEqual([1, 0, 0, 0]);
    expect(await moved()).toBe(before);
    expect((await pay(back)).counts).toEqual([1, 0, 0, 0]);
    const after = {
      status: 'open',
      balance: '800.00',
      payments: [{ amount: '800.00', reversed: '800.00', paidOn: '2026-10-01' }],
      reversals: [{ amount: '800.00', reversedOn: '2026-10-05', reason: 'Returned by the bank' }],
    };
    expect(await detail('CHK-INV')).toMatchObject(after);
    expect((await pay(back)).counts).toEqual([0, 0, 1, 0]);
    expect((await pay('A100,CHK-9,2026-10-01,800.00,CHK-INV,,\n')).counts).toEqual([0, 0, 1, 0]);
    expect(await detail('CHK-INV')).toMatchObject(after);
    expect((await pay('A100,CHK-9-S,2026-10-05,-800.00,CHK-INV,,\n')).errors).toEqual([
      '2 amount reverses no payment of CHK-INV that is large enough',
    ]);
    expect((await pay('A100,CHK-9-S,2026-10-05,-800.00,,CHK-9,\n')).errors).toEqual([
      '2 reverses names a payment that is reversed already',
    ]);
  });

  test('a payment and its return in one file, whichever stands first', async () => {
    await invoice('BOTH', '30.00');
    const rows = 'A100,BOTH-R,2026-10-05,-30.00,BOTH,,\nA100,BOTH-P,2026-10-01,30.00,BOTH,,\n';
    expect((await pay(rows, '&dryRun=true')).counts).toEqual([2, 0, 0, 0]);
    expect((await pay(rows)).counts).toEqual([2, 0, 0, 0]);
    expect(await detail('BOTH')).toMatchObject({ status: 'open', balance: '30.00' });
    expect((await pay(rows)).counts).toEqual([0, 0, 2, 0]);
  });

  test('several that fit, none, or none named: nothing is guessed', async () => {
    await invoice('TWO', '30.00');
    await pay('A100,TWO-1,2026-10-01,10.00,TWO,,\nA100,TWO-2,2026-10-02,10.00,TWO,,\n');
    const { errors } = await pay(
      'A100,N-1,2026-10-05,-10.00,TWO,,\nA100,N-2,2026-10-05,-11.00,TWO,,\nA100,N-3,2026-10-05,-1.00,,,\n' +
        'A100,N-4,2026-10-05,-1.00,,NOBODY,\nA100,N-5,2026-10-05,-11.00,,TWO-1,\nA100,N-6,2026-09-30,-1.00,,TWO-1,\n' +
        'A100,N-7,2026-10-05,1.00,,TWO-1,\n',
    );
    expect(errors).toEqual([
      '2 amount may reverse several payments of TWO: name one in `reverses`',
      '3 amount reverses no payment of TWO that is large enough',
      '4 reverses must name the payment that came back, or invoice_number its invoice',
      '5 reverses names no payment of this customer',
      '6 amount is more than the 10 of it that have not come back',
      '7 paid_on must not be before 2026-10-01, when it was paid',
      '8 reverses stands at a payment that is not negative',
    ]);
    expect((await pay('A100,N-8,2026-10-05,-4.00,TWO,TWO-2,\n')).counts).toEqual([1, 0, 0, 0]);
    expect(await detail('TWO')).toMatchObject({ balance: '14.00' });
  });
});

describe('C13: what a re-import shows lower counts as paid', () => {
  const INVOICES = 'customer_external_id,number,issued_on,due_on,amount,balance,lowered_by\n';
  const show = (number: string, values: string, query = '') =>
    runImport(api, 'invoices', `${INVOICES}A100,${number},2026-08-15,2026-09-15,${values}\n`, query);
  let count = 0;
  const promised = async (number: string) => {
    const { id, customerId } = await invoice(number, '100.00');
    const body = { promisedOn: '2026-10-20', invoiceIds: [id] };
    const { id: promiseId } = await api.ok('POST', `/v1/customers/${customerId}/promises`, { body });
    return async () => {
      const { today, now } = { today: '2026-10-05', now: api.now };
      await api.deps.store.promiseDecisions.decide(api.database.db, {
        customerIds: [customerId],
        today,
        now,
      });
      return (await api.ok('GET', `/v1/promises/${promiseId}`)) as Json;
    };
  };

  test.each([
    ['paid, and a promise is kept', '100.00,0.00,', '', { status: 'kept', paidAmount: '100.00' }, 'import'],
    ['a credit, by its row', '100.00,0.00,credit', '', { status: 'void', paidAmount: '0.00' }, 'credit'],
    [
      'written off, by the import',
      '100.00,0.00,',
      '&loweredBy=write_off',
      { status: 'void', paidAmount: '0.00' },
      'write_off',
    ],
    [
      'corrected, where the invoice is worth less',
      '60.00,60.00,',
      '',
      { status: 'open', paidAmount: '0.00' },
      'correction',
    ],
  ])('%s', async (_title, values, query, promise, cause) => {
    const number = `LOW-${(count += 1)}`;
    const read = await promised(number);
    expect((await show(number, values, query)).counts).toEqual([0, 1, 0, 0]);
    expect(await read()).toMatchObject(promise);
    const { balanceChanges } = await detail(number);
    expect(balanceChanges.map((each: Json) => each.cause)).toEqual(['issued', cause]);
  });

  test('what a first import shows as paid was paid on a day that nobody told', async () => {
    await show('FIRST', '100.00,40.00,');
    const { balanceChanges } = await detail('FIRST');
    expect(balanceChanges.map(({ cause, delta }: Json) => [cause, delta])).toEqual([
      ['issued', '100.00'],
      ['issued', '-60.00'],
    ]);
  });

  test('a file that knew of the return before it was entered: nothing is owed twice', async () => {
    await invoice('EARLY', '100.00');
    await pay('A100,EARLY-1,2026-10-01,100.00,EARLY,,\n');
    await show('EARLY', '100.00,100.00,');
    expect((await pay('A100,EARLY-R,2026-10-05,-100.00,EARLY,,\n')).counts).toEqual([1, 0, 0, 0]);
    const { balance, balanceChanges } = await detail('EARLY');
    expect(balance).toBe('100.00');
    const moved = balanceChanges.map(({ delta }: Json) => Number(delta));
    expect(moved.reduce((sum: number, delta: number) => sum + delta, 0)).toBe(100);
  });
});
