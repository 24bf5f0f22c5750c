import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generateRun } from '../../../commands/programs/runs/generate-run.ts';
import { prepareRun } from '../../../commands/programs/runs/prepare-run.ts';
import { createDebtor } from '../../support/rows/program-fixture.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { DunningWorld } from '../../support/worlds/dunning-world.ts';
import { addCredit } from '../../support/worlds/random-credit.ts';

// Cases 1 and 2: a program with the touchpoints that every program begins with, and customers in USD, 75 days late.
const api = new DunningWorld();
let programId = '';
let programs = 0;
beforeAll(() => api.open());
beforeEach(async () => {
  await api.db
    .$executeRaw`TRUNCATE customer, program, program_run, scheduled_touchpoint, review_batch CASCADE`;
  await api.ok('PATCH', '/v1/organisation', { body: { credit: 'net', minimumAmounts: {} } });
  const body = { name: `Overdue ${++programs}` };
  programId = (await api.ok('POST', '/v1/programs', { body })).id;
});
afterAll(() => api.close());

const debtor = (balance: string, more: { daysOverdue: number; balance: string }[] = []) =>
  createDebtor(api.db, {
    now: api.now,
    currency: 'USD',
    invoices: [{ daysOverdue: 75, balance }, ...more],
  });
let notes = 0;
const creditNote = (customerId: string, amount: string, status = 'open', externalId = `CN-${++notes}`) =>
  api.ok('PUT', `/v1/customers/${customerId}/related-records`, {
    body: { kind: 'credit_note', externalId, status, amount, currency: 'USD', occurredOn: '2026-02-01' },
  });

/** What a dry run says about one customer. */
async function foretold(customerId: string): Promise<Json[]> {
  const { items } = await api.ok('POST', `/v1/programs/${programId}/dry-run?customerId=${customerId}`);
  return items;
}

/** A run by hand, its letters written for review: its rows about a customer, and the items that wait. */
async function run(customerId: string): Promise<{ rows: Json[]; items: Json[] }> {
  const { proposals } = await api.ok('POST', `/v1/programs/${programId}/dry-run`);
  const body = proposals.confirmation === null ? {} : { confirmation: proposals.confirmation };
  const { id: runId } = await api.ok('POST', `/v1/programs/${programId}/runs`, { body });
  await generateRun(api.deps, { runId });
  await prepareRun(api.deps, { runId });
  const page = await api.ok('GET', `/v1/scheduled-touchpoints?runId=${runId}&customerId=${customerId}`);
  const rows: Json[] = page.items;
  const items: Json[] = [];
  for (const batchId of new Set(rows.filter((row) => row.status === 'proposed').map((row) => row.batchId))) {
    const { items: all } = await api.ok('GET', `/v1/review-batches/${batchId}/items?limit=100`);
    items.push(...all.filter((item: Json) => item.customer.id === customerId));
  }
  return { rows, items };
}

