import { cpus } from 'node:os';
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
  /** The share of it in which the processors were busy, 0 to 1. */
  busy: number;
}

/** Seconds since a reading of `performance.now()`. */
export const secondsSince = (start: number): number => (performance.now() - start) / 1000;

/** From here on; what other programs do counts, too. */
function startMeasuring(): () => number {
  const read = (): { idle: number; all: number } => {
    const times = cpus().map((cpu) => cpu.times);
    const sum = (of: (time: (typeof times)[number]) => number): number =>
      times.reduce((total, time) => total + of(time), 0);
    return {
      idle: sum(({ idle }) => idle),
      all: sum(({ user, nice, sys, idle, irq }) => user + nice + sys + idle + irq),
    };
  };
  const from = read();
  return () => {
    const to = read();
    return to.all === from.all ? 0 : 1 - (to.idle - from.idle) / (to.all - from.all);
  };
}

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
      const busy = startMeasuring();
      const result = await runJest(tier, { files, env: { ...servers.env, ...env } });
      results.push({ ...result, tier, seconds: secondsSince(start), busy: busy() });
    }
  } finally {
    await servers.stop();
  }
  return results;
}
