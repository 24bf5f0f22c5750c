import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import pg from 'pg';

/** How long a statement waits for a free connection before it fails. Longer than any burst we have measured. */
export const CONNECT_TIMEOUT_MS = 10_000;

/** A connection of which nothing was heard for so long, while somebody has it, is asked about. */
const SILENT_MS = 10_000;

/** After so long without traffic the system looks whether the other side is still there, and routers keep their entries. */
const KEEP_ALIVE_MS = 30_000;

/** How connections to one server are opened; `silentMs`, if not that of production. */
export interface PoolOptions {
  max: number;
  idleMs: number;
  settings: readonly string[];
  silentMs?: number;
}

/** Opens a pool of connections to the server at `connectionString`; the first statement connects. */
export function openPool(
  connectionString: string,
  { max, idleMs, settings, silentMs = SILENT_MS }: PoolOptions,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: idleMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    // Statements that are not awaited one by one travel together.
    pipeline: true,
    application_name: 'followthrough',
    // Sessions think in UTC, whatever the server's setting.
    options: ['TimeZone=UTC', ...settings].map((setting) => `-c ${setting}`).join(' '),
  });
  // A connection cut while idle is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
  prepareAnew(pool);
  endSilent(pool, { connectionString, silentMs });
  return pool;
}

/** What pg's clients have, and its own typing leaves out. */
interface Wired {
  processID: number;
  connection: EventEmitter & {
    stream: Socket;
    parsedStatements: Record<string, string>;
    submittedNamedStatements: Record<string, string>;
  };
}

const wireOf = (client: pg.PoolClient | pg.Client): Wired => client as unknown as Wired;

/** Cached plans must not change their result type; a prepared statement is not there; one is there already. */
const STALE = new Set(['0A000', '26000', '42P05']);

/**
 * Has every connection of a pool prepare its statements anew once one of them fails because of what was prepared: a
 * migration has changed what it answers. It would fail for the life of the connection, and so would all others.
 */
function prepareAnew(pool: pg.Pool): void {
  const preparedAt = new WeakMap<pg.PoolClient, number>();
  let migrations = 0;
  pool.on('connect', (client) => {
    preparedAt.set(client, migrations);
    wireOf(client).connection.on('errorMessage', ({ code }: { code?: string }) => {
      if (code !== undefined && STALE.has(code) && preparedAt.get(client) === migrations) migrations += 1;
    });
  });
  pool.on('acquire', (client) => {
    if (preparedAt.get(client) === migrations) return;
    preparedAt.set(client, migrations);
    const { connection } = wireOf(client);
    connection.parsedStatements = {};
    connection.submittedNamedStatements = {};
    // Goes before whatever this connection is taken for, which fails by itself if this does.
    client.query('DEALLOCATE ALL').catch(() => undefined);
  });
}

/**
 * Ends connections whose server is gone without a word: a host that failed, a network that was cut, a server that hangs.
 * TCP goes on trying for a quarter of an hour, and so long would whoever waits for an answer. A statement may take as long
 * as it takes while the server says that its process is there.
 */
function endSilent(
  pool: pg.Pool,
  { connectionString, silentMs }: { connectionString: string; silentMs: number },
): void {
  /** Those that somebody has, with what was heard of them by when. */
  const heard = new Map<pg.PoolClient, { bytes: number; at: number }>();
  const bytesOf = (client: pg.PoolClient): number => wireOf(client).connection.stream.bytesRead;
  let isAsking = false;
  pool.on('acquire', (client) => heard.set(client, { bytes: bytesOf(client), at: performance.now() }));
  pool.on('release', (_error, client) => heard.delete(client));

  function silent(): pg.PoolClient[] {
    return [...heard].flatMap(([client, last]) => {
      const bytes = bytesOf(client);
      if (bytes !== last.bytes) heard.set(client, { bytes, at: performance.now() });
      return bytes === last.bytes && performance.now() - last.at >= silentMs ? [client] : [];
    });
  }

  async function look(): Promise<void> {
    if (pool.ended) return clearInterval(timer);
    const asked = silent();
    if (asked.length === 0 || isAsking) return;
    isAsking = true;
    const isThere = await askFor(
      connectionString,
      asked.map((client) => wireOf(client).processID),
    ).finally(() => (isAsking = false));
    const still = new Set(silent());
    for (const client of asked)
      if (still.has(client) && !isThere(wireOf(client).processID))
        wireOf(client).connection.stream.destroy(new Error('connection terminated: the server is silent'));
  }
  const timer = setInterval(() => void look(), silentMs / 2).unref();
}

/** Of this machine: no answer about a name just now, no free file or port. It is asked again a few seconds later. */
const SHORT_HERE = new Set(['EAI_AGAIN', 'EMFILE', 'ENFILE', 'EADDRNOTAVAIL']);

/** Asks the server, over a connection of its own, which processes of it are there. */
async function askFor(connectionString: string, pids: number[]): Promise<(pid: number) => boolean> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: CONNECT_TIMEOUT_MS,
    application_name: 'followthrough',
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ own: number; there: number[] }>(
      'SELECT pg_backend_pid() AS own, ARRAY(SELECT pid FROM pg_stat_activity WHERE pid = ANY($1::int[])) AS there',
      [pids],
    );
    const [{ own, there } = { own: 0, there: [] }] = rows;
    // A pooler in between names processes of its own: that it answers is all that can be known.
    return (pid) => own !== wireOf(client).processID || there.includes(pid);
  } catch (error) {
    // Refused in words, it is there: too many connections, for one. What is short here says nothing of it.
    const { code = '' } = error as { code?: string };
    return () => error instanceof pg.DatabaseError || SHORT_HERE.has(code);
  } finally {
    client.end().catch(() => undefined);
  }
}
