import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { SYSTEM } from '../contracts/actor.ts';
import { invoiceChanges } from '../contracts/receivables/changes.ts';
import { changeEntry } from '../domain/change-entry.ts';
import { close, createDatabase, type Database } from '../infra/db/client.ts';
import { applyMigrations } from '../infra/db/migrate.ts';
import { store } from '../infra/db/store.ts';
import { startPostgres } from '../tools/stack/postgres.ts';
import { GROUND, ledgerRows, MONTHS, type Filling } from './ledger-rows.ts';
import { processorTime, timeEach } from './processor-time.ts';
import { percentile, type Row } from './table.ts';
import { timesOf } from './times.ts';

const NOW = Date.parse('2029-12-15T12:00:00Z');
/** Rows of one statement, and of one page that is forgotten. */
const BATCH = 500;
/** As many as a pass of the feed reads. */
const PASS_ROWS = 5_000;
const DAY_MS = 86_400_000;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

/** Fills a table without its indexes where it has many, and builds them afterwards. */
async function fill(url: string, { table, statements }: Filling): Promise<void> {
  await withClient(url, async (client) => {
    await client.query("SET session_replication_role = 'replica'; SET maintenance_work_mem = '512MB'");
    const isParted = table === 'change' || table === 'audit';
    const { rows: indexes } = await client.query<{ indexname: string; indexdef: string }>(
      `SELECT indexname, indexdef FROM pg_indexes WHERE tablename = $1 AND indexname <> $1 || '_pkey' AND NOT $2`,
      [table, isParted],
    );
    for (const { indexname } of indexes) await client.query(`DROP INDEX ${indexname}`);
    const loaded = await secondsOf(async () => {
      for (const statement of statements) await client.query(statement);
    });
    const built = await secondsOf(async () => {
      for (const { indexdef } of indexes) await client.query(indexdef);
      await client.query(`VACUUM (ANALYZE) ${table}`);
    });
    say(`${table}: filled in ${loaded.toFixed(0)} s, indexes and vacuum ${built.toFixed(0)} s`);
  });
}

const SIZES = `
  SELECT t AS table, sum(pg_table_size(p.relid))::float8 AS heap, sum(pg_indexes_size(p.relid))::float8 AS indexes
  FROM unnest(ARRAY['change', 'audit', 'message', 'message_recipient', 'change_kept']) t,
    LATERAL (SELECT t::regclass AS relid UNION SELECT relid FROM pg_partition_tree(t::regclass)) p
  GROUP BY t ORDER BY t`;

interface Measured {
  url: string;
  db: Database;
  /** Process id of PostgreSQL. */
  pid: number;
  size: number;
}

/** Runs some work so many times; what PostgreSQL worked for it is told better by its processor time when others run. */
type Ask = (what: string, rounds: number, work: () => Promise<unknown>) => Promise<void>;

const ROUNDS = 20;
const MANY_ROUNDS = 100;
/** Rounds of `timesOf` that do not count. */
const WARM_UP = 3;

async function write({ db }: Measured, ask: Ask): Promise<void> {
  const ids = { entityId: 'inv_1', customerId: 'cus_1' };
  const change = changeEntry(invoiceChanges.updated, { actor: SYSTEM, now: NOW }, ids);
  const what = { action: 'invoice.updated', entity: 'invoice', ...ids };
  const audit = { at: NOW, actor: SYSTEM, ...what, before: { poNumber: 'a' }, after: { poNumber: 'b' } };
  await ask('one change and its audit entry, committed', MANY_ROUNDS, () =>
    db.$transaction(async (tx) => {
      await store.audit.record(tx, audit);
      await store.changes.record(tx, change);
    }),
  );
  const many = Array.from({ length: BATCH }, () => change);
  await ask(`${BATCH} changes in one statement`, ROUNDS, () => store.changes.recordAll(db, many));
}

async function follow({ url, db }: Measured, ask: Ask): Promise<void> {
  await withClient(url, (client) =>
    client.query(`
    INSERT INTO webhook (id, url, description, events, secret, status, from_seq, created_by_id, created_at, updated_at)
    SELECT 'whk_1', 'https://erp.example.com', '', ARRAY['invoice.overdue', 'invoice.paid'], 's', 'active', 0,
      'usr_' || lpad('0', 26, '0'), now(), now()`),
  );
  const seqs = await db.$queryRaw<{ last: bigint }[]>`SELECT max(seq) AS last FROM change`;
  const last = seqs[0]!.last;
  const pass = (seq: bigint) =>
    db.$transaction((tx) => store.webhookFeed.deliverChanges(tx, { seq, now: NOW }));
  let seq = last - BigInt(PASS_ROWS * (ROUNDS + WARM_UP));
  await ask(`a pass of the feed over ${PASS_ROWS} changes`, ROUNDS, async () => {
    seq = (await pass(seq)).lastSeq ?? seq;
  });
  await ask('a pass that finds nothing', ROUNDS, () => pass(last));
}

