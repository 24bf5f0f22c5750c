import { Router } from 'express';
import type { ApiDeps } from './deps.ts';

/** A part that has not answered by then counts as gone. */
const PROBE_TIMEOUT_MS = 2_000;

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

function probe(check: () => Promise<unknown>): Promise<boolean> {
  return within(
    check().then(
      () => true,
      () => false,
    ),
  );
}

async function within(answer: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PROBE_TIMEOUT_MS);
  });
  const isUp = await Promise.race([answer, timeout]);
  clearTimeout(timer);
  return isUp;
}
