import { enrollmentRoutes } from './enrollments.ts';
import { queueRoutes } from './queue.ts';
import { unsubscribeRoutes } from './unsubscribe.ts';
import type { Route } from '../handle.ts';
import { auditRoutes } from './audit.ts';
import { bulkEnrollmentRoutes } from './bulk-enrollments.ts';
import { importRoutes } from './imports.ts';
import { sequenceRoutes } from './sequences.ts';
import { stepRoutes } from './steps.ts';
import { customerRoutes } from './customers.ts';
import { invoiceRoutes } from './invoices.ts';
import { mailboxRoutes } from './mailboxes.ts';
import { operationsRoutes } from './operations.ts';
import { organisationRoutes } from './organisation.ts';
import { userRoutes } from './users.ts';

/** Every route of the API, one an operation. */
export const routes: readonly Route[] = [
  ...auditRoutes,
  ...unsubscribeRoutes,
  ...queueRoutes,
  ...enrollmentRoutes,
  ...sequenceRoutes,
  ...stepRoutes,
  ...bulkEnrollmentRoutes,
  ...importRoutes,
  ...customerRoutes,
  ...invoiceRoutes,
  ...mailboxRoutes,
  ...operationsRoutes,
  ...organisationRoutes,
  ...userRoutes,
];
