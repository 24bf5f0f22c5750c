import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { API_KEY_BYTES, apiKeyOf } from '../../domain/access/api-key.ts';
import { enrol, populate } from '../../tools/chaos/population.ts';
import { openRig, type ChaosRig } from '../../tools/chaos/rig.ts';
import { startApiProcess, type ApiProcess } from '../support/api-process.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/database.ts';
import { devServerConnection, type DevServer } from '../support/servers/temporal.ts';
import { untilSomebodyWaits } from '../support/servers/until-somebody-waits.ts';

/** What O13 promises. */
const QUICK_MS = 2_000;
/** A process that does not end is killed, and the test fails instead of hanging. */
const GRACE_MS = 20_000;
const TIMEOUT_MS = 120_000;
/** Of all that work with the one database: another key is refused at a start (O10). */
const secretKey = randomBytes(32).toString('base64');

let database: TestDatabase;
let temporal: DevServer;
beforeAll(async () => {
  [database, temporal] = await Promise.all([createTestDatabase(), devServerConnection()]);
}, TIMEOUT_MS);
afterAll(() => Promise.all([database?.drop(), temporal?.close()]));

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(50);
}

/** How a process ends on SIGTERM, and how long after `since` resolved it does; at once without it. */
async function ending(end: Promise<number | string | null>, since: Promise<unknown> = Promise.resolve()) {
  await since;
  const startedAt = performance.now();
  const code = await end;
  return { code, isQuick: performance.now() - startedAt < QUICK_MS };
}

describe('a worker on SIGTERM', () => {
  let rig: ChaosRig;
  beforeAll(async () => {
    const { address: temporalAddress, namespace } = temporal;
    const stack = { databaseUrl: database.url, temporalAddress, namespace, secretKey };
    rig = await openRig(stack, ['worker/main.ts']);
  }, TIMEOUT_MS);
  afterAll(() => rig?.close());

  /** The feed of webhooks, which a worker runs for ten minutes at a time. */
  async function feed() {
    const query = "WorkflowType = 'webhookFeed' AND ExecutionStatus = 'Running'";
    for await (const { workflowId, runId } of temporal.client.workflow.list({ query })) {
      const { raw } = await temporal.client.workflow.getHandle(workflowId, runId).describe();
      const [activity] = raw.pendingActivities ?? [];
      if (activity) return { runId, attempt: activity.attempt, isRunning: activity.state === STARTED };
    }
    return null;
  }

  /** `PENDING_ACTIVITY_STATE_STARTED`: a worker is at it. */
  const STARTED = 2;

  it(
    'begins nothing while the newest migration is not through, and ends at once: what its statements name may not be there yet',
    async () => {
      const [newest] = await database.db.$queryRaw<{ name: string }[]>`
        SELECT migration_name AS name FROM _prisma_migrations ORDER BY migration_name DESC LIMIT 1`;
      const finish = (at: Date | null) => database.db.$executeRaw`
        UPDATE _prisma_migrations SET finished_at = ${at}::timestamptz WHERE migration_name = ${newest!.name}`;
      await finish(null);
      const waiting = rig.worker.says('not migrated yet');
      const left = rig.worker.start().catch(String);
      await waiting;
      // O13: by its own handler, since signals alone do not end the first process of a container.
      expect(await ending(rig.worker.terminate(GRACE_MS))).toEqual({ code: 0, isQuick: true });
      expect(await left).toContain('ended while starting (0)');
      let isThrough = false;
      const waits = rig.worker.says('not migrated yet');
      const started = rig.worker.start().then(() => isThrough);
      await waits;
      isThrough = (await finish(new Date())) > 0;
      expect(await started).toBe(true);
      expect(await ending(rig.worker.terminate(GRACE_MS))).toEqual({ code: 0, isQuick: true });
    },
    TIMEOUT_MS,
  );

  it(
    'O13, O5: an idle one ends within two seconds while it runs the feed of webhooks, and the next one goes on with it',
    async () => {
      const reconciled = rig.worker.says('reconciled at start');
      await rig.worker.start();
      await reconciled;
      await until(async () => (await feed())?.isRunning === true);
      const before = await feed();
      expect(await ending(rig.worker.terminate(GRACE_MS))).toEqual({ code: 0, isQuick: true });
      expect(await feed()).toEqual({ ...before, attempt: 2, isRunning: false });
      await rig.worker.start();
      await until(async () => (await feed())?.isRunning === true);
      expect(await feed()).toEqual({ ...before, attempt: 2, isRunning: true });
      expect(await ending(rig.worker.terminate(GRACE_MS))).toEqual({ code: 0, isQuick: true });
    },
    TIMEOUT_MS,
  );

  it(
    'O13: one with a mail in hand settles it first, and begins no other',
    async () => {
      const population = await populate(rig, { customers: 2, mailboxes: 1, delays: [0] });
      let answer = (_answer: 'go'): void => undefined;
      const told = new Promise<'go'>((resolve) => (answer = resolve));
      const held = new Promise<void>((resolve) => {
        rig.smtp.atMoment = (moment) => {
          if (moment !== 'accepted') return undefined;
          resolve();
          return told;
        };
      });
      await rig.worker.start();
      await enrol(rig, population, population.customerIds.slice(0, 1));
      await held;
      const draining = rig.worker.says('draining');
      const end = rig.worker.terminate(GRACE_MS);
      await draining;
      await enrol(rig, population, population.customerIds.slice(1));
      expect(await rig.db.message.findMany({ select: { status: true }, orderBy: { id: 'asc' } })).toEqual([
        { status: 'handed_over' },
      ]);
      answer('go');
      expect(await ending(end)).toEqual({ code: 0, isQuick: true });
      expect(await rig.db.message.findMany({ select: { status: true }, orderBy: { id: 'asc' } })).toEqual([
        { status: 'sent' },
      ]);
      expect(rig.smtp.total).toBe(1);
    },
    TIMEOUT_MS,
  );
});

