import type { Route } from '../../handle.ts';
import { changeStreamRoutes } from './change-stream.ts';
import { preferenceRoutes } from './preferences.ts';
import { savedViewRoutes } from './saved-views.ts';
import { searchRoutes } from './search.ts';

/** Every route of the wing console. */
export const routes: readonly Route[] = [
  ...changeStreamRoutes,
  ...searchRoutes,
  ...savedViewRoutes,
  ...preferenceRoutes,
];
