import type { Route } from '../../handle.ts';
import { actionRoutes } from './actions.ts';
import { customerExplanationRoutes } from './customer-explanation.ts';
import { insightRoutes } from './insights.ts';
import { signalRoutes } from './signals.ts';

/** Every route of the wing insights. */
export const routes: readonly Route[] = [
  ...signalRoutes,
  ...insightRoutes,
  ...customerExplanationRoutes,
  ...actionRoutes,
];
