import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { close, createDatabase, type Database } from '../../infra/db/client.ts';
import { faultOf } from '../../infra/db/errors.ts';
import { run } from '../../infra/db/raw-transaction.ts';
import { TcpProxy } from '../../tools/chaos/tcp-proxy.ts';
import { ApiFixture, type Answer } from '../support/servers/api-fixture.ts';

/** The API on a database behind a proxy, and connections of the test's own beside it: one that looks and sets, one that holds. */
const api = new ApiFixture();
let proxy: TcpProxy;
let behindProxy: Database;
let direct: Client;
let holder: Client;

beforeAll(async () => {
  await api.open();
  const url = new URL(api.database.url);
  proxy = await new TcpProxy({ host: url.hostname, port: Number(url.port) }).start();
  url.host = `127.0.0.1:${proxy.port}`;
  behindProxy = createDatabase(url.href, { pool: 5 });
  api.deps.db = behindProxy;
  direct = new Client({ connectionString: api.database.url, application_name: 'the test' });
  await direct.connect();
  holder = new Client({ connectionString: api.database.url, application_name: 'the test' });
  await holder.connect();
  await direct.query(`
    CREATE TABLE fault (code text NOT NULL);
    CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE state text;
    BEGIN
      SELECT code INTO state FROM fault;
      IF state IS NOT NULL THEN RAISE EXCEPTION 'a fault' USING ERRCODE = state; END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER fails BEFORE INSERT ON customer FOR EACH ROW EXECUTE FUNCTION fail();`);
});
afterAll(async () => {
  await Promise.all([direct.end(), holder.end()]);
  await close(behindProxy);
  await proxy.stop();
  api.deps.db = api.database.db;
  await api.close();
});

let name: string;
let counter = 0;
beforeEach(() => {
  name = `Debtor ${++counter}`;
});
afterEach(async () => {
  proxy.release();
  api.deps.db = behindProxy;
  await holder.query('ROLLBACK');
  await direct.query('DELETE FROM fault');
});

const create = (): Promise<Answer> =>
  api.call('POST', '/v1/customers', {
    body: { name, currency: 'EUR' },
    headers: { 'Idempotency-Key': `key-of-${name.replace(' ', '-')}` },
  });
const countNamed = () => api.database.db.customer.count({ where: { name } });

function expectUnavailable({ status, headers, body }: Answer): void {
  expect([status, body.type]).toEqual([503, 'urn:followthrough:problem:unavailable']);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
}

/** A pool that has lost its connections may notice it by the next call only. */
async function retried(): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await create();
    if (answer.status !== 503 || tries > 20) return answer;
    expectUnavailable(answer);
  }
}

/** The retry creates it, and another one replays the answer. */
async function expectRetryIsSafe(): Promise<void> {
  const answer = await retried();
  expect(answer.status).toBe(201);
  expect((await retried()).body).toEqual(answer.body);
  expect(await countNamed()).toBe(1);
}

/** Reads until it works: each connection that the pools have lost is noticed by one call. */
async function readAgain(): Promise<void> {
  for (let tries = 1; ; tries++) {
    const answer = await api.call('GET', '/v1/users');
    if (answer.status === 200 || tries > 20) return expect(answer.status).toBe(200);
    expectUnavailable(answer);
  }
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await wait(5);
}

