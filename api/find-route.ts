import express, { type RequestHandler } from 'express';
import { ProblemError } from '../contracts/problems.ts';
import type { Route } from './handle.ts';
import { sendProblem } from './problems.ts';

/** All methods of one path, as express writes it. */
interface Place {
  path: string;
  routes: Route[];
}

/**
 * Finds the route of a call. Each beginning (`/v1/customers`) has a router of its own, made when it is first asked for: one
 * for all would compare every call with hundreds of patterns. A known path with another method is 405.
 */
export function findRoute(
  routes: readonly Route[],
  handlersOf: (route: Route) => RequestHandler[],
): RequestHandler {
  const places = placesOf(routes);
  const routers = new Map<string, express.Router>();
  return (request, response, next) => {
    const beginning = beginningOf(request.path);
    const here = places.get(beginning);
    if (!here) return next();
    const router = routers.get(beginning) ?? routerOf(here, handlersOf);
    routers.set(beginning, router);
    return router(request, response, next);
  };
}

/** In any case, as paths of express are. */
function beginningOf(path: string): string {
  const [, first = '', second = ''] = path.toLowerCase().split('/', 3);
  return first === 'v1' ? second : first;
}

function placesOf(routes: readonly Route[]): Map<string, Place[]> {
  const byPath = new Map<string, Place>();
  for (const route of routes) {
    const path = route.operation.path.replace(/\{(\w+)\}/g, ':$1');
    const place = byPath.get(path) ?? { path, routes: [] };
    place.routes.push(route);
    byPath.set(path, place);
  }
  const places = new Map<string, Place[]>();
  for (const place of byPath.values()) {
    const beginning = beginningOf(place.path);
    places.set(beginning, [...(places.get(beginning) ?? []), place]);
  }
  return places;
}

function routerOf(places: readonly Place[], handlersOf: (route: Route) => RequestHandler[]): express.Router {
  const router = express.Router();
  for (const { path, routes } of [...places].sort(fixedFirst)) {
    for (const route of routes) router[route.operation.method](path, ...handlersOf(route));
    refuseOtherMethods(router, path, routes);
  }
  return router;
}

/** Fixed segments before variable ones, so that `/v1/queue/counts` is not taken for a row of the queue. */
function fixedFirst(a: Place, b: Place): number {
  const [left, right] = [a, b].map(({ path }) => path.replace(/:\w+/g, '~')) as [string, string];
  return left < right ? -1 : 1;
}

function refuseOtherMethods(router: express.Router, path: string, routes: readonly Route[]): void {
  const allowed = routes.map((route) => route.operation.method.toUpperCase()).join(', ');
  router.all(path, (request, response) => {
    response.setHeader('Allow', allowed);
    sendProblem(response, new ProblemError('method_not_allowed', `${request.method} is not allowed here.`));
  });
}
