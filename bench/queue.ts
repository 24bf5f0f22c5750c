import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { applyMigrations } from '../infra/db/migrate.ts';
import type { ApiCaller } from '../tools/api-caller.ts';
import { startPostgres } from '../tools/stack/postgres.ts';
import { openCustomersApi } from './customers-api.ts';
import { NOW, seedQueue } from './queue-rows.ts';
import { countStatements } from './statements.ts';
import { percentile, type Row } from './table.ts';
import { timesOf } from './times.ts';

const ROUNDS = 40;
const AT = `timestamptz '${new Date(NOW).toISOString()}'`;

/** Open rows of live enrollments as somebody would write it by hand: no visibility, no holds. */
const DUE = `step_execution x JOIN enrollment e ON e.id = x.enrollment_id JOIN customer c ON c.id = x.customer_id
  WHERE e.is_live AND (x.status IN ('ready', 'sending', 'error', 'uncertain') OR (x.status = 'planned' AND x.due_at <= ${AT}))`;
const BY_HAND = {
  page: `SELECT x.*, c.name FROM ${DUE} ORDER BY x.due_at, x.id LIMIT 51`,
  next: `SELECT x.*, c.name FROM ${DUE} ORDER BY x.due_at, x.id LIMIT 1`,
  counts: `SELECT x.type, count(*) FROM ${DUE} GROUP BY x.type`,
  upcoming: `
    SELECT e.id, x.due_at FROM enrollment e JOIN customer c ON c.id = e.customer_id
      JOIN step_execution x ON x.enrollment_id = e.id AND x.status IN ('planned', 'ready', 'error') AND x.due_at IS NOT NULL
    WHERE e.is_live AND EXISTS (SELECT FROM step_execution d WHERE d.enrollment_id = e.id AND d.status = 'done')
    ORDER BY x.due_at, e.id LIMIT 51`,
};

/**
 * What people ask for all day: the queue, its counts, the next row with everything to work on it, and what comes next (Q1,
 * Q5, Q8), through the API, beside bare SQL of the same run. `size` customers in ten sequences each.
 */
export async function measureQueue({ size }: { size: number }): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'followthrough-bench-'));
  // PostgreSQL runs under another account when we are root.
  chmodSync(folder, 0o755);
  const server = await startPostgres({ folder: join(folder, 'postgres') });
  try {
    await applyMigrations(server.url);
    const client = new Client({ connectionString: server.url });
    await client.connect();
    await seedQueue(client, { customers: size });
    const api = await openCustomersApi(server.url, NOW);
    const rows = await measure(client, await api.callerOf('admin'), await api.callerOf('agent'));
    await Promise.all([api.close(), client.end()]);
    return rows;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(client: Client, admin: ApiCaller, agent: ApiCaller): Promise<Row[]> {
  const { rows: open } = await client.query<{ id: string }>(
    `SELECT x.id FROM ${DUE} ORDER BY x.due_at, x.id OFFSET 100 LIMIT 1`,
  );
  const after = `after=${open[0]!.id}`;
  const cases: [string, ApiCaller, string, string | null][] = [
    ['queue, first page', admin, '/v1/queue', BY_HAND.page],
    ['queue, calls', admin, '/v1/queue?type=call', null],
    ['queue, held', admin, '/v1/queue?held=true', null],
    ['queue, an agent without tasks', agent, '/v1/queue', null],
    ['counts', admin, '/v1/queue/counts', BY_HAND.counts],
    ['counts, an agent without tasks', agent, '/v1/queue/counts', null],
    ['next row with all to work on it', admin, `/v1/queue/next?${after}`, BY_HAND.next],
    ['next call', admin, `/v1/queue/next?type=call&${after}`, null],
    ['upcoming, first page', admin, '/v1/upcoming', BY_HAND.upcoming],
    ['upcoming, who waits', admin, '/v1/upcoming?waiting=true', null],
    ['upcoming, not started too', admin, '/v1/upcoming?includeNotStarted=true', null],
  ];
  const rows: Row[] = [];
  for (const [name, caller, path, byHand] of cases) {
    const api = await timesOf(() => caller.get(path), ROUNDS);
    const hand = byHand === null ? [] : await timesOf(() => client.query(byHand), ROUNDS);
    const counter = countStatements();
    await caller.get(path);
    counter.stop();
    rows.push({
      call: name,
      'API p50 ms': percentile(api, 0.5),
      'API p95 ms': percentile(api, 0.95),
      ...(byHand !== null && {
        'SQL p95 ms': percentile(hand, 0.95),
        ratio: percentile(api, 0.95) / percentile(hand, 0.95),
      }),
      statements: counter.total(),
    });
  }
  return rows;
}
