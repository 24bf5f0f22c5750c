import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { applyMigrations } from '../infra/db/migrate.ts';
import { seedLarge } from '../tools/seeding/seed-large.ts';
import { startPostgres } from '../tools/stack/postgres.ts';
import { openCustomersApi, type Reader } from './customers-api.ts';
import { FROM_INVOICES, handWritten, tableCases, type CaseIds } from './customers-cases.ts';
import { countStatements } from './statements.ts';
import { percentile, tableOf, type Row } from './table.ts';
import { pairedTimes, timesOf } from './times.ts';

// npm run bench:customers: pages of the customers table with 100,000 customers and 1,000,000 invoices, through the API
// and by hand. With DATABASE_URL: on that database, seeded by `npm run seed:large`; else on one that is made for it.

const DAY = '2026-11-20';
const NOW = Date.parse(`${DAY}T12:00:00Z`);
const ROUNDS = Number(process.env['ROUNDS'] || 40);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const idsOf = async (client: Client): Promise<CaseIds> => {
  const { rows } = await client.query<CaseIds>(`
    SELECT (SELECT ar_owner_id FROM customer WHERE ar_owner_id IS NOT NULL ORDER BY id LIMIT 1) AS "userId",
      (SELECT label_id FROM customer_label ORDER BY label_id LIMIT 1) AS "labelId",
      (SELECT id FROM list ORDER BY id LIMIT 1) AS "listId"`);
  return rows[0]!;
};

interface Parties {
  client: Client;
  admin: Reader;
  agent: Reader;
  /** What the worker does from midnight on. */
  bringForward: () => Promise<number>;
}

async function measure({ client, admin, agent, bringForward }: Parties): Promise<Row[]> {
  const rows: Row[] = [];
  const page = (caller: Reader, query: string) =>
    caller.get<{ totalCount: number; nextCursor: string | null }>(`/v1/customer-table?${query}`);
  const add = async (name: string, query: string, caller: Reader, sql: string | null): Promise<void> => {
    const [api, hand] = await pairedTimes(
      () => page(caller, query),
      sql === null ? null : () => client.query(sql),
      ROUNDS,
    );
    rows.push({
      'first page': name,
      customers: (await page(caller, query)).totalCount,
      'API p50 ms': percentile(api, 0.5),
      'API p95 ms': percentile(api, 0.95),
      ...(sql !== null && {
        'SQL p50 ms': percentile(hand, 0.5),
        'SQL p95 ms': percentile(hand, 0.95),
        'API over SQL': percentile(api, 0.5) / percentile(hand, 0.5),
      }),
    });
  };
  const behind = await timesOf(() => page(admin, ''), 5);
  const startedAt = performance.now();
  const brought = await bringForward();
  say(`default order before rows are brought to the day: p50 ${percentile(behind, 0.5).toFixed(0)} ms`);
  say(
    `${brought} rows brought to the day: ${((performance.now() - startedAt) / 1000).toFixed(1)} s of a worker`,
  );
  for (const each of tableCases(await idsOf(client)))
    await add(each.name, each.query, admin, handWritten(each));
  await add('default order, as an agent', '', agent, null);
  const all =
    'search=o&unassigned=sales&severities=high,medium&balance=positive&statuses=active&currency=EUR&sort=days91Plus';
  await add('six filters and a sort', all, admin, null);
  const { nextCursor } = await page(admin, 'limit=200');
  await add('second page', `cursor=${nextCursor}`, admin, null);
  await add('default order, as of 30 days ago', 'asOf=2026-10-21', admin, null);
  for (const sort of ['name', 'total', 'overdue', 'days1To30', 'credit'])
    await add(`sort=${sort}, as of 30 days ago`, `asOf=2026-10-21&sort=${sort}`, admin, null);
  const counter = countStatements();
  await page(admin, '');
  counter.stop();
  say(`statements a request: ${counter.total()}`);
  const summed = await timesOf(() => client.query(FROM_INVOICES), Math.ceil(ROUNDS / 4));
  say(
    `default order by hand, summed from the invoices when asked: p95 ${percentile(summed, 0.95).toFixed(0)} ms`,
  );
  return rows;
}

async function run(url: string): Promise<void> {
  await applyMigrations(url);
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('SELECT 1 FROM customer LIMIT 1');
  if (rows.length === 0) await seedLarge(client, { customers: 100_000, invoices: 1_000_000, day: DAY }, say);
  const api = await openCustomersApi(url, NOW);
  try {
    const [admin, agent] = [await api.readerOf('admin'), await api.readerOf('agent')];
    say(tableOf(await measure({ client, admin, agent, bringForward: () => api.bringForward(DAY) })));
  } finally {
    await api.close();
    await client.end();
  }
}

const given = process.env['DATABASE_URL'];
if (given) await run(given);
else {
  const folder = mkdtempSync(join(tmpdir(), 'followthrough-bench-'));
  // PostgreSQL runs under another account when we are root.
  chmodSync(folder, 0o755);
  const server = await startPostgres({ folder: join(folder, 'postgres') });
  try {
    await run(server.url);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
process.exit(0);
