import type { Operation } from '../operation.ts';
import { apiKeyOperations } from './api-keys.operations.ts';
import { auditOperations } from './audit.operations.ts';
import { organisationOperations } from './organisation.operations.ts';
import { sessionOperations } from './sessions.operations.ts';
import { userOperations } from './users.operations.ts';
import { visibilityGroupOperations } from './visibility-groups.operations.ts';

/** Every operation of the wing access. */
export const operations: readonly Operation[] = [
  ...organisationOperations,
  ...userOperations,
  ...apiKeyOperations,
  ...sessionOperations,
  ...visibilityGroupOperations,
  ...auditOperations,
];
