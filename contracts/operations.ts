import { apiKeyOperations } from './api-keys.ts';
import { auditOperations } from './audit.ts';
import { customerOperations } from './customers.ts';
import type { Operation } from './operation.ts';

/** Every call of the API. Each resource adds its list here and its routes in `api/routes/index.ts`. */
export const operations: readonly Operation[] = [
  ...apiKeyOperations,
  ...auditOperations,
  ...customerOperations,
];
