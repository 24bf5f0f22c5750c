import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { applyMigrations } from '../infra/db/migrate.ts';
import { seedLarge } from '../tools/seeding/seed-large.ts';
import { startPostgres } from '../tools/stack/postgres.ts';
import { audienceCases, moreRecords, type CaseIds } from './audience-cases.ts';
import { openCustomersApi } from './customers-api.ts';
import { percentile, type Row } from './table.ts';
import { timesOf } from './times.ts';

const DAY = '2026-11-20';
const NOW = Date.parse(`${DAY}T12:00:00Z`);
const ROUNDS = 30;
/** Records a customer: invoices, payments and communications of the seed, and those of other systems. */
const INVOICES = 5.6;
const OTHERS = 8.6;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Asks for audiences of four rules through the API, and by hand; and saves the largest as a list. */
export async function measureAudiences({ size }: { size: number }): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'followthrough-bench-'));
  // PostgreSQL runs under another account when we are root.
  chmodSync(folder, 0o755);
  const server = await startPostgres({ folder: join(folder, 'postgres') });
  const client = new Client({ connectionString: server.url });
  try {
    await applyMigrations(server.url);
    await client.connect();
    await seedLarge(client, { customers: size, invoices: Math.round(size * INVOICES), day: DAY }, say);
    for (const sql of moreRecords(Math.round(size * OTHERS), DAY)) await client.query(sql);
    await client.query('VACUUM (ANALYZE)');
    return await measure(client, server.url);
  } finally {
    await client.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(client: Client, url: string): Promise<Row[]> {
  const api = await openCustomersApi(url, NOW);
  const { rows: known } = await client.query<CaseIds & { records: string }>(`
    SELECT (SELECT ar_owner_id FROM customer WHERE ar_owner_id IS NOT NULL ORDER BY id LIMIT 1) AS "userId",
      (SELECT label_id FROM customer_label ORDER BY label_id LIMIT 1) AS "labelId",
      (SELECT count(*) FROM invoice) + (SELECT count(*) FROM payment) + (SELECT count(*) FROM communication)
        + (SELECT count(*) FROM related_record) AS records`);
  const ids = known[0]!;
  say(`${ids.records} related records, besides movements, events, labels and contacts`);
  try {
    const admin = await api.callerOf('admin');
    const rows: Row[] = [];
    for (const { name, audience, sql } of audienceCases(ids, DAY)) {
      const preview = () => admin.post<{ count: number }>('/v1/audiences/preview', { json: { audience } });
      const { count } = await preview();
      const { rows: byHand } = await client.query<{ count: string }>(sql);
      if (Number(byHand[0]?.count) !== count)
        throw new Error(`${name}: ${count} by the API, ${byHand[0]?.count} by hand`);
      const asked = await timesOf(preview, ROUNDS);
      const hand = await timesOf(() => client.query(sql), ROUNDS);
      rows.push({
        'four rules': name,
        customers: count,
        'preview p50 ms': percentile(asked, 0.5),
        'preview p95 ms': percentile(asked, 0.95),
        'SQL of the count p50 ms': percentile(hand, 0.5),
        'SQL of the count p95 ms': percentile(hand, 0.95),
      });
    }
    const everybody = { kind: 'all', nodes: [{ kind: 'field', field: 'name', op: 'is_set' }] };
    const startedAt = performance.now();
    const list = await admin.post<{ memberCount: number }>('/v1/audiences/list', {
      json: { audience: everybody, name: 'Everybody' },
    });
    const took = (performance.now() - startedAt) / 1000;
    say(`${list.memberCount} members saved as a list in ${took.toFixed(1)} s`);
    return rows;
  } finally {
    await api.close();
  }
}
