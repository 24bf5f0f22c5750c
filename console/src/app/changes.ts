import type { OperationId } from '../api/operations.ts';

/** Which reads a kind of thing shows up in. What is not named here shows up nowhere in the console. */
export const SHOWN_IN: Record<string, readonly OperationId[]> = {
  customer: ['getCustomerTable', 'getCustomerTotals', 'getCustomerOverview', 'explainCustomer'],
  invoice: [
    'getReceivablesTrend',
    'getCustomerTable',
    'getCustomerTotals',
    'getCustomerOverview',
    'listInvoices',
    'getInvoice',
    'explainCustomer',
    'getReviewItem',
  ],
  payment: [
    'getCollectedReport',
    'listCollected',
    'getReceivablesTrend',
    'getCustomerTable',
    'getCustomerTotals',
    'getCustomerOverview',
    'listInvoices',
    'explainCustomer',
  ],
  contact: ['listContacts', 'getCustomerOverview'],
  note: ['listNotes', 'getQueueRow'],
  communication: ['listCommunications', 'getQueueRow'],
  message: [
    'listMessages',
    'getSendReport',
    'countQueue',
    'getQueueRow',
    'explainCustomer',
    'listCommunications',
    'listEnrollments',
    'getSequenceOverview',
    'getScheduledTouchpoint',
  ],
  switch: ['getSendingState', 'explainCustomer', 'listSwitches'],
  label: ['getCustomerTable', 'getCustomerOverview', 'listInvoices', 'getInvoice', 'listLabelGroups'],
  labelGroup: ['listLabelGroups'],
  list: ['getCustomerOverview', 'listLists', 'getList', 'listListMembers'],
  property: ['listProperties'],
  suppression: ['explainCustomer', 'listSuppressions'],
  visibilityGroup: [
    'getCustomerTable',
    'listQueue',
    'countQueue',
    'listVisibilityGroups',
    'listGroupMembers',
    'listGroupCustomers',
  ],
  hold: ['listHolds', 'explainCustomer', 'listQueue', 'countQueue', 'getQueueRow'],
  promise: ['listPromises', 'explainCustomer', 'getCustomerOverview'],
  signal: ['getCustomerTable', 'getCustomerOverview', 'listSignals'],
  enrollment: ['listEnrollments', 'listQueue', 'countQueue', 'explainCustomer'],
  stepExecution: ['listQueue', 'countQueue', 'getQueueRow', 'explainCustomer'],
  scheduledTouchpoint: [
    'listScheduledTouchpoints',
    'getScheduledTouchpoint',
    'listReviewLines',
    'getReviewItem',
    'explainCustomer',
  ],
  batch: ['listReviewBatches', 'listReviewsByCustomer', 'getReviewBatch', 'listReviewLines'],
  program: ['listPrograms', 'getProgram'],
  sequence: ['listSequences', 'getSequence', 'getSequenceOverview', 'listPaths'],
  automation: ['listAutomations', 'getAutomation'],
  automationPass: ['listAutomationPasses', 'getAutomation'],
  mailbox: ['listMailboxes', 'getMailbox', 'listMailboxUse'],
  oauthProvider: ['listOauthProviders'],
  sms_sender: ['listSmsSenders'],
  template: ['listTemplates'],
  webhook: ['listWebhooks'],
  user: ['listUsers', 'getMe'],
  savedView: ['listSavedViews'],
  sharedView: ['listSavedViews'],
  preferences: ['getPreferences'],
  apiKey: ['listApiKeys'],
  import: ['listImports', 'getImport', 'getCustomerTable', 'getCustomerTotals'],
  importProfile: ['listImportProfiles'],
  mail: ['getConversation', 'getMail'],
  mailSuggestion: ['listMailSuggestions'],
  organisation: ['getOrganisation'],
  action: ['listActions', 'getAction'],
  conversation: ['listConversations', 'countConversations', 'getConversation'],
};

/** Lists whose rows must not move under the cursor: they are read again when somebody asks. */
const CALM: ReadonlySet<OperationId> = new Set<OperationId>([
  'listQueue',
  'listReviewLines',
  'listReviewBatches',
  'getCustomerTable',
  'listInvoices',
  'listScheduledTouchpoints',
  'listActions',
  // A step that somebody edits must not change under what is typed.
  'getSequence',
  'getProgram',
  'getAutomation',
  'listAutomationPasses',
  'listConversations',
]);

/** What a change touches: reads to repeat at once, and lists that only say that something changed. */
export function touchedBy(entity: string): { now: OperationId[]; asked: OperationId[] } {
  const all = SHOWN_IN[entity] ?? [];
  return { now: all.filter((id) => !CALM.has(id)), asked: all.filter((id) => CALM.has(id)) };
}

/** Every read that is repeated at once, whatever changed. */
export const isCalm = (id: unknown): boolean => CALM.has(id as OperationId);