describe('C18, case 1: nobody is chased for what credit covers', () => {
  it.each(['credit_note', 'payment'] as const)('1a, 1b: a %s of more than is owed', async (kind) => {
    const { customerId } = await debtor('1000.00');
    if (kind === 'credit_note') await creditNote(customerId, '1500.00');
    else
      await addCredit(
        api.db,
        { kind, amount: '1500.00', isForeign: false, status: null },
        { customerId, currency: 'USD', now: api.now },
      );
    const [account, invoice] = await foretold(customerId);
    const left = { verdict: 'left_out', reason: 'in_credit', becomes: 'skipped', recipients: [] };
    expect(account).toMatchObject({
      ...left,
      invoice: null,
      amount: '1000.00',
      credit: '1000.00',
      net: '0.00',
      detail: 'The customer has 1500.00 USD to its credit, which covers 1000.00 USD that is overdue.',
    });
    expect(invoice).toMatchObject({ ...left, invoice: { number: expect.any(String) } });
    const { rows } = await run(customerId);
    expect(rows.map(({ status, reason }) => [status, reason])).toEqual([
      ['skipped', 'in_credit'],
      ['skipped', 'in_credit'],
    ]);
    const { programs: explained } = await api.ok('GET', `/v1/customers/${customerId}/explanation`);
    const told = explained.find((each: Json) => each.programId === programId);
    expect(told.silent).toContainEqual(
      expect.objectContaining({ code: 'in_credit', text: account!.detail, invoiceCount: 0 }),
    );
  });

  it('1c: the letter names what is overdue, the credit, and what is left to pay', async () => {
    const { customerId } = await debtor('1000.00');
    await creditNote(customerId, '400.00');
    expect(await foretold(customerId)).toMatchObject([
      { verdict: 'produced', amount: '1000.00', credit: '400.00', net: '600.00', detail: null },
    ]);
    const { items } = await run(customerId);
    expect(items).toMatchObject([{ amount: '1000.00', credit: '400.00', net: '600.00' }]);
    expect(items[0]!.invoices).toMatchObject([{ balance: '1000.00', credit: '400.00' }]);
    for (const amount of ['1,000.00', '400.00', '600.00']) expect(items[0]!.text).toContain(amount);
    const [review] = (await api.ok('GET', '/v1/review-items/by-customer')).items;
    expect(review).toMatchObject({ overdue: '1000.00', credit: '400.00', net: '600.00' });
    expect(review.items).toMatchObject([{ amount: '1000.00', credit: '400.00', net: '600.00' }]);
  });

  it('once the credit note is used, the next run produces the notice again', async () => {
    const { customerId } = await debtor('1000.00');
    await creditNote(customerId, '1500.00', 'open', 'CN-USED');
    expect((await run(customerId)).items).toEqual([]);
    await creditNote(customerId, '1500.00', 'applied', 'CN-USED');
    expect((await run(customerId)).items).toMatchObject([
      { amount: '1000.00', credit: '0.00', net: '1000.00' },
    ]);
  });

  it('counts first against the oldest, which is left out of the letter with its reason', async () => {
    const { customerId, invoiceIds } = await debtor('1000.00', [{ daysOverdue: 10, balance: '200.00' }]);
    await creditNote(customerId, '1050.00');
    const { rows, items } = await run(customerId);
    expect(items).toMatchObject([{ amount: '200.00', credit: '50.00', net: '150.00', daysOverdue: 10 }]);
    expect(items[0]!.touchpoint.label).toBe('7 days overdue');
    expect(rows.find(({ status }) => status === 'skipped')).toMatchObject({
      reason: 'in_credit',
      invoice: { id: invoiceIds[0] },
    });
  });

  it('counts for nothing where a setting says so, from the next look on', async () => {
    const { customerId } = await debtor('1000.00');
    await creditNote(customerId, '1500.00');
    await api.ok('PATCH', '/v1/organisation', { body: { credit: 'ignore' } });
    const { items } = await run(customerId);
    expect(items).toMatchObject([{ amount: '1000.00', credit: '0.00', net: '1000.00' }]);
  });
});

