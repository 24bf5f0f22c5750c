import { enrollmentRoutes } from './enrollments.ts';
import { queueRoutes } from './queue.ts';
import { unsubscribeRoutes } from './unsubscribe.ts';
import type { Route } from '../handle.ts';
import { auditRoutes } from './audit.ts';
import { bulkEnrollmentRoutes } from './bulk-enrollments.ts';
import { importRoutes } from './imports.ts';
import { sequenceRoutes } from './sequences.ts';
import { programRunRoutes } from './program-runs.ts';
import { stepRoutes } from './steps.ts';
import { customerRoutes } from './customers.ts';
import { invoiceRoutes } from './invoices.ts';
import { bulkChangeRoutes } from './bulk-changes.ts';
import { customerTableRoutes } from './customer-table.ts';
import { labelRoutes } from './labels.ts';
import { listRoutes } from './lists.ts';
import { mailboxRoutes } from './mailboxes.ts';
import { operationsRoutes } from './operations.ts';
import { organisationRoutes } from './organisation.ts';
import { relatedRecordRoutes } from './related-records.ts';
import { syncRoutes } from './sync.ts';
import { webhookRoutes } from './webhooks.ts';
import { exportRoutes } from './exports.ts';
import { noteRoutes } from './notes.ts';
import { visibilityGroupRoutes } from './visibility-groups.ts';
import { insightRoutes } from './insights.ts';
import { promptingRoutes } from './prompting.ts';
import { receivableRoutes } from './receivables.ts';
import { customerExplanationRoutes } from './customer-explanations.ts';
import { programEnrollmentRoutes } from './program-enrollments.ts';
import { programReportRoutes } from './program-reports.ts';
import { reviewRoutes } from './reviews.ts';
import { scheduledTouchpointRoutes } from './scheduled-touchpoints.ts';
import { programRoutes } from './programs.ts';
import { switchRoutes } from './switches.ts';
import { templateRoutes } from './templates.ts';
import { touchpointActionRoutes } from './touchpoint-actions.ts';
import { programDryRunRoutes } from './program-dry-runs.ts';
import { userRoutes } from './users.ts';

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
