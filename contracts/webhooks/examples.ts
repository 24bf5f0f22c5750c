import { ID_PREFIXES, type IdKind } from '../ids.ts';
import type { ChangeKind } from '../changes.ts';
import { EVENT_CHANGES, type ChangeEvent, type DataOfEvent, type WebhookEvent } from '../events.ts';

/** An id of a kind, for examples. */
const id = (kind: IdKind): string => `${ID_PREFIXES[kind]}_01h455vb4pex5vsknk084sn02q`;

const ofSequence = { sequenceId: id('sequence') };
const ofStep = { ...ofSequence, stepId: id('step') };
const ofExecution = { ...ofStep, enrollmentId: id('enrollment'), type: 'call' };
const ofProgram = { programId: id('program'), bulkChangeId: id('bulkChange') };
const ofBatch = { batchId: id('reviewBatch') };
const ofList = { listId: id('list'), bulkChangeId: id('bulkChange') };
const ofHold = { scope: 'customer', kind: 'manual' };
const ofSuggestion = { kind: 'promise', mailId: id('mail') };
const ofSignal = { kind: 'broken_promise', severity: 'high' };
const ofPart = { touchpointId: id('touchpoint'), runId: id('programRun') };
const ofOutcome = {
  source: 'step_execution',
  sourceId: id('stepExecution'),
  channel: 'email',
  contactId: id('contact'),
  enrollmentId: id('enrollment'),
} as const;
const ofHit = { n: 1, at: '2026-12-01T09:30:00.000Z', enrollmentId: id('enrollment') };
const decided = { amount: '1200.00', currency: 'EUR', promisedOn: '2026-12-01' };
const ofAssignee = { assigneeId: id('user') };
const ofPass = { automationId: id('automation'), kind: 'scheduled' } as const;
const imported = { source: 'import' } as const;

