import { DefaultLogger, Runtime, makeTelemetryFilterString } from '@temporalio/worker';
import { reconcile } from '../commands/upkeep/reconcile.ts';
import { refuseWrongKeys } from '../commands/upkeep/secret-keys.ts';
import { SYSTEM } from '../contracts/actor.ts';
import { loadConfig } from '../infra/config.ts';
import { createClockWatch } from '../infra/clock-watch.ts';
import { close, createDatabase } from '../infra/db/client.ts';
import { store } from '../infra/db/store.ts';
import { createMigratedCheck, untilMigrated } from '../infra/db/migrated.ts';
import { createHealthServer } from '../infra/health-server.ts';
import { createLogger } from '../infra/logger.ts';
import { createSmtpPool } from '../infra/mail/smtp-pool.ts';
import { connectWorkers, createTemporalClient } from '../infra/temporal/connection.ts';
import { ensureReconcileSchedule } from '../infra/temporal/schedules/upkeep.ts';
import { ensureSignalsSchedule } from '../infra/temporal/schedules/insights.ts';
import { ensureAutomationFeed } from '../infra/temporal/schedules/automations/automation-feed.ts';
import { ensureWebhookSchedule } from '../infra/temporal/schedules/webhooks.ts';
import { createLostCalls } from '../infra/temporal/lost-calls.ts';
import { registerSearchAttributes } from '../infra/temporal/search-attributes.ts';
import { readWorkflows } from './bundle.ts';
import { createWorkers, mailPlacesFor } from './create.ts';
import { createActivityDeps } from './deps.ts';
import { ensureAll } from './ensure.ts';
import { createWorkerMetrics } from './metrics.ts';

/** A health check gives up by then; the client would go on trying. */
const HEALTH_DEADLINE_MS = 2_000;
/** Schedules and search attributes stand from an earlier start nearly always: a slow server holds no worker up. */
const ENSURE_DEADLINE_MS = 5_000;
const ENSURE_PAUSE_MS = 60_000;

const config = loadConfig();
const logger = createLogger({ name: 'worker', level: config.logLevel });
Runtime.install({
  // The process ends the workers itself, in its own order.
  shutdownSignals: [],
  // Its warnings are that a worker of one queue has no workflows: that is how they are cut.
  logger: new DefaultLogger('ERROR', ({ message, meta }) => logger.error({ meta }, message)),
  telemetryOptions: {
    logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) },
    ...(config.worker.metricsPort > 0 && {
      metrics: { prometheus: { bindAddress: `${config.http.host}:${config.worker.metricsPort}` } },
    }),
  },
});

const db = createDatabase(config.database.url, { pool: config.database.pool });
const { client, connection: clientConnection } = createTemporalClient(config);
const connection = await connectWorkers(config);
const pool = createSmtpPool({ places: mailPlacesFor(config.worker.maxSends) });
const stopping = new AbortController();
const metrics = createWorkerMetrics(Runtime.instance().metricMeter);
const onLost = createLostCalls({ logger, count: metrics.countLost });
const clock = createClockWatch({
  now: () => Date.now(),
  readDatabase: () => store.databaseClock.read(db),
  logger,
  onMeasure: metrics.showSkew,
});
const deps = createActivityDeps({
  config,
  db,
  client,
  pool,
  stopping: stopping.signal,
  onLost,
  ownClock: clock,
});
const ensureNights = async (): Promise<void> => {
  const { zone } = await deps.store.organisation.get(db, SYSTEM);
  await ensureSignalsSchedule(client, zone);
  await deps.store.organisation.noteNightlyZone(db, zone);
};
const cannotStart = (error: unknown): never => {
  logger.fatal({ error: error instanceof Error ? error.message : 'unknown' }, 'cannot start');
  process.exit(1);
};
// Nothing is in hand yet. By a handler: without one, the first process of a container is not ended by signals.
let stop = (_signal: string): void => process.exit(0);
process.once('SIGTERM', () => stop('SIGTERM'));
process.once('SIGINT', () => stop('SIGINT'));
const { buildId, deploymentName, isVersioned, workflowBundles } = config.worker;
const bundle = await readWorkflows(workflowBundles, { isVersioned }).catch(cannotStart);
let states: () => readonly string[] | null = () => null;
const migrated = createMigratedCheck(db);
const health = createHealthServer({
  states: () => states(),
  database: () => db.$queryRaw`SELECT 1`,
  migrated,
  temporal: () =>
    clientConnection.withDeadline(Date.now() + HEALTH_DEADLINE_MS, () =>
      clientConnection.workflowService.getSystemInfo({}),
    ),
});
if (config.worker.healthPort > 0) health.listen(config.worker.healthPort, config.http.host);
// Statements of this release may name what is not there yet: a mail would have left by the time one fails.
await untilMigrated(migrated, () =>
  logger.warn('the database is not migrated yet: nothing is begun until it is'),
);
await refuseWrongKeys(deps).catch(cannotStart);
const registering = clientConnection.withDeadline(Date.now() + ENSURE_DEADLINE_MS, () =>
  registerSearchAttributes(clientConnection, config.temporal.namespace),
);
await registering.catch((err: unknown) => {
  logger.warn(
    { err },
    'search attributes could not be registered: register them by hand (docs/OPERATIONS.md)',
  );
});
const workers = await createWorkers({
  connection,
  namespace: config.temporal.namespace,
  deps,
  logger,
  bundle,
  maxSends: config.worker.maxSends,
  queues: config.worker.queues,
  clock,
  ...(isVersioned && { versioning: { buildId, deploymentName } }),
});
states = () => workers.map((worker) => worker.getState());
await ensureAll(
  [
    ['reconcile', () => ensureReconcileSchedule(client, config.worker.reconcileSeconds)],
    ['webhook-feed', () => ensureWebhookSchedule(client)],
    ['automation-feed', () => ensureAutomationFeed(client)],
    ['signals', ensureNights],
  ],
  {
    deadlineMs: ENSURE_DEADLINE_MS,
    pauseMs: ENSURE_PAUSE_MS,
    withDeadline: (deadline, work) => clientConnection.withDeadline(deadline, work),
    onFailure: (schedule, err) =>
      logger.warn({ schedule, err }, 'a schedule could not be ensured: it is tried again'),
    signal: stopping.signal,
  },
);
clock.start();
const isOver = (): boolean => stopping.signal.aborted;
// One that is held is made up for by the schedule.
const pass = (await clock.isRight()) ? reconcile(deps, { isOver }) : Promise.reject(new Error('clock_wrong'));
pass.then(
  (report) => logger.info({ report }, 'reconciled at start'),
  (err: unknown) => logger.warn({ err }, 'reconciling at start failed; the schedule makes up for it'),
);

stop = (signal) => {
  logger.info({ signal }, 'draining: deliveries in hand are finished');
  stopping.abort();
  for (const worker of workers) worker.shutdown();
};
logger.info({ buildId, queues: workers.map((worker) => worker.options.taskQueue) }, 'worker runs');
await Promise.all(workers.map((worker) => worker.run()));
health.close();
await pool.close();
await connection.close();
await clientConnection.close();
await close(db);
logger.info('worker ended');
// A call that nobody waits for any more, to Temporal or a language model, must not keep the process.
process.exit(0);
