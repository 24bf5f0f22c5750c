import type { Route } from '../handle.ts';
import { routes as access } from './access/index.ts';
import { routes as customers } from './customers/index.ts';
import { routes as holds } from './holds/index.ts';
import { routes as receivables } from './receivables/index.ts';
import { routes as imports } from './imports/index.ts';
import { routes as sending } from './sending/index.ts';
import { routes as tracking } from './tracking/index.ts';
import { routes as sequences } from './sequences/index.ts';
import { routes as enrollments } from './enrollments/index.ts';
import { routes as programs } from './programs/index.ts';
import { routes as insights } from './insights/index.ts';
import { routes as inbox } from './inbox/index.ts';
import { routes as bulkChanges } from './bulk-changes.ts';
import { routes as webhooks } from './webhooks.ts';
import { routes as automations } from './automations/index.ts';
import { routes as console } from './console/index.ts';
import { routes as configuration } from './configuration.ts';
import { routes as upkeep } from './upkeep.ts';

/** Every route of the API, one an operation, wing after wing. */
export const routes: readonly Route[] = [
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