/** What each change tells, members that may be missing included; the compiler compares it with the catalogue. */
const DATA: { readonly [E in ChangeEvent]: DataOfEvent<E> } = {
  'customer.created': imported,
  'customer.updated': { ...imported, fields: ['status'] },
  'customer.ar_owner_set': { arOwnerId: id('user'), bulkChangeId: id('bulkChange') },
  'customer.sales_owner_set': { salesOwnerId: id('user'), bulkChangeId: id('bulkChange') },
  'customer.list_joined': ofList,
  'customer.list_left': ofList,
  'customer.program_enrolled': ofProgram,
  'customer.program_unenrolled': ofProgram,
  'contact.created': imported,
  'contact.updated': { ...imported, fields: ['email'] },
  'contact.erased': { erasureId: id('erasure') },
  'invoice.created': imported,
  'invoice.updated': imported,
  'invoice.overdue': { dueOn: '2026-11-01', balance: '1200.00', currency: 'EUR' },
  'invoice.disputed': {},
  'invoice.undisputed': {},
  'invoice.paid': { currency: 'EUR' },
  'invoice.reopened': { balance: '1200.00', currency: 'EUR' },
  'invoice.credited': { ...imported, relatedRecordId: id('relatedRecord') },
  'invoice.adjusted': { cause: 'write_off', delta: '-3.20', balance: '0', currency: 'EUR' },
  'invoice.voided': {},
  'payment.recorded': {
    ...imported,
    invoiceId: id('invoice'),
    invoiceIds: [id('invoice')],
    amount: '1200.00',
    currency: 'EUR',
  },
  'payment.allocated': { invoiceId: id('invoice'), amount: '1200.00', currency: 'EUR' },
  'payment.reversed': {
    ...imported,
    reversalId: id('paymentReversal'),
    invoiceIds: [id('invoice')],
    amount: '1200.00',
    currency: 'EUR',
    reversedOn: '2026-11-20',
  },
  'promise.made': { invoiceIds: [id('invoice')] },
  'promise.kept': decided,
  'promise.broken': decided,
  'promise.reopened': decided,
  'promise.voided': decided,
  'promise.withdrawn': {},
  'related_record.created': imported,
  'related_record.updated': imported,
  'communication.logged': { kind: 'email', direction: 'outbound', mailId: id('mail') },
  'communication.received': { kind: 'email', direction: 'inbound', mailId: id('mail') },
  'mail.judged': { verdict: 'reply', before: 'automatic' },
  'import.completed': { kind: 'invoices' },
  'import.failed': { kind: 'invoices' },
  'import.waiting': { kind: 'invoices' },
  'mail.wish_answered': { answer: 'confirmed' },
  'hold.opened': ofHold,
  'hold.ended': ofHold,
  'switch.turned_on': {},
  'switch.turned_off': {},
  'mailbox.verified': {},
  'mailbox.failing': {},
  'mailbox.working': {},
  'mailbox.reconnect': {},
  'mailbox.connected': {},
  'mailbox.retired': { successorId: null },
  'mailbox.reinstated': {},
  'sms_sender.failing': {},
  'sms_sender.working': {},
  'sms_sender.retired': { successorId: null },
  'sms_sender.reinstated': {},
  'message.failed': ofOutcome,
  'message.uncertain': ofOutcome,
  'message.reported': { kind: 'bounce', n: 1 },
  'message.opened': ofHit,
  'message.clicked': ofHit,
  'sequence.created': ofStep,
  'sequence.updated': ofStep,
  'sequence.activated': ofStep,
  'sequence.paused': ofStep,
  'sequence.resumed': ofStep,
  'sequence.ended': ofStep,
  'sequence.archived': ofStep,
  'enrollment.enrolled': ofSequence,
  'enrollment.moved': ofSequence,
  'enrollment.moved_on': ofSequence,
  'enrollment.decided': { ...ofStep, outcome: 'clicked', decidedBy: 'outcome' },
  'enrollment.paused': ofSequence,
  'enrollment.resumed': ofSequence,
  'enrollment.removed': ofSequence,
  'enrollment.stopped': { ...ofSequence, reason: 'reply' },
  'enrollment.completed': ofSequence,
  'enrollment.replied': ofSequence,
  'enrollment.auto_replied': ofSequence,
  'enrollment.bounced': ofSequence,
  'enrollment.soft_bounced': ofSequence,
  'enrollment.complained': ofSequence,
  'enrollment.unsubscribed': ofSequence,
  'enrollment.delivered': ofSequence,
  'enrollment.not_delivered': ofSequence,
  'enrollment.opted_out': ofSequence,
  'step.send_requested': {},
  'step.retried': {},
  'step.edited': {},
  'step.completed': {},
  'step.cancelled': {},
  'step.marked_sent': {},
  'step.outcome_set': {},
  'step.assigned': {},
  'step.removed': {},
  'step.ready': ofExecution,
  'step.skipped': ofExecution,
  'step.failed': { ...ofExecution, type: 'email' },
  'program.created': ofPart,
  'program.duplicated': ofPart,
  'program.updated': ofPart,
  'program.paused': ofPart,
  'program.resumed': ofPart,
  'program.archived': ofPart,
  'program.touchpoint_added': ofPart,
  'program.touchpoint_edited': ofPart,
  'program.touchpoint_archived': ofPart,
  'program.touchpoint_removed': ofPart,
  'run.started': ofPart,
  'run.skipped': ofPart,
  'batch.opened': ofProgram,
  'batch.approved': ofProgram,
  'batch.rejected': ofProgram,
  'batch.recalled': ofProgram,
  'touchpoint.edited': ofBatch,
  'touchpoint.dropped': ofBatch,
  'touchpoint.cancelled': ofProgram,
  'touchpoint.completed': ofProgram,
  'touchpoint.send_forced': ofProgram,
  'touchpoint.send_retried': ofProgram,
  'touchpoint.marked_sent': ofProgram,
  'touchpoint.retried': {},
  'signal.started': ofSignal,
  'signal.ended': ofSignal,
  'action.completed': {},
  'action.snoozed': {},
  'action.dismissed': {},
  'action.send_requested': {},
  'mail_suggestion.made': ofSuggestion,
  'mail_suggestion.accepted': ofSuggestion,
  'mail_suggestion.dismissed': ofSuggestion,
  'conversation.opened': ofAssignee,
  'conversation.reopened': ofAssignee,
  'conversation.answered': { answerId: id('conversationAnswer'), mailId: id('mail') },
  'conversation.done': {},
  'conversation.snoozed': { until: '2026-12-03T08:00:00.000Z' },
  'conversation.assigned': ofAssignee,
  'conversation.released': { choice: 'go_on' },
  'automation.created': {},
  'automation.duplicated': {},
  'automation.updated': {},
  'automation.deleted': {},
  'automation.started': {},
  'automation.paused': { reason: 'reference_gone' },
  'automation.resumed': {},
  'automation.deactivated': {},
  'automation.completed': {},
  'automation_pass.started': ofPass,
  'automation_pass.waiting': { ...ofPass, reason: 'first_time' },
  'automation_pass.confirmed': ofPass,
  'automation_pass.done': ofPass,
  'automation_pass.failed': ofPass,
  'automation_pass.retried': ofPass,
  'automation_pass.ended': { ...ofPass, reason: 'deactivated' },
  'automation_pass.skipped': { ...ofPass, reason: 'overlap' },
};

/** Kinds of ids by the name that the feed has for a thing, where it is another. */
const ID_OF: Readonly<Record<string, IdKind>> = { batch: 'reviewBatch' };

function payloadOf({ entity, event, belongs }: ChangeKind & { event: ChangeEvent }): Record<string, unknown> {
  const kind = ID_OF[entity] ?? entity;
  const entityId = kind in ID_PREFIXES ? id(kind as IdKind) : 'all';
  const customerId = belongs === 'nobody' ? null : id('customer');
  return { ...DATA[event], [`${entity}Id`]: entityId, customerId };
}

const MESSAGE_SENT = {
  messageId: id('message'),
  customerId: id('customer'),
  ...ofOutcome,
  sequenceId: id('sequence'),
  stepId: id('step'),
  touchpointId: id('touchpoint'),
  runId: id('programRun'),
  mailboxId: id('mailbox'),
};

/** The `data` of each event, as an example: members that do not apply are left out of the real ones. */
export const EVENT_EXAMPLES: ReadonlyMap<WebhookEvent, Record<string, unknown>> = new Map<
  WebhookEvent,
  Record<string, unknown>
>([
  ...EVENT_CHANGES.map((change) => [change.event, payloadOf(change)] as const),
  ['message.sent', MESSAGE_SENT],
]);
