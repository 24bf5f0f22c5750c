import type { Route } from '../../handle.ts';
import { sequenceRoutes } from './sequences.ts';
import { stepRoutes } from './steps.ts';

/** Every route of the wing sequences. */
export const routes: readonly Route[] = [...sequenceRoutes, ...stepRoutes];
