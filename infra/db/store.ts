import * as ground from './ground.ts';
import * as access from './access/index.ts';
import * as customers from './customers/index.ts';
import * as holds from './holds/index.ts';
import * as receivables from './receivables/index.ts';
import * as imports from './imports/index.ts';
import * as sending from './sending/index.ts';
import * as tracking from './tracking/index.ts';
import * as sequences from './sequences/index.ts';
import * as enrollments from './enrollments/index.ts';
import * as programs from './programs/index.ts';
import * as insights from './insights/index.ts';
import * as inbox from './inbox/index.ts';
import * as bulkChanges from './bulk-changes/index.ts';
import * as webhooks from './webhooks/index.ts';
import * as automations from './automations/index.ts';
import * as console from './console/index.ts';
import * as configuration from './configuration/index.ts';
import * as upkeep from './upkeep/index.ts';
import { mergeWings } from '../merge-wings.ts';

/**
 * All SQL of the product: plain functions that take the client or a transaction first, by module. Commands get it by type.
 * A wing gathers its modules in its `index.ts`; two of one name do not compile.
 */
export const store = mergeWings({
  ground,
  access,
  customers,
  holds,
  receivables,
  imports,
  sending,
  tracking,
  sequences,
  enrollments,
  programs,
  insights,
  inbox,
  bulkChanges,
  webhooks,
  automations,
  console,
  configuration,
  upkeep,
});
export type Store = typeof store;
