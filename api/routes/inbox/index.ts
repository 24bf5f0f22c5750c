import type { Route } from '../../handle.ts';
import { suggestionRoutes } from './suggestions.ts';

/** Every route of the inbox. */
export const routes: readonly Route[] = [...suggestionRoutes];
