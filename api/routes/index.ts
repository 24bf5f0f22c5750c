import type { Route } from '../handle.ts';
import { auditRoutes } from './audit.ts';

/** Every route of the API, one an operation. */
export const routes: readonly Route[] = [...auditRoutes];
