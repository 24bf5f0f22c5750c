import { Router } from 'express';
import { probe } from '../infra/probe.ts';
import type { ApiDeps } from './deps.ts';

/**
 * `/healthz`: the process answers. `/readyz`: PostgreSQL and Temporal answer too, and no shutdown has begun. A clock that is
 * wrong is said and no reason to take no calls: what stops everything, and what people unsubscribe by, works without it.
 */
export function healthRouter({ health, clock }: ApiDeps, isDraining: () => boolean): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  router.get('/readyz', async (_request, response) => {
    const [database, temporal, isClockRight] = await Promise.all([
      probe(health.database),
      probe(health.temporal),
      within(clock?.isRight() ?? Promise.resolve(true)),
    ]);
    const isReady = database && temporal && !isDraining();
    response.status(isReady ? 200 : 503).json({
      status: isReady ? 'ready' : 'not ready',
      database: database ? 'ok' : 'unreachable',
      temporal: temporal ? 'ok' : 'unreachable',
      clock: isClockRight ? 'ok' : `off by ${Math.round((clock?.skew().database ?? 0) / 1_000)} s`,
      isDraining: isDraining(),
    });
  });
  return router;
}
