import type { MetricMeter } from '@temporalio/common';
import { skewByDirection, type ClockSkew } from '../infra/clock-watch.ts';

/** What a worker measures of itself, among the metrics of Temporal's SDK (`WORKER_METRICS_PORT`). */
export function createWorkerMetrics(meter: MetricMeter): {
  /** Counts a call to Temporal that was lost. */
  countLost(what: string): void;
  showSkew(skew: ClockSkew): void;
} {
  const lost = meter.createCounter(
    'followthrough_lost_wake_ups',
    undefined,
    'Calls to Temporal that failed since the process began; the reconciler made up for them.',
  );
  const skew = meter.createGauge(
    'followthrough_clock_skew_seconds',
    'float',
    undefined,
    'How far the own clock is ahead of another one, or behind it.',
  );
  return {
    countLost: (what) => lost.add(1, { what }),
    showSkew: (measured) => {
      for (const [against, ms] of Object.entries(measured) as [string, number | null][])
        if (ms !== null)
          for (const [direction, seconds] of skewByDirection(ms)) skew.set(seconds, { against, direction });
    },
  };
}
