import { enrollmentRoutes } from './enrollments/enrollments.ts';
import { queueRoutes } from './enrollments/queue.ts';
import { unsubscribeRoutes } from './enrollments/unsubscribe.ts';
import type { Route } from '../handle.ts';
import { auditRoutes } from './access/audit.ts';
import { bulkEnrollmentRoutes } from './enrollments/bulk-enrollments.ts';
import { importRoutes } from './imports/imports.ts';
import { sequenceRoutes } from './sequences/sequences.ts';
import { programRunRoutes } from './programs/program-runs.ts';
import { stepRoutes } from './sequences/steps.ts';
import { customerRoutes } from './customers/customers.ts';
import { invoiceRoutes } from './receivables/invoices.ts';
import { bulkChangeRoutes } from './bulk-changes.ts';
import { customerTableRoutes } from './customers/customer-table.ts';
import { labelRoutes } from './customers/labels.ts';
import { listRoutes } from './customers/lists.ts';
import { mailboxRoutes } from './sending/mailboxes.ts';
import { operationsRoutes } from './upkeep.ts';
import { organisationRoutes } from './access/organisation.ts';
import { relatedRecordRoutes } from './imports/related-records.ts';
import { syncRoutes } from './imports/sync.ts';
import { webhookRoutes } from './webhooks.ts';
import { exportRoutes } from './receivables/exports.ts';
import { noteRoutes } from './customers/notes.ts';
import { visibilityGroupRoutes } from './access/visibility-groups.ts';
import { insightRoutes } from './insights/insights.ts';
import { promptingRoutes } from './sending/prompting.ts';
import { receivableRoutes } from './receivables/promises.ts';
import { customerExplanationRoutes } from './insights/customer-explanations.ts';
import { programEnrollmentRoutes } from './programs/program-enrollments.ts';
import { programReportRoutes } from './programs/program-reports.ts';
import { reviewRoutes } from './programs/reviews.ts';
import { scheduledTouchpointRoutes } from './programs/scheduled-touchpoints.ts';
import { programRoutes } from './programs/programs.ts';
import { switchRoutes } from './holds.ts';
import { templateRoutes } from './programs/templates.ts';
import { touchpointActionRoutes } from './programs/touchpoint-answers.ts';
import { programDryRunRoutes } from './programs/program-dry-runs.ts';
import { userRoutes } from './access/users.ts';

/** Every route of the API, one an operation. */
export const routes: readonly Route[] = [
  ...auditRoutes,
  ...unsubscribeRoutes,
  ...queueRoutes,
  ...enrollmentRoutes,
  ...sequenceRoutes,
  ...stepRoutes,
  ...programRunRoutes,
  ...bulkEnrollmentRoutes,
  ...importRoutes,
  ...customerRoutes,
  ...invoiceRoutes,
  ...bulkChangeRoutes,
  ...customerTableRoutes,
  ...labelRoutes,
  ...listRoutes,
  ...insightRoutes,
  ...promptingRoutes,
  ...receivableRoutes,
  ...mailboxRoutes,
  ...operationsRoutes,
  ...organisationRoutes,
  ...userRoutes,
  ...visibilityGroupRoutes,
  ...noteRoutes,
  ...exportRoutes,
  ...webhookRoutes,
  ...relatedRecordRoutes,
  ...syncRoutes,
  ...scheduledTouchpointRoutes,
  ...touchpointActionRoutes,
  ...reviewRoutes,
  ...customerExplanationRoutes,
  ...programEnrollmentRoutes,
  ...programReportRoutes,
  ...programRoutes,
  ...templateRoutes,
  ...switchRoutes,
  ...programDryRunRoutes,
];
