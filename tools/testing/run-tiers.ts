import { say } from '../stack/progress.ts';
import type { JestResult } from './jest-report.ts';
import { runJest, stopRunning } from './jest-run.ts';
import { startTestServers, type TestServers } from './servers.ts';
import type { Tier } from './tiers.ts';

/** A tier, or only some of its files. */
export interface TierRun {
  tier: Tier;
  files?: readonly string[];
}

/** What a tier found, and how long it took. */
export interface TierResult extends JestResult {
  tier: Tier;
  seconds: number;
}

/** Seconds since a reading of `performance.now()`. */
export const secondsSince = (start: number): number => (performance.now() - start) / 1000;

function stopOnSignal(servers: TestServers): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopRunning(signal);
      void servers.stop().finally(() => process.exit(130));
    });
  }
}

/** Runs tiers one after the other on servers that they share; `env` is for the tests. */
export async function runTiers(
  runs: readonly TierRun[],
  env: Readonly<Record<string, string>>,
): Promise<TierResult[]> {
  const servers = await startTestServers(runs.map(({ tier }) => tier));
  stopOnSignal(servers);
  const results: TierResult[] = [];
  try {
    for (const { tier, files } of runs) {
      say(`\n== ${tier}`);
      const start = performance.now();
      const result = await runJest(tier, { files, env: { ...servers.env, ...env } });
      results.push({ ...result, tier, seconds: secondsSince(start) });
    }
  } finally {
    await servers.stop();
  }
  return results;
}
