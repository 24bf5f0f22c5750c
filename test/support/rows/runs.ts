import { SEED } from '../../../tools/testing/seed.ts';

/** Set by `npm run proof`: the full counts. */
const isProof = process.env['FOLLOWTHROUGH_PROOF'] === 'on';

/** A count for `npm test`, small, and the full one for `npm run proof`. */
export interface Counts {
  test: number;
  proof: number;
}

/** How many, of things that are not properties: customers, kills, mails. */
export function countOf({ test, proof }: Counts): number {
  return isProof ? proof : test;
}

/** How often fast-check tries a property, and from which seed. */
export function runs(counts: Counts): { numRuns: number; seed: number } {
  return { numRuns: countOf(counts), seed: SEED };
}
