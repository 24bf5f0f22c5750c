import { expect, it } from '@jest/globals';
import { noopMetricMeter, type MetricGauge, type MetricMeter, type MetricTags } from '@temporalio/common';
import { createWorkerMetrics } from '../../worker/metrics.ts';

/** A meter whose gauges refuse what those of the SDK's runtime refuse. */
function strictMeter(): { meter: MetricMeter; shown: Map<string, number> } {
  const shown = new Map<string, number>();
  const createGauge: MetricMeter['createGauge'] = (name, valueType = 'int') => {
    const gauge: MetricGauge = {
      name,
      kind: 'gauge',
      valueType,
      set: (value, tags: MetricTags = {}) => {
        if (value < 0) throw new Error(`must be non-negative (got ${value})`);
        shown.set(Object.values(tags).join(' '), value);
      },
      withTags: () => gauge,
    };
    return gauge;
  };
  return { meter: Object.assign(Object.create(noopMetricMeter) as MetricMeter, { createGauge }), shown };
}

it('O12: a clock that is behind is shown as well as one that is ahead, and ends no worker', () => {
  const { meter, shown } = strictMeter();
  const metrics = createWorkerMetrics(meter);
  metrics.showSkew({ database: -1, temporal: 2_500 });
  const first = Object.fromEntries(shown);
  metrics.showSkew({ database: 40, temporal: null });
  expect([first, Object.fromEntries(shown)]).toEqual([
    { 'database ahead': 0, 'database behind': 0.001, 'temporal ahead': 2.5, 'temporal behind': 0 },
    { 'database ahead': 0.04, 'database behind': 0, 'temporal ahead': 2.5, 'temporal behind': 0 },
  ]);
});
