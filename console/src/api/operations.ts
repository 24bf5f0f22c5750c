import type { z } from 'zod';
import type { Operation } from '../../../contracts/operation.ts';
import type { apiKeyOperations } from '../../../contracts/access/api-keys.operations.ts';
import type { auditOperations } from '../../../contracts/access/audit.operations.ts';
import type { organisationOperations } from '../../../contracts/access/organisation.operations.ts';
import type { sessionOperations } from '../../../contracts/access/sessions.operations.ts';
import type { userOperations } from '../../../contracts/access/users.operations.ts';
import type { visibilityGroupOperations } from '../../../contracts/access/visibility-groups.operations.ts';
import type { audienceOperations } from '../../../contracts/automations/audiences.operations.ts';
import type { automationOperations } from '../../../contracts/automations/automations.operations.ts';
import type { automationMessageOperations } from '../../../contracts/automations/messages.operations.ts';
import type { passOperations } from '../../../contracts/automations/passes.operations.ts';
import type { scoreOperations } from '../../../contracts/automations/scores.operations.ts';
import type { bulkChangeOperations } from '../../../contracts/bulk-changes/bulk-changes.operations.ts';
import type { configurationOperations } from '../../../contracts/configuration/configuration.operations.ts';
import type { preferenceOperations } from '../../../contracts/console/preferences.operations.ts';
import type { savedViewOperations } from '../../../contracts/console/saved-views.operations.ts';
import type { searchOperations } from '../../../contracts/console/search.operations.ts';
import type { communicationOperations } from '../../../contracts/customers/communications.operations.ts';
import type { contactOperations } from '../../../contracts/customers/contacts.operations.ts';
import type { receivablesTrendOperations } from '../../../contracts/customers/receivables-trend.operations.ts';
import type { collectedOperations } from '../../../contracts/receivables/collected.operations.ts';
import type { sendReportOperations } from '../../../contracts/sending/send-report.operations.ts';
import type { customerTableOperations } from '../../../contracts/customers/customer-table.operations.ts';
import type { customerOperations } from '../../../contracts/customers/customers.operations.ts';
import type { labelOperations } from '../../../contracts/customers/labels.operations.ts';
import type { listOperations } from '../../../contracts/customers/lists.operations.ts';
import type { noteOperations } from '../../../contracts/customers/notes.operations.ts';
import type { propertyOperations } from '../../../contracts/customers/properties.operations.ts';
import type { bulkEnrollmentOperations } from '../../../contracts/enrollments/bulk-enrollments.operations.ts';
import type { enrollmentOperations } from '../../../contracts/enrollments/enrollments.operations.ts';
import type { queueCardOperations } from '../../../contracts/enrollments/queue-card.operations.ts';
import type { queueBulkOperations } from '../../../contracts/enrollments/queue/bulks.operations.ts';
import type { queueOperations } from '../../../contracts/enrollments/queue.operations.ts';
import type { holdOperations } from '../../../contracts/holds/holds.operations.ts';
import type { switchOperations } from '../../../contracts/holds/switches.operations.ts';
import type { importProfileOperations } from '../../../contracts/imports/import-profiles.operations.ts';
import type { importOperations } from '../../../contracts/imports/imports.operations.ts';
import type { syncOperations } from '../../../contracts/imports/sync.operations.ts';
import type { conversationOperations } from '../../../contracts/inbox/conversations.operations.ts';
import type { mailOperations } from '../../../contracts/inbox/mails.operations.ts';
import type { suggestionOperations } from '../../../contracts/inbox/suggestions.operations.ts';
import type { wishOperations } from '../../../contracts/inbox/wishes.operations.ts';
import type { actionOperations } from '../../../contracts/insights/actions.operations.ts';
import type { customerExplanationOperations } from '../../../contracts/insights/customer-explanation.operations.ts';
import type { insightOperations } from '../../../contracts/insights/insights.operations.ts';
import type { signalOperations } from '../../../contracts/insights/signals.operations.ts';
import type { programDryRunOperations } from '../../../contracts/programs/program-dry-runs.operations.ts';
import type { programEnrollmentOperations } from '../../../contracts/programs/program-enrollments.operations.ts';
import type { programReportOperations } from '../../../contracts/programs/program-reports.operations.ts';
import type { programRunOperations } from '../../../contracts/programs/program-runs.operations.ts';
import type { programTouchpointOperations } from '../../../contracts/programs/program-touchpoints.operations.ts';
import type { programOperations } from '../../../contracts/programs/programs.operations.ts';
import type { reviewBatchOperations } from '../../../contracts/programs/review-batches.operations.ts';
import type { reviewItemOperations } from '../../../contracts/programs/review-items.operations.ts';
import type { scheduledTouchpointOperations } from '../../../contracts/programs/scheduled-touchpoints.operations.ts';
import type { templateOperations } from '../../../contracts/programs/templates.operations.ts';
import type { textPreviewOperations } from '../../../contracts/programs/text-previews.operations.ts';
import type { touchpointAnswerOperations } from '../../../contracts/programs/touchpoint-answers.operations.ts';
import type { creditOperations } from '../../../contracts/receivables/credit.operations.ts';
import type { exportOperations } from '../../../contracts/receivables/exports.operations.ts';
import type { invoiceOperations } from '../../../contracts/receivables/invoices.operations.ts';
import type { paymentOperations } from '../../../contracts/receivables/payments.operations.ts';
import type { promiseOperations } from '../../../contracts/receivables/promises.operations.ts';
import type { relatedRecordOperations } from '../../../contracts/receivables/related-records.operations.ts';
import type { mailboxOperations } from '../../../contracts/sending/mailboxes.operations.ts';
import type { messageOperations } from '../../../contracts/sending/messages.operations.ts';
import type { oauthProviderOperations } from '../../../contracts/sending/oauth-providers.operations.ts';
import type { promptingOperations } from '../../../contracts/sending/prompting.operations.ts';
import type { smsSenderOperations } from '../../../contracts/sending/sms-senders.operations.ts';
import type { suppressionOperations } from '../../../contracts/sending/suppressions.operations.ts';
import type { testMailOperations } from '../../../contracts/sending/test-mails.operations.ts';
import type { branchOperations } from '../../../contracts/sequences/branches.operations.ts';
import type { resultOperations } from '../../../contracts/sequences/results.operations.ts';
import type { sequenceOperations } from '../../../contracts/sequences/sequences.operations.ts';
import type { starterOperations } from '../../../contracts/sequences/starters.operations.ts';
import type { stepOperations } from '../../../contracts/sequences/steps.operations.ts';
import type { erasureOperations } from '../../../contracts/upkeep/erasures.operations.ts';
import type { reconcileOperations } from '../../../contracts/upkeep/reconcile.operations.ts';
import type { webhookOperations } from '../../../contracts/webhooks/webhooks.operations.ts';

