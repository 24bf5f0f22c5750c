import { say } from './stack/progress.ts';
import { run } from './testing/jest-run.ts';
import {
  closingLines,
  count,
  failureLines,
  overruns,
  overtime,
  slowestFileLines,
  slowestLines,
  sumOf,
  timeLines,
  type Count,
  type Failure,
  type TimedPart,
  type TimedTest,
} from './testing/report.ts';
import { runTiers, secondsSince } from './testing/run-tiers.ts';
import { SEED } from './testing/seed.ts';
import {
  CHECKS_BUDGET,
  filesOf,
  INSTALL_BUDGET,
  parseTiers,
  TIER_NAMES,
  TIERS,
  WHOLE_BUDGET,
} from './testing/tiers.ts';

/** Static checks, counted as one item each when the whole of `npm test` runs. */
const CHECKS = ['typecheck', 'lint', 'format:check', 'deadcode'] as const;

const begun = performance.now();
const counts: Count[] = [];
const parts: TimedPart[] = [];
const tests: TimedTest[] = [];
const failures: Failure[] = [];

async function runChecks(): Promise<void> {
  const start = performance.now();
  for (const name of CHECKS) {
    say(`\n== ${name}`);
    const isPassed = (await run('npm', ['run', '--silent', name])) === 0;
    counts.push(count(isPassed));
    if (!isPassed) failures.push({ name, why: `npm run ${name} says more` });
  }
  parts.push({ name: 'checks', seconds: secondsSince(start), budget: CHECKS_BUDGET });
}

async function main(): Promise<void> {
  const asked = parseTiers(process.argv.slice(2));
  if (asked.length === 0) await runChecks();
  const tiers = (asked.length === 0 ? TIER_NAMES : asked).filter((tier) => filesOf(tier).length > 0);
  say(`\nproperties begin with FOLLOWTHROUGH_SEED=${SEED}`);
  const runs = tiers.map((tier) => ({ tier }));
  for (const { tier, seconds, busy, ...found } of await runTiers(runs, { FOLLOWTHROUGH_SEED: `${SEED}` })) {
    counts.push(found);
    tests.push(...found.tests);
    failures.push(...found.failures);
    parts.push({ name: tier, seconds, budget: TIERS[tier].budget, busy });
  }
}

await main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  counts.push(count(false));
  failures.push({ name: 'npm test', why: String(error) });
});
say(
  [
    '\n== the slowest tests',
    ...slowestLines(tests),
    '\n== the slowest files',
    ...slowestFileLines(tests),
    '\n== time',
    ...timeLines(parts),
  ].join('\n'),
);
for (const line of failureLines(failures)) say(line);
for (const word of overruns(parts)) say(word);
const late = overtime(secondsSince(begun), WHOLE_BUDGET - INSTALL_BUDGET);
if (late) say(late);
const sum = sumOf(counts);
for (const line of closingLines(sum)) say(line);
process.exit(sum.failed > 0 || sum.passed === 0 ? 1 : 0);
