import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { count, type Count, type TimedTest } from './report.ts';
import { TIERS, type Tier } from './tiers.ts';

/** A zone whose clock stands half an hour beside every full hour: code that reads the host's zone fails here. */
const TEST_ZONE = 'Asia/Kolkata';

/** What we read of jest's JSON report. */
interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  /** Files that could not even be loaded. */
  numRuntimeErrorTestSuites: number;
  testResults: { assertionResults: { fullName: string; duration?: number | null }[] }[];
}

/** What one jest process found. */
export interface JestResult extends Count {
  tests: TimedTest[];
}

let running: ChildProcess | null = null;

/** Passes a signal on to the program that runs. */
export function stopRunning(signal: NodeJS.Signals): void {
  running?.kill(signal);
}

/** Runs a program in this terminal; resolves to its exit code, 1 when it was killed. */
export function run(command: string, args: string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  return new Promise((resolve) => {
    running = spawn(command, args, { env, stdio: 'inherit', shell: process.platform === 'win32' });
    running.once('error', () => resolve(1));
    running.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs one tier, or only some of its files. */
export async function runJest(
  tier: Tier,
  { env, files = [] }: { env: Record<string, string>; files?: readonly string[] },
): Promise<JestResult> {
  const report = join(tmpdir(), `followthrough-jest-${process.pid}.json`);
  rmSync(report, { force: true });
  const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
  const nodeOptions = ['--experimental-vm-modules', '--no-warnings'];
  const options = ['--json', `--outputFile=${report}`, `--maxWorkers=${TIERS[tier].workers}`];
  const where = [
    '--roots',
    `<rootDir>/test/${tier}/`,
    ...(files.length > 0 ? ['--runTestsByPath', ...files] : []),
  ];
  const code = await run(process.execPath, [...nodeOptions, jest, ...options, ...where], {
    ...process.env,
    ...env,
    NODE_OPTIONS: [process.env['NODE_OPTIONS'], ...nodeOptions].filter(Boolean).join(' '),
    TZ: TEST_ZONE,
  });
  if (!existsSync(report)) return { ...count(false), tests: [] };
  const found = JSON.parse(readFileSync(report, 'utf8')) as JestReport;
  rmSync(report, { force: true });
  const failed = found.numFailedTests + found.numRuntimeErrorTestSuites;
  return {
    passed: found.numPassedTests,
    // Jest may fail for another reason, such as a hook after the last test.
    failed: code !== 0 && failed === 0 ? 1 : failed,
    tests: found.testResults.flatMap(({ assertionResults }) =>
      assertionResults.map(({ fullName, duration }) => ({
        name: `${tier}: ${fullName}`,
        seconds: (duration ?? 0) / 1000,
      })),
    ),
  };
}