/** The operations of the API, as the contracts have them; those that only other systems call are left out. */
type Known =
  | (typeof apiKeyOperations)[number]
  | (typeof auditOperations)[number]
  | (typeof organisationOperations)[number]
  | (typeof sessionOperations)[number]
  | (typeof userOperations)[number]
  | (typeof visibilityGroupOperations)[number]
  | (typeof audienceOperations)[number]
  | (typeof automationOperations)[number]
  | (typeof automationMessageOperations)[number]
  | (typeof passOperations)[number]
  | (typeof scoreOperations)[number]
  | (typeof bulkChangeOperations)[number]
  | (typeof configurationOperations)[number]
  | (typeof preferenceOperations)[number]
  | (typeof savedViewOperations)[number]
  | (typeof searchOperations)[number]
  | (typeof communicationOperations)[number]
  | (typeof contactOperations)[number]
  | (typeof customerTableOperations)[number]
  | (typeof receivablesTrendOperations)[number]
  | (typeof collectedOperations)[number]
  | (typeof sendReportOperations)[number]
  | (typeof customerOperations)[number]
  | (typeof labelOperations)[number]
  | (typeof listOperations)[number]
  | (typeof noteOperations)[number]
  | (typeof propertyOperations)[number]
  | (typeof bulkEnrollmentOperations)[number]
  | (typeof enrollmentOperations)[number]
  | (typeof queueCardOperations)[number]
  | (typeof queueBulkOperations)[number]
  | (typeof queueOperations)[number]
  | (typeof holdOperations)[number]
  | (typeof switchOperations)[number]
  | (typeof importProfileOperations)[number]
  | (typeof importOperations)[number]
  | (typeof syncOperations)[number]
  | (typeof conversationOperations)[number]
  | (typeof mailOperations)[number]
  | (typeof suggestionOperations)[number]
  | (typeof wishOperations)[number]
  | (typeof actionOperations)[number]
  | (typeof customerExplanationOperations)[number]
  | (typeof insightOperations)[number]
  | (typeof signalOperations)[number]
  | (typeof programDryRunOperations)[number]
  | (typeof programEnrollmentOperations)[number]
  | (typeof programReportOperations)[number]
  | (typeof programRunOperations)[number]
  | (typeof programTouchpointOperations)[number]
  | (typeof programOperations)[number]
  | (typeof reviewBatchOperations)[number]
  | (typeof reviewItemOperations)[number]
  | (typeof scheduledTouchpointOperations)[number]
  | (typeof templateOperations)[number]
  | (typeof textPreviewOperations)[number]
  | (typeof touchpointAnswerOperations)[number]
  | (typeof creditOperations)[number]
  | (typeof exportOperations)[number]
  | (typeof invoiceOperations)[number]
  | (typeof paymentOperations)[number]
  | (typeof promiseOperations)[number]
  | (typeof relatedRecordOperations)[number]
  | (typeof mailboxOperations)[number]
  | (typeof messageOperations)[number]
  | (typeof oauthProviderOperations)[number]
  | (typeof promptingOperations)[number]
  | (typeof smsSenderOperations)[number]
  | (typeof suppressionOperations)[number]
  | (typeof testMailOperations)[number]
  | (typeof branchOperations)[number]
  | (typeof resultOperations)[number]
  | (typeof sequenceOperations)[number]
  | (typeof starterOperations)[number]
  | (typeof stepOperations)[number]
  | (typeof erasureOperations)[number]
  | (typeof reconcileOperations)[number]
  | (typeof webhookOperations)[number];

