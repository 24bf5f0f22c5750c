import { Router } from 'express';
import type { ApiDeps } from './deps.ts';

/** A part that has not answered by then counts as gone. */
const PROBE_TIMEOUT_MS = 2_000;

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

async function probe(check: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PROBE_TIMEOUT_MS);
  });
  const answer = check().then(
    () => true,
    () => false,
  );
  const isUp = await Promise.race([answer, timeout]);
  clearTimeout(timer);
  return isUp;
}
