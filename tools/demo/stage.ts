import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import type { ActivityDeps } from '../../activities/deps.ts';
import { createApp } from '../../api/app.ts';
import { API_DEFAULTS, NO_SMS_IN } from '../../api/deps.ts';
import { followMembers } from '../../commands/automations/membership/follow-members.ts';
import { memberHooks } from '../../commands/automations/membership/member-hooks.ts';
import { createFirstAdmin } from '../../commands/access/create-first-admin.ts';
import { reconcile } from '../../commands/upkeep/reconcile.ts';
import { API_KEY_BYTES, apiKeyOf } from '../../domain/access/api-key.ts';
import { close, createDatabase, type Database } from '../../infra/db/client.ts';
import { applyMigrations } from '../../infra/db/migrate.ts';
import { createLogger } from '../../infra/logger.ts';
import { createUnsubscribeReader, createHitReader } from '../../infra/mail/links.ts';
import { createSmtpPool } from '../../infra/mail/smtp-pool.ts';
import { verifyMailbox } from '../../infra/mail/verify-mailbox.ts';
import { registerSearchAttributes } from '../../infra/temporal/search-attributes.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { createWorkers } from '../../worker/create.ts';
import { createActivityDeps } from '../../worker/deps.ts';
import { createApiCaller, type ApiCaller } from '../api-caller.ts';
import { startPostgres } from '../stack/postgres.ts';
import { withProgress } from '../stack/progress.ts';
import type { Shutdown } from '../stack/shutdown.ts';
import { startSkippingEnvironment } from '../stack/skipping-environment.ts';
import { resolveTimeSkippingServer } from '../stack/time-skipping-server.ts';
import { openMailFolder, type MailFolder } from './mail-folder.ts';

/** The whole product on skipped time: database, Temporal, mail server, workers and API. */
export interface Stage {
  /** Calls the HTTP API as the first admin. */
  api: ApiCaller;
  put(path: string, json: unknown): Promise<void>;
  /**
   * What the reconciler and the feed of automations do every few seconds; skipped time has no Temporal Schedules, so it also
   * starts runs and passes.
   */
  reconcile(): Promise<void>;
  /** Address of the API. */
  url: string;
  db: Database;
  /** What activities work with. */
  deps: ActivityDeps;
  mail: MailFolder;
  /** What Temporal Web says of a workflow, as soon as that has these words: where it stands, and what it waits for (O3). */
  detailsOf(workflowId: string, words?: string): Promise<string>;
  /** Business time, epoch milliseconds. */
  now(): Promise<number>;
  /** Lets the clock run up to an instant; every timer on the way fires. */
  passUntil(instant: number): Promise<void>;
  /** Waits until everything that was asked for is done; the clock stands. */
  settled(): Promise<void>;
}

/** The definitions of the demo name her. */
const ADMIN_EMAIL = 'admin@example.com';
/** What a person asked for is done in well under this. */
const PATIENCE_MS = 30_000;
const POLL_MS = 25;