export type OperationId = Known['id'];
type Named<I extends OperationId> = Extract<Known, { id: I }>;
type Sent<O, K extends string> = O extends { [P in K]: infer S extends z.ZodType } ? z.input<S> : undefined;
type Part<O extends Operation, K extends 'params' | 'query' | 'body'> =
  undefined extends Sent<O, K> ? { [P in K]?: Sent<O, K> } : { [P in K]: Sent<O, K> };
type Query<O extends Operation> =
  Record<never, never> extends Sent<O, 'query'> ? { query?: Sent<O, 'query'> } : Part<O, 'query'>;

/** Operations that take a file. */
type Upload = Extract<Known, { csvBody: string }>['id'];
type FilePart<I> = [I] extends [Upload] ? { file: Blob } : unknown;

/** What a call carries: ids of the path, filters, a body or a file, each as the contract wants it. */
export type Input<I extends OperationId> = Part<Named<I>, 'params'> &
  Query<Named<I>> &
  Part<Named<I>, 'body'> &
  FilePart<I>;

/** What the API answers. */
export type Reply<I extends OperationId> =
  Named<I> extends { response: infer S extends z.ZodType } ? z.output<S> : undefined;

/** One row of a page. */
export type ItemOf<I extends OperationId> = Reply<I> extends { items: (infer T)[] } ? T : never;
