import type { Route } from '../../handle.ts';
import { importProfileRoutes } from './import-profiles.ts';
import { importRoutes } from './imports.ts';
import { relatedRecordRoutes } from './related-records.ts';
import { syncRoutes } from './sync.ts';

/** Every route of the wing imports. */
export const routes: readonly Route[] = [
  ...importRoutes,
  ...importProfileRoutes,
  ...syncRoutes,
  ...relatedRecordRoutes,
];
