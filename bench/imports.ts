import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createFirstAdmin } from '../commands/access/create-first-admin.ts';
import type { CommandDeps } from '../commands/deps.ts';
import type { Import } from '../contracts/imports/imports.ts';
import { API_KEY_BYTES, apiKeyOf } from '../domain/access/api-key.ts';
import { close, createDatabase } from '../infra/db/client.ts';
import { applyMigrations } from '../infra/db/migrate.ts';
import { hooks } from '../commands/hooks.ts';
import { store } from '../infra/db/store.ts';
import { hashOf } from '../infra/hash.ts';
import { newId } from '../infra/ids.ts';
import { NO_PROVIDER } from '../infra/llm/no-provider.ts';
import { createLinks } from '../infra/mail/links.ts';
import { openImap } from '../infra/inbox/imap-session.ts';
import { verifyMailbox } from '../infra/mail/verify-mailbox.ts';
import { createSecretBox } from '../infra/secrets.ts';
import { createTemporalClient } from '../infra/temporal/connection.ts';
import { createLifecycle } from '../infra/temporal/lifecycle.ts';
import { freePort } from '../tools/stack/ports.ts';
import { startPostgres } from '../tools/stack/postgres.ts';
import { startChild } from '../tools/stack/processes.ts';
import { processorTime, timeEach } from './processor-time.ts';
import type { Row } from './table.ts';

/** How many invoices a customer has. */
const INVOICES_PER_CUSTOMER = 10;
/** Neighbours of a file belong to different customers, as in an export by number; coprime to any round count. */
const STRIDE = 7_919;
const MB = 1024 * 1024;

/** The API as its own process, as it is delivered, on a PostgreSQL of its own. Without enrollments nobody calls Temporal. */
interface ImportRig {
  /** Process ids by part. */
  pids: Record<string, number>;
  /** Sends a file as fast as it is taken, and waits for the summary. */
  send(query: string, lines: Iterable<string>): Promise<Import>;
  /** Asks what a file is; the answer is not read. */
  preview(kind: string, parts: readonly Buffer[]): Promise<void>;
  /** What PostgreSQL itself needs for the same rows: `COPY` into a table without keys, triggers or rules. Seconds. */
  copy(lines: Iterable<string>): Promise<number>;
  /** Resident memory of the API's process in MB: now, and the most it ever had. */
  memory(): { now: number; peak: number };
  /** Live heap in MB after the last full collection; the most of those since this was asked last. */
  liveHeap(): number;
  close(): Promise<void>;
}

/**
 * Imports customers and their invoices from CSV (C11): all new, again without a change, again with every tenth
 * balance changed, and as a file of open items that lacks every tenth (C21). `size` invoices. Beside them a bare `COPY` of the same rows, and a preview of a file of 190 MB.
 */
export async function measureImports({ size }: { size: number }): Promise<Row[]> {
  const rig = await openImportRig();
  try {
    const customers = Math.ceil(size / INVOICES_PER_CUSTOMER);
    const files: [name: string, query: string, lines: () => Iterable<string>][] = [
      ['customers, new', 'customers', () => customerLines(customers)],
      ['invoices, new', 'invoices', () => invoiceLines(size, customers)],
      ['invoices, the same file', 'invoices', () => invoiceLines(size, customers)],
      ['invoices, a tenth changed', 'invoices', () => invoiceLines(size, customers, 10)],
      ['open items, a tenth missing', 'invoices&mode=openItems', () => withoutTenth(size, customers)],
    ];
    const rows: Row[] = [];
    for (const [name, query, lines] of files) {
      rig.liveHeap();
      const usedBefore = processorTime(rig.pids);
      const startedAt = performance.now();
      const before = rig.memory().now;
      const { total, created, updated, skipped, failed, closed } = await rig.send(query, lines());
      const seconds = (performance.now() - startedAt) / 1000;
      const used = timeEach(usedBefore, processorTime(rig.pids), total / 1000);
      rows.push({
        'CSV import': name,
        rows: total,
        created,
        updated,
        skipped,
        failed,
        closed,
        seconds,
        'rows/s': Math.round(total / seconds),
        'API, CPU ms/1000 rows': used['api'] ?? 0,
        'PostgreSQL, CPU ms/1000 rows': used['postgres'] ?? 0,
        'RSS before, MB': before,
        'peak RSS, MB': rig.memory().peak,
        'most live heap, MB': rig.liveHeap(),
      });
    }
    return [...rows, await measureCopy(rig, size, customers), await measurePreview(rig, customers)];
  } finally {
    await rig.close();
  }
}

