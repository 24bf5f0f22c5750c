import { randomBytes } from 'node:crypto';
import { close, createDatabase, type Database } from '../../infra/db/client.ts';
import type { Command } from '../build/program.ts';
import { freePort } from '../stack/ports.ts';
import { openApi, type OpenApi } from './open-api.ts';
import { RecordingSmtp } from './recording-smtp.ts';
import { TcpProxy } from './tcp-proxy.ts';
import { WorkerProcess } from './worker-process.ts';

/** The servers that a run works on; the database is migrated and empty. */
export interface ChaosStack {
  databaseUrl: string;
  temporalAddress: string;
  namespace: string;
  /** What seals secrets in its database; left out: a new one. */
  secretKey?: string;
  /** What else stands in the worker's environment. */
  environment?: Readonly<Record<string, string>>;
}

/** Seconds after a hand-over at which a person may retry: the real ten minutes would make a run of hours. */
export const RETRY_AFTER_SECONDS = 5;

/** Everything that takes part: real servers, proxies before each of them, and a worker that is killed. */
export interface ChaosRig {
  smtp: RecordingSmtp;
  smtpProxy: TcpProxy;
  databaseProxy: TcpProxy;
  temporalProxy: TcpProxy;
  worker: WorkerProcess;
  /** Another worker on the same servers and proxies. */
  anotherWorker(): WorkerProcess;
  /** `api/main.ts` as a process that listens on a port. */
  apiProcess(port: number): WorkerProcess;
  /** Straight to PostgreSQL: looks at rows while the worker cannot. */
  db: Database;
  api: OpenApi;
  close(): Promise<void>;
}

const API = { name: 'API', ready: 'listening' };

/** Opens proxies, mail server and API, and prepares the worker; starts nothing of it. */
export async function openRig(stack: ChaosStack, command: Command): Promise<ChaosRig> {
  const database = new URL(stack.databaseUrl);
  const [temporalHost, temporalPort] = stack.temporalAddress.split(':');
  const smtp = await new RecordingSmtp().start();
  const smtpProxy = await new TcpProxy({ host: '127.0.0.1', port: smtp.port }).start();
  const databaseProxy = await new TcpProxy({ host: database.hostname, port: Number(database.port) }).start();
  const temporalProxy = await new TcpProxy({ host: temporalHost ?? '', port: Number(temporalPort) }).start();
  database.hostname = '127.0.0.1';
  database.port = `${databaseProxy.port}`;
  const { secretKey = randomBytes(32).toString('base64') } = stack;
  const { NODE_OPTIONS: _ofTests, ...environment } = process.env;
  const ofProcesses = {
    ...environment,
    DATABASE_URL: database.href,
    TEMPORAL_ADDRESS: `127.0.0.1:${temporalProxy.port}`,
    TEMPORAL_NAMESPACE: stack.namespace,
    SECRET_KEY: secretKey,
    RECONCILE_SECONDS: '5',
    UNCERTAIN_RETRY_AFTER_SECONDS: `${RETRY_AFTER_SECONDS}`,
    WORKER_METRICS_PORT: '0',
    LOG_LEVEL: 'info',
    PORT: `${await freePort()}`,
    ...stack.environment,
  };
  const others: WorkerProcess[] = [];
  const add = (process: WorkerProcess): WorkerProcess => {
    others.push(process);
    return process;
  };
  const worker = new WorkerProcess(command, ofProcesses);
  const db = createDatabase(stack.databaseUrl, { pool: 4 });
  const api = await openApi(stack, { secretKey, retryAfterSeconds: RETRY_AFTER_SECONDS });
  return {
    smtp,
    smtpProxy,
    databaseProxy,
    temporalProxy,
    worker,
    anotherWorker: () => add(new WorkerProcess(command, ofProcesses)),
    apiProcess: (port) => add(new WorkerProcess(['api/main.ts'], { ...ofProcesses, PORT: `${port}` }, API)),
    db,
    api,
    close: async () => {
      await Promise.all([worker, ...others].map((each) => each.stop()));
      await Promise.all([smtpProxy.stop(), databaseProxy.stop(), temporalProxy.stop(), smtp.stop()]);
      await api.close();
      await close(db);
    },
  };
}
