import type { Route } from '../../handle.ts';
import { branchRoutes } from './branches.ts';
import { resultRoutes } from './results.ts';
import { sequenceRoutes } from './sequences.ts';
import { starterRoutes } from './starters.ts';
import { stepRoutes } from './steps.ts';

/** Every route of the wing sequences. */
export const routes: readonly Route[] = [
  ...sequenceRoutes,
  ...starterRoutes,
  ...stepRoutes,
  ...branchRoutes,
  ...resultRoutes,
];
