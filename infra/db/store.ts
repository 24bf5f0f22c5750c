import * as actionSends from './action-sends.ts';
import * as actions from './actions.ts';
import * as apiKeys from './api-keys.ts';
import * as audit from './audit.ts';
import * as bulkActions from './bulk-actions.ts';
import * as bulkChanges from './bulk-changes.ts';
import * as bulkEnrollments from './bulk-enrollments.ts';
import * as bulkProgress from './bulk-progress.ts';
import * as changes from './changes.ts';
import * as communications from './communications.ts';
import * as contactPolicy from './contact-policy.ts';
import * as contacts from './contacts.ts';
import * as customerRefresh from './customer-refresh.ts';
import * as customerSummaries from './customer-summaries.ts';
import * as customerTable from './customer-table.ts';
import * as customers from './customers.ts';
import * as decisions from './decisions.ts';
import * as disputeHolds from './dispute-holds.ts';
import * as enroll from './enroll.ts';
import * as enrollmentViews from './enrollment-views.ts';
import * as enrollments from './enrollments.ts';
import * as executions from './executions.ts';
import * as facts from './facts.ts';
import * as gauges from './gauges.ts';
import * as holdViews from './hold-views.ts';
import * as holds from './holds.ts';
import * as idempotency from './idempotency.ts';
import * as importClaims from './import-claims.ts';
import * as importContacts from './import-contacts.ts';
import * as importCustomers from './import-customers.ts';
import * as importInvoices from './import-invoices.ts';
import * as imports from './imports.ts';
import * as insightFacts from './insight-facts.ts';
import * as insights from './insights.ts';
import * as invoiceList from './invoice-list.ts';
import * as invoices from './invoices.ts';
import * as labelMarks from './label-marks.ts';
import * as labels from './labels.ts';
import * as lists from './lists.ts';
import * as locks from './locks.ts';
import * as mailEvents from './mail-events.ts';
import * as mailboxHealth from './mailbox-health.ts';
import * as mailboxes from './mailboxes.ts';
import * as matchBulkRows from './match-bulk-rows.ts';
import * as messages from './messages.ts';
import * as organisation from './organisation.ts';
import * as payments from './payments.ts';
import * as programRuns from './program-runs.ts';
import * as programRunViews from './program-run-views.ts';
import * as programSupersession from './program-supersession.ts';
import * as programUpkeep from './program-upkeep.ts';
import * as programClosing from './program-closing.ts';
import * as programViews from './program-views.ts';
import * as programAutoEnrollment from './program-auto-enrollment.ts';
import * as programDryRuns from './program-dry-runs.ts';
import * as programGeneration from './program-generation.ts';
import * as programPlans from './program-plans.ts';
import * as programReplacement from './program-replacement.ts';
import * as programVerdicts from './program-verdicts.ts';
import * as programs from './programs.ts';
import * as programExplanations from './program-explanations.ts';
import * as programReports from './program-reports.ts';
import * as programEnrollments from './program-enrollments.ts';
import * as programEnrollmentViews from './program-enrollment-views.ts';
import * as promiseDecisions from './promise-decisions.ts';
import * as promises from './promises.ts';
import * as promptAnswers from './prompt-answers.ts';
import * as queue from './queue.ts';
import * as rawTransaction from './raw-transaction.ts';
import * as scheduledTouchpointDetails from './scheduled-touchpoint-details.ts';
import * as scheduledTouchpointViews from './scheduled-touchpoint-views.ts';
import * as scheduledTouchpoints from './scheduled-touchpoints.ts';
import * as batchDecisions from './batch-decisions.ts';
import * as reviewBatches from './review-batches.ts';
import * as reviewItems from './review-items.ts';
import * as reviewViews from './review-views.ts';
import * as touchpointFacts from './touchpoint-facts.ts';
import * as touchpointSends from './touchpoint-sends.ts';
import * as reconcile from './reconcile.ts';
import * as sendHolds from './send-holds.ts';
import * as sendLimits from './send-limits.ts';
import * as sequenceAcceptance from './sequence-acceptance.ts';
import * as sequenceHolds from './sequence-holds.ts';
import * as sequenceOverview from './sequence-overview.ts';
import * as sequenceSurroundings from './sequence-surroundings.ts';
import * as sequenceViews from './sequence-views.ts';
import * as sequences from './sequences.ts';
import * as signalRules from './signal-rules.ts';
import * as signals from './signals.ts';
import * as snapshots from './snapshots.ts';
import * as stepPreviews from './step-previews.ts';
import * as steps from './steps.ts';
import * as suppressions from './suppressions.ts';
import * as switches from './switches.ts';
import * as templateViews from './template-views.ts';
import * as templates from './templates.ts';
import * as touchpoints from './touchpoints.ts';
import * as allocations from './allocations.ts';
import * as relatedRecords from './related-records.ts';
import * as webhookDeliveries from './webhook-deliveries.ts';
import * as webhookFeed from './webhook-feed.ts';
import * as webhooks from './webhooks.ts';
import * as exports from './exports.ts';
import * as notes from './notes.ts';
import * as visibilityGroups from './visibility-groups.ts';
import * as users from './users.ts';

/** All SQL of the product: plain functions that take the client or a transaction first. Commands get it by type. */
export const store = {
  actionSends,
  actions,
  apiKeys,
  audit,
  bulkActions,
  bulkChanges,
  bulkEnrollments,
  bulkProgress,
  changes,
  communications,
  contactPolicy,
  contacts,
  customerRefresh,
  customerSummaries,
  customerTable,
  customers,
  decisions,
  disputeHolds,
  enroll,
  enrollmentViews,
  enrollments,
  executions,
  facts,
  gauges,
  holds,
  holdViews,
  idempotency,
  importClaims,
  importContacts,
  importCustomers,
  importInvoices,
  imports,
  insightFacts,
  insights,
  invoiceList,
  invoices,
  labelMarks,
  labels,
  lists,
  locks,
  mailEvents,
  mailboxHealth,
  mailboxes,
  matchBulkRows,
  messages,
  organisation,
  payments,
  programRuns,
  programRunViews,
  programSupersession,
  programUpkeep,
  programClosing,
  programViews,
  programAutoEnrollment,
  programDryRuns,
  programGeneration,
  programPlans,
  programReplacement,
  programVerdicts,
  programs,
  programExplanations,
  programReports,
  programEnrollments,
  programEnrollmentViews,
  promiseDecisions,
  promises,
  promptAnswers,
  queue,
  rawTransaction,
  scheduledTouchpointDetails,
  scheduledTouchpointViews,
  scheduledTouchpoints,
  batchDecisions,
  reviewBatches,
  reviewItems,
  reviewViews,
  touchpointFacts,
  touchpointSends,
  reconcile,
  sendHolds,
  sendLimits,
  sequenceAcceptance,
  sequenceHolds,
  sequenceOverview,
  sequenceSurroundings,
  sequenceViews,
  sequences,
  signalRules,
  signals,
  snapshots,
  stepPreviews,
  steps,
  suppressions,
  switches,
  templateViews,
  templates,
  touchpoints,
  users,
  notes,
  exports,
  webhookDeliveries,
  webhookFeed,
  webhooks,
  allocations,
  relatedRecords,
  visibilityGroups,
};
export type Store = typeof store;
