import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { CONNECT_TIMEOUT_MS, openPool } from './connections.ts';
import { PrismaClient, type Prisma } from './generated/client.ts';
import { createStatementNames } from './prepared.ts';

/** The product's database: a pool of connections behind Prisma's generated client. */
export type Database = PrismaClient;

/** One open transaction. */
export type Tx = Prisma.TransactionClient;

/** Whatever can run a statement: the database, or a transaction on it. */
export type Db = Database | Tx;

/**
 * Idle connections are kept this long. Opening one costs about 5 ms; one that sends mails plans its statements anew, which
 * takes PostgreSQL 50 ms, as long as ten mails. Each holds about 8 MB of the server.
 */
const IDLE_TIMEOUT_MS = 60_000;
const KEYED_IDLE_TIMEOUT_MS = 600_000;

/**
 * Most connections for keyed statements. Their transactions are short, and a few of them keep a process busy: with twenty,
 * each with its own plans, the same mails cost a tenth more of processor time and left later.
 */
const KEYED_POOL = 5;

/** Transactions are short by design: a longer one is a defect, and must not hold its locks. */
const TRANSACTION = { maxWait: CONNECT_TIMEOUT_MS, timeout: 30_000 };

/** pg prepares no statement under it. */
const UNNAMED = '';

/** Of a process: its connections prepare the same statements. */
const nameOf = createStatementNames();

/**
 * Opens the database at `url`; the first statement connects.
 * @param options.pool most connections open at once; for keyed statements there are some besides.
 * @param options.silentMs after how long without a word from the server it is asked whether it is there, if not that of
 * production
 */
export function createDatabase(
  url: string,
  { pool, silentMs }: { pool: number; silentMs?: number },
): Database {
  const connections = openPool(url, { max: pool, idleMs: IDLE_TIMEOUT_MS, settings: [], silentMs });
  const adapter = new PrismaPg(connections, {
    disposeExternalPool: true,
    onPoolError: () => {},
    onConnectionError: () => {},
    statementNameGenerator: ({ sql }) => nameOf(sql) ?? UNNAMED,
  });
  const database = new PrismaClient({ adapter, transactionOptions: TRANSACTION });
  plainPools.set(database, connections);
  const keyed = {
    max: Math.min(pool, KEYED_POOL),
    idleMs: KEYED_IDLE_TIMEOUT_MS,
    settings: KEYED_PLANS,
    silentMs,
  };
  keyedPools.set(database, openPool(url, keyed));
  return database;
}

/**
 * Statements of these connections find rows by their keys. They are planned once a connection and not for each value,
 * since planning the longest takes longer than running it; and whole tables are never read, also when a table was small
 * at that time.
 */
const KEYED_PLANS = [
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
];

const plainPools = new WeakMap<Database, pg.Pool>();
const keyedPools = new WeakMap<Database, pg.Pool>();

/** The connections behind Prisma's client, for statements that do without it. */
export const plainPoolOf = (db: Database): pg.Pool => poolOf(plainPools, db);

/** Connections for statements that do without Prisma and find their rows by keys; opened when first used. */
export const keyedPoolOf = (db: Database): pg.Pool => poolOf(keyedPools, db);

function poolOf(pools: WeakMap<Database, pg.Pool>, db: Database): pg.Pool {
  const pool = pools.get(db);
  if (!pool) throw new Error('not a database of createDatabase');
  return pool;
}

/** Closes every connection, after the statements that run. */
export async function close(db: Database): Promise<void> {
  await Promise.all([db.$disconnect(), keyedPoolOf(db).end()]);
}