/** Starts everything; what was started is stopped by `shutdown`, in reverse order. */
export async function setStage(
  shutdown: Shutdown,
  { home, zone, mails }: { home: string; zone: string; mails: string },
): Promise<Stage> {
  const started = (name: string, stop: () => Promise<unknown>): void =>
    shutdown.add({ name, pid: () => null, stop: async () => void (await stop()) });
  // PostgreSQL runs as an account of its own when we are root, and must be able to enter.
  const folder = join(tmpdir(), `followthrough-demo-${randomBytes(6).toString('hex')}`);
  mkdirSync(folder, { mode: 0o755 });
  started('folder', async () => rmSync(folder, { recursive: true, force: true }));

  const postgres = await withProgress('starting PostgreSQL', () =>
    startPostgres({ folder: join(folder, 'postgres') }),
  );
  shutdown.add({ name: 'PostgreSQL', stop: () => postgres.stop(), pid: () => postgres.pid });
  await applyMigrations(postgres.url);
  const db = createDatabase(postgres.url, { pool: 20 });
  started('database connections', () => close(db));

  const mail = await openMailFolder(mails);
  started('mail server', () => mail.close());

  const path = await resolveTimeSkippingServer(home);
  quietTemporal();
  const env = await withProgress('starting Temporal on skipped time', () => startSkippingEnvironment(path));
  started('Temporal', () => env.teardown());
  await registerSearchAttributes(env.connection, 'default');

  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pool = createSmtpPool();
  started('mail connections', () => pool.close());
  const secretKey = randomBytes(32);
  const now = () => env.currentTimeMs();
  const real = createActivityDeps({
    config: {
      secretKey,
      http: { host: '127.0.0.1', port: 0, publicUrl: url, isBehindProxy: false },
      mail: { uncertainRetryAfterMs: 600_000 },
    },
    db,
    client: new Client({ connection: env.connection, namespace: 'default' }),
    pool,
    now,
  });
  // The server of skipped time knows no Schedules; the reconciler starts what is due.
  const showNothing = () => Promise.resolve();
  const lifecycle = {
    ...real.lifecycle,
    showProgramSchedule: showNothing,
    showAutomationSchedule: showNothing,
    // While it follows a mailbox the clock would stand: `Answering` looks when something came.
    startMailbox: showNothing,
    wakeMailbox: showNothing,
    isMailboxFollowed: () => Promise.resolve(true),
  };
  const deps = { ...real, lifecycle };
  const logger = createLogger({ name: 'demo', level: process.env['LOG_LEVEL'] ?? 'fatal' });
  const workers = await createWorkers({
    connection: env.nativeConnection,
    namespace: 'default',
    deps,
    logger,
    bundle: await withProgress('bundling the workflows', bundleWorkflows),
    maxSends: 20,
  });
  const runs = workers.map((worker) => worker.run());
  started('workers', async () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await Promise.allSettled(runs);
  });
  const health = {
    database: () => Promise.resolve(),
    temporal: () => Promise.resolve(),
    migrated: () => Promise.resolve(true),
  };
  const apiDeps = { config: API_DEFAULTS, health, logger, verifyMailbox, fingerprint: deps.hash };
  const readUnsubscribeToken = createUnsubscribeReader(secretKey.toString('base64'));
  const hits = createHitReader(secretKey.toString('base64'));
  const key = apiKeyOf(randomBytes(API_KEY_BYTES));
  await createFirstAdmin(deps, { name: 'Ada Admin', email: ADMIN_EMAIL, key, zone });
  server.on('request', createApp({ ...deps, ...apiDeps, readUnsubscribeToken, hits, sms: NO_SMS_IN }));
  started('API', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const settled = () => waitUntilSettled(db);
  const detailsOf = async (workflowId: string, words = ''): Promise<string> => {
    const workflow = env.client.workflow.getHandle(workflowId);
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      type Shown = { currentDetails: string };
      const { currentDetails } = await workflow.query<Shown>('__temporal_workflow_metadata');
      if (currentDetails.includes(words)) return currentDetails;
      if (performance.now() > deadline) throw new Error(`Temporal Web does not say "${words}"`);
      await sleep(POLL_MS);
    }
  };
  return {
    api: createApiCaller(url, key),
    put: (route, json) => put(`${url}${route}`, key, json),
    reconcile: async () => {
      await reconcile(deps);
      const follow = followMembers(deps, memberHooks);
      while (await follow());
      await settled();
    },
    url,
    db,
    deps,
    mail,
    detailsOf,
    now,
    settled,
    passUntil: async (instant) => {
      const wait = instant - (await now());
      if (wait > 0) await env.sleep(wait);
      await settled();
    },
  };
}

let isQuiet = false;

function quietTemporal(): void {
  if (isQuiet) return;
  isQuiet = true;
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter } },
  });
}

/** Every intent is applied, every plan drained, every bulk enrollment, run and pass done, and nothing is on its way. */
async function waitUntilSettled(db: Database): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const [row] = await db.$queryRaw<{ open: bigint }[]>`
      SELECT (SELECT count(*) FROM enrollment WHERE applied_version < intent_version)
        + (SELECT count(*) FROM sequence WHERE drained_version < plan_version)
        + (SELECT count(*) FROM program WHERE planned_version < plan_version)
        + (SELECT count(*) FROM program_run WHERE status IN ('generating', 'preparing'))
        + (SELECT count(*) FROM scheduled_touchpoint WHERE status = 'approved' AND (held_reason IS NULL
            OR (held_reason = 'switched_off' AND NOT EXISTS (SELECT FROM hold WHERE kind = 'switch' AND ended_at IS NULL))))
        + (SELECT count(*) FROM automation_pass WHERE status = 'running')
        + (SELECT count(*) FROM automation_message
            WHERE send_status IN ('gathering', 'requested', 'sending') AND held_reason IS NULL)
        + (SELECT count(*) FROM bulk_enrollment WHERE status IN ('receiving', 'running'))
        + (SELECT count(*) FROM step_execution x JOIN enrollment e ON e.id = x.enrollment_id AND e.is_live
            WHERE x.status = 'sending' OR (x.send_requested_at IS NOT NULL AND x.status IN ('planned', 'ready')))
        AS open`;
    if (row?.open === 0n) return;
    if (performance.now() > deadline) throw new Error('something asked for was not done');
    await sleep(POLL_MS);
  }
}

async function put(url: string, key: string, json: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(json) });
  if (!answer.ok) throw new Error(`PUT ${url}: ${answer.status} ${await answer.text()}`);
}
