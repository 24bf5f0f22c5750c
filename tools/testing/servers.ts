import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { applyMigrations } from '../../infra/db/migrate.ts';
import { startPostgres, type PostgresServer } from '../stack/postgres.ts';
import { withProgress } from '../stack/progress.ts';
import { commandOf, endProcess } from '../stack/processes.ts';
import { startDevServer, type TemporalServer } from '../stack/temporal-server.ts';
import { bundleFile } from '../../worker/bundle.ts';
import { buildConsole } from '../build/console.ts';
import { PROGRAMS } from '../build/program.ts';
import { compilePrograms, writeWorkflows } from '../build/compile.ts';
import { stateGuardSql } from './state-guard.ts';
import { resolveGreenMail } from '../stack/greenmail.ts';
import { resolveTimeSkippingServer } from '../stack/time-skipping-server.ts';
import type { Tier } from './tiers.ts';

/** Servers shared by the test files of one run, and the environment that tells the files about them. */
export interface TestServers {
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** Memory that looks like a folder, on Linux. */
const SHARED_MEMORY = '/dev/shm';
/** The databases of tests that run at once, with their log, are a tenth of it. */
const ROOM = 3 * 2 ** 30;
const TEMPLATE = 'followthrough';
const PREFIX = 'followthrough-test-';
const WITH_DATABASE: readonly Tier[] = ['db', 'activities', 'workflows', 'api', 'browser', 'e2e'];
const WITH_DEV_SERVER: readonly Tier[] = ['workflows', 'replay', 'api', 'e2e'];
/** Every file would bundle the same workflows for seconds. */
const WITH_WORKFLOWS: readonly Tier[] = ['workflows', 'replay', 'e2e'];
/** Processes that are killed, and started again and again. */
const WITH_PROGRAMS: readonly Tier[] = ['e2e'];
const TEST_PROGRAMS = [...PROGRAMS, 'test/support/servers/broken-worker.ts'];
/** The console as it is served. */
const WITH_CONSOLE: readonly Tier[] = ['browser'];
const WITH_TIME_SKIPPING: readonly Tier[] = ['workflows', 'replay', 'e2e'];
/** Tests on mail servers that others have written. */
const WITH_GREENMAIL: readonly Tier[] = ['workflows', 'e2e'];

/** Nothing of a test database has to survive a crash. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  shared_buffers: '128MB',
  autovacuum: 'off',
};

function pidIn(path: string): number {
  return existsSync(path) ? Number.parseInt(readFileSync(path, 'utf8'), 10) : 0;
}

/** What runs tests is a process of Node; a number that went to another program since is not. */
const RUNNER = /\bnode\b/;

/**
 * Where the servers keep their files: in memory where there is room. Each database has nine hundred files, and ext4 looks
 * at every one that was deleted in the last minutes before it makes another: 700 ms a database instead of 20.
 */
function baseFolder(): string {
  if (!existsSync(SHARED_MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(SHARED_MEMORY);
  return bavail * bsize >= ROOM ? SHARED_MEMORY : tmpdir();
}

/** A run that was killed leaves servers and a folder behind; its process id is in the folder's name. */
async function clearKilledRuns(): Promise<void> {
  const bases = [tmpdir(), SHARED_MEMORY].filter((base) => existsSync(base));
  const folders = bases.flatMap((base) => readdirSync(base).map((name) => ({ base, name })));
  for (const { base, name } of folders.filter((entry) => entry.name.startsWith(PREFIX))) {
    const owner = Number(name.slice(PREFIX.length));
    if (RUNNER.test(commandOf(owner) ?? '')) continue;
    const folder = join(base, name);
    const postgres = pidIn(join(folder, 'postgres', 'data', 'postmaster.pid'));
    if (commandOf(postgres)?.includes(folder)) await endProcess(postgres, { signal: 'SIGINT' });
    const temporal = pidIn(join(folder, 'temporal.pid'));
    if (commandOf(temporal)?.includes('start-dev')) await endProcess(temporal);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runOn(url: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The migrated and guarded database becomes a template: nobody may connect to it, each test file copies it. */
async function makeTemplate(server: PostgresServer): Promise<string> {
  await applyMigrations(server.url);
  await runOn(server.url, stateGuardSql());
  const adminUrl = server.url.replace(/\/[^/]*$/, '/postgres');
  const closing = `ALTER DATABASE ${TEMPLATE} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`;
  await runOn(adminUrl, closing, 'CHECKPOINT');
  return adminUrl;
}

/** Starts what the given tiers need, and nothing else. */
export async function startTestServers(tiers: readonly Tier[]): Promise<TestServers> {
  const needs = (list: readonly Tier[]): boolean => tiers.some((tier) => list.includes(tier));
  const home = resolve(process.env['FOLLOWTHROUGH_HOME'] || '.followthrough');
  const folder = join(baseFolder(), `${PREFIX}${process.pid}`);
  await clearKilledRuns();
  mkdirSync(folder, { mode: 0o755 });
  const env: Record<string, string> = {};
  let postgres: PostgresServer | undefined;
  let temporal: TemporalServer | undefined;
  const stop = async (): Promise<void> => {
    await Promise.all([postgres?.stop(), temporal?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    if (needs(WITH_DATABASE)) {
      const options = { folder: join(folder, 'postgres'), settings: SETTINGS };
      postgres = await withProgress('starting PostgreSQL for tests', () => startPostgres(options));
      env['TEST_DATABASE_ADMIN_URL'] = await makeTemplate(postgres);
      env['TEST_DATABASE_TEMPLATE'] = TEMPLATE;
    }
    if (needs(WITH_DEV_SERVER)) {
      temporal = await startDevServer({ home });
      writeFileSync(join(folder, 'temporal.pid'), `${temporal.pid}`);
      env['TEST_TEMPORAL_ADDRESS'] = temporal.address;
    }
    if (needs(WITH_CONSOLE))
      await withProgress('building the console', () => buildConsole({ onlyIfChanged: true }));
    if (needs(WITH_TIME_SKIPPING)) env['TEST_TIME_SKIPPING_SERVER'] = await resolveTimeSkippingServer(home);
    if (needs(WITH_GREENMAIL)) env['TEST_GREENMAIL'] = (await resolveGreenMail(home)) ?? '';
    if (needs(WITH_WORKFLOWS)) {
      await withProgress('bundling the workflows', () => writeWorkflows(folder, [false]));
      env['TEST_WORKFLOW_BUNDLE'] = join(folder, bundleFile(false));
    }
    if (needs(WITH_PROGRAMS)) {
      await withProgress('compiling the programs', () => compilePrograms(folder, TEST_PROGRAMS));
      env['COMPILED_PROGRAMS'] = folder;
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { env, stop };
}
