import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { importCsv } from '../../../commands/imports/import-csv.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { SYSTEM } from '../../../contracts/actor.ts';
import { createImportQuerySchema } from '../../../contracts/imports/imports.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { runImport } from '../../support/worlds/csv-calls.ts';

const api = new ApiFixture();
beforeAll(() => api.open());
afterAll(() => api.close());

/** More than three chunks, of which two are stored at once: the first is stored when `midway` comes. */
const ROWS = 2_100;
const MIDWAY = 1_700;

/** Imports customers from a file that does something in its middle. */
function importWith(prefix: string, midway: () => Promise<void>): Promise<Json> {
  const actor = { ...SYSTEM, userId: api.adminId };
  const first = ['external_id', 'name'];
  async function* rows() {
    yield { line: 1, values: first };
    for (let n = 0; n < ROWS; n += 1) {
      if (n === MIDWAY) await midway();
      yield { line: n + 2, values: [`${prefix}-${n}`, `Customer ${n}`] };
    }
  }
  const query = createImportQuerySchema.parse({ kind: 'customers' });
  const head = { delimiter: ',', skipLines: 0, isNamed: false, rows: [{ line: 1, values: first }] } as const;
  const source = { heads: [head], check: () => Promise.resolve({ rows }) };
  return importCsv(api.deps, actor, { source, query, reading: {} });
}

const newest = async (): Promise<Json> => (await api.ok('GET', '/v1/imports?limit=1')).items[0];
const later = (): void => void (api.now += 60_000);

describe('O9, C11: an import whose process is gone', () => {
  test('is ended as failed with the reason, and the same file goes on from there', async () => {
    const died = await runImport(api, 'customers', 'external_id,name\nD-1,One\n');
    await api.database.db.import.update({
      where: { id: died.id },
      data: { status: 'running', finishedAt: null },
    });
    await reconcile(api.deps);
    expect(await newest()).toMatchObject({ status: 'running' });
    later();
    await reconcile(api.deps);
    const ended = await newest();
    expect(ended).toMatchObject({ id: died.id, status: 'failed', created: 1 });
    expect(ended.error).toContain('import the file again');
    expect(ended.finishedAt).not.toBeNull();
    expect(
      await api.database.db.reconcileFinding.findMany({
        where: { entity: 'import' },
        select: { kind: true, entityId: true },
        orderBy: { id: 'asc' },
      }),
    ).toEqual([{ kind: 'abandoned', entityId: died.id }]);
    const again = await runImport(api, 'customers', 'external_id,name\nD-1,One\nD-2,Two\n');
    expect(again.counts).toEqual([1, 0, 1, 0]);
  });

  test('one that is at work is left alone, however long it takes', async () => {
    const result = await importWith('L', async () => {
      later();
      await reconcile(api.deps);
      expect(await newest()).toMatchObject({ status: 'running' });
    });
    expect(result).toMatchObject({ status: 'completed', created: ROWS });
  });

  test('one that was taken for dead, and is not, stores nothing more', async () => {
    const cut = importWith('T', async () => {
      await api.database.db.$queryRaw`
        SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
        WHERE l.locktype = 'advisory' AND d.datname = current_database()`;
      later();
      // The server lets the lock go a moment after it was told to.
      while ((await newest()).status === 'running') await reconcile(api.deps);
    });
    await expect(cut).rejects.toThrow('is running no more');
    const { status, total, error } = await newest();
    expect([status, total < ROWS]).toEqual(['failed', true]);
    expect(error).toContain('import the file again');
    expect(await api.database.db.customer.count({ where: { externalId: { startsWith: 'T-' } } })).toBe(total);
  });
});
