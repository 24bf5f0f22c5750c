import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from './ports.ts';
import { locatePostgres, reachableFolder, type PostgresBinaries } from './postgres-binaries.ts';
import { commandOf, endProcess } from './processes.ts';

/** A running embedded PostgreSQL cluster. */
export interface PostgresServer {
  /** Address of the product's database, user and password included. */
  url: string;
  port: number;
  pid: number;
  /** Resolves when it ends, with its exit code or the signal's name. */
  ended: Promise<number | string>;
  /** Fast shutdown: open transactions are rolled back, everything committed stays. */
  stop(): Promise<void>;
}

/** How to start a cluster. */
export interface PostgresOptions {
  /** Folder of the cluster; made on first use. */
  folder: string;
  /** Wanted port; a busy one is moved. Without it: any free port. */
  port?: number;
  /** Server settings, `name: value`. */
  settings?: Record<string, string>;
}

const USER = 'followthrough';
const DATABASE = 'followthrough';
/** A cluster recovering from kill -9 replays its log first. */
const START_TIMEOUT_MS = 120_000;

function run(program: string, args: string[], { account }: PostgresBinaries): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...account, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} failed: ${errors}`)),
    );
  });
}

function own(path: string, { account }: PostgresBinaries): void {
  if (account.uid !== undefined && account.gid !== undefined) chownSync(path, account.uid, account.gid);
}

/** Makes the cluster; a first attempt that was killed in the middle leaves no marker and is thrown away. */
async function initialise(folder: string, binaries: PostgresBinaries): Promise<void> {
  if (existsSync(join(folder, 'ready'))) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  own(folder, binaries);
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 });
  own(passwordFile, binaries);
  const data = join(folder, 'data');
  await run(
    binaries.initdb,
    ['-D', data, '-U', USER, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C'],
    binaries,
  );
  writeFileSync(join(folder, 'ready'), '');
}

/** A run ended by kill -9 leaves its postmaster alive, or a lock file whose process id may belong to anybody now. */
async function clearPreviousRun(data: string): Promise<void> {
  const lock = join(data, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number.parseInt(readFileSync(lock, 'utf8'), 10);
  if (commandOf(pid)?.includes(data)) await endProcess(pid, { signal: 'SIGINT', graceMs: 20_000 });
  if (existsSync(lock)) unlinkSync(lock);
}

async function waitUntilReady(url: string, child: ChildProcess, log: () => string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL ended while starting: ${log()}`);
    const client = new Client({ connectionString: url });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function createDatabase(adminUrl: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

function startChild(
  data: string,
  port: number,
  options: PostgresOptions,
  binaries: PostgresBinaries,
): ChildProcess {
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...options.settings };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // Its own process group: Ctrl-C in the terminal must reach PostgreSQL last, not at once.
  return spawn(binaries.postgres, ['-D', data, '-p', `${port}`, ...flags], {
    ...binaries.account,
    cwd: '/',
    detached: true,
    env: { PATH: process.env['PATH'], TZ: 'UTC', LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/**
 * Starts PostgreSQL from the binaries that npm installed, as the account `postgres` when we are root.
 * Recovers from a previous run that was killed, whose server may still be alive.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const binaries = await locatePostgres();
  const folder = reachableFolder(options.folder, binaries);
  await initialise(folder, binaries);
  const data = join(folder, 'data');
  await clearPreviousRun(data);
  const port = await freePort(options.port);
  const child = startChild(data, port, options, binaries);
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  let log = '';
  child.stderr?.on('data', (chunk: Buffer) => (log = `${log}${chunk.toString()}`.slice(-4000)));
  const password = readFileSync(join(folder, 'password'), 'utf8');
  const address = `postgresql://${USER}:${password}@127.0.0.1:${port}`;
  await waitUntilReady(`${address}/postgres`, child, () => log);
  await createDatabase(`${address}/postgres`);
  const pid = child.pid ?? 0;
  return {
    url: `${address}/${DATABASE}`,
    port,
    pid,
    ended,
    stop: () => endProcess(pid, { signal: 'SIGINT', graceMs: 30_000 }),
  };
}
