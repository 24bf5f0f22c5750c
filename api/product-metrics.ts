import { Gauge, type Registry } from 'prom-client';
import type { ApiDeps } from './deps.ts';

/** Gauges of the product itself, read when they are asked for: one statement a scrape. */
export function registerProductMetrics(
  registry: Registry,
  { db, store, now }: Pick<ApiDeps, 'db' | 'store' | 'now'>,
): () => Promise<void> {
  const gauges = store.gauges.GAUGES.map(({ name, help, label }) => ({
    name,
    gauge: new Gauge({
      name: `followthrough_${name}`,
      help,
      labelNames: label === null ? [] : [label],
      registers: [registry],
    }),
  }));
  return async () => {
    const read = await store.gauges.readGauges(db, await now());
    for (const { name, gauge } of gauges) {
      const value = read[name] ?? 0;
      if (typeof value === 'number') gauge.set(value);
      else {
        gauge.reset();
        for (const { status, count } of value) gauge.set({ status }, count);
      }
    }
  };
}