describe('C19, case 2: less than a cent, and less than is worth a letter', () => {
  it('2a: what is left over below the smallest unit is nothing owed, and said so', async () => {
    const { customerId } = await debtor('0.004');
    const [account] = await foretold(customerId);
    expect(account).toMatchObject({ verdict: 'left_out', reason: 'below_minimum' });
    expect(account!.detail).toBe('0.004 USD is below the smallest unit of the currency.');
    const { rows, items } = await run(customerId);
    expect(items).toEqual([]);
    expect(new Set(rows.map(({ reason }) => reason))).toEqual(new Set(['below_minimum']));
    const beside = await debtor('0.004', [{ daysOverdue: 40, balance: '30.00' }]);
    const [item] = (await run(beside.customerId)).items;
    expect(item).toMatchObject({ amount: '30.00', daysOverdue: 40 });
    expect(item!.invoices).toHaveLength(1);
  });

  it.each([
    ['2b: less than the least amount', '3.20', { USD: '5.00' }, null],
    ['2c: exactly the least amount', '5.00', { USD: '5.00' }, '5.00'],
    ['2d: no least amount', '3.20', {}, '3.20'],
  ])('%s', async (_case, balance, minimumAmounts, asked) => {
    const { customerId } = await debtor(balance);
    await api.ok('PATCH', '/v1/organisation', { body: { minimumAmounts } });
    const [said] = await foretold(customerId);
    const { rows, items } = await run(customerId);
    if (asked !== null) {
      expect(items).toMatchObject([{ net: asked }]);
      return;
    }
    expect(items).toEqual([]);
    expect(rows).toMatchObject([{ status: 'skipped', reason: 'below_minimum' }]);
    expect(said!.detail).toBe(
      '3.20 USD is left to ask for, which is below the least amount worth a letter, 5.00 USD.',
    );
    const { balances } = await api.ok('GET', `/v1/customers/${customerId}`);
    expect(balances.total).toBe('3.20');
  });

  it('of a program replaces that of the organisation, and is copied with it', async () => {
    const { customerId } = await debtor('3.20');
    await api.ok('PATCH', '/v1/organisation', { body: { minimumAmounts: { USD: '5.00' } } });
    const saved = await api.ok('PATCH', `/v1/programs/${programId}`, {
      body: { minimumAmounts: { USD: '3' } },
    });
    expect(saved.minimumAmounts).toEqual({ USD: '3' });
    expect(await foretold(customerId)).toMatchObject([{ verdict: 'produced', net: '3.20' }]);
    const copy = await api.ok('POST', `/v1/programs/${programId}/duplicate`, {
      body: { name: `C${programs}` },
    });
    expect(copy.minimumAmounts).toEqual({ USD: '3' });
    const audit = await api.db.audit.findFirstOrThrow({
      where: { entityId: programId, action: 'program.update' },
    });
    expect(audit).toMatchObject({
      before: { minimumAmounts: null },
      after: { minimumAmounts: { USD: '3' } },
    });
  });

  it('a currency in which no customer is, and too many decimals, are refused in words', async () => {
    await debtor('3.20');
    const unused = (code: string) => `names a currency in which no customer is: ${code}`;
    for (const [method, path, name] of [
      ['PATCH', '/v1/organisation', {}],
      ['PATCH', `/v1/programs/${programId}`, {}],
      ['POST', '/v1/programs', { name: `Refused ${programs}` }],
    ] as const) {
      const refused = await api.call(method, path, {
        body: { ...name, minimumAmounts: { USD: '1', CHF: '5.00', SEK: '1' } },
      });
      expect(refused.status).toBe(422);
      expect(refused.body.errors).toEqual([
        { field: 'minimumAmounts.CHF', message: unused('CHF') },
        { field: 'minimumAmounts.SEK', message: unused('SEK') },
      ]);
      const long = await api.call(method, path, { body: { ...name, minimumAmounts: { USD: '1.005' } } });
      expect(long.body.errors).toMatchObject([{ field: 'minimumAmounts.USD' }]);
      const unknown = await api.call(method, path, { body: { ...name, minimumAmounts: { XYZ: '1' } } });
      expect(unknown.body.errors).toEqual([
        { field: 'minimumAmounts.XYZ', message: 'is no active ISO 4217 currency with a minor unit' },
      ]);
    }
    expect((await api.ok('GET', '/v1/organisation')).minimumAmounts).toEqual({});
  });
});

describe('P10, P14: what is planned and written follows when money counts otherwise', () => {
  it('every active program is planned anew, once', async () => {
    await debtor('3.20');
    const versionOf = async () => (await api.ok('GET', `/v1/programs/${programId}`)).planVersion;
    const before = await versionOf();
    await api.ok('PATCH', '/v1/organisation', { body: { credit: 'ignore' } });
    expect(await versionOf()).toBe(before + 1);
    await api.ok('PATCH', '/v1/organisation', { body: { credit: 'ignore', retryHours: 40 } });
    expect(await versionOf()).toBe(before + 1);
    await api.ok('PATCH', `/v1/programs/${programId}`, { body: { minimumAmounts: { USD: '4' } } });
    expect(await versionOf()).toBe(before + 2);
  });

  it('what waits for review is looked at again, by the least amount and the credit of now', async () => {
    const [small, covered, part] = [await debtor('3.20'), await debtor('80.00'), await debtor('500.00')];
    const { items } = await run(small.customerId);
    const batchId = items[0]!.batchId;
    await creditNote(covered.customerId, '80.00');
    await creditNote(part.customerId, '100.00');
    await api.ok('PATCH', '/v1/organisation', { body: { minimumAmounts: { USD: '5.00' } } });
    const { contentHash } = await api.ok('GET', `/v1/review-batches/${batchId}`);
    const answer = await api.ok('POST', `/v1/review-batches/${batchId}/approve`, { body: { contentHash } });
    expect(answer).toMatchObject({ approved: 0, status: 'proposed' });
    expect(answer.skipped.map(({ reason }: Json) => reason).sort()).toEqual(['below_minimum', 'in_credit']);
    expect(answer.returned).toMatchObject([
      {
        changes: {
          balance: null,
          credit: { before: '0.00', after: '100.00', currency: 'USD' },
          invoices: [],
        },
      },
    ]);
    const [again] = (await api.ok('GET', `/v1/review-batches/${batchId}/items?status=proposed`)).items;
    expect(again).toMatchObject({ amount: '500.00', credit: '100.00', net: '400.00' });
    expect(again.returnedFor).toEqual(answer.returned[0].changes);
  });
});
