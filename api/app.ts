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
  const metrics = createMetrics();
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
  const serveOptions = { deps, authenticator: createAuthenticator(deps), checkResponses };
  const ordered = [...routes].sort((a, b) => rank(a).localeCompare(rank(b)));
  for (const route of ordered) {
    app[route.operation.method](
      expressPath(route),
      metrics.observe(route.operation),
      ...serve(route, serveOptions),
    );
  }
  refuseOtherMethods(app, ordered);
  app.use(unknownRoute, errorHandler);
  return app;
}

const expressPath = ({ operation }: Route): string => operation.path.replace(/\{(\w+)\}/g, ':$1');

/** Fixed segments sort before variable ones, so that `/v1/users/me` is not taken for a user. */
const rank = ({ operation }: Route): string => operation.path.replace(/\{\w+\}/g, '~');

function refuseOtherMethods(app: express.Application, all: readonly Route[]): void {
  for (const path of new Set(all.map(expressPath))) {
    const allowed = all.filter((route) => expressPath(route) === path).map((route) => route.operation.method);
    app.all(path, (request, response) => {
      response.setHeader('Allow', allowed.map((method) => method.toUpperCase()).join(', '));
      sendProblem(response, new ProblemError('method_not_allowed', `${request.method} is not allowed here.`));
    });
  }
}
