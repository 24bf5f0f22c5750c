import { Router, type RequestHandler } from 'express';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Operation } from '../contracts/operation.ts';
import { skewByDirection } from '../infra/clock-watch.ts';
import type { ApiDeps, SmsIn } from './deps.ts';
import { registerProductMetrics } from './product-metrics.ts';

/** Upper bounds in seconds, from a cached read to a slow bulk call. */
const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Prometheus metrics of the process and of the calls. */
export interface Metrics {
  /** Serves `/metrics`. */
  router: Router;
  /** Times the calls of an operation by id and status. */
  observe: (operation: Operation) => RequestHandler;
  /** Counts what gateways of sms call us with. */
  countSms: SmsIn['count'];
}

/** A registry of its own, so that several applications fit into one process. */
export function createMetrics(
  deps: Pick<ApiDeps, 'db' | 'store' | 'now' | 'lostWakeUps' | 'clock'>,
): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the arrival of a call to the end of its reply.',
    labelNames: ['operation', 'status'],
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  });
  const sms = new Counter({
    name: 'followthrough_sms_calls_total',
    help: 'Calls of sms gateways, by what came of them: sms of numbers that nobody has are kept nowhere else.',
    labelNames: ['gateway', 'what'],
    registers: [registry],
  });
  const lost = new Gauge({
    name: 'followthrough_lost_wake_ups',
    help: 'Calls to Temporal that failed or came too late since the process began; the reconciler made up for them.',
    labelNames: ['what'],
    registers: [registry],
    collect: () => deps.lostWakeUps?.forEach((count, what) => lost.set({ what }, count)),
  });
  const skew = new Gauge({
    name: 'followthrough_clock_skew_seconds',
    help: 'How far the own clock is ahead of another one, or behind it.',
    labelNames: ['against', 'direction'],
    registers: [registry],
    collect: () => {
      const ms = deps.clock?.skew().database;
      if (typeof ms !== 'number') return;
      for (const [direction, seconds] of skewByDirection(ms))
        skew.set({ against: 'database', direction }, seconds);
    },
  });
  const refresh = registerProductMetrics(registry, deps);
  const router = Router().get('/metrics', async (_request, response) => {
    await refresh();
    response.type(registry.contentType).send(await registry.metrics());
  });
  const observe =
    (operation: Operation): RequestHandler =>
    (_request, response, next) => {
      // It lasts for as long as somebody looks.
      if (operation.eventResponse) return next();
      const stop = durations.startTimer({ operation: operation.id });
      response.once('close', () => stop({ status: response.statusCode }));
      next();
    };
  return { router, observe, countSms: (call) => sms.inc(call) };
}