/** Ends the connections of the API, or those of them that wait for a lock. */
async function terminate(which: 'waiting' | 'all'): Promise<void> {
  await direct.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'followthrough'
       AND ($1 = 'all' OR wait_event_type = 'Lock')`,
    [which],
  );
}

describe('O12: a fault of the database is 503 with Retry-After, and a retry with the same key is safe', () => {
  test.each([
    '57P01',
    '57P02',
    '57P03',
    '57014',
    '25P03',
    '53100',
    '53200',
    '53300',
    '58030',
    '25006',
    '08006',
    'XX001',
  ])('the server answers %s', async (code) => {
    await direct.query('INSERT INTO fault VALUES ($1)', [code]);
    expectUnavailable(await create());
    const raw = run(
      api.database.db,
      (tx) => tx.$executeRaw`INSERT INTO customer SELECT (customer).* FROM customer`,
    );
    await raw.catch(() => null);
    const failing = run(behindProxy, async (tx) => {
      await tx.$executeRaw`DO $$ BEGIN PERFORM set_config('a.b', '1', true); END $$`;
      await tx.$executeRaw`INSERT INTO customer (id, name, currency, created_at, updated_at)
          VALUES ('cus_x', 'x', 'EUR', now(), now())`;
    });
    await expect(failing.catch(faultOf)).resolves.toMatch(/unavailable|busy/);
    await direct.query('DELETE FROM fault');
    await expectRetryIsSafe();
  });

  test('connections are cut while a call waits for an answer', async () => {
    await api.ok('GET', '/v1/users');
    const csv = { raw: 'external_id,name,currency\nc-1,Acme,EUR\n', headers: { 'Content-Type': 'text/csv' } };
    for (const call of [
      create,
      () => api.call('GET', '/v1/customers'),
      () => api.call('GET', '/v1/queue'),
      () => api.call('GET', '/v1/exports/customers'),
      () => api.call('POST', '/v1/imports?kind=customers', csv),
    ]) {
      proxy.stall();
      const answer = call();
      await until(() => proxy.held > 0);
      proxy.cut();
      proxy.release();
      expectUnavailable(await answer);
    }
    await expectRetryIsSafe();
  });

  test('connections are refused', async () => {
    const url = new URL(api.database.url);
    url.host = '127.0.0.1:1';
    const refused = createDatabase(url.href, { pool: 1 });
    api.deps.db = refused;
    expectUnavailable(await create());
    await expect(run(refused, () => Promise.resolve()).catch(faultOf)).resolves.toBe('unavailable');
    api.deps.db = behindProxy;
    await close(refused);
    await expectRetryIsSafe();
  });

  test('an administrator ends the connection under a write, a read, and a raw transaction', async () => {
    const raw = () => run(behindProxy, (tx) => tx.$queryRaw`SELECT count(*) FROM customer`);
    await holder.query('BEGIN; LOCK TABLE customer IN ACCESS EXCLUSIVE MODE');
    const calls = [create(), api.call('GET', '/v1/customers'), api.call('GET', '/v1/customers?search=x')];
    const failing = raw().catch(faultOf);
    let isOver = false;
    const all = Promise.all([Promise.all(calls), failing]).finally(() => (isOver = true));
    await until(async () => {
      await terminate('waiting');
      return isOver;
    });
    const [answers, fault] = await all;
    for (const answer of answers) expectUnavailable(answer);
    expect(fault).toBe('unavailable');
    await holder.query('COMMIT');
    await expectRetryIsSafe();
  });

  test('an administrator ends connections at rest: the next calls are 503 at worst', async () => {
    await Promise.all([1, 2, 3, 4, 5].map(() => api.ok('GET', '/v1/users')));
    await terminate('all');
    await expectRetryIsSafe();
  });

  test('the server turns read-only', async () => {
    const { rows } = await direct.query<{ name: string }>('SELECT current_database() AS name');
    await direct.query(`ALTER DATABASE ${rows[0]!.name} SET default_transaction_read_only = on`);
    await terminate('all');
    // More often than there are lost connections: the use of a key is noted, so that reads are refused as well.
    for (let tries = 0; tries < 16; tries++) {
      expectUnavailable(await create());
      expectUnavailable(await api.call('GET', '/v1/users'));
    }
    await direct.query(`ALTER DATABASE ${rows[0]!.name} RESET default_transaction_read_only`);
    await terminate('all');
    await expectRetryIsSafe();
  });

  test('the connection is lost after the commit: the retry replays what was done', async () => {
    await readAgain();
    api.deps.db = new Proxy(behindProxy, {
      get: (target, member) => {
        if (member !== '$transaction') return Reflect.get(target, member) as unknown;
        return async (...args: unknown[]) => {
          await (target.$transaction as (...all: unknown[]) => Promise<unknown>)(...args);
          throw new Error('Connection terminated unexpectedly');
        };
      },
    });
    expectUnavailable(await create());
    api.deps.db = behindProxy;
    expect(await countNamed()).toBe(1);
    await expectRetryIsSafe();
  });

  describe('the server says nothing any more', () => {
    let deaf: Database;
    beforeEach(async () => {
      const url = new URL(api.database.url);
      url.host = `127.0.0.1:${proxy.port}`;
      deaf = createDatabase(url.href, { pool: 2, silentMs: 200 });
      api.deps.db = deaf;
      await readAgain();
    });
    afterEach(async () => {
      proxy.cut();
      proxy.release();
      await close(deaf);
      await readAgain();
    });
    const read = ['customers', 'customer-table', 'exports/customers'];
    const ways = [create, ...read.map((path) => () => api.call('GET', `/v1/${path}`))];
    const raw = () => run(deaf, (tx) => tx.$queryRaw`SELECT count(*) FROM customer`);

    test('on connections whose host is gone: calls are answered, and the next ones go to who took its place', async () => {
      for (const call of ways) {
        await readAgain();
        await run(deaf, () => Promise.resolve()).catch(() => null);
        proxy.hushOpen();
        await terminate('all');
        const [answer, fault] = await Promise.all([call(), raw().catch(faultOf)]);
        expectUnavailable(answer);
        expect(fault).toBe('unavailable');
      }
      await expectRetryIsSafe();
    });

    test('a statement takes longer while the server is there: it has its answer', async () => {
      await expect(deaf.$executeRaw`SELECT pg_sleep(0.7)`).resolves.toBe(1);
      await expect(run(deaf, (tx) => tx.$executeRaw`SELECT pg_sleep(0.7)`)).resolves.toBe(1);
    });
  });

  test('all connections of the pool are taken for longer than a call waits', async () => {
    const url = new URL(api.database.url);
    const busy = createDatabase(url.href, { pool: 1 });
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const holding = busy.$transaction(() => held, { timeout: 30_000 });
    api.deps.db = busy;
    expectUnavailable(await create());
    release();
    await holding;
    api.deps.db = behindProxy;
    await close(busy);
    await expectRetryIsSafe();
  }, 30_000);
});

test('O12: a fault of ours stays one', () => {
  const faults = [
    new Error('x'),
    new TypeError('x is undefined'),
    null,
    'text',
    { code: '42P01' },
    { code: 'P2025' },
  ];
  expect(faults.map(faultOf)).toEqual([null, null, null, null, null, null]);
  const cyclic: { cause?: unknown } = {};
  cyclic.cause = cyclic;
  expect(faultOf(cyclic)).toBeNull();
  const attempts = Object.assign(new AggregateError([{ code: 'ECONNREFUSED' }]), { code: undefined });
  expect(faultOf(new Error('a wrapper', { cause: attempts }))).toBe('unavailable');
});
