import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** How the files of one folder of test/ run. */
export interface TierPlan {
  /** How many of its files run at once. Files bring their own databases, ports and namespaces. */
  workers: number;
  /** So many of them at most share one registry of modules; left out: each loads the product anew. */
  together?: number;
  /** Seconds it should take on two cores. */
  budget: number;
}

/** The folders of test/ that hold tests, the fast ones first. */
export const TIERS = {
  unit: { workers: 2, together: 40, budget: 52 },
  architecture: { workers: 2, budget: 10 },
  db: { workers: 2, together: 12, budget: 108 },
  activities: { workers: 2, budget: 5 },
  // Two skipping servers in Java and two sets of workers are what two cores carry.
  workflows: { workers: 2, together: 4, budget: 300 },
  replay: { workers: 1, budget: 5 },
  // A third one works while two wait for their databases.
  api: { workers: 3, together: 24, budget: 485 },
  // One Chromium at a time.
  browser: { workers: 1, budget: 62 },
  // Mostly waits for the heartbeats of workers that were killed.
  e2e: { workers: 3, budget: 198 },
} as const satisfies Record<string, TierPlan>;

/** One folder of tests. */
export type Tier = keyof typeof TIERS;

/** All of them, in the order in which they run. */
export const TIER_NAMES = Object.keys(TIERS) as Tier[];

/** Seconds for typecheck, lint, format and dead code together. */
export const CHECKS_BUDGET = 80;

/** Seconds for the first build of the Temporal server, where none can be downloaded. */
export const FIRST_BUILD_BUDGET = 150;

/** Seconds for `npm ci`. */
export const INSTALL_BUDGET = 45;

/** Seconds that install and `npm test` may take in all, the first build of the Temporal server included. */
export const WHOLE_BUDGET = 25 * 60;

/** How files end that take more time than `npm test` has: `npm run proof` runs them. */
const ONLY_PROOF = '.proof.test.ts';

function allFilesOf(tier: Tier): string[] {
  const folder = join('test', tier);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
}

/** The test files of a tier that `npm test` runs, from the root. */
export const filesOf = (tier: Tier): string[] =>
  allFilesOf(tier).filter((name) => !name.endsWith(ONLY_PROOF));

/** Those that only `npm run proof` runs. */
export const proofFilesOf = (tier: Tier): string[] =>
  allFilesOf(tier).filter((name) => name.endsWith(ONLY_PROOF));

/**
 * Reads the command line of `npm test`.
 * @throws Error naming the tiers when one is unknown.
 */
export function parseTiers(names: readonly string[]): Tier[] {
  const unknown = names.filter((name) => !(name in TIERS));
  if (unknown.length > 0)
    throw new Error(`unknown tier ${unknown.join(', ')}; there are ${TIER_NAMES.join(', ')}`);
  return TIER_NAMES.filter((tier) => names.includes(tier));
}
