import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nothingFrom, resultOf, type JestReport, type JestResult } from './jest-report.ts';
import { writeEntries } from './groups.ts';
import { filesOf, TIERS, type Tier, type TierPlan } from './tiers.ts';

/** A zone whose clock stands half an hour beside every full hour: code that reads the host's zone fails here. */
const TEST_ZONE = 'Asia/Kolkata';

/** Room for what lives shortly: a sixth of a test's processor time went into clearing sixteen megabytes again and again. */
const YOUNG = '--max-semi-space-size=64';

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

/** What jest is told to run: the files, or entries in `folder` that load several of them at once. */
function whatToRun(tier: Tier, files: readonly string[], folder: string): string[] {
  const { together, workers }: TierPlan = TIERS[tier];
  const all = files.length > 0 ? files : filesOf(tier);
  if (together === undefined) return ['--roots', `<rootDir>/test/${tier}/`, '--runTestsByPath', ...all];
  writeEntries(folder, all, { workers, most: together });
  return ['--config', 'tools/testing/grouped.config.js', '--roots', folder];
}

/** Runs one tier, or only some of its files. */
export async function runJest(
  tier: Tier,
  { env, files = [] }: { env: Record<string, string>; files?: readonly string[] },
): Promise<JestResult> {
  const folder = mkdtempSync(join(tmpdir(), 'followthrough-jest-'));
  try {
    const report = join(folder, 'report.json');
    const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
    const nodeOptions = ['--experimental-vm-modules', '--no-warnings', YOUNG];
    const options = ['--json', `--outputFile=${report}`, `--maxWorkers=${TIERS[tier].workers}`];
    const where = whatToRun(tier, files, folder);
    const code = await run(process.execPath, [...nodeOptions, jest, ...options, ...where], {
      ...process.env,
      ...env,
      NODE_OPTIONS: [process.env['NODE_OPTIONS'], ...nodeOptions].filter(Boolean).join(' '),
      TZ: TEST_ZONE,
    });
    if (!existsSync(report)) return nothingFrom(tier);
    return resultOf(tier, JSON.parse(readFileSync(report, 'utf8')) as JestReport, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
