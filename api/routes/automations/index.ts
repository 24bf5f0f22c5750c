import type { Route } from '../../handle.ts';
import { audienceRoutes } from './audiences.ts';
import { automationMessageRoutes } from './messages.ts';
import { automationRoutes } from './automations.ts';
import { passRoutes } from './passes.ts';
import { scoreRoutes } from './scores.ts';

/** Every route of the wing automations. */
export const routes: readonly Route[] = [
  ...automationRoutes,
  ...passRoutes,
  ...audienceRoutes,
  ...automationMessageRoutes,
  ...scoreRoutes,
];
