import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  Runtime,
  type NativeConnection,
  type Worker,
} from '@temporalio/worker';
import type { ActivityDeps } from '../activities/deps.ts';
import { close, createDatabase, type Database } from '../infra/db/client.ts';
import { createLogger } from '../infra/logger.ts';
import { applyMigrations } from '../infra/db/migrate.ts';
import { createSmtpPool } from '../infra/mail/smtp-pool.ts';
import { connectWorkers, createTemporalClient } from '../infra/temporal/connection.ts';
import type { ApiCaller } from '../tools/api-caller.ts';
import { openApi } from '../tools/chaos/open-api.ts';
import { startPostgres } from '../tools/stack/postgres.ts';
import { startChild, type Child } from '../tools/stack/processes.ts';
import { startDevServer } from '../tools/stack/temporal-server.ts';
import { bundleWorkflows } from '../worker/bundle.ts';
import { createWorkers, mailPlacesFor } from '../worker/create.ts';
import { createActivityDeps } from '../worker/deps.ts';

/** Real parts of one measurement's own: PostgreSQL as it is delivered (fsync on), Temporal, an SMTP server, the API. */
export interface Rig {
  db: Database;
  deps: ActivityDeps;
  client: Client;
  workerConnection: NativeConnection;
  namespace: string;
  /** Calls the API, which runs in this process, as an admin. */
  call: ApiCaller;
  smtpPort: number;
  /** What a worker that is a process of its own is started with. */
  workerEnv: NodeJS.ProcessEnv;
  /** Process ids by part. */
  pids: Record<string, number>;
  /** Runs workers until the rig closes. */
  run(workers: Worker[]): void;
  close(): Promise<void>;
}

/** As the worker has it by default (DATABASE_POOL). */
const DATABASE_POOL = 20;
const RETRY_AFTER_SECONDS = 600;

let isInstalled = false;

/** Starts all parts. */
export async function openRig(): Promise<Rig> {
  if (!isInstalled) {
    const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
    Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter } } });
    isInstalled = true;
  }
  const folder = mkdtempSync(join(tmpdir(), 'followthrough-bench-'));
  // PostgreSQL runs under another account when we are root.
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ folder: join(folder, 'postgres') });
  const temporal = await startDevServer({
    home: resolve(process.env['FOLLOWTHROUGH_HOME'] || '.followthrough'),
  });
  const smtp = await startSmtp();
  await applyMigrations(postgres.url);
  const { address, namespace } = temporal;
  const secretKey = randomBytes(32);
  const stack = { databaseUrl: postgres.url, temporalAddress: address, namespace };
  const api = await openApi(stack, {
    secretKey: secretKey.toString('base64'),
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
  const db = createDatabase(postgres.url, { pool: DATABASE_POOL });
  const config = {
    secretKey,
    temporal: { address, namespace, tls: null },
    http: { host: '127.0.0.1', port: 0, publicUrl: 'https://followthrough.example', isBehindProxy: false },
    mail: { uncertainRetryAfterMs: RETRY_AFTER_SECONDS * 1000 },
  };
  const { client, connection } = createTemporalClient(config);
  const workerConnection = await connectWorkers(config);
  const pool = createSmtpPool({ places: mailPlacesFor(MAX_SENDS) });
  const running: { worker: Worker; end: Promise<void> }[] = [];
  return {
    db,
    deps: createActivityDeps({ config, db, client, pool }),
    client,
    workerConnection,
    namespace,
    call: api.call,
    smtpPort: smtp.port,
    workerEnv: {
      ...process.env,
      DATABASE_URL: postgres.url,
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      SECRET_KEY: secretKey.toString('base64'),
      WORKER_METRICS_PORT: '0',
      LOG_LEVEL: 'info',
      PORT: '0',
    },
    pids: { node: process.pid, postgres: postgres.pid, temporal: temporal.pid ?? 0, smtp: smtp.child.pid },
    run: (workers) => running.push(...workers.map((worker) => ({ worker, end: worker.run() }))),
    close: async () => {
      for (const { worker } of running) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.allSettled(running.map(({ end }) => end));
      await pool.close();
      await api.close();
      await workerConnection.close();
      await connection.close();
      await close(db);
      await Promise.all([postgres.stop(), temporal.stop(), smtp.child.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Mails on their way at once, as the worker has it by default (MAX_SENDS). */
export const MAX_SENDS = 50;

/** Runs the product's workers, as their process does. */
export async function runProduct(rig: Rig): Promise<void> {
  const { workerConnection: connection, namespace, deps } = rig;
  const logger = createLogger({ name: 'bench', level: 'error' });
  rig.run(
    await createWorkers({
      connection,
      namespace,
      deps,
      logger,
      bundle: await bundleWorkflows(),
      maxSends: MAX_SENDS,
    }),
  );
}

async function startSmtp(): Promise<{ port: number; child: Child }> {
  let tell: (port: number) => void = () => undefined;
  const port = new Promise<number>((resolve) => (tell = resolve));
  const entry = fileURLToPath(new URL('smtp-process.ts', import.meta.url));
  const child = startChild({
    name: 'smtp',
    command: process.execPath,
    args: ['--import', 'tsx', entry],
    onLine: (line) => line.startsWith('port ') && tell(Number(line.slice(5))),
  });
  return { port: await port, child };
}
