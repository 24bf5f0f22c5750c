import { randomBytes } from 'node:crypto';
import { Client, type Connection, type WorkflowClientInterceptor } from '@temporalio/client';
import {
  DefaultLogger,
  Runtime,
  makeTelemetryFilterString,
  type NativeConnection,
  type Worker,
} from '@temporalio/worker';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { createClockWatch, type ClockWatchInput } from '../../../infra/clock-watch.ts';
import { createLogger } from '../../../infra/logger.ts';
import { createSmtpPool } from '../../../infra/mail/smtp-pool.ts';
import {
  enrollmentWorkflowId,
  type EnrollmentInput,
  type RunLimits,
} from '../../../workflows/enrollments/enrollment.messages.ts';
import { bundleWorkflows, type WorkflowBundle } from '../../../worker/bundle.ts';
import { createWorkers } from '../../../worker/create.ts';
import { createActivityDeps } from '../../../worker/deps.ts';
import { createTestDatabase, type TestDatabase } from '../servers/database.ts';
import { createWorld, type World } from '../rows/fixtures.ts';
import { startMailServer, type MailServer } from '../servers/mail-server.ts';
import { pass, reviveLost } from '../servers/skipping-clock.ts';
import { devServerConnection, timeSkippingEnvironment } from '../servers/temporal.ts';
import { workflowBundle } from '../servers/workflow-bundle.ts';

/** The engine: real workflows, real activities, real PostgreSQL, a real SMTP server, on skipped time unless asked otherwise. */
export interface Engine {
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
  /** Lets the workers begin, where they do not by themselves. */
  work(): void;
  close(): Promise<void>;
}

let shared: WorkflowBundle | null = null;
let isInstalled = false;

/**
 * Where the skipped clock is set at the start: a Monday, 08:00 UTC. The server begins today and goes forward only, so the day
 * lies where no run of these tests will ever be; its year has the weekdays of 2026.
 */
export const MONDAY = Date.parse('2099-11-30T08:00:00Z');

/** How an engine differs from the real one. */
export interface EngineOptions {
  /** Lets a test put its hand into the works. */
  changeDeps?: (deps: ActivityDeps) => ActivityDeps;
  /** Makes enrollments continue as new early. */
  runLimits?: RunLimits;
  /** Runs on the development server, whose time is real: for races that need the real server's order of things. */
  isOnDevServer?: boolean;
  /** Runs workers of these builds side by side, versioned; none of them is the current one yet. */
  builds?: readonly string[];
  /** Its workers are away until `work`. */
  isAway?: boolean;
  /** How far the clock of its workers is ahead, milliseconds; asked whenever they look at it. Its deps have the right one. */
  workersAhead?: () => number;
  /** On the development server: its workers watch their clock, and say so here. */
  clockLogger?: ClockWatchInput['logger'];
  /** Sees every call to Temporal. */
  interceptors?: WorkflowClientInterceptor[];
}

/** The deployment that versioned workers of an engine belong to. */
export const DEPLOYMENT = 'followthrough';

/** A Temporal server with its clock. */
interface EngineServer {
  connection: Connection;
  nativeConnection: NativeConnection;
  namespace: string;
  now(): Promise<number>;
  pass(duration: string | number): Promise<void>;
  /** Does what the server owes to workflows whose task it lost; null: it loses none. */
  revive: (() => Promise<unknown>) | null;
  close(): Promise<void>;
}

async function skippingServer(): Promise<EngineServer> {
  const env = await timeSkippingEnvironment();
  const start = await env.currentTimeMs();
  if (start < MONDAY) await env.sleep(MONDAY - start);
  return {
    connection: env.connection,
    nativeConnection: env.nativeConnection,
    namespace: 'default',
    now: () => env.currentTimeMs(),
    pass: (duration) => pass(env, duration),
    revive: () => reviveLost(env),
    close: () => env.teardown(),
  };
}

async function devServer(): Promise<EngineServer> {
  const pass = () => Promise.reject(new Error('real time does not skip'));
  return { ...(await devServerConnection()), now: () => Promise.resolve(Date.now()), pass, revive: null };
}

/** A busy machine takes its time to start five servers and bundle the workflows. */
export const ENGINE_START_MS = 90_000;

