import pg from 'pg';
import { keyedPoolOf, plainPoolOf, type Database } from './client.ts';
import { Prisma } from './generated/client.ts';
import { statementName } from './prepared.ts';
import { Turn, type TurnStatement } from './turn.ts';

/** What a function of raw statements needs: any of Prisma's transactions is one, and so is that of {@link run}. */
export interface RawTx {
  $queryRaw<T = unknown>(statement: TemplateStringsArray, ...values: unknown[]): Promise<T>;
  $executeRaw(statement: TemplateStringsArray, ...values: unknown[]): Promise<number>;
}

/** A piece of SQL with its values, among those of a statement. */
export type Piece = Prisma.Sql;

/** The transaction of {@link run}. */
export interface RunningTx extends RawTx {
  /** Sends the commit along with statements that were just called: the last thing to do, whatever they answer. */
  $commitAfter<T>(statements: Promise<T>): Promise<T>;
}

/** A transaction is short by design: a longer one is a defect, and must not hold its locks. */
const TIMEOUT_MS = 30_000;

/**
 * Runs raw statements in one transaction, straight on a connection of the database's pool: for what is done for every
 * mail. Against Prisma's own transactions it saves half of the processor time, by statements that are prepared once a
 * connection, and by not waiting for `BEGIN`. Statements that are not awaited one by one travel together, and are
 * executed in the order of their calls, each with a snapshot of its own. Values may be pieces of SQL, as everywhere.
 *
 * @throws what `body` throws, after a rollback; a failed statement's error carries PostgreSQL's code and message only
 */
export async function run<T>(db: Database, body: (tx: RunningTx) => Promise<T>): Promise<T> {
  return onConnection(db, async (client, discard) => {
    const tx = new Statements(client);
    try {
      const begun = tx.add(BEGIN);
      begun.catch(ignore);
      const result = await body(tx);
      await begun;
      const { command } = await (tx.committed ?? tx.add(COMMIT));
      if (command !== 'COMMIT') throw new Error('a statement of the transaction had failed');
      return result;
    } catch (error) {
      tx.end();
      await client.query('ROLLBACK').catch(discard);
      throw error;
    } finally {
      tx.end();
    }
  });
}

async function onConnection<T>(
  db: Database,
  body: (client: pg.PoolClient, discard: () => void) => Promise<T>,
): Promise<T> {
  const client = await keyedPoolOf(db).connect();
  // A connection that is cut fails the statement under way; without a listener it would end the process.
  client.on('error', ignore);
  let isDiscarded = false;
  const discard = (): void => {
    if (isDiscarded) return;
    isDiscarded = true;
    client.release(true);
  };
  const timer = setTimeout(discard, TIMEOUT_MS);
  try {
    return await body(client, discard);
  } catch (error) {
    throw withoutData(error);
  } finally {
    clearTimeout(timer);
    client.removeListener('error', ignore);
    if (!isDiscarded) client.release();
  }
}

/**
 * Runs raw statements that are all called at once as one transaction, which begins and ends with them: nothing is sent for
 * that. Whatever they answer, they are committed.
 *
 * @throws as {@link run} does; none of them is done then
 */
export function runAtOnce<T>(db: Database, body: (tx: RawTx) => Promise<T>): Promise<T> {
  return onConnection(db, async (client, discard) => {
    const tx = new Statements(client, 1);
    try {
      return await body(tx);
    } catch (error) {
      // The server says why before it hangs up: whoever gets the connection next would fail for it.
      if (!(error instanceof pg.DatabaseError) || error.severity !== 'ERROR') discard();
      throw error;
    } finally {
      tx.end();
    }
  });
}

/**
 * Reads rows by one statement, straight on a connection of the pool behind Prisma's client, planned for its values: for
 * what is read at every request. Prisma would take more time to prepare the statement than PostgreSQL to answer it.
 *
 * @throws an error with PostgreSQL's code and message only
 */
export const read = (db: Database, statement: Prisma.Sql): Promise<unknown[]> =>
  rowsOf(plainPoolOf(db), { text: statement.text }, statement);

/**
 * As {@link read}, of rows that are found by their keys: prepared and planned once a connection. Its text never varies.
 *
 * @throws as {@link read} does
 */
export function readByKey(db: Database, statement: Prisma.Sql): Promise<unknown[]> {
  const { text } = statement;
  const name = names.get(text) ?? statementName(text);
  names.set(text, name);
  return rowsOf(keyedPoolOf(db), { name, text }, statement);
}

