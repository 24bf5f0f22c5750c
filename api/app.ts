import express from 'express';
import helmet from 'helmet';
import { createAuthenticator } from './authenticate.ts';
import { createChangeStreams } from './change-streams.ts';
import { consoleRouter } from './console.ts';
import type { ApiDeps } from './deps.ts';
import { findRoute } from './find-route.ts';
import { serve } from './handle.ts';
import { createMetrics } from './metrics.ts';
import { docsRouter } from './docs.ts';
import { healthRouter } from './health.ts';
import { errorHandler, unknownRoute } from './problems.ts';
import { hitRouter } from './routes/tracking/hits.ts';
import { requestLog } from './request-log.ts';
import { routes } from './routes/index.ts';
import { versionedOf } from './versions.ts';

/** What only tests change. */
export interface AppOptions {
  /** A reply that breaks its response schema becomes a 500. */
  checkResponses?: boolean;
  /** Set while shutting down: readiness answers 503. */
  isDraining?: () => boolean;
}

/** The HTTP application; it does not listen. */
export function createApp(deps: ApiDeps, options: AppOptions = {}): express.Application {
  const { checkResponses = false, isDraining = () => false } = options;
  const app = express();
  const metrics = createMetrics(deps);
  app.disable('x-powered-by').disable('etag').set('trust proxy', deps.config.trustProxy);
  app.use(requestLog(deps.logger));
  app.use(
    helmet({ contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } } }),
  );
  app.use(healthRouter(deps, isDraining), metrics.router, docsRouter());
  app.use((_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  app.use(hitRouter(deps));
  // In place: whoever exchanges something of these later, exchanges it for the routes too.
  deps.sms = { ...deps.sms, count: metrics.countSms };
  deps.streams ??= createChangeStreams(deps);
  const versions = versionedOf(routes);
  const serveOptions = { deps, authenticator: createAuthenticator(deps), versions, checkResponses };
  app.use(findRoute(routes, (route) => [metrics.observe(route.operation), ...serve(route, serveOptions)]));
  if (deps.config.consoleFolder !== null) app.use(consoleRouter(deps.config.consoleFolder));
  app.use(unknownRoute, errorHandler);
  return app;
}
