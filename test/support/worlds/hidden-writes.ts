import { INBOX_WRITES } from './hidden-inbox-writes.ts';

/** What a request may name, by its name in paths: things of the hidden customer, and shared or visible ones. */
export type Names = Record<
  | 'customerId'
  | 'contactId'
  | 'invoiceId'
  | 'externalId'
  | 'labelId'
  | 'sequenceId'
  | 'stepId'
  | 'openCustomerId'
  | 'openCreditNoteId',
  string
> &
  Record<string, string>;

/** The smallest valid request of one operation. */
export interface Write {
  /** Names of what its path names, where these differ from those in its path. */
  params?: Readonly<Record<string, string>>;
  body?: (names: Names) => object;
  csv?: (names: Names) => string;
  /** `part`: it covers what the caller may see and leaves the rest out. Else it is refused. */
  effect?: 'part';
  /** What its owner is answered, where it is neither done nor 409. */
  forOwner?: number;
}

const plain: Write = {};
const empty: Write = { body: () => ({}) };
const withBody = (body: object): Write => ({ body: () => body });
const item = (more: object): Write => ({
  body: ({ externalId }) => ({ items: [{ customerExternalId: externalId, ...more }] }),
  effect: 'part',
});
const day = '2026-03-02';
const ofAutomation = { params: { messageId: 'automationMessageId' } };

