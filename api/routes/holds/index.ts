import type { Route } from '../../handle.ts';
import { holdRoutes } from './holds.ts';
import { switchRoutes } from './switches.ts';

/** Every route of the wing holds. */
export const routes: readonly Route[] = [...holdRoutes, ...switchRoutes];
