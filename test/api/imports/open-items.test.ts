import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { caseFile, importCase } from '../../support/worlds/case-files.ts';
import { runImport, sendImport } from '../../support/worlds/csv-calls.ts';
import { importOpenItems, openItemsFile, sendOpenItems, standOf } from '../../support/worlds/open-items.ts';

const api = new ApiFixture();
beforeAll(async () => {
  await api.open();
  api.now = Date.parse('2026-10-20T08:00:00Z');
  await importCase(api, 'customers', { name: 'setup-customers.csv' });
});
afterAll(() => api.close());

const take = async (name: string, query = ''): Promise<Json> =>
  importOpenItems(api, await caseFile(name), query);
const idOf = async (number: string): Promise<string> =>
  (await api.database.db.invoice.findUniqueOrThrow({ where: { number } })).id;
const detail = async (number: string): Promise<Json> => api.ok('GET', `/v1/invoices/${await idOf(number)}`);

describe('C21: a file of open items', () => {
  test('32: not declared, nothing is closed; the dry run tells the number first; declared, what it lacks is closed', async () => {
    const first = await take('32a-open-items-first.csv');
    expect(first).toMatchObject({ status: 'completed', created: 3, closed: 0, source: 'import' });
    expect(first.closing).toMatchObject({ state: 'closed', asOf: '2026-10-20', message: null });
    const plain = await sendImport(api, 'invoices', await caseFile('32b-open-items-second.csv'));
    expect(plain.body).toMatchObject({ updated: 1, skipped: 1, closed: 0, closing: null });
    expect(await standOf(api, 'MP-1', 'MP-2', 'MP-3')).toEqual(['open 100.00', 'open 200.00', 'open 120.00']);

    const dry = await take('32b-open-items-second.csv', '&dryRun=true');
    expect(dry).toMatchObject({ status: 'completed', closed: 1 });
    expect(dry.closing).toMatchObject({
      state: 'closed',
      open: { count: 3, amounts: [{ currency: 'USD', amount: '420.00' }] },
      missing: { count: 1, amounts: [{ currency: 'USD', amount: '200.00' }] },
    });
    expect(await standOf(api, 'MP-2')).toEqual(['open 200.00']);

    const second = await take('32b-open-items-second.csv');
    expect(second).toMatchObject({ status: 'completed', closed: 1, skipped: 2, failed: 0 });
    expect(await standOf(api, 'MP-1', 'MP-2', 'MP-3')).toEqual(['open 100.00', 'paid 0.00', 'open 120.00']);
    const { balanceChanges } = await detail('MP-2');
    expect(balanceChanges.at(-1)).toMatchObject({
      kind: 'missing',
      cause: 'import',
      effectiveOn: '2026-10-20',
    });
    const changes = await api.database.db.change.findMany({
      where: { entityId: await idOf('MP-2') },
      orderBy: { seq: 'asc' },
    });
    expect(changes.at(-1)).toMatchObject({ kind: 'updated', origin: 'import', originId: second.id });
    expect(await api.auditActions(second.id)).toEqual(['import.run']);
    expect(await take('32b-open-items-second.csv')).toMatchObject({ closed: 0, skipped: 2 });
  });

  test('32: a file with a failed row closes nothing and says so, and so does one without rows', async () => {
    const bad = await take('32c-open-items-bad-row.csv');
    expect(bad).toMatchObject({ failed: 1, closed: 0, closing: { state: 'nothing', missing: null } });
    expect(bad.closing.message).toContain('A row failed');
    const empty = await importOpenItems(api, openItemsFile('A100', []));
    expect(empty).toMatchObject({ total: 0, closed: 0, closing: { state: 'nothing' } });
    expect(empty.closing.message).toContain('has no rows');
    expect(await standOf(api, 'MP-1', 'MP-3')).toEqual(['open 100.00', 'open 120.00']);
    const { body } = await sendOpenItems(api, '', {});
    expect(body.errors).toEqual([{ field: 'line 1', message: 'the file is empty' }]);
  });

  test('rows that stand there twice close nothing; declared as lines they are one invoice', async () => {
    const source = '&source=lines';
    await importOpenItems(api, openItemsFile('A100', ['OL-1', 'OL-2']), source);
    const twice = openItemsFile('A100', ['OL-1', 'OL-1'], { amount: '50.00' });
    expect(await importOpenItems(api, twice, source)).toMatchObject({ failed: 2, closed: 0 });
    expect(await importOpenItems(api, twice, `${source}&lines=sum`)).toMatchObject({ skipped: 1, closed: 1 });
    expect(await standOf(api, 'OL-1', 'OL-2')).toEqual(['open 100.00', 'paid 0.00']);
  });

  test('only its own source, only what was issued by its day; a void or paid one stays as it is', async () => {
    const { id: customerId } = await api.customer({ externalId: 'SRC-1', currency: 'EUR' });
    await api.invoice(customerId, {
      number: 'SRC-API',
      issuedOn: '2026-09-01',
      dueOn: '2026-12-01',
      amount: '10.00',
    });
    await importOpenItems(api, openItemsFile('SRC-1', ['N-1', 'N-2']), '&source=north');
    await importOpenItems(
      api,
      openItemsFile('SRC-1', ['N-LATE'], { issuedOn: '2026-10-19' }),
      '&source=late',
    );
    await runImport(
      api,
      'invoices',
      openItemsFile('SRC-1', ['N-LATE'], { issuedOn: '2026-10-19' }),
      '&source=north',
    );
    await importOpenItems(api, openItemsFile('SRC-1', ['S-1']), '&source=south');
    const { closed } = await importOpenItems(
      api,
      openItemsFile('SRC-1', ['N-1']),
      '&source=north&asOf=2026-10-20',
    );
    expect(closed).toBe(2);
    expect(await standOf(api, 'N-1', 'N-2', 'N-LATE', 'S-1', 'SRC-API', 'MP-1')).toEqual([
      'open 100.00',
      'paid 0.00',
      'paid 0.00',
      'open 100.00',
      'open 10.00',
      'open 100.00',
    ]);
  });

  test('a day before: what was issued after it stays open, and the movement has the day', async () => {
    const first = openItemsFile('A100', ['DAY-1', 'DAY-2']);
    const late = openItemsFile('A100', ['DAY-3'], { issuedOn: '2026-10-02' }).split('\n')[1];
    await runImport(api, 'invoices', `${first}${late}\n`, '&source=day');
    const result = await importOpenItems(
      api,
      openItemsFile('A100', ['DAY-1']),
      '&source=day&asOf=2026-10-01',
    );
    expect(result).toMatchObject({ closed: 1, closing: { asOf: '2026-10-01' } });
    expect(await standOf(api, 'DAY-2', 'DAY-3')).toEqual(['paid 0.00', 'open 100.00']);
    expect((await detail('DAY-2')).balanceChanges.at(-1).effectiveOn).toBe('2026-10-01');
  });

  test('a row that shows less is dated by the day of the file, or by its own', async () => {
    await importOpenItems(
      api,
      openItemsFile('A100', ['PD-1', 'PD-2', 'PD-3']),
      '&source=paid&asOf=2026-10-01',
    );
    const file =
      'customer_external_id,number,issued_on,due_on,amount,balance,paid_on\n' +
      'A100,PD-1,2026-09-01,2026-10-01,100.00,60.00,\n' +
      'A100,PD-2,2026-09-01,2026-10-01,100.00,60.00,2026-09-28\n' +
      'A100,PD-3,2026-09-01,2026-10-01,100.00,60.00,2026-12-24\n';
    const result = await importOpenItems(api, file, '&source=paid&asOf=2026-10-15');
    expect(result).toMatchObject({ updated: 3, failed: 0, warnings: 1 });
    const dates = await Promise.all(
      ['PD-1', 'PD-2', 'PD-3'].map(async (n) => (await detail(n)).balanceChanges.at(-1).effectiveOn),
    );
    expect(dates).toEqual(['2026-10-15', '2026-09-28', '2026-10-15']);
  });

  test('a file of another source is refused row by row and closes nothing; a file that names the source moves them', async () => {
    await importOpenItems(api, openItemsFile('A100', ['MV-1', 'MV-2']), '&source=old');
    const file = openItemsFile('A100', ['MV-1']);
    const other = await importOpenItems(api, file, '&source=new');
    expect(other).toMatchObject({ failed: 1, closed: 0, closing: { state: 'nothing' } });
    const { items } = await api.ok('GET', `/v1/imports/${other.id}/errors`);
    expect(items[0]).toMatchObject({ line: 2, column: 'number' });
    expect(items[0].message).toContain('is of the source `old`, and this is the file of `new`');
    expect((await runImport(api, 'invoices', file, '&source=new')).counts).toEqual([0, 1, 0, 0]);
    expect((await runImport(api, 'invoices', file)).counts).toEqual([0, 0, 1, 0]);
    expect(await importOpenItems(api, file, '&source=new')).toMatchObject({ skipped: 1, closed: 0 });
    expect((await detail('MV-1')).source).toBe('new');
    expect(await standOf(api, 'MV-2')).toEqual(['open 100.00']);
  });

  test('an invoice that was closed and is named again is open again; where no balance is told it is said, and stays', async () => {
    const [source, both] = ['&source=again', openItemsFile('A100', ['AG-1', 'AG-2'])];
    await importOpenItems(api, both, source);
    await importOpenItems(api, openItemsFile('A100', ['AG-2']), source);
    expect(await standOf(api, 'AG-1')).toEqual(['paid 0.00']);
    const bare = 'customer_external_id,number,issued_on,due_on,amount\n';
    const rows = ['AG-1', 'AG-2'].map((number) => `A100,${number},2026-09-01,2026-12-01,100.00\n`);
    const silent = await importOpenItems(api, bare + rows.join(''), source);
    expect(silent).toMatchObject({ skipped: 2, warnings: 1, closed: 0 });
    const { items } = await api.ok('GET', `/v1/imports/${silent.id}/warnings`);
    expect(items[0]).toMatchObject({ line: 2, column: 'balance' });
    expect(await standOf(api, 'AG-1', 'AG-2')).toEqual(['paid 0.00', 'open 100.00']);
    expect(await importOpenItems(api, both, source)).toMatchObject({ updated: 1, closed: 0 });
    expect(await standOf(api, 'AG-1')).toEqual(['open 100.00']);
  });

  test('an older file is refused whole, dry or not; the same day again is taken', async () => {
    await importOpenItems(api, openItemsFile('A100', ['OLD-1', 'OLD-2']), '&source=old2&asOf=2026-10-10');
    await importOpenItems(api, openItemsFile('A100', ['OLD-1']), '&source=old2&asOf=2026-10-10');
    const older = openItemsFile('A100', ['OLD-2', 'OLD-NEW']);
    for (const query of ['', '&dryRun=true']) {
      const { status, body } = await sendOpenItems(api, older, {
        query: `&source=old2&asOf=2026-10-09${query}`,
      });
      expect([status, body.errors[0].field]).toEqual([422, 'query.asOf']);
      expect(body.errors[0].message).toContain('is before 2026-10-10');
    }
    expect(await standOf(api, 'OLD-1', 'OLD-2', 'OLD-NEW')).toEqual(['open 100.00', 'paid 0.00', 'none']);
  });

  test('what does not fit is told in words: a day to come, a day or a source for something else', async () => {
    const file = openItemsFile('A100', ['WRONG-1']);
    const refused = async (kind: string, query: string) => {
      const { status, body } = await sendImport(api, kind, file, { query });
      expect(status).toBe(422);
      return body.errors;
    };
    expect(await refused('invoices', '&mode=openItems&asOf=2026-10-21')).toEqual([
      { field: 'query.asOf', message: 'must not be later than today, 2026-10-20' },
    ]);
    expect(await refused('invoices', '&asOf=2026-10-01')).toEqual([
      { field: 'query.asOf', message: 'is for `mode=openItems` only' },
    ]);
    expect(await refused('payments', '&mode=openItems&source=x')).toEqual([
      { field: 'query.mode', message: 'is for invoices only' },
      { field: 'query.source', message: 'is for invoices only' },
    ]);
    expect((await refused('invoices', '&mode=openItems&source=api'))[0].field).toBe('query.source');
  });

  test('a saved profile keeps mode and source; the call may say otherwise', async () => {
    const body = { name: 'Nightly', kind: 'invoices', reading: { mode: 'openItems', source: 'nightly' } };
    await api.ok('POST', '/v1/import-profiles', { body });
    await runImport(api, 'invoices', openItemsFile('A100', ['PR-1', 'PR-2']), '&profile=nightly');
    const file = openItemsFile('A100', ['PR-1']);
    const plain = await sendImport(api, 'invoices', file, { query: '&profile=nightly&mode=upsert' });
    expect(plain.body).toMatchObject({ closing: null, source: 'nightly' });
    const asked = await sendImport(api, 'invoices', file, { query: '&profile=nightly' });
    expect(asked.body).toMatchObject({ closed: 1, source: 'nightly' });
    const preview = await api.call('POST', '/v1/imports/previews?kind=invoices&profile=nightly', {
      raw: file,
      headers: { 'Content-Type': 'text/csv' },
    });
    expect(preview.body.reading).toMatchObject({ mode: 'openItems', source: 'nightly' });
  });

  test('C2, C13: what is closed was paid: its dispute is over, its promise kept, and nothing waits for it any more', async () => {
    const { id: customerId } = await api.customer({ externalId: 'PAY-1', currency: 'EUR' });
    const numbers = ['PP-1', 'PP-2'];
    await importOpenItems(api, openItemsFile('PAY-1', numbers), '&source=pay');
    const [promised, disputed] = await Promise.all(numbers.map(idOf));
    await api.ok('POST', `/v1/customers/${customerId}/promises`, {
      body: { amount: '100.00', promisedOn: '2026-10-25', invoiceIds: [promised] },
    });
    await api.ok('POST', `/v1/invoices/${disputed}/dispute`, { body: { reason: 'Late' } });
    const before = await api.database.db.customer.findUniqueOrThrow({ where: { id: customerId } });
    const kept = openItemsFile('PAY-1', ['PP-3']);
    expect(await importOpenItems(api, kept, '&source=pay')).toMatchObject({ closed: 2, created: 1 });
    await reconcile(api.deps);
    expect(await detail('PP-1')).toMatchObject({ status: 'paid', promises: [{ status: 'kept' }] });
    expect(await detail('PP-2')).toMatchObject({ status: 'paid', isDisputed: false });
    expect(await api.database.db.hold.count({ where: { invoiceId: disputed, endedAt: null } })).toBe(0);
    const after = await api.database.db.customer.findUniqueOrThrow({ where: { id: customerId } });
    expect(after.arVersion).toBeGreaterThan(before.arVersion);
  });

  test('O8: the same key again answers the import that was, and closes nothing a second time', async () => {
    await importOpenItems(api, openItemsFile('A100', ['K-1', 'K-2']), '&source=key');
    const send = () =>
      api.call('POST', '/v1/imports?kind=invoices&mode=openItems&source=key', {
        raw: openItemsFile('A100', ['K-1']),
        headers: { 'Content-Type': 'text/csv', 'Idempotency-Key': 'open-items' },
      });
    const first = await send();
    expect(first.body).toMatchObject({ closed: 1 });
    expect((await send()).body).toEqual(first.body);
  });
});
