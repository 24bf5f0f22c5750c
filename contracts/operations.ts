import { apiKeyOperations } from './access/api-keys.ts';
import { auditOperations } from './access/audit.ts';
import { bulkEnrollmentOperations } from './enrollments/bulk-enrollments.ts';
import { customerOperations } from './customers/customers.ts';
import { importOperations } from './imports/imports.ts';
import { communicationOperations } from './customers/communications.ts';
import { contactOperations } from './customers/contacts.ts';
import { invoiceOperations } from './receivables/invoices.operations.ts';
import { bulkChangeOperations } from './bulk-changes/bulk-changes.ts';
import { customerTableOperations } from './customers/customer-table.ts';
import { labelOperations } from './customers/labels.ts';
import { listOperations } from './customers/lists.ts';
import { mailboxOperations } from './sending/mailboxes.ts';
import { organisationOperations } from './access/organisation.ts';
import { suppressionOperations } from './sending/suppressions.ts';
import { userOperations } from './access/users.ts';
import { enrollmentOperations } from './enrollments/enrollments.ts';
import { queueOperations } from './enrollments/queue.ts';
import { relatedRecordOperations } from './receivables/related-records.ts';
import { syncOperations } from './imports/sync.ts';
import { webhookOperations } from './webhooks/webhooks.ts';
import { exportOperations } from './receivables/exports.ts';
import { noteOperations } from './customers/notes.ts';
import { visibilityGroupOperations } from './access/visibility-groups.ts';
import { reconcileOperations } from './upkeep/reconcile.ts';
import { unsubscribeOperations } from './enrollments/unsubscribe.operations.ts';
import { actionOperations } from './insights/actions.ts';
import { insightOperations } from './insights/insights.ts';
import { holdOperations } from './holds/holds.ts';
import { promptingOperations } from './sending/prompting.ts';
import { promiseOperations } from './receivables/promises.ts';
import { signalOperations } from './insights/signals.ts';
import { customerExplanationOperations } from './insights/customer-explanation.ts';
import { programEnrollmentOperations } from './programs/program-enrollments.ts';
import { programReportOperations } from './programs/program-reports.ts';
import { reviewOperations } from './programs/reviews.operations.ts';
import { scheduledTouchpointOperations } from './programs/scheduled-touchpoints.ts';
import { programRunOperations } from './programs/program-runs.ts';
import { programOperations } from './programs/programs.ts';
import { switchOperations } from './holds/switches.ts';
import { templateOperations } from './programs/templates.ts';
import { touchpointActionOperations } from './programs/touchpoint-answers.ts';
import { touchpointOperations } from './programs/touchpoints.ts';
import { programDryRunOperations } from './programs/program-dry-runs.ts';
import type { Operation } from './operation.ts';
import { sequenceOperations } from './sequences/sequences.operations.ts';
import { stepOperations } from './sequences/steps.operations.ts';

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
