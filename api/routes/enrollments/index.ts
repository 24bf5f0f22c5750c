import type { Route } from '../../handle.ts';
import { bulkEnrollmentRoutes } from './bulk-enrollments.ts';
import { enrollmentRoutes } from './enrollments.ts';
import { queueBulkRoutes } from './queue-bulks.ts';
import { queueCardRoutes, queueRoutes } from './queue.ts';
import { smsInRoutes } from './sms-in.ts';
import { unsubscribeRoutes } from './unsubscribe.ts';

/** Every route of the wing enrollments. */
export const routes: readonly Route[] = [
  ...enrollmentRoutes,
  ...bulkEnrollmentRoutes,
  ...queueCardRoutes,
  ...queueBulkRoutes,
  ...queueRoutes,
  ...unsubscribeRoutes,
  ...smsInRoutes,
];
