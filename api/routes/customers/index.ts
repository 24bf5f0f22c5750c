import type { Route } from '../../handle.ts';
import { communicationRoutes } from './communications.ts';
import { contactRoutes } from './contacts.ts';
import { customerTableRoutes } from './customer-table.ts';
import { customerRoutes } from './customers.ts';
import { labelRoutes } from './labels.ts';
import { listRoutes } from './lists.ts';
import { noteRoutes } from './notes.ts';
import { propertyRoutes } from './properties.ts';
import { receivablesTrendRoutes } from './receivables-trend.ts';

/** Every route of the wing customers. */
export const routes: readonly Route[] = [
  ...customerRoutes,
  ...customerTableRoutes,
  ...receivablesTrendRoutes,
  ...contactRoutes,
  ...listRoutes,
  ...labelRoutes,
  ...propertyRoutes,
  ...noteRoutes,
  ...communicationRoutes,
];