async function read({ db, size }: Measured, ask: Ask): Promise<void> {
  const admin = { userId: `usr_${'0'.padStart(26, '0')}`, role: 'admin', permissions: [] } as const;
  const agent = { ...admin, role: 'agent' } as const;
  const entityId = `inv_${String(Math.floor(size / 12)).padStart(26, '0')}`;
  const actorId = `usr_${'7'.padStart(26, '0')}`;
  const list = (what: string, viewer: typeof admin | typeof agent, query: object) =>
    ask(`audit: ${what}`, ROUNDS, () => store.auditLog.list(db, viewer, { limit: 50, ...query }));
  await list('the newest 50', admin, {});
  await list('of one thing', admin, { entity: 'invoice', entityId });
  await list('of one thing, by its id alone', admin, { entityId });
  await list('of one user', admin, { actorId });
  await list('of one user, asked by an agent', agent, { actorId });
}

async function forget({ url, db }: Measured, ask: Ask): Promise<void> {
  for (const name of ['audit', 'message'] as const) {
    const table = store.retention.RETAINED.find((each) => each.table === name)!;
    const forgetting = { table, before: NOW - 90 * DAY_MS, rows: BATCH, now: NOW };
    await ask(`words of ${BATCH} rows of ${name} forgotten`, MANY_ROUNDS, () =>
      db.$transaction((tx) => store.retention.forgetByAge(tx, forgetting)),
    );
    await withClient(url, (client) => ask(`vacuum of ${name}`, 1, () => client.query(`VACUUM ${name}`)));
  }
}

async function drop({ db, size }: Measured, ask: Ask): Promise<void> {
  for (const table of store.partitions.PARTITIONED) {
    await ask(`a month of ${table.table} dropped, ${Math.round(size / MONTHS.count)} rows`, 3, async () => {
      const dropped = await store.partitions.dropOldest(db, table, NOW);
      if (typeof dropped !== 'object') throw new Error(`not dropped: ${dropped}`);
    });
  }
}

async function measure(measured: Measured): Promise<Row[]> {
  const rows: Row[] = [];
  const ask: Ask = async (what, rounds, work) => {
    const pids = { postgres: measured.pid };
    const before = processorTime(pids);
    // What can be done once is not warmed up.
    const isOnce = rounds === 1;
    const times = isOnce ? [1000 * (await secondsOf(work))] : await timesOf(work, rounds);
    const used = timeEach(before, processorTime(pids), isOnce ? 1 : rounds + WARM_UP);
    rows.push({
      what,
      'p50 ms': percentile(times, 0.5),
      'p95 ms': percentile(times, 0.95),
      'PostgreSQL ms': used['postgres']!,
    });
    say(`${what}: done`);
  };
  for (const part of [write, follow, read, forget, drop]) await part(measured, ask);
  return rows;
}

/** What years of rows of change, audit and ledger cost to write, read, forget and drop. */
export async function measureLedger({ size }: { size: number }): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'followthrough-bench-'));
  // PostgreSQL runs under another account when we are root.
  chmodSync(folder, 0o755);
  const server = await startPostgres({
    folder: join(folder, 'postgres'),
    settings: { max_wal_size: '8GB', shared_buffers: '1GB' },
  });
  try {
    await applyMigrations(server.url);
    await withClient(server.url, async (client) => {
      await client.query("SET session_replication_role = 'replica'");
      for (const statement of GROUND) await client.query(statement);
    });
    await Promise.all(ledgerRows(size).map((filling) => fill(server.url, filling)));
    const db = createDatabase(server.url, { pool: 4 });
    const rows = await measure({ url: server.url, db, pid: server.pid, size });
    await withClient(server.url, async (client) => {
      const sizes = await client.query<{ table: string; heap: number; indexes: number }>(SIZES);
      for (const { table, heap, indexes } of sizes.rows) {
        say(`${table}: ${(heap / 1e9).toFixed(2)} GB and indexes ${(indexes / 1e9).toFixed(2)} GB`);
      }
    });
    await close(db);
    return rows;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