describe('an API on SIGTERM', () => {
  let api: ApiProcess;
  let sockets: Socket[] = [];
  const start = async (): Promise<void> => {
    const { address: temporalAddress, namespace } = temporal;
    api = await startApiProcess({ databaseUrl: database.url, temporalAddress, namespace, secretKey });
  };
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await api?.terminate(0);
  });

  async function open(): Promise<Socket> {
    const socket = connect(api.port, '127.0.0.1');
    // The server may cut it in the middle of what it says.
    socket.on('error', () => undefined);
    sockets = [...sockets, socket];
    await once(socket, 'connect');
    return socket;
  }

  /** Keeps every call waiting that looks up its key. */
  function lockKeys(): { isLocked: Promise<void>; free: () => Promise<void> } {
    let free = (): void => undefined;
    const freed = new Promise<void>((resolve) => (free = resolve));
    let lock = Promise.resolve();
    const isLocked = new Promise<void>((resolve) => {
      lock = database.db.$transaction(
        async (tx) => {
          await tx.$executeRaw`LOCK TABLE api_key IN ACCESS EXCLUSIVE MODE`;
          resolve();
          await freed;
        },
        { timeout: TIMEOUT_MS },
      );
    });
    return { isLocked, free: () => (free(), lock) };
  }

  /** Sends a piece of a call and waits for the first words of an answer. */
  async function say(socket: Socket, ...lines: string[]): Promise<string> {
    const answer = once(socket, 'data');
    socket.write(lines.join('\r\n'));
    return String((await answer)[0]);
  }

  it(
    'O13: an idle one ends within two seconds, whatever connections are open: kept alive, silent, or in the middle of a line',
    async () => {
      await start();
      const [kept, , half] = [await open(), await open(), await open()];
      await until(async () => (await fetch(`http://127.0.0.1:${api.port}/readyz`)).ok);
      expect(await say(kept!, 'GET /healthz HTTP/1.1', 'Host: a', '', '')).toContain('200 OK');
      half!.write('GET /heal');
      expect(await ending(api.terminate(GRACE_MS))).toEqual({ code: 0, isQuick: true });
    },
    TIMEOUT_MS,
  );

  it(
    'O13: a call that was accepted is answered, and then it ends at once',
    async () => {
      await start();
      const busy = await open();
      const key = apiKeyOf(randomBytes(API_KEY_BYTES));
      const { isLocked, free } = lockKeys();
      await isLocked;
      const answer = say(
        busy,
        'GET /v1/webhooks HTTP/1.1',
        'Host: a',
        `Authorization: Bearer ${key}`,
        '',
        '',
      );
      await untilSomebodyWaits(database.db);
      const draining = api.says('draining');
      const end = api.terminate(GRACE_MS);
      await draining;
      await free();
      expect(await answer).toContain('401 Unauthorized');
      expect(await ending(end)).toEqual({ code: 0, isQuick: true });
    },
    TIMEOUT_MS,
  );
});
