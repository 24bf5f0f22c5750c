import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Connection } from '@temporalio/client';
import { registerSearchAttributes, SEARCH_ATTRIBUTES } from '../../infra/temporal/search-attributes.ts';
import { freePort, waitForPort } from './ports.ts';
import { startChild } from './processes.ts';
import { resolveTemporalCli, type TemporalCli } from './temporal-cli.ts';

/** A Temporal server to work with: one of ours, or somebody else's at TEMPORAL_ADDRESS. */
export interface TemporalServer {
  /** `host:port` of its frontend. */
  address: string;
  namespace: string;
  /** Address of Temporal Web, or null when it is not ours to know. */
  webUrl: string | null;
  /** Which way of finding a server was taken, in words for the terminal. */
  origin: string;
  /** Process id of our server; null for somebody else's. */
  pid: number | null;
  /** Resolves if our server ends; never for somebody else's. */
  ended: Promise<number | string>;
  stop(): Promise<void>;
}

/** How to start a development server. */
export interface TemporalOptions {
  /** The project's home folder, where the CLI is cached. */
  home: string;
  /** File that keeps workflows and timers over restarts; without it the server forgets. */
  databaseFile?: string;
  /** Wanted port of the frontend (a busy one is moved), or any. */
  port?: number;
  /** Wanted port of Temporal Web; without it there is no web interface. */
  webPort?: number;
}

const NAMESPACE = 'default';

async function register(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    await registerSearchAttributes(connection, namespace);
  } finally {
    await connection.close();
  }
}

/** The server at TEMPORAL_ADDRESS; its administrator registers search attributes when we may not. */
function existingServer(address: string): TemporalServer {
  return {
    address,
    namespace: process.env['TEMPORAL_NAMESPACE'] || NAMESPACE,
    webUrl: null,
    origin: 'TEMPORAL_ADDRESS',
    pid: null,
    ended: new Promise(() => {}),
    stop: () => Promise.resolve(),
  };
}

/** Its inner services take free ports of their own, which somebody else may take at the same moment. */
const ATTEMPTS = 3;
/** Where a server that did not start says why: at the beginning, before the stack. */
const LOG_CHARS = 2_000;

/**
 * Starts a Temporal development server with our search attributes, ignoring TEMPORAL_ADDRESS.
 * @throws Error naming every way to a server when none works.
 */
export async function startDevServer(options: TemporalOptions): Promise<TemporalServer> {
  const cli = await resolveTemporalCli(options.home);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptDevServer(cli, options);
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

async function attemptDevServer(cli: TemporalCli, options: TemporalOptions): Promise<TemporalServer> {
  const { databaseFile, port, webPort } = options;
  const frontend = await freePort(port);
  const web = webPort === undefined ? null : await freePort(webPort);
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', `${frontend}`, '--log-level', 'error'];
  args.push(...(web === null ? ['--headless'] : ['--ui-port', `${web}`]));
  args.push(...SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]));
  if (databaseFile !== undefined) {
    mkdirSync(dirname(databaseFile), { recursive: true });
    args.push('--db-filename', resolve(databaseFile));
  }
  let log = '';
  const onLine = (line: string): void => void (log = `${log}${line}\n`.slice(0, LOG_CHARS));
  const child = startChild({ name: 'temporal', command: cli.path, args, onLine });
  const address = `127.0.0.1:${frontend}`;
  try {
    await waitForPort(frontend, { hasEnded: child.hasEnded });
    await register(address, NAMESPACE);
  } catch (error) {
    await child.stop();
    throw new Error(`the Temporal server did not start: ${log || String(error)}`, { cause: error });
  }
  const webUrl = web === null ? null : `http://127.0.0.1:${web}`;
  const { pid, ended } = child;
  return { address, namespace: NAMESPACE, webUrl, origin: cli.origin, pid, ended, stop: () => child.stop() };
}

/** The server at TEMPORAL_ADDRESS when that is set, else a development server of our own. */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  const address = process.env['TEMPORAL_ADDRESS'];
  return address ? existingServer(address) : startDevServer(options);
}
