import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient, type Prisma } from './generated/client.ts';

/** The product's database: a pool of connections behind Prisma's generated client. */
export type Database = PrismaClient;

/** One open transaction. */
export type Tx = Prisma.TransactionClient;

/** Whatever can run a statement: the database, or a transaction on it. */
export type Db = Database | Tx;

/** How long a statement waits for a free connection before it fails. Longer than any burst we have measured. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Idle connections are kept this long; opening one costs about 5 ms. */
const IDLE_TIMEOUT_MS = 60_000;

/** Transactions are short by design: a longer one is a defect, and must not hold its locks. */
const TRANSACTION = { maxWait: CONNECT_TIMEOUT_MS, timeout: 30_000 };

/**
 * Opens the database at `url`; the first statement connects.
 * @param options.pool most connections open at once.
 */
export function createDatabase(url: string, { pool }: { pool: number }): Database {
  const connections = new pg.Pool({
    connectionString: url,
    max: pool,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    keepAlive: true,
    // Statements that are not awaited one by one travel together.
    pipeline: true,
    application_name: 'followthrough',
    // Sessions think in UTC, whatever the server's setting.
    options: '-c TimeZone=UTC',
  });
  // A connection cut while idle is replaced by the pool; without a listener it would end the process.
  connections.on('error', () => {});
  const adapter = new PrismaPg(connections, {
    disposeExternalPool: true,
    onPoolError: () => {},
    onConnectionError: () => {},
  });
  const database = new PrismaClient({ adapter, transactionOptions: TRANSACTION });
  pools.set(database, connections);
  return database;
}

const pools = new WeakMap<object, pg.Pool>();

/** The connections of a database, for statements that do without Prisma. */
export function poolOf(db: Database): pg.Pool {
  const pool = pools.get(db);
  if (!pool) throw new Error('not a database of createDatabase');
  return pool;
}

/** Closes every connection, after the statements that run. */
export async function close(db: Database): Promise<void> {
  await db.$disconnect();
}
