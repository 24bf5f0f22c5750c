import type { Route } from '../../handle.ts';
import { apiKeyRoutes } from './api-keys.ts';
import { auditRoutes } from './audit.ts';
import { organisationRoutes } from './organisation.ts';
import { sessionRoutes } from './sessions.ts';
import { userRoutes } from './users.ts';
import { visibilityGroupRoutes } from './visibility-groups.ts';

/** Every route of the wing access. */
export const routes: readonly Route[] = [
  ...organisationRoutes,
  ...userRoutes,
  ...apiKeyRoutes,
  ...sessionRoutes,
  ...visibilityGroupRoutes,
  ...auditRoutes,
];
