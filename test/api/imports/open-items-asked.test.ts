import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { importCsv } from '../../../commands/imports/import-csv.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { SYSTEM } from '../../../contracts/actor.ts';
import { createImportQuerySchema } from '../../../contracts/imports/imports.ts';
import { ApiFixture, type Answer, type Json } from '../../support/servers/api-fixture.ts';
import {
  importOpenItems,
  numbered,
  openItemsFile,
  sendOpenItems,
  standOf,
} from '../../support/worlds/open-items.ts';

const api = new ApiFixture();
beforeAll(async () => {
  await api.open();
  api.now = Date.parse('2026-10-20T08:00:00Z');
  await api.customer({ externalId: 'C-1', currency: 'EUR' });
});
afterAll(() => api.close());

/** A source of 40 open invoices, of which a file lacks the first `lacks`. */
async function lacking(source: string, lacks: number, query = ''): Promise<Json> {
  const all = numbered(source, 1, 40);
  await importOpenItems(api, openItemsFile('C-1', all), `&source=${source}`);
  return importOpenItems(api, openItemsFile('C-1', all.slice(lacks)), `&source=${source}${query}`);
}
const decide = (id: string, how: 'confirm' | 'decline', body?: Json, key?: string): Promise<Answer> =>
  api.call('POST', `/v1/imports/${id}/closing/${how}`, {
    ...(body !== undefined && { body }),
    ...(key !== undefined && { key }),
  });
const euros = (count: number) => ({ count, amounts: [{ currency: 'EUR', amount: `${count}00.00` }] });
const openOf = (source: string): Promise<number> =>
  api.database.db.invoice.count({ where: { source, status: 'open' } });
const show = (id: string): Promise<Json> => api.ok('GET', `/v1/imports/${id}`);

describe('C21: where so many are missing, a person decides', () => {
  test('19 of 40 go by themselves; of 20 a person is asked, with both numbers, and nothing is closed before', async () => {
    expect(await lacking('few', 19)).toMatchObject({ status: 'completed', closed: 19 });
    const dry = await lacking('ask', 20, '&dryRun=true');
    expect(dry).toMatchObject({ status: 'completed', closed: 0, closing: { state: 'waiting' } });
    const asked = await lacking('ask', 20);
    expect(asked).toMatchObject({ status: 'waiting', closed: 0, skipped: 20, finishedAt: null });
    expect(asked.closing).toMatchObject({ state: 'waiting', open: euros(40), missing: euros(20) });
    expect(asked.closing.message).toContain(
      'The file lacks 20 of 40 open invoices (2000.00 of 4000.00 EUR). Confirm or decline',
    );
    expect(await openOf('ask')).toBe(40);
    expect(await show(asked.id)).toEqual(asked);
    expect((await api.ok('GET', '/v1/imports?status=waiting')).items).toEqual([asked]);

    const confirmed = await decide(asked.id, 'confirm', { missing: euros(20) });
    expect(confirmed.status).toBe(200);
    expect(confirmed.body).toMatchObject({ status: 'completed', closed: 20 });
    expect(confirmed.body.closing).toMatchObject({ state: 'closed', decidedById: api.adminId });
    expect(await openOf('ask')).toBe(20);
    expect(await api.auditActions(asked.id)).toEqual([
      'import.waiting',
      'import.closingConfirmed',
      'import.run',
    ]);
    for (const [how, body] of [
      ['confirm', { missing: euros(20) }] as const,
      ['decline', undefined] as const,
    ]) {
      const again = await decide(asked.id, how, body);
      expect([again.status, again.body.happened.status]).toEqual([409, 'closed']);
    }
  });

  test('new rows of the file do not thin out what is missing: the file of somebody else', async () => {
    await importOpenItems(api, openItemsFile('C-1', numbered('thin', 1, 25)), '&source=thin');
    const other = openItemsFile('C-1', numbered('else', 1, 400));
    const asked = await importOpenItems(api, other, '&source=thin');
    expect(asked).toMatchObject({ status: 'waiting', created: 400, closing: { missing: { count: 25 } } });
  });

  test('declined: nothing is closed, its rows stay, and a second answer is refused', async () => {
    const { id } = await lacking('no', 30);
    const declined = await decide(id, 'decline');
    expect(declined.body).toMatchObject({ status: 'completed', closed: 0, closing: { state: 'declined' } });
    expect(await openOf('no')).toBe(40);
    expect(await api.auditActions(id)).toEqual(['import.waiting', 'import.run', 'import.closingDeclined']);
    expect((await decide(id, 'confirm', { missing: euros(30) })).status).toBe(409);
    expect((await decide(id, 'decline')).status).toBe(409);
    expect(await api.database.db.importMissingItem.count({ where: { importId: id } })).toBe(0);
  });

  test('a yes is to exactly the numbers that were shown: when one was paid meanwhile, it asks again', async () => {
    const { id } = await lacking('moved', 30);
    const wrong = await decide(id, 'confirm', { missing: euros(29) });
    expect([wrong.status, wrong.body.missing]).toEqual([409, euros(30)]);
    const { id: invoiceId } = await api.database.db.invoice.findUniqueOrThrow({
      where: { number: 'moved-1' },
    });
    await api.ok('POST', `/v1/invoices/${invoiceId}/payments`, { body: { amount: '100.00' } });
    const moved = await decide(id, 'confirm', { missing: euros(30) });
    expect([moved.status, moved.body.missing]).toEqual([409, euros(29)]);
    expect(await openOf('moved')).toBe(39);
    expect(await show(id)).toMatchObject({ status: 'waiting', closing: { missing: euros(29) } });
    const { body } = await decide(id, 'confirm', { missing: euros(29) });
    expect(body).toMatchObject({ status: 'completed', closed: 29 });
    const { payments } = await api.ok('GET', `/v1/invoices/${invoiceId}`);
    expect(payments).toHaveLength(1);
  });

  test('a newer file of the source takes the place of one that waits', async () => {
    const { id } = await lacking('newer', 30);
    const all = openItemsFile('C-1', numbered('newer', 1, 40));
    expect(await importOpenItems(api, all, '&source=newer')).toMatchObject({ closed: 0 });
    expect(await show(id)).toMatchObject({ status: 'completed', closing: { state: 'superseded' } });
    const late = await decide(id, 'confirm', { missing: euros(30) });
    expect([late.status, late.body.happened.status]).toEqual([409, 'superseded']);
    expect(await openOf('newer')).toBe(40);
  });

  test('O8: the key of an import that waits answers it, and imports nothing again', async () => {
    await importOpenItems(api, openItemsFile('C-1', numbered('key', 1, 40)), '&source=key');
    const send = () =>
      api.call('POST', '/v1/imports?kind=invoices&mode=openItems&source=key', {
        raw: openItemsFile('C-1', numbered('key', 31, 40)),
        headers: { 'Content-Type': 'text/csv', 'Idempotency-Key': 'waits' },
      });
    const first = await send();
    expect(first.body).toMatchObject({ status: 'waiting' });
    expect((await send()).body).toEqual(first.body);
  });

  test('U1: who may not import decides nothing', async () => {
    const { id } = await lacking('role', 30);
    const { key } = await api.user('viewer');
    expect((await decide(id, 'confirm', { missing: euros(30) }, key)).status).toBe(403);
    expect((await decide(id, 'decline', undefined, key)).status).toBe(403);
  });
});