async function rowsOf(
  pool: pg.Pool,
  asked: { name?: string; text: string },
  { values }: Prisma.Sql,
): Promise<unknown[]> {
  try {
    const query = { ...asked, values: values.map(parameterOf), types: TYPES };
    return (await pool.query<Record<string, unknown>>(query)).rows;
  } catch (error) {
    throw withoutData(error);
  }
}

/** Of statements of {@link readByKey}, by their text. */
const names = new Map<string, string>();

const ignore = (): void => {};

const BEGIN = { name: 'begin', text: 'BEGIN' };
const COMMIT = { name: 'commit', text: 'COMMIT' };

/** What is called in one turn of the event loop is sent as one: calls of the system cost more than a statement's text. */
class Statements implements RunningTx {
  committed: Promise<pg.QueryResult> | null = null;
  private turn: Turn | null = null;
  private readonly commitsItself: boolean;

  constructor(
    private readonly client: pg.PoolClient,
    /** How many turns it may still take. */
    private turns = Infinity,
  ) {
    this.commitsItself = Number.isFinite(turns);
  }

  async $commitAfter<T>(statement: Promise<T>): Promise<T> {
    this.committed = this.add(COMMIT);
    this.committed.catch(ignore);
    return statement;
  }

  async $queryRaw<T>(statement: TemplateStringsArray, ...values: unknown[]): Promise<T> {
    const { rows } = await this.send(statement, values);
    return rows as T;
  }

  async $executeRaw(statement: TemplateStringsArray, ...values: unknown[]): Promise<number> {
    const { rowCount } = await this.send(statement, values);
    return rowCount ?? 0;
  }

  /** Sends it with what else is called now. */
  add(statement: TurnStatement): Promise<pg.QueryResult> {
    if (this.turn === null) {
      if (this.turns === 0) throw new Error('a statement after its transaction');
      this.turns -= 1;
      // One that commits what it comes to waits for gates: nobody may be there any more to do what it allows.
      const turn = new Turn(this.commitsItself);
      this.turn = turn;
      process.nextTick(() => {
        if (this.turn !== turn) return;
        this.turn = null;
        this.client.query(turn);
      });
    }
    return this.turn.add(statement);
  }

  /** The connection is somebody else's from now on: what was not sent yet is not. */
  end(): void {
    this.turns = 0;
    this.turn = null;
  }

  private send(statement: TemplateStringsArray, values: unknown[]): Promise<pg.QueryResult> {
    if (this.committed) throw new Error('a statement after the commit');
    const { name, text } = preparedOf(statement, values);
    return this.add({ name, text, values: flat(values).map(parameterOf), types: TYPES });
  }
}

interface Prepared {
  name: string;
  text: string;
}

/**
 * One entry a place in the code, since a template's strings are the same object each time it is reached; in it, one for
 * each text of the pieces of SQL among its values.
 */
const places = new WeakMap<TemplateStringsArray, Map<string, Prepared>>();

function preparedOf(statement: TemplateStringsArray, values: unknown[]): Prepared {
  const pieces = values.some(isPiece)
    ? values.map((value) => (isPiece(value) ? value.sql : '')).join('\n')
    : '';
  const known = places.get(statement);
  const prepared = known?.get(pieces) ?? prepare(new Prisma.Sql(statement, values).text);
  if (known) known.set(pieces, prepared);
  else places.set(statement, new Map([[pieces, prepared]]));
  return prepared;
}

const prepare = (text: string): Prepared => ({ text, name: statementName(text) });

const isPiece = (value: unknown): value is Prisma.Sql => value instanceof Prisma.Sql;

/** The values of a statement, with those of the pieces of SQL in their places. */
const flat = (values: unknown[]): unknown[] =>
  values.flatMap((value) => (isPiece(value) ? value.values : [value]));

/** Instants as ISO 8601, whatever zone this process lives in. */
function parameterOf(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? value.map(parameterOf) : value;
}

const NUMERIC = 1700;
const BIGINT = 20;
const DATE = 1082;

/** Columns become what Prisma's own raw statements make of them. */
const TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    if (oid === NUMERIC) return (text: string) => new Prisma.Decimal(text);
    if (oid === BIGINT) return BigInt;
    if (oid === DATE) return (text: string) => new Date(`${text}T00:00:00.000Z`);
    return pg.types.getTypeParser(oid, format) as (text: string) => unknown;
  },
};

/** PostgreSQL's details quote rows; what is kept is its code and message, where a caller looks for them. */
function withoutData(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  return Object.assign(new Error(error.message, { cause: { code: error.code } }), { code: error.code });
}