/** Every operation that writes and names something of a customer, with a valid request. */
export const WRITES: Readonly<Record<string, Write>> = {
  // The row of the fixture is a call: nothing is edited, sent or retried.
  editQueued: withBody({ subject: 'x' }),
  sendQueued: empty,
  completeQueued: empty,
  cancelQueued: empty,
  removeQueued: empty,
  retryQueued: empty,
  markQueuedSent: empty,
  markQueued: withBody({ outcome: 'x' }),
  assignQueued: withBody({ assigneeId: null }),
  enrollCustomer: { body: ({ customerId }) => ({ customerId }) },
  removeSuppression: plain,
  retryCopy: plain,
  markCopySent: plain,
  stopEnrollment: empty,
  pauseEnrollment: empty,
  resumeEnrollment: empty,
  removeEnrollment: empty,
  moveEnrollmentOn: empty,
  recordMailEvent: withBody({ kind: 'reply' }),
  recordMessageEvent: withBody({ kind: 'reply' }),
  updateCustomer: withBody({ score: 7 }),
  createBulkEnrollment: { csv: ({ externalId }) => `customer\n${externalId}\n`, effect: 'part' },
  createImport: { csv: ({ externalId }) => `external_id,name\n${externalId},Other\n`, effect: 'part' },
  previewTouchpoint: { body: ({ touchpointId, customerId }) => ({ touchpointId, customerId }) },
  previewTemplate: { body: ({ customerId }) => ({ templateId: 'friendly-reminder', customerId }) },
  previewStep: { body: ({ stepId, customerId }) => ({ stepId, customerId }) },
  // No language model is configured in the fixture.
  writeDraft: withBody({ prompt: 'x' }),
  logCommunication: withBody({ kind: 'call', direction: 'inbound', occurredAt: '2026-03-01T10:00:00Z' }),
  createContact: withBody({ name: 'Jo' }),
  updateContact: withBody({ title: 'CFO' }),
  eraseContact: withBody({ dryRun: false }),
  createInvoice: withBody({ number: 'N-1', issuedOn: day, dueOn: day, amount: '5' }),
  updateInvoice: withBody({ poNumber: 'P-1' }),
  recordPayment: withBody({ amount: '1' }),
  adjustInvoice: withBody({ amount: '1', cause: 'write_off', reason: 'x' }),
  recordCustomerPayment: withBody({ amount: '1', allocations: [] }),
  allocatePayment: { body: ({ invoiceId }) => ({ invoiceId }) },
  reversePayment: withBody({ reason: 'No funds' }),
  disputeInvoice: withBody({ reason: 'x' }),
  undisputeInvoice: empty,
  voidInvoice: empty,
  createCustomerBulkChange: {
    body: ({ customerId, labelId }) => ({
      selection: { customerIds: [customerId] },
      action: { type: 'removeLabels', labelIds: [labelId] },
    }),
    effect: 'part',
  },
  createInvoiceBulkChange: {
    body: ({ invoiceId, labelId }) => ({
      selection: { invoiceIds: [invoiceId] },
      action: { type: 'removeLabels', labelIds: [labelId] },
    }),
    effect: 'part',
  },
  applyBulkChange: plain,
  undoBulkChange: plain,
  createQueueBulk: {
    body: ({ stepExecutionId }) => ({
      selection: { stepExecutionIds: [stepExecutionId] },
      action: { type: 'cancel', scope: 'step' },
    }),
    effect: 'part',
  },
  explainAudience: {
    body: ({ customerId }) => ({
      customerId,
      audience: { kind: 'all', nodes: [{ kind: 'field', field: 'name', op: 'is_set' }] },
    }),
  },
  labelCustomer: plain,
  unlabelCustomer: plain,
  labelInvoice: plain,
  unlabelInvoice: plain,
  addListMember: plain,
  removeListMember: plain,
  completeAction: empty,
  snoozeAction: withBody({ until: '2026-03-09' }),
  dismissAction: empty,
  // The action of the fixture is a call: it is neither edited nor sent.
  editAction: withBody({ subject: 'x' }),
  sendAction: empty,
  retryAction: plain,
  markActionSent: plain,
  refreshInsights: plain,
  ...INBOX_WRITES,
  openHold: { body: ({ customerId }) => ({ scope: 'customer', customerId }) },
  endHold: plain,
  makePromise: {
    body: ({ invoiceId }) => ({ promisedOn: '2026-03-20', amount: '1', invoiceIds: [invoiceId] }),
  },
  withdrawPromise: plain,
  postSignal: withBody({ kind: 'rating', severity: 'medium', text: 'x' }),
  endSignal: plain,
  changeGroupCustomers: { body: ({ customerId }) => ({ remove: [customerId] }), effect: 'part' },
  setCustomerGroups: withBody({ groupIds: [] }),
  createNote: withBody({ content: 'x' }),
  updateNote: { ...withBody({ content: 'x' }), forOwner: 403 },
  removeNote: { forOwner: 403 },
  redeliverWebhook: plain,
  upsertRelatedRecord: withBody({ kind: 'document', externalId: 'O-1' }),
  addRelatedEvent: withBody({ kind: 'opened', occurredOn: day }),
  saveDocumentFile: withBody({ name: 'x.txt', contentType: 'text/plain', content: 'eHh4' }),
  deleteDocumentFile: plain,
  applyCredit: { body: ({ invoiceId }) => ({ invoiceId }) },
  setProgramEnrollment: withBody({ isEnrolled: false }),
  approveBatch: withBody({ contentHash: 'x' }),
  editReviewItem: withBody({ subject: 'x', contentHash: 'x' }),
  dropReviewItem: empty,
  rejectBatch: empty,
  approveReviewItems: { body: ({ itemId }) => ({ items: [{ itemId, contentHash: 'x' }] }) },
  recallBatch: empty,
  retryScheduledTouchpoint: plain,
  cancelScheduledTouchpoint: empty,
  completeScheduledTouchpoint: empty,
  markScheduledTouchpointSent: plain,
  previewAutomationMessage: { body: ({ customerId }) => ({ customerId, actionKey: 'tell' }) },
  sendAutomationMessage: { ...empty, ...ofAutomation },
  retryAutomationMessage: ofAutomation,
  cancelAutomationMessage: ofAutomation,
  markAutomationMessageSent: ofAutomation,
  sendScheduledTouchpoint: withBody({ force: { reason: 'x' } }),
  syncCustomers: {
    body: ({ externalId }) => ({ items: [{ externalId, name: 'Other' }] }),
    effect: 'part',
  },
  syncContacts: item({ name: 'Jo' }),
  syncInvoices: item({ number: 'N-2', issuedOn: day, dueOn: day, amount: '5' }),
  syncPayments: item({ reference: 'R-1', paidOn: day, amount: '5' }),
  syncRelatedRecords: item({ kind: 'document', externalId: 'O-2' }),
};