/** Starts an engine; one per test file. */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const { changeDeps = (deps) => deps, runLimits, builds, isAway = false, interceptors = [] } = options;
  if (!isInstalled) {
    Runtime.install({
      logger: new DefaultLogger('ERROR'),
      telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
    });
    isInstalled = true;
  }
  const bundle = builds ? await bundleWorkflows({ isVersioned: true }) : (shared ??= await workflowBundle());
  const server = await (options.isOnDevServer ? devServer() : skippingServer());
  const { connection, nativeConnection, namespace, now } = server;
  const database = await createTestDatabase();
  const mail = await startMailServer();
  const client = new Client({
    connection,
    namespace,
    interceptors: { workflow: [...interceptors, ...(runLimits ? [limiting(runLimits)] : [])] },
  });
  const pool = createSmtpPool();
  const config = {
    secretKey: randomBytes(32),
    http: { host: '127.0.0.1', port: 0, publicUrl: 'https://followthrough.example', isBehindProxy: false },
    mail: { uncertainRetryAfterMs: 600_000 },
  };
  const made = createActivityDeps({ config, db: database.db, client, pool, now });
  const deps = changeDeps(server.revive ? { ...made, sparing: askingEach(made) } : made);
  const { workersAhead = () => 0, clockLogger } = options;
  const ownNow = async (): Promise<number> => (await now()) + workersAhead();
  const input = {
    connection: nativeConnection,
    namespace,
    deps: options.workersAhead ? { ...deps, now: ownNow } : deps,
    ...(clockLogger && {
      clock: createClockWatch({
        now: () => Date.now() + workersAhead(),
        readDatabase: () => deps.store.databaseClock.read(database.db),
        logger: clockLogger,
      }),
    }),
    logger: createLogger({ name: 'test', level: process.env.TEST_LOG_LEVEL ?? 'silent' }),
    bundle,
    maxSends: 20,
  };
  const versions = builds?.map((buildId) => ({ versioning: { buildId, deploymentName: DEPLOYMENT } }));
  const workers = (
    await Promise.all((versions ?? [{}]).map((version) => createWorkers({ ...input, ...version })))
  ).flat();
  let runs: Promise<void>[] = [];
  const work = (): void => void (runs = workers.map((worker) => worker.run()));
  if (!isAway) work();
  const { revive } = server;
  const mend = revive && (() => revive().then(() => reconcile(deps)));
  const world = await createWorld(database.db, { smtpPort: mail.port, now: await now() });
  return {
    database,
    deps,
    mail,
    world,
    client,
    now,
    pass: (duration) => server.pass(duration),
    until: (condition, what) => until(condition, what, mend),
    work,
    history: (enrollmentId) => historyOf(client, enrollmentId),
    close: async () => {
      for (const worker of workers) stop(worker);
      await Promise.allSettled(runs);
      await pool.close();
      await mail.close();
      await server.close();
      await database.drop();
    },
  };
}

/** The skipping server has no visibility to ask of many workflows at once. */
function askingEach({ lifecycle, sparing = lifecycle }: ActivityDeps): ActivityDeps['lifecycle'] {
  const findRunningEnrollments = async (ids: readonly string[]) => {
    const isRunning = await Promise.all(ids.map((id) => lifecycle.isEnrollmentRunning(id)));
    return new Set(ids.filter((_id, n) => isRunning[n]));
  };
  return { ...sparing, findRunningEnrollments };
}

/** Starts enrollments with limits of their own. */
function limiting(limits: RunLimits): WorkflowClientInterceptor {
  return {
    start: (input, next) => {
      if (input.workflowType !== 'enrollment') return next(input);
      const args = [{ ...(input.options.args[0] as EnrollmentInput), limits }];
      return next({ ...input, options: { ...input.options, args } });
    },
  };
}

function stop(worker: Worker): void {
  if (worker.getState() === 'RUNNING') worker.shutdown();
}

const POLL_MS = 20;
const PATIENCE_MS = 60_000;
/** As often as the product's reconciler looks. */
const RECONCILE_MS = 15_000;

/**
 * `mend`: a wake-up gets a second at most (O12), and the skipping server loses tasks; what the product's reconciler does
 * about the one is done here, since that server knows no schedules, and what a real server does about the other.
 */
async function until(
  condition: () => Promise<boolean>,
  what: string,
  mend: (() => Promise<unknown>) | null,
): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  let mendAt = performance.now() + RECONCILE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`never came: ${what}`);
    if (mend && performance.now() > mendAt) {
      await mend();
      mendAt = performance.now() + RECONCILE_MS;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function historyOf(client: Client, enrollmentId: string): Promise<string[]> {
  const history = await client.workflow.getHandle(enrollmentWorkflowId(enrollmentId)).fetchHistory();
  return (history.events ?? []).map(
    (event) => Object.keys(event).find((key) => key.endsWith('EventAttributes')) ?? '',
  );
}