async function measureCopy(rig: ImportRig, size: number, customers: number): Promise<Row> {
  const seconds = await rig.copy(invoiceLines(size, customers));
  return { 'CSV import': 'invoices, bare COPY', rows: size, seconds, 'rows/s': Math.round(size / seconds) };
}

/** Bytes of the file that is previewed, a little below what an upload may have. */
const PREVIEW_BYTES = 190_000_000;

async function measurePreview(rig: ImportRig, customers: number): Promise<Row> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for (const part of partsOf(invoiceLines(PREVIEW_BYTES, customers))) {
    parts.push(part);
    bytes += part.length;
    if (bytes > PREVIEW_BYTES) break;
  }
  const startedAt = performance.now();
  await rig.preview('invoices', parts);
  const seconds = (performance.now() - startedAt) / 1000;
  const peak = rig.memory().peak;
  return { 'CSV import': `preview of ${Math.round(bytes / 1e6)} MB`, seconds, 'peak RSS, MB': peak };
}

function* customerLines(count: number): Generator<string> {
  yield 'external_id,name,status,currency,property.region\n';
  for (let n = 0; n < count; n += 1) yield `C-${n},Customer ${n} Trading,active,EUR,region ${n % 12}\n`;
}

function* invoiceLines(count: number, customers: number, changedEach = 0): Generator<string> {
  yield 'customer_external_id,number,issued_on,due_on,amount,balance,po_number\n';
  for (let n = 0; n < count; n += 1) {
    const day = String((n % 28) + 1).padStart(2, '0');
    const amount = `${(n % 9_000) + 100}.25`;
    const balance = changedEach > 0 && n % changedEach === 0 ? '50.10' : amount;
    const month = String((n % 9) + 1).padStart(2, '0');
    yield `C-${(n * STRIDE) % customers},INV-${n},2026-${month}-${day},2026-${month}-28,${amount},${balance},PO-${n}\n`;
  }
}

/** Every tenth line is not there; what was changed before is as it is. */
function* withoutTenth(count: number, customers: number): Generator<string> {
  let n = -1;
  for (const line of invoiceLines(count, customers, 10)) {
    if (n % 10 !== 1) yield line;
    n += 1;
  }
}

/** Lines of a file in parts of about this many characters. */
const PART = 65_536;

function* partsOf(lines: Iterable<string>): Generator<Buffer> {
  let part = '';
  for (const line of lines) {
    part += line;
    if (part.length < PART) continue;
    yield Buffer.from(part);
    part = '';
  }
  yield Buffer.from(part);
}

