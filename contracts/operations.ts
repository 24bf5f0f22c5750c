import type { Operation } from './operation.ts';
import { operations as access } from './access/operations.ts';
import { operations as customers } from './customers/operations.ts';
import { operations as holds } from './holds/operations.ts';
import { operations as receivables } from './receivables/operations.ts';
import { operations as imports } from './imports/operations.ts';
import { operations as sending } from './sending/operations.ts';
import { operations as tracking } from './tracking/operations.ts';
import { operations as sequences } from './sequences/operations.ts';
import { operations as enrollments } from './enrollments/operations.ts';
import { operations as programs } from './programs/operations.ts';
import { operations as insights } from './insights/operations.ts';
import { operations as inbox } from './inbox/operations.ts';
import { operations as bulkChanges } from './bulk-changes/operations.ts';
import { operations as webhooks } from './webhooks/operations.ts';
import { operations as automations } from './automations/operations.ts';
import { operations as console } from './console/operations.ts';
import { operations as configuration } from './configuration/operations.ts';
import { operations as upkeep } from './upkeep/operations.ts';

/** Every call of the API, wing after wing; its routes are gathered in the same way, in `api/routes/index.ts`. */
export const operations: readonly Operation[] = [
  ...access,
  ...customers,
  ...holds,
  ...receivables,
  ...imports,
  ...sending,
  ...tracking,
  ...sequences,
  ...enrollments,
  ...programs,
  ...insights,
  ...inbox,
  ...bulkChanges,
  ...webhooks,
  ...automations,
  ...console,
  ...configuration,
  ...upkeep,
];
