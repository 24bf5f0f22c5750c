import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say } from './stack/progress.ts';
import { startTestServers, type TestServers } from './testing/servers.ts';
import { hasTests, parseTiers, TIER_GROUPS, TIERS, type Tier } from './testing/tiers.ts';

/** Passed and failed items of one command. */
interface Count {
  passed: number;
  failed: number;
}

/** Static checks, counted as one item each when the whole of `npm test` runs. */
const CHECKS = ['typecheck', 'lint', 'format:check', 'deadcode'] as const;

/** A zone whose clock stands half an hour beside every full hour: code that reads the host's zone fails here. */
const TEST_ZONE = 'Asia/Kolkata';

let running: ChildProcess | null = null;

function run(command: string, args: string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  return new Promise((resolve) => {
    running = spawn(command, args, { env, stdio: 'inherit', shell: process.platform === 'win32' });
    running.once('error', () => resolve(1));
    running.once('exit', (code) => resolve(code ?? 1));
  });
}

async function runCheck(name: string): Promise<Count> {
  say(`\n== ${name}`);
  const code = await run('npm', ['run', '--silent', name]);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
}

/** What we read of jest's JSON report. */
interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  /** Files that could not even be loaded. */
  numRuntimeErrorTestSuites: number;
}

async function runJest(tiers: readonly Tier[], workers: number, env: Record<string, string>): Promise<Count> {
  say(`\n== ${tiers.join(', ')}`);
  const report = join(tmpdir(), `followthrough-jest-${process.pid}.json`);
  rmSync(report, { force: true });
  const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
  const folders = tiers.map((tier) => `<rootDir>/test/${tier}/`);
  const nodeOptions = ['--experimental-vm-modules', '--no-warnings'];
  const args = [...nodeOptions, jest, '--json', `--outputFile=${report}`, `--maxWorkers=${workers}`];
  const code = await run(process.execPath, [...args, '--roots', ...folders], {
    ...process.env,
    ...env,
    NODE_OPTIONS: [process.env['NODE_OPTIONS'], ...nodeOptions].filter(Boolean).join(' '),
    TZ: TEST_ZONE,
  });
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
    readFileSync(report, 'utf8'),
  ) as JestReport;
  rmSync(report, { force: true });
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  // Jest may fail for another reason, such as a hook after the last test.
  return { passed: numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function stopOnSignal(servers: TestServers): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      running?.kill(signal);
      void servers.stop().finally(() => process.exit(130));
    });
  }
}

async function runTiers(tiers: readonly Tier[]): Promise<Count[]> {
  const servers = await startTestServers(tiers);
  stopOnSignal(servers);
  const counts: Count[] = [];
  try {
    for (const group of TIER_GROUPS) {
      const chosen = group.tiers.filter((tier) => tiers.includes(tier));
      if (chosen.length > 0) counts.push(await runJest(chosen, group.workers, servers.env));
    }
  } finally {
    await servers.stop();
  }
  return counts;
}

async function main(): Promise<Count> {
  const asked = parseTiers(process.argv.slice(2));
  const counts: Count[] = [];
  if (asked.length === 0) for (const name of CHECKS) counts.push(await runCheck(name));
  const tiers = (asked.length === 0 ? TIERS : asked).filter(hasTests);
  if (tiers.length > 0) counts.push(...(await runTiers(tiers)));
  const sum = (key: keyof Count): number => counts.reduce((total, count) => total + count[key], 0);
  return { passed: sum('passed'), failed: sum('failed') };
}

const { passed, failed } = await main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return { passed: 0, failed: 1 };
});
say(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
