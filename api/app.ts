import express from 'express';
import helmet from 'helmet';
import { ProblemError } from '../contracts/problems.ts';
import { createAuthenticator } from './authenticate.ts';
import type { ApiDeps } from './deps.ts';
import { type Route, serve } from './handle.ts';
import { createMetrics } from './metrics.ts';
import { docsRouter } from './docs.ts';
import { healthRouter } from './health.ts';
import { errorHandler, sendProblem, unknownRoute } from './problems.ts';
import { hitRouter } from './routes/tracking/hits.ts';
import { requestLog } from './request-log.ts';
import { routes } from './routes/index.ts';

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
  const serveOptions = { deps, authenticator: createAuthenticator(deps), checkResponses };
  for (const path of [...new Set(routes.map(expressPath))].sort(fixedFirst)) {
    const here = routes.filter((route) => expressPath(route) === path);
    for (const route of here) {
      app[route.operation.method](path, metrics.observe(route.operation), ...serve(route, serveOptions));
    }
    refuseOtherMethods(app, path, here);
  }
  app.use(unknownRoute, errorHandler);
  return app;
}

const expressPath = ({ operation }: Route): string => operation.path.replace(/\{(\w+)\}/g, ':$1');

/** Fixed segments before variable ones, so that `/v1/queue/counts` is not taken for a row of the queue. */
function fixedFirst(a: string, b: string): number {
  const [left, right] = [a, b].map((path) => path.replace(/:\w+/g, '~')) as [string, string];
  return left < right ? -1 : 1;
}

function refuseOtherMethods(app: express.Application, path: string, here: readonly Route[]): void {
  const allowed = here.map((route) => route.operation.method.toUpperCase()).join(', ');
  app.all(path, (request, response) => {
    response.setHeader('Allow', allowed);
    sendProblem(response, new ProblemError('method_not_allowed', `${request.method} is not allowed here.`));
  });
}