describe('C21, U3: hidden customers', () => {
  test('what its author does not see is neither counted nor closed; only he or who sees all decides', async () => {
    const author = await api.user('agent', { granted: ['customers.import'] });
    const colleague = await api.user('agent', { granted: ['customers.import'] });
    const { id: hiddenId } = await api.customer({ externalId: 'H-1', currency: 'EUR' });
    const own = numbered('seen', 1, 40);
    await importOpenItems(api, openItemsFile('C-1', own), '&source=sight');
    const hidden =
      openItemsFile('H-1', numbered('hid', 1, 30)) +
      openItemsFile('C-1', own).split('\n').slice(1).join('\n');
    await importOpenItems(api, hidden, '&source=sight');
    const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: 'Few' } });
    await api.ok('POST', `/v1/visibility-groups/${group.id}/customers`, { body: { add: [hiddenId] } });

    const named = await sendOpenItems(api, hidden, { query: '&source=sight', key: author.key });
    expect(named.body).toMatchObject({ failed: 30, closed: 0, closing: { state: 'nothing' } });
    const file = openItemsFile('C-1', own.slice(30));
    const { body: asked } = await sendOpenItems(api, file, { query: '&source=sight', key: author.key });
    expect(asked).toMatchObject({ status: 'waiting', closing: { open: euros(40), missing: euros(30) } });
    expect((await decide(asked.id, 'confirm', { missing: euros(30) }, colleague.key)).status).toBe(403);
    const { status } = await decide(asked.id, 'confirm', { missing: euros(30) }, author.key);
    expect(status).toBe(200);
    expect(await standOf(api, 'seen-1', 'seen-40', 'hid-1')).toEqual([
      'paid 0.00',
      'open 100.00',
      'open 100.00',
    ]);
  });

  test('a customer that was hidden from the author meanwhile is left alone, and it asks again', async () => {
    const author = await api.user('agent', { granted: ['customers.import'] });
    const { id: laterId } = await api.customer({ externalId: 'L-1', currency: 'EUR' });
    const both =
      openItemsFile('C-1', numbered('stay', 1, 30)) +
      openItemsFile('L-1', numbered('gone', 1, 5))
        .split('\n')
        .slice(1)
        .join('\n');
    await importOpenItems(api, both, '&source=later');
    const file = openItemsFile('C-1', ['stay-1']);
    const { body: asked } = await sendOpenItems(api, file, { query: '&source=later', key: author.key });
    expect(asked.closing.missing).toEqual(euros(34));
    const group = await api.ok('POST', '/v1/visibility-groups', { body: { name: 'Fewer' } });
    await api.ok('POST', `/v1/visibility-groups/${group.id}/customers`, { body: { add: [laterId] } });
    const moved = await decide(asked.id, 'confirm', { missing: euros(34) }, author.key);
    expect([moved.status, moved.body.missing]).toEqual([409, euros(29)]);
    await decide(asked.id, 'confirm', { missing: euros(29) }, author.key);
    expect(await standOf(api, 'stay-2', 'gone-1')).toEqual(['paid 0.00', 'open 100.00']);
  });
});

