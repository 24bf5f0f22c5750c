import { Router } from 'express';
import { inTime, probe } from '../infra/probe.ts';
import type { ApiDeps } from './deps.ts';

/**
 * `/healthz`: the process answers. `/readyz`: PostgreSQL and Temporal answer too, the database is migrated, and no shutdown has begun. A clock that is
 * wrong is said and no reason to take no calls: what stops everything, and what people unsubscribe by, works without it.
 */
export function healthRouter({ health, clock }: ApiDeps, isDraining: () => boolean): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  router.get('/readyz', async (_request, response) => {
    const [database, temporal, isMigrated, isClockRight] = await Promise.all([
      probe(health.database),
      probe(health.temporal),
      inTime(health.migrated().catch(() => false)),
      inTime(clock?.isRight() ?? Promise.resolve(true)),
    ]);
    const isReady = database && temporal && isMigrated && !isDraining();
    response.status(isReady ? 200 : 503).json({
      status: isReady ? 'ready' : 'not ready',
      database: database ? 'ok' : 'unreachable',
      schema: isMigrated ? 'ok' : 'not migrated',
      temporal: temporal ? 'ok' : 'unreachable',
      clock: isClockRight ? 'ok' : inWords(clock?.skew().database ?? null),
      isDraining: isDraining(),
    });
  });
  return router;
}

const inWords = (skew: number | null): string =>
  skew === null ? 'unknown' : `off by ${Math.round(skew / 1_000)} s`;
