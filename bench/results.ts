import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { close, createDatabase } from '../infra/db/client.ts';
import { applyMigrations } from '../infra/db/migrate.ts';
import { store } from '../infra/db/store.ts';
import type { ApiCaller } from '../tools/api-caller.ts';
import { startPostgres } from '../tools/stack/postgres.ts';
import { openCustomersApi, type CustomersApi } from './customers-api.ts';
import { resultRows } from './result-rows.ts';
import { percentile, type Row } from './table.ts';
import { timesOf } from './times.ts';

const NOW = Date.parse('2030-07-01T12:00:00Z');
const ROUNDS = 30;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** The same figures by sequence as somebody would write them by hand, from what happened. */
const SCAN = `
  WITH event AS (
    SELECT message_id, bool_or(kind = 'reply') AS replied, bool_or(kind = 'bounce') AS bounced,
      bool_or(kind = 'opened') AS opened, bool_or(kind = 'clicked') AS clicked
    FROM message_event GROUP BY message_id),
  hit AS (SELECT DISTINCT message_id FROM tracking_hit WHERE verdict = 'machine')
  SELECT m.sequence_id, count(*), count(*) FILTER (WHERE e.replied), count(*) FILTER (WHERE e.bounced),
    count(*) FILTER (WHERE e.opened), count(*) FILTER (WHERE e.clicked), count(h.message_id)
  FROM message m LEFT JOIN event e ON e.message_id = m.id LEFT JOIN hit h ON h.message_id = m.id
  WHERE m.status = 'sent' AND m.source_kind = 'step_execution' GROUP BY 1`;

async function fill(url: string, size: number): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query("SET session_replication_role = 'replica'");
  for (const { name, sql } of resultRows(size)) {
    const startedAt = performance.now();
    await client.query(sql);
    say(`${name}: ${seconds(startedAt)}`);
  }
  await client.query('VACUUM (ANALYZE)');
  await client.query('INSERT INTO result_mark (customer_id) SELECT DISTINCT customer_id FROM enrollment');
  await client.end();
}

/** What there was before is counted by the reconciler. */
async function count(url: string): Promise<void> {
  const db = createDatabase(url, { pool: 2 });
  const startedAt = performance.now();
  for (let isUpToDate = false; !isUpToDate;)
    ({ isUpToDate } = await store.foldResults.fold(db, 'reconciler'));
  say(`all counted: ${seconds(startedAt)}`);
  const checkedAt = performance.now();
  let found = 0;
  for (let isThrough = false; !isThrough;) {
    const check = await store.checkResults.checkNext(db, NOW);
    ({ isThrough } = check);
    found += check.customerIds.length + check.sums;
  }
  say(`compared with a recount: ${seconds(checkedAt)}, ${found} differ`);
  await close(db);
}

const CASES: readonly [name: string, path: string][] = [
  ['by sequence', '/v1/results'],
  ['by step', '/v1/results?groupBy=step&limit=200'],
  ['steps of one sequence', '/v1/results?groupBy=step&sequenceId=SEQUENCE'],
  ['by user', '/v1/results?groupBy=user'],
  ['by version', '/v1/results?groupBy=version&limit=200'],
  ['by label', '/v1/results?groupBy=label'],
  ['by month', '/v1/results?groupBy=month'],
  ['by day, one quarter', '/v1/results?groupBy=day&from=2029-10-01&to=2029-12-31&limit=200'],
  ['a label, by sequence', '/v1/results?labelId=LABEL'],
  ['rows that were opened', '/v1/results/rows?figure=mail.opened'],
  ['rows of a label, answered', '/v1/results/rows?figure=mail.replied&labelId=LABEL'],
  ['rows of money', '/v1/results/rows?figure=collected&sequenceId=SEQUENCE'],
  ['overview of a sequence', '/v1/sequences/SEQUENCE/overview'],
  ['list of sequences', '/v1/sequences'],
];

async function measure(client: Client, api: CustomersApi): Promise<Row[]> {
  const { rows } = await client.query<{ sequence: string; label: string }>(
    'SELECT (SELECT min(id) FROM sequence) AS sequence, (SELECT min(id) FROM label) AS label',
  );
  const { sequence, label } = rows[0]!;
  const table: Row[] = [];
  const add = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const times = await timesOf(work, ROUNDS);
    table.push({ asked: name, 'p50 ms': percentile(times, 0.5), 'p95 ms': percentile(times, 0.95) });
  };
  const [admin, agent] = [await api.callerOf('admin'), await api.callerOf('agent')];
  const ask = (caller: ApiCaller, path: string) =>
    caller.get(path.replace('SEQUENCE', sequence).replace('LABEL', label));
  for (const [name, path] of CASES) await add(name, () => ask(admin, path));
  // Fifty customers change between two questions, and are counted by the second.
  await add('by sequence, 50 just changed', async () => {
    await client.query(
      'INSERT INTO result_mark (customer_id) SELECT customer_id FROM result_fact ORDER BY execution_id LIMIT 50',
    );
    await ask(admin, '/v1/results');
  });
  for (const [name, path] of CASES.slice(0, 3)) await add(`${name}, 1 % hidden`, () => ask(agent, path));
  const scan = await timesOf(() => client.query(SCAN), 5);
  table.push({ asked: 'bare SQL scan', 'p50 ms': percentile(scan, 0.5), 'p95 ms': percentile(scan, 0.95) });
  return table;
}

async function withApi<T>(url: string, work: (client: Client, api: CustomersApi) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const api = await openCustomersApi(url, NOW);
  try {
    return await work(client, api);
  } finally {
    await api.close();
    await client.end();
  }
}

/** Results of so many messages through the API, beside a scan of the messages in SQL, in one run. */
export async function measureResults({ size }: { size: number }): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'followthrough-bench-'));
  // PostgreSQL runs under another account when we are root.
  chmodSync(folder, 0o755);
  const server = await startPostgres({ folder: join(folder, 'postgres') });
  try {
    await applyMigrations(server.url);
    await fill(server.url, size);
    await count(server.url);
    return await withApi(server.url, measure);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
