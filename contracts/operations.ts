import { apiKeyOperations } from './api-keys.ts';
import { auditOperations } from './audit.ts';
import { bulkEnrollmentOperations } from './bulk-enrollments.ts';
import { customerOperations } from './customers.ts';
import { importOperations } from './imports.ts';
import { communicationOperations } from './communications.ts';
import { contactOperations } from './contacts.ts';
import { invoiceOperations } from './invoice-operations.ts';
import { mailboxOperations } from './mailboxes.ts';
import { organisationOperations } from './organisation.ts';
import { suppressionOperations } from './suppressions.ts';
import { userOperations } from './users.ts';
import { enrollmentOperations } from './enrollments.ts';
import { queueOperations } from './queue.ts';
import { reconcileOperations } from './operations/reconcile.ts';
import { unsubscribeOperations } from './operations/unsubscribe.ts';
import type { Operation } from './operation.ts';
import { sequenceOperations } from './operations/sequences.ts';
import { stepOperations } from './operations/steps.ts';

/** Every call of the API. Each resource adds its list here and its routes in `api/routes/index.ts`. */
export const operations: readonly Operation[] = [
  ...apiKeyOperations,
  ...auditOperations,
  ...unsubscribeOperations,
  ...queueOperations,
  ...enrollmentOperations,
  ...customerOperations,
  ...bulkEnrollmentOperations,
  ...importOperations,
  ...sequenceOperations,
  ...stepOperations,
  ...communicationOperations,
  ...contactOperations,
  ...invoiceOperations,
  ...mailboxOperations,
  ...reconcileOperations,
  ...organisationOperations,
  ...suppressionOperations,
  ...userOperations,
];
