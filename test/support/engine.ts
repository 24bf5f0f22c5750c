import { randomBytes } from 'node:crypto';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, makeTelemetryFilterString, type Worker } from '@temporalio/worker';
import type { ActivityDeps } from '../../activities/deps.ts';
import { createLogger } from '../../infra/logger.ts';
import { createSmtpPool } from '../../infra/mail/smtp-pool.ts';
import { enrollmentWorkflowId } from '../../workflows/enrollment.messages.ts';
import { bundleWorkflows, createWorkers, type WorkflowBundle } from '../../worker/create.ts';
import { createActivityDeps } from '../../worker/deps.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { createWorld, type World } from './fixtures.ts';
import { startMailServer, type MailServer } from './mail-server.ts';
import { timeSkippingEnvironment } from './temporal.ts';

/** The engine on skipped time: real workflows, real activities, real PostgreSQL, a real SMTP server. */
export interface Engine {
  env: TestWorkflowEnvironment;
  database: TestDatabase;
  deps: ActivityDeps;
  mail: MailServer;
  world: World;
  /** A client whose reads leave the clock alone. */
  client: Client;
  now(): Promise<number>;
  /** Lets time pass; timers on the way fire. */
  pass(duration: string | number): Promise<void>;
  /** Waits, in real time, until a condition on rows holds: for what follows a signal. */
  until(condition: () => Promise<boolean>, what: string): Promise<void>;
  history(enrollmentId: string): Promise<string[]>;
  close(): Promise<void>;
}

let bundle: WorkflowBundle | null = null;
let isInstalled = false;

/** Where the skipped clock is set at the start: a Monday, 08:00 UTC. */
export const MONDAY = Date.parse('2026-11-30T08:00:00Z');

/** Starts an engine; one per test file. `changeDeps` lets a test put its hand into the works. */
export async function startEngine(changeDeps: (deps: ActivityDeps) => ActivityDeps = (deps) => deps): Promise<Engine> {
  if (!isInstalled) {
    Runtime.install({
      logger: new DefaultLogger('ERROR'),
      telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
    });
    isInstalled = true;
  }
  bundle ??= await bundleWorkflows();
  const env = await timeSkippingEnvironment();
  const start = await env.currentTimeMs();
  if (start < MONDAY) await env.sleep(MONDAY - start);
  const database = await createTestDatabase();
  const mail = await startMailServer();
  const now = () => env.currentTimeMs();
  const client = new Client({ connection: env.connection, namespace: env.namespace ?? 'default' });
  const pool = createSmtpPool();
  const config = {
    secretKey: randomBytes(32),
    http: { host: '127.0.0.1', port: 0, publicUrl: 'https://followthrough.example', isBehindProxy: false },
    mail: { uncertainRetryAfterMs: 600_000 },
  };
  const deps = changeDeps(createActivityDeps({ config, db: database.db, client, pool, now }));
  const workers = await createWorkers({
    connection: env.nativeConnection,
    namespace: 'default',
    deps,
    logger: createLogger({ name: 'test', level: process.env.TEST_LOG_LEVEL ?? 'silent' }),
    bundle,
    maxSends: 20,
  });
  const runs = workers.map((worker) => worker.run());
  const world = await createWorld(database.db, { smtpPort: mail.port, now: await now() });
  return {
    env,
    database,
    deps,
    mail,
    world,
    client,
    now,
    pass: (duration) => env.sleep(duration),
    until: (condition, what) => until(condition, what),
    history: (enrollmentId) => historyOf(client, enrollmentId),
    close: async () => {
      for (const worker of workers) stop(worker);
      await Promise.allSettled(runs);
      await pool.close();
      await mail.close();
      await env.teardown();
      await database.drop();
    },
  };
}

function stop(worker: Worker): void {
  if (worker.getState() === 'RUNNING') worker.shutdown();
}

const POLL_MS = 20;
const PATIENCE_MS = 20_000;

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function historyOf(client: Client, enrollmentId: string): Promise<string[]> {
  const history = await client.workflow.getHandle(enrollmentWorkflowId(enrollmentId)).fetchHistory();
  return (history.events ?? []).map((event) => Object.keys(event).find((key) => key.endsWith('EventAttributes')) ?? '');
}