async function openImportRig(): Promise<ImportRig> {
  const folder = mkdtempSync(join(tmpdir(), 'followthrough-bench-'));
  // PostgreSQL runs under another account when we are root.
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ folder: join(folder, 'postgres') });
  await applyMigrations(postgres.url);
  const key = apiKeyOf(randomBytes(API_KEY_BYTES));
  await addAdmin(postgres.url, key);
  const port = await freePort();
  let mostLive = 0;
  const api = startChild({
    name: 'api',
    command: process.execPath,
    // Each full collection tells what is still alive.
    args: ['--trace-gc', '--import', 'tsx', fileURLToPath(new URL('../api/main.ts', import.meta.url))],
    env: {
      PATH: process.env['PATH'],
      TMPDIR: folder,
      DATABASE_URL: postgres.url,
      PORT: String(port),
      SECRET_KEY: randomBytes(32).toString('base64'),
      LOG_LEVEL: 'error',
    },
    onLine: (line) => {
      const live = /Mark-Compact.*? -> (\d+)/.exec(line)?.[1];
      if (live !== undefined) mostLive = Math.max(mostLive, Number(live));
    },
  });
  await waitUntilUp(port);
  return {
    pids: { api: api.pid, postgres: postgres.pid },
    send: async (query, lines) =>
      JSON.parse(await sendCsv({ port, key, path: `/v1/imports?kind=${query}` }, partsOf(lines))) as Import,
    preview: async (kind, parts) => {
      await sendCsv({ port, key, path: `/v1/imports/previews?kind=${kind}` }, parts);
    },
    copy: (lines) => copyBare(postgres.url, join(folder, 'copy.csv'), lines),
    memory: () => memoryOf(api.pid),
    liveHeap: () => {
      const most = mostLive;
      mostLive = 0;
      return most;
    },
    close: async () => {
      await api.stop();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function addAdmin(url: string, key: string): Promise<void> {
  const db = createDatabase(url, { pool: 1 });
  // Connects when it is first used, which it is not.
  const { client, connection } = createTemporalClient({
    temporal: { address: '127.0.0.1:1', namespace: 'default', tls: null },
  });
  const deps: CommandDeps = {
    db,
    store,
    hooks,
    newId,
    hash: hashOf,
    now: () => Promise.resolve(Date.now()),
    lifecycle: createLifecycle(client),
    secrets: createSecretBox(randomBytes(32).toString('base64')),
    links: createLinks({
      publicUrl: 'https://followthrough.example',
      secretKey: randomBytes(32).toString('base64'),
    }),
    verifyMailbox,
    openImap,
    writer: NO_PROVIDER,
    uncertainRetryAfterMs: 0,
  };
  await createFirstAdmin(deps, { name: 'Ada', email: 'ada@acme.example', key, zone: 'UTC' });
  await Promise.all([close(db), connection.close()]);
}

async function waitUntilUp(port: number): Promise<void> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/health/live`).catch(() => null);
    await answer?.body?.cancel();
    if (answer) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Not by `fetch`, which waits no longer than five minutes for an answer. */
async function sendCsv(
  { port, key, path }: { port: number; key: string; path: string },
  parts: Iterable<Buffer>,
): Promise<string> {
  const sending = request({
    port,
    method: 'POST',
    path,
    // A connection that was kept is closed by the server while a large file is made up here.
    agent: false,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
  });
  Readable.from(parts, { objectMode: false }).pipe(sending);
  const [answer] = (await once(sending, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of answer.setEncoding('utf8')) text += String(part);
  if (answer.statusCode !== 201 && answer.statusCode !== 200)
    throw new Error(`${path}: ${answer.statusCode} ${text}`);
  return text;
}

async function copyBare(url: string, path: string, lines: Iterable<string>): Promise<number> {
  const file = openSync(path, 'w', 0o644);
  for (const part of partsOf(lines)) writeSync(file, part);
  closeSync(file);
  const db = createDatabase(url, { pool: 1 });
  await db.$executeRaw`
    CREATE TABLE bare_copy (customer_external_id text, number text, issued_on date, due_on date, amount numeric,
      balance numeric, po_number text)`;
  const startedAt = performance.now();
  await db.$executeRawUnsafe(`COPY bare_copy FROM '${path}' (FORMAT csv, HEADER)`);
  const seconds = (performance.now() - startedAt) / 1000;
  await close(db);
  return seconds;
}

function memoryOf(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name: string): number =>
    Math.round((Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) * 1024) / MB);
  return { now: of('VmRSS'), peak: of('VmHWM') };
}
