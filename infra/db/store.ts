import * as actionSends from './insights/action-sends.ts';
import * as actions from './insights/actions.ts';
import * as apiKeys from './access/api-keys.ts';
import * as audit from './audit.ts';
import * as auditLog from './access/audit-log.ts';
import * as bulkActions from './bulk-changes/bulk-effects.ts';
import * as bulkChanges from './bulk-changes/bulk-changes.ts';
import * as bulkEnrollments from './enrollments/bulk-enrollments.ts';
import * as bulkProgress from './enrollments/bulk-progress.ts';
import * as changes from './changes.ts';
import * as communications from './customers/communications.ts';
import * as contactPolicy from './sending/contact-policy.ts';
import * as contacts from './customers/contacts.ts';
import * as customerRefresh from './customers/customer-refresh.ts';
import * as customerSummaries from './customers/customer-summaries.ts';
import * as customerTable from './customers/customer-table.ts';
import * as customers from './customers/customers.ts';
import * as decisions from './enrollments/decisions.ts';
import * as disputeHolds from './holds/dispute-holds.ts';
import * as enroll from './enrollments/enroll.ts';
import * as enrollmentViews from './enrollments/enrollment-views.ts';
import * as enrollments from './enrollments/enrollments.ts';
import * as executions from './enrollments/executions.ts';
import * as facts from './sending/send-facts.ts';
import * as gauges from './upkeep/gauges.ts';
import * as holdViews from './holds/hold-views.ts';
import * as holds from './holds/holds.ts';
import * as idempotency from './idempotency.ts';
import * as importClaims from './imports/import-claims.ts';
import * as importContacts from './imports/import-contacts.ts';
import * as importCustomers from './imports/import-customers.ts';
import * as importInvoices from './imports/import-invoices.ts';
import * as imports from './imports/imports.ts';
import * as insightFacts from './insights/observations.ts';
import * as insights from './insights/insights.ts';
import * as invoiceList from './receivables/invoice-list.ts';
import * as invoices from './receivables/invoices.ts';
import * as labelMarks from './customers/label-marks.ts';
import * as labels from './customers/labels.ts';
import * as lists from './customers/lists.ts';
import * as locks from './locks.ts';
import * as messageEvents from './enrollments/message-events.ts';
import * as mailboxHealth from './sending/mailbox-health.ts';
import * as mailboxes from './sending/mailboxes.ts';
import * as matchBulkRows from './enrollments/match-bulk-rows.ts';
import * as messages from './sending/ledger.ts';
import * as organisation from './access/organisation.ts';
import * as payments from './receivables/payments.ts';
import * as programRuns from './programs/runs/program-runs.ts';
import * as programRunViews from './programs/runs/program-run-views.ts';
import * as programSupersession from './programs/runs/program-supersession.ts';
import * as programUpkeep from './programs/runs/program-upkeep.ts';
import * as programClosing from './programs/program-closing.ts';
import * as programViews from './programs/runs/program-views.ts';
import * as programAutoEnrollment from './programs/program-auto-enrollment.ts';
import * as programDryRuns from './programs/runs/program-dry-runs.ts';
import * as programGeneration from './programs/runs/program-generation.ts';
import * as programPlans from './programs/program-plans.ts';
import * as programReplacement from './programs/runs/program-replacement.ts';
import * as programVerdicts from './programs/program-verdicts.ts';
import * as programs from './programs/programs.ts';
import * as programExplanations from './programs/program-explanations.ts';
import * as programReports from './programs/program-reports.ts';
import * as programEnrollments from './programs/program-enrollments.ts';
import * as programEnrollmentViews from './programs/program-enrollment-views.ts';
import * as promiseDecisions from './receivables/promise-decisions.ts';
import * as promises from './receivables/promises.ts';
import * as promptAnswers from './sending/prompt-answers.ts';
import * as queue from './enrollments/queue.ts';
import * as rawTransaction from './raw-transaction.ts';
import * as scheduledTouchpointDetails from './programs/touchpoints/scheduled-touchpoint-details.ts';
import * as scheduledTouchpointViews from './programs/touchpoints/scheduled-touchpoint-views.ts';
import * as scheduledTouchpoints from './programs/touchpoints/scheduled-touchpoints.ts';
import * as batchDecisions from './programs/reviews/batch-decisions.ts';
import * as reviewBatches from './programs/reviews/review-batches.ts';
import * as reviewItems from './programs/reviews/review-items.ts';
import * as reviewViews from './programs/reviews/review-views.ts';
import * as touchpointFacts from './programs/touchpoints/touchpoint-facts.ts';
import * as touchpointSends from './programs/touchpoints/touchpoint-sends.ts';
import * as partitions from './upkeep/partitions.ts';
import * as reconcile from './upkeep/reconcile.ts';
import * as sendHolds from './sending/send-holds.ts';
import * as sendLimits from './sending/send-limits.ts';
import * as sequenceAcceptance from './sequences/sequence-acceptance.ts';
import * as sequenceHolds from './sequences/sequence-holds.ts';
import * as sequenceOverview from './sequences/sequence-overview.ts';
import * as sequenceSurroundings from './sequences/sequence-surroundings.ts';
import * as sequenceViews from './sequences/sequence-views.ts';
import * as sequences from './sequences/sequences.ts';
import * as signalRules from './insights/signal-rules.ts';
import * as signals from './insights/signals.ts';
import * as snapshots from './enrollments/snapshots.ts';
import * as stepPreviews from './sequences/step-previews.ts';
import * as steps from './sequences/steps.ts';
import * as suppressions from './sending/suppressions.ts';
import * as switches from './holds/switches.ts';
import * as templateViews from './programs/template-views.ts';
import * as templates from './programs/templates.ts';
import * as touchpoints from './programs/touchpoints.ts';
import * as allocations from './imports/allocations.ts';
import * as relatedRecords from './receivables/related-records.ts';
import * as webhookDeliveries from './webhooks/webhook-deliveries.ts';
import * as webhookFeed from './webhooks/webhook-feed.ts';
import * as webhooks from './webhooks/webhooks.ts';
import * as exports from './receivables/exports.ts';
import * as notes from './customers/notes.ts';
import * as visibilityGroups from './access/visibility-groups.ts';
import * as users from './access/users.ts';

/** All SQL of the product: plain functions that take the client or a transaction first. Commands get it by type. */
export const store = {
  actionSends,
  actions,
  apiKeys,
  audit,
  auditLog,
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
  messageEvents,
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
  partitions,
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
