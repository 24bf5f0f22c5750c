import { Router } from 'express';
import { probe } from '../infra/probe.ts';
import type { ApiDeps } from './deps.ts';

/** `/healthz`: the process answers. `/readyz`: PostgreSQL and Temporal answer too, and no shutdown has begun. */
export function healthRouter({ health }: ApiDeps, isDraining: () => boolean): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  router.get('/readyz', async (_request, response) => {
    const [database, temporal] = await Promise.all([probe(health.database), probe(health.temporal)]);
    const isReady = database && temporal && !isDraining();
    response.status(isReady ? 200 : 503).json({
      status: isReady ? 'ready' : 'not ready',
      database: database ? 'ok' : 'unreachable',
      temporal: temporal ? 'ok' : 'unreachable',
      isDraining: isDraining(),
    });
  });
  return router;
}
