import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { runImport, sendImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

const MB = 1024 * 1024;
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** Bytes in use after a full collection: garbage that waits is no growth. */
function liveHeap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** The most that lives beyond what lived before while work goes on. Looking takes a small part of the time it measures. */
async function peakHeap<T>(work: () => Promise<T>): Promise<{ result: T; peak: number }> {
  const before = liveHeap();
  let peak = 0;
  let timer: NodeJS.Timeout;
  const look = (): void => {
    const startedAt = performance.now();
    peak = Math.max(peak, liveHeap() - before);
    timer = setTimeout(look, Math.max(500, 10 * (performance.now() - startedAt)));
  };
  timer = setTimeout(look, 500);
  try {
    const result = await work();
    return { result, peak };
  } finally {
    clearTimeout(timer);
  }
}

const customers = async (search: string): Promise<Json[]> =>
  (await api.ok('GET', `/v1/customers?search=${search}`)).items;

describe('C11: the file as a whole', () => {
  const head = 'external_id,name\n';
  const before = () => api.database.db.import.count();

  test.each([
    [
      'a wrong encoding on the last line',
      Buffer.concat([Buffer.from(`${head}Z-1,Good\n`), Buffer.from('Z-2,M\xfcller\n', 'latin1')]),
      'line 3',
    ],
    ['a quote that is never closed', `${head}Z-1,Good\nZ-2,"Open\n`, 'line 3'],
    ['a line of 10 MB', `${head}Z-1,Good\nZ-2,${'x'.repeat(10 * 1024 * 1024)}\n`, 'line 3'],
    ['a missing column', 'external_id\nZ-1\n', 'line 1'],
    ['an unknown column', 'external_id,name,colour\nZ-1,Good,red\n', 'line 1'],
    ['a column that stands there twice', 'external_id,name,Name\nZ-1,Good,Better\n', 'line 1'],
    ['an empty file', '', 'line 1'],
  ])('%s is refused with its line and nothing is written', async (_name, csv, field) => {
    const count = await before();
    const answer = await sendImport(api, 'customers', csv);
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].field).toBe(field);
    expect(await before()).toBe(count);
    expect(await customers('Z-1')).toEqual([]);
  });

  test('another media type, another kind and another permission are refused', async () => {
    const json = await api.call('POST', '/v1/imports?kind=customers', { body: [] });
    expect(json.status).toBe(415);
    expect((await sendImport(api, 'cars', head)).status).toBe(422);
    const agent = await api.user('agent');
    expect((await sendImport(api, 'customers', head, { key: agent.key })).status).toBe(403);
  });

  test('a dry run tells the same summary and writes no customer, no change', async () => {
    await runImport(api, 'customers', `${head}A-2,As it was\nB-1,Good\n`);
    const csv = `${head}Y-1,New one\nA-2,Changed\nB-1,Good\nY-1,Twice\n`;
    const changes = await api.database.db.change.count();
    const dry = await runImport(api, 'customers', csv, '&dryRun=true');
    expect(await customers('Y-1')).toEqual([]);
    expect(await api.database.db.change.count()).toBe(changes);
    const real = await runImport(api, 'customers', csv);
    expect(dry.counts).toEqual([1, 1, 1, 1]);
    expect([real.counts, real.errors]).toEqual([dry.counts, dry.errors]);
    expect((await api.ok('GET', `/v1/imports/${dry.id}`)).isDryRun).toBe(true);
  });

  test('U4: an import leaves one audit row with its counts, and each thing it wrote names it in its change row', async () => {
    const { id } = await runImport(api, 'customers', `${head}X-1,One\nX-2,Two\n`);
    const audit = await api.ok('GET', `/v1/audit?entityId=${id}`);
    expect(audit.items).toMatchObject([
      { action: 'import.run', after: { created: 2, updated: 0, failed: 0 } },
    ]);
    const [one] = await customers('X-1');
    expect(
      await api.database.db.change.findMany({
        where: { entityId: one.id },
        select: { kind: true, actorId: true, origin: true, originId: true },
        orderBy: { seq: 'asc' },
      }),
    ).toEqual([{ kind: 'created', actorId: api.adminId, origin: 'import', originId: id }]);
    const { items } = await api.ok('GET', '/v1/imports?kind=customers&limit=1');
    expect(items[0].id).toBe(id);
  });

  test('two imports of the same new rows at once create each once', async () => {
    const csv = head + Array.from({ length: 1200 }, (_, n) => `R-${n},Racer ${n}\n`).join('');
    const [a, b] = await Promise.all([runImport(api, 'customers', csv), runImport(api, 'customers', csv)]);
    expect([a.counts[0]! + b.counts[0]!, a.counts[2]! + b.counts[2]!]).toEqual([1200, 1200]);
  });

  test('chunks that are stored at the same time share customers: every row counts once, the bad ones too', async () => {
    const shared = Array.from({ length: 30 }, (_, n) => `SH-${n},Shared ${n}\n`).join('');
    await runImport(api, 'customers', head + shared);
    const rows = Array.from({ length: 2_600 }, (_, n) => {
      const customer = n % 650 === 649 ? 'nobody' : `SH-${n % 30}`;
      return `${customer},SH-${n},2026-01-01,2026-01-31,1.10\n`;
    });
    const csv = `customer_external_id,number,issued_on,due_on,amount\n${rows.join('')}`;
    const { counts, errors } = await runImport(api, 'invoices', csv);
    expect([counts, errors.length]).toEqual([[2_596, 0, 0, 4], 4]);
    expect((await runImport(api, 'invoices', csv)).counts).toEqual([0, 0, 2_596, 4]);
    const { items } = await api.ok('GET', '/v1/customer-table?search=shared&limit=50');
    expect(items.reduce((sum: number, row: Json) => sum + row.openInvoiceCount, 0)).toBe(2_596);
    expect(items.reduce((sum: number, row: Json) => sum + Number(row.total), 0)).toBeCloseTo(2_855.6, 4);
  });

  test('the sample data of the repository imports without a single error, and again without a change', async () => {
    for (const expected of ['created', 'skipped']) {
      for (const kind of ['customers', 'contacts', 'invoices']) {
        const csv = await readFile(new URL(`../../../prisma/seed/${kind}.csv`, import.meta.url), 'utf8');
        const { counts, errors, total } = await runImport(api, kind, csv, '&relativeDates=true');
        expect(errors).toEqual([]);
        expect([kind, counts]).toEqual([kind, expected === 'created' ? [total, 0, 0, 0] : [0, 0, total, 0]]);
      }
    }
  });

  test('20,000 invoices: live memory stays flat, and again nothing changes', async () => {
    const people = Array.from({ length: 500 }, (_, n) => `P-${n},Payer ${n}\n`).join('');
    await runImport(api, 'customers', head + people);
    const lines = function* () {
      yield 'customer_external_id,number,issued_on,due_on,amount,balance,po_number\n';
      for (let n = 0; n < 20_000; n += 1) {
        yield `P-${n % 500},BIG-${n},2026-01-01,2026-01-31,${n + 1}.25,${n + 1}.25,PO-${n}\n`;
      }
    };
    const csv = Buffer.from([...lines()].join(''));
    for (const counts of [
      [20_000, 0, 0, 0],
      [0, 0, 20_000, 0],
    ]) {
      const startedAt = performance.now();
      const { result, peak } = await peakHeap(() => runImport(api, 'invoices', csv));
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      process.stdout.write(
        `20,000 invoices in ${seconds} s, live heap +${Math.round(peak / MB)} MB at most\n`,
      );
      expect(result.counts).toEqual(counts);
      expect(peak).toBeLessThan(48 * MB);
    }
  }, 120_000);
});