describe('C21, O9: whoever dies meanwhile', () => {
  test('while it is being closed: the reconciler goes on from there, once', async () => {
    const { id } = await lacking('dead', 30);
    const { count } = await api.database.db.import.updateMany({
      where: { id },
      data: { status: 'closing', closing: 'closing', decidedById: api.adminId, decidedAt: new Date(api.now) },
    });
    expect(count).toBe(1);
    await reconcile(api.deps);
    expect(await show(id)).toMatchObject({ status: 'completed', closed: 30, closing: { state: 'closed' } });
    await reconcile(api.deps);
    expect(await openOf('dead')).toBe(10);
    const moves = await api.database.db.balanceChange.count({
      where: { kind: 'missing', invoice: { source: 'dead' } },
    });
    expect(moves).toBe(30);
    expect(await api.auditActions(id)).toEqual(['import.waiting', 'import.run']);
  });

  /** Imports a file of open items that does something in its middle. */
  function importWith(numbers: readonly string[], midway: () => Promise<void>): Promise<Json> {
    const [first, ...lines] = openItemsFile('C-1', numbers).trim().split('\n');
    const header = first!.split(',');
    async function* rows() {
      yield { line: 1, values: header };
      for (const [n, line] of lines.entries()) yield { line: n + 2, values: line.split(',') };
      await midway();
    }
    const head = {
      delimiter: ',',
      skipLines: 0,
      isNamed: false,
      rows: [{ line: 1, values: header }],
    } as const;
    const source = { heads: [head], check: () => Promise.resolve({ rows }) };
    const query = createImportQuerySchema.parse({ kind: 'invoices', mode: 'openItems', source: 'once' });
    return importCsv(api.deps, { ...SYSTEM, userId: api.adminId }, { source, query, reading: query });
  }

  test('two files of one source at once: the second is told to wait, and what came in meanwhile is left open', async () => {
    await importOpenItems(api, openItemsFile('C-1', ['once-1', 'once-2']), '&source=once');
    let isFirst = true;
    const result = await importWith(['once-1'], async () => {
      if (!isFirst) return;
      isFirst = false;
      const { status, body } = await sendOpenItems(api, openItemsFile('C-1', ['once-2']), {
        query: '&source=once',
      });
      expect([status, body.detail]).toEqual([
        409,
        expect.stringContaining('Another file of open items of `once`'),
      ]);
      api.now += 1_000;
      const meanwhile = await api.call('POST', '/v1/imports?kind=invoices&source=once', {
        raw: openItemsFile('C-1', ['once-3']),
        headers: { 'Content-Type': 'text/csv' },
      });
      expect(meanwhile.status).toBe(201);
    });
    expect(result).toMatchObject({ status: 'completed', closed: 1 });
    expect(await standOf(api, 'once-1', 'once-2', 'once-3')).toEqual([
      'open 100.00',
      'paid 0.00',
      'open 100.00',
    ]);
  });

  test('while its rows are stored: nothing is closed, and the file again closes it', async () => {
    await importOpenItems(api, openItemsFile('C-1', ['cut-1', 'cut-2']), '&source=cut');
    const file = openItemsFile('C-1', ['cut-1']);
    const died = await importOpenItems(api, file, '&source=cut&dryRun=true');
    await api.database.db.import.update({
      where: { id: died.id },
      data: { status: 'running', closing: 'pending', finishedAt: null, isDryRun: false },
    });
    await api.database.db.importOpenItem.create({
      data: { importId: died.id, line: 2, names: ['inv_x'] },
    });
    api.now += 60_000;
    await reconcile(api.deps);
    expect(await show(died.id)).toMatchObject({ status: 'failed', closing: { state: 'nothing' } });
    expect(await api.database.db.importOpenItem.count({ where: { importId: died.id } })).toBe(0);
    expect(await importOpenItems(api, file, '&source=cut')).toMatchObject({ closed: 1 });
  });
});

test('O5: that an import waits is told in the change feed', async () => {
  const changes = await api.database.db.change.findMany({
    where: { entity: 'import', kind: 'waiting' },
    select: { data: true },
    orderBy: { seq: 'asc' },
  });
  expect(changes.length).toBeGreaterThan(0);
  expect(changes[0]?.data).toEqual({ kind: 'invoices' });
});
