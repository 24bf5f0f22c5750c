import type { Operation } from '../operation.ts';
import { bulkEnrollmentOperations } from './bulk-enrollments.operations.ts';
import { enrollmentOperations } from './enrollments.operations.ts';
import { queueBulkOperations } from './queue/bulks.operations.ts';
import { queueCardOperations } from './queue-card.operations.ts';
import { queueOperations } from './queue.operations.ts';
import { smsInOperations } from './sms-in.operations.ts';
import { unsubscribeOperations } from './unsubscribe.operations.ts';

/** Every operation of the wing enrollments. */
export const operations: readonly Operation[] = [
  ...enrollmentOperations,
  ...bulkEnrollmentOperations,
  ...queueCardOperations,
  ...queueBulkOperations,
  ...queueOperations,
  ...unsubscribeOperations,
  ...smsInOperations,
];
