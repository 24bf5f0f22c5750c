import { PrismaPg } from '@prisma/adapter-pg';
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
  const adapter = new PrismaPg(
    {
      connectionString: url,
      max: pool,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      keepAlive: true,
      application_name: 'followthrough',
      // Sessions think in UTC, whatever the server's setting.
      options: '-c TimeZone=UTC',
    },
    // A connection cut while idle is replaced by the pool; without a listener it would end the process.
    { onPoolError: () => {}, onConnectionError: () => {} },
  );
  return new PrismaClient({ adapter, transactionOptions: TRANSACTION });
}

/** Closes every connection, after the statements that run. */
export async function close(db: Database): Promise<void> {
  await db.$disconnect();
}
