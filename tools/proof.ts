import { readFileSync } from 'node:fs';
import { say } from './stack/progress.ts';
import { run } from './testing/jest-run.ts';
import { closingLines, count, failureLines, slowestLines, sumOf, type Count } from './testing/report.ts';
import { runTiers } from './testing/run-tiers.ts';
import { filesOf, proofFilesOf, TIER_NAMES } from './testing/tiers.ts';

/** Test files with counts of their own import this one. */
const COUNTS = '/rows/runs.ts';

/** 20,000 mails over kills of workers and APIs, and the same without any. */
const CROWD = ['--workers', '2', '--apis', '2', '--enrollments', '5600', '--kills', '60'];

/** A seed that nobody has tried, unless one is given. */
const seed = process.env['FOLLOWTHROUGH_SEED'] || `${Date.now() % 1_000_000_000}`;

async function main(): Promise<Count[]> {
  const counted = TIER_NAMES.map((tier) => ({
    tier,
    files: [
      ...filesOf(tier).filter((path) => readFileSync(path, 'utf8').includes(COUNTS)),
      ...proofFilesOf(tier),
    ],
  })).filter(({ files }) => files.length > 0);
  say(`full counts of properties and kills; FOLLOWTHROUGH_SEED=${seed} repeats this run`);
  const results = await runTiers(counted, { FOLLOWTHROUGH_PROOF: 'on', FOLLOWTHROUGH_SEED: seed });
  say('\n== chaos');
  const chaos = count((await run('npm', ['run', '--silent', 'chaos'])) === 0);
  const crowd = count((await run('npm', ['run', '--silent', 'chaos', '--', ...CROWD])) === 0);
  say(['\n== the slowest tests', ...slowestLines(results.flatMap(({ tests }) => tests))].join('\n'));
  for (const line of failureLines(results.flatMap(({ failures }) => failures))) say(line);
  return [...results, chaos, crowd];
}

const sum = sumOf(
  await main().catch((error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return [count(false)];
  }),
);
for (const line of closingLines(sum)) say(line);
process.exit(sum.failed > 0 || sum.passed === 0 ? 1 : 0);
