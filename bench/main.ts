import { measureAudiences } from './audiences.ts';
import { measureAudienceChanges } from './audience-changes.ts';
import { measureBulk } from './bulk.ts';
import { measureConsole } from './console.ts';
import { measureEnroll } from './enroll.ts';
import { measureFollowing } from './following.ts';
import { measureHistory } from './history.ts';
import { measureLedger } from './ledger.ts';
import { measureLimits } from './limits.ts';
import { measureImports } from './imports.ts';
import { measurePrograms } from './programs.ts';
import { measureReading } from './reading.ts';
import { measureResults } from './results.ts';
import { measureQueue } from './queue.ts';
import { measureSizes } from './sizes.ts';
import { measureSteps } from './steps.ts';
import { tableOf, type Row } from './table.ts';

/** How much is measured when nothing is said. */
const SIZES = {
  bulk: 4_000,
  steps: 300,
  enroll: 200,
  imports: 100_000,
  programs: 100_000,
  limits: 2_000,
  results: 1_000_000,
  ledger: 1_000_000,
  queue: 100_000,
  sizes: 1_000,
  audiences: 100_000,
  following: 1_000_000,
  console: 100_000,
};
const STEP_ROUNDS = 3;
/** Customers: the work for 1,000 of them does not grow with the rest. */
const AUDIENCE_SIZES = [10_000, 100_000, 1_000_000];

const MEASUREMENTS: Record<string, (size: number | undefined) => Promise<Row[]>> = {
  history: () => measureHistory(),
  enroll: (size = SIZES.enroll) => measureEnroll({ size }),
  bulk: (size = SIZES.bulk) => measureBulk({ size }),
  steps: (size = SIZES.steps) => measureSteps({ size, rounds: STEP_ROUNDS }),
  imports: (size = SIZES.imports) => measureImports({ size }),
  programs: (size = SIZES.programs) => measurePrograms({ size }),
  limits: (size = SIZES.limits) => measureLimits({ size }),
  results: (size = SIZES.results) => measureResults({ size }),
  ledger: (size = SIZES.ledger) => measureLedger({ size }),
  sizes: (size = SIZES.sizes) => measureSizes({ size }),
  queue: (size = SIZES.queue) => measureQueue({ size }),
  audiences: (size = SIZES.audiences) => measureAudiences({ size }),
  following: (size = SIZES.following) => measureFollowing({ size }),
  console: (size = SIZES.console) => measureConsole({ size }),
  reading: () => measureReading(),
  'audience-changes': (size) =>
    measureAudienceChanges({ sizes: size === undefined ? AUDIENCE_SIZES : [size] }),
};

/** Only when asked for: it needs a language model. */
const ON_REQUEST = new Set(['reading']);

const HOW_TO = `npm run bench [${Object.keys(MEASUREMENTS).join(' | ')}] [size]
Each measurement starts its own PostgreSQL, Temporal and SMTP server. Absolute numbers depend on the machine and on
what else runs there; a ratio compares within one run.`;

const [name, size] = process.argv.slice(2);
const chosen =
  name === undefined
    ? Object.entries(MEASUREMENTS).flatMap(([each, measure]) => (ON_REQUEST.has(each) ? [] : [measure]))
    : [MEASUREMENTS[name]];
let code = 0;
for (const measure of chosen) {
  if (!measure) {
    console.error(HOW_TO);
    code = 2;
    break;
  }
  try {
    console.log(`${tableOf(await measure(size === undefined ? undefined : Number(size)))}\n`);
  } catch (error) {
    console.error(error);
    code = 1;
  }
}
process.exit(code);
