import { apiKeyOperations } from './api-keys.ts';
import { auditOperations } from './audit.ts';
import { bulkEnrollmentOperations } from './bulk-enrollments.ts';
import { customerOperations } from './customers.ts';
import { importOperations } from './imports.ts';
import { communicationOperations } from './communications.ts';
import { contactOperations } from './contacts.ts';
import { invoiceOperations } from './invoice-operations.ts';
import { bulkChangeOperations } from './bulk-changes.ts';
import { customerTableOperations } from './customer-table.ts';
import { labelOperations } from './labels.ts';
import { listOperations } from './lists.ts';
import { mailboxOperations } from './mailboxes.ts';
import { organisationOperations } from './organisation.ts';
import { suppressionOperations } from './suppressions.ts';
import { userOperations } from './users.ts';
import { enrollmentOperations } from './enrollments.ts';
import { queueOperations } from './queue.ts';
import { relatedRecordOperations } from './related-records.ts';
import { syncOperations } from './sync.ts';
import { webhookOperations } from './webhooks.ts';
import { exportOperations } from './exports.ts';
import { noteOperations } from './notes.ts';
import { visibilityGroupOperations } from './visibility-groups.ts';
import { reconcileOperations } from './operations/reconcile.ts';
import { unsubscribeOperations } from './operations/unsubscribe.ts';
import { actionOperations } from './actions.ts';
import { insightOperations } from './insights.ts';
import { holdOperations } from './holds.ts';
import { promptingOperations } from './prompting.ts';
import { promiseOperations } from './promises.ts';
import { signalOperations } from './signals.ts';
import { customerExplanationOperations } from './customer-explanation.ts';
import { programEnrollmentOperations } from './program-enrollments.ts';
import { programReportOperations } from './program-reports.ts';
import { reviewOperations } from './operations/reviews.ts';
import { scheduledTouchpointOperations } from './scheduled-touchpoints.ts';
import { programRunOperations } from './program-runs.ts';
import { programOperations } from './programs.ts';
import { switchOperations } from './switches.ts';
import { templateOperations } from './templates.ts';
import { touchpointActionOperations } from './touchpoint-actions.ts';
import { touchpointOperations } from './touchpoints.ts';
import { programDryRunOperations } from './program-dry-runs.ts';
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
  ...programRunOperations,
  ...communicationOperations,
  ...contactOperations,
  ...invoiceOperations,
  ...bulkChangeOperations,
  ...customerTableOperations,
  ...labelOperations,
  ...listOperations,
  ...actionOperations,
  ...insightOperations,
  ...holdOperations,
  ...promptingOperations,
  ...promiseOperations,
  ...signalOperations,
  ...mailboxOperations,
  ...reconcileOperations,
  ...organisationOperations,
  ...suppressionOperations,
  ...userOperations,
  ...visibilityGroupOperations,
  ...noteOperations,
  ...exportOperations,
  ...webhookOperations,
  ...relatedRecordOperations,
  ...syncOperations,
  ...scheduledTouchpointOperations,
  ...touchpointActionOperations,
  ...reviewOperations,
  ...customerExplanationOperations,
  ...programEnrollmentOperations,
  ...programReportOperations,
  ...programOperations,
  ...touchpointOperations,
  ...templateOperations,
  ...switchOperations,
  ...programDryRunOperations,
];