/** Operations that write and name nothing of a customer. */
export const UNRELATED: ReadonlySet<string> = new Set([
  'createApiKey',
  'revokeApiKey',
  'createSession',
  'endSession',
  'endAllSessions',
  'createSignInCode',
  // Public: its token names the address that unsubscribes.
  'unsubscribe',
  'createCustomer',
  // Definitions only, as the calls for each of them.
  'planConfiguration',
  'applyConfiguration',
  'createSequence',
  'createSequenceFromStarter',
  'updateSequence',
  'duplicateSequence',
  'activateSequence',
  'pauseSequence',
  'resumeSequence',
  'endSequence',
  'archiveSequence',
  'addBranch',
  'updateBranch',
  'removeBranch',
  'addStep',
  'updateStep',
  'moveStep',
  'removeStep',
  'previewImport',
  'createImportProfile',
  'updateImportProfile',
  'deleteImportProfile',
  'confirmImportClosing',
  'declineImportClosing',
  'createLabelGroup',
  'updateLabelGroup',
  'createLabel',
  'updateLabel',
  'createProperty',
  'updateProperty',
  'createList',
  'updateList',
  'deleteList',
  'createMailbox',
  'updateMailbox',
  'verifyMailbox',
  // To the caller alone, in words of the caller.
  'sendTestMail',
  'retireMailbox',
  'reinstateMailbox',
  'createOauthProvider',
  'updateOauthProvider',
  'removeOauthProvider',
  'authorizeMailbox',
  'compareWithTemporal',
  'updateOrganisation',
  // It names an address, which no reply tells anything of; that is tested beside it.
  'addSuppression',
  'createUser',
  'updateUser',
  'createVisibilityGroup',
  'renameVisibilityGroup',
  'removeVisibilityGroup',
  'setGroupMembers',
  'createWebhook',
  'updateWebhook',
  'removeWebhook',
  'rotateWebhookSecret',
  'testWebhook',
  'createSmsSender',
  'updateSmsSender',
  'retireSmsSender',
  'reinstateSmsSender',
  // What a gateway tells, by its signature; that of numbers of a hidden customer is tested beside it.
  'receiveSmsReport',
  'receiveSms',
  'setMyQueueCard',
  'setPreferences',
  // Its words are its author's; it shows nobody more than they see.
  'createSavedView',
  'updateSavedView',
  'removeSavedView',
  // By a token that only its author has.
  'applyQueueBulk',
  // They name no customer, and count those that the caller may see.
  'previewAudience',
  'listAudienceMembers',
  'saveAudienceList',
  // An automation is nobody's; whom it acts on is what its owner sees.
  'createAutomation',
  'updateAutomation',
  'deleteAutomation',
  'duplicateAutomation',
  'startAutomation',
  'pauseAutomation',
  'resumeAutomation',
  'deactivateAutomation',
  'completeAutomation',
  'runAutomation',
  'confirmAutomationPass',
  'retryAutomationPass',
  // It writes nothing; what it tells is what its owner sees.
  'dryRunAutomation',
  'createProgram',
  'updateProgram',
  'duplicateProgram',
  'pauseProgram',
  'resumeProgram',
  'archiveProgram',
  // A run is of everybody in the program, whoever asks for it; what it counts is what the caller may see.
  'runProgram',
  // It writes nothing; what it tells is tested beside it.
  'dryRunProgram',
  'addTouchpoint',
  'updateTouchpoint',
  'archiveTouchpoint',
  'removeTouchpoint',
  'createTemplate',
  'updateTemplate',
  'archiveTemplate',
  'setSwitch',
]);
