import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The folders of test/ that hold tests, the fast ones first. */
export const TIERS = [
  'unit',
  'architecture',
  'db',
  'activities',
  'workflows',
  'replay',
  'api',
  'e2e',
] as const;

/** One folder of tests. */
export type Tier = (typeof TIERS)[number];

/** Tiers that run in one jest process, and how many of their files run at once. */
export interface TierGroup {
  tiers: readonly Tier[];
  workers: number;
}

/** Two cores: tests that bring their own server processes, or depend on time, run one file after the other. */
export const TIER_GROUPS: readonly TierGroup[] = [
  { tiers: ['unit', 'architecture'], workers: 2 },
  { tiers: ['db', 'activities'], workers: 2 },
  { tiers: ['workflows', 'replay'], workers: 1 },
  { tiers: ['api'], workers: 2 },
  { tiers: ['e2e'], workers: 1 },
];

/** Whether the tier's folder holds a test file. */
export function hasTests(tier: Tier): boolean {
  const folder = join('test', tier);
  return (
    existsSync(folder) &&
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => name.endsWith('.test.ts'))
  );
}

/**
 * Reads the command line of `npm test`.
 * @throws Error naming the tiers when one is unknown.
 */
export function parseTiers(names: readonly string[]): Tier[] {
  const unknown = names.filter((name) => !TIERS.includes(name as Tier));
  if (unknown.length > 0)
    throw new Error(`unknown tier ${unknown.join(', ')}; there are ${TIERS.join(', ')}`);
  return TIERS.filter((tier) => names.includes(tier));
}
