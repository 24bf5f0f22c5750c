/**
 * The closed lists of the product. Each literal union is written once, here; schemas, SQL and switches take it
 * from this file. A leaf.
 */
export const ROLES = ['admin', 'manager', 'agent', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

export const PERMISSIONS = [
  'users.manage',
  'audit.read',
  'settings.manage',
  'mailboxes.manage',
  'customers.read',
  'customers.save',
  'customers.import',
  'labels.manage',
  'lists.manage',
  'invoices.save',
  'suppressions.manage',
  'sequences.read',
  'sequences.save',
  'sequences.activate',
  'enrollments.manage',
  'tasks.mine',
  'tasks.all',
  'operations.manage',
  'visibility.manage',
  'webhooks.manage',
  'templates.save',
  'programs.read',
  'programs.save',
  'programs.run',
  'programs.enroll',
  'reviews.decide',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const CUSTOMER_STATUSES = ['active', 'inactive', 'suspended', 'prospect'] as const;
export type CustomerStatus = (typeof CUSTOMER_STATUSES)[number];

export const INVOICE_STATUSES = ['open', 'paid', 'void'] as const;
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number];

export const CONTACT_TYPES = [
  'ap_manager',
  'controller',
  'cfo',
  'procurement',
  'primary_contact',
  'other',
] as const;
export type ContactType = (typeof CONTACT_TYPES)[number];

/** Stored status of a sequence. `paused` is not stored: an activated sequence with an open sequence hold is paused. */
export const SEQUENCE_STORED_STATUSES = ['draft', 'active', 'ended', 'archived'] as const;
export type SequenceStoredStatus = (typeof SEQUENCE_STORED_STATUSES)[number];
/** Status as shown (S1). */
export const SEQUENCE_STATUSES = ['draft', 'active', 'paused', 'ended', 'archived'] as const;
export type SequenceStatus = (typeof SEQUENCE_STATUSES)[number];

export const SEQUENCE_PURPOSES = ['collections', 'outreach'] as const;
export type SequencePurpose = (typeof SEQUENCE_PURPOSES)[number];

export const STEP_TYPES = ['email', 'sms', 'call', 'task', 'social'] as const;
export type StepType = (typeof STEP_TYPES)[number];
export const PRIORITIES = ['high', 'normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];
export const DELIVERIES = ['automatic', 'manual'] as const;
export type Delivery = (typeof DELIVERIES)[number];
export const DELAY_UNITS = ['minutes', 'hours', 'days', 'weeks'] as const;
export type DelayUnit = (typeof DELAY_UNITS)[number];
export const ASSIGNEE_RULES = ['primary_user', 'ar_owner', 'user'] as const;
export type AssigneeRule = (typeof ASSIGNEE_RULES)[number];

/** Stored status of an enrollment. Paused is derived from holds (S10, S11). Live = starting or active. */
export const ENROLLMENT_STORED_STATUSES = ['starting', 'active', 'completed', 'stopped'] as const;
export type EnrollmentStoredStatus = (typeof ENROLLMENT_STORED_STATUSES)[number];
export const ENROLLMENT_STATUSES = ['starting', 'active', 'paused', 'completed', 'stopped'] as const;
export type EnrollmentStatus = (typeof ENROLLMENT_STATUSES)[number];

/** Why an enrollment stopped for good. */
export const STOP_REASONS = [
  'manual',
  'reply',
  'bounce',
  'unsubscribe',
  'paid',
  'all_disputed',
  'customer_not_active',
  'sequence_ended',
  'sequence_archived',
] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/**
 * Status of a step execution.
 * `planned`: has a time (or waits for the step before); `ready`: in the queue, waits for a person; `sending`: claimed
 * or about to leave; `error`: in the queue, needs a repair and `retry`; `uncertain`: D1, needs a person;
 * `done`, `skipped` (by the engine), `cancelled` (by a person or a stop): final.
 */
export const STEP_EXECUTION_STATUSES = [
  'planned',
  'ready',
  'sending',
  'error',
  'uncertain',
  'done',
  'skipped',
  'cancelled',
] as const;
export type StepExecutionStatus = (typeof STEP_EXECUTION_STATUSES)[number];

/** Why an open step execution does not leave although its time has come, or why nothing is due. */
export const WAIT_REASONS = [
  'scheduled',
  'window',
  'waiting_for_person',
  'previous_step',
  'paused',
  'sequence_paused',
  'waiting_for_begin',
  'customer_hold',
  'all_disputed',
  'mailbox_hold',
  'mailbox_failing',
  'mailbox_limit',
  'contact_policy',
  'program_hold',
  'switched_off',
  'retrying',
  'uncertain',
  'error',
] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

/** Why a step was skipped by the engine. */
export const SKIP_REASONS = [
  'added_in_past',
  'moved_to_past',
  'suppressed',
  'nothing_owed',
  'step_removed',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

export const MESSAGE_STATUSES = [
  'claimed',
  'handed_over',
  'sent',
  'refused',
  'uncertain',
  'cancelled',
] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];
export const MESSAGE_SOURCES = ['step_execution', 'touchpoint', 'automation', 'action'] as const;
export type MessageSource = (typeof MESSAGE_SOURCES)[number];
export const CHANNELS = ['email', 'sms'] as const;
export type Channel = (typeof CHANNELS)[number];
export const RECIPIENT_KINDS = ['to', 'cc', 'bcc'] as const;
export type RecipientKind = (typeof RECIPIENT_KINDS)[number];
export const RECIPIENT_STATUSES = ['pending', 'accepted', 'refused'] as const;
export type RecipientStatus = (typeof RECIPIENT_STATUSES)[number];

export const HOLD_SCOPES = [
  'enrollment',
  'customer',
  'invoice',
  'sequence',
  'program',
  'mailbox',
  'all',
] as const;
export type HoldScope = (typeof HOLD_SCOPES)[number];
export const HOLD_KINDS = [
  'manual',
  'dispute',
  'promise',
  'reply',
  'out_of_office',
  'list',
  'begin',
  'switch',
] as const;
export type HoldKind = (typeof HOLD_KINDS)[number];

/** What a mail system or a person reports about an enrollment (S16, D3, D4). */
export const MAIL_EVENT_KINDS = ['reply', 'auto_reply', 'bounce', 'unsubscribe'] as const;
export type MailEventKind = (typeof MAIL_EVENT_KINDS)[number];

export const SUPPRESSION_REASONS = ['unsubscribed', 'hard_bounce', 'manual'] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];

export const COMMUNICATION_KINDS = ['email', 'sms', 'call', 'task', 'social', 'activity'] as const;
export type CommunicationKind = (typeof COMMUNICATION_KINDS)[number];
export const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const MAILBOX_STATUSES = ['unverified', 'working', 'failing'] as const;
export type MailboxStatus = (typeof MAILBOX_STATUSES)[number];
export const SMTP_SECURITIES = ['none', 'starttls', 'tls'] as const;
export type SmtpSecurity = (typeof SMTP_SECURITIES)[number];

export const IMPORT_KINDS = ['customers', 'contacts', 'invoices', 'payments', 'related_records'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];
/** What other systems know about a customer besides invoices (C16). */
export const RELATED_RECORD_KINDS = [
  'credit_note',
  'document',
  'document_event',
  'approval',
  'bank_account',
  'card',
  'e_mandate',
  'subscription',
  'transaction',
] as const;
export type RelatedRecordKind = (typeof RELATED_RECORD_KINDS)[number];

/** What webhooks tell (O5). */
export const WEBHOOK_EVENTS = [
  'customer.created',
  'customer.updated',
  'contact.created',
  'contact.updated',
  'invoice.created',
  'invoice.updated',
  'invoice.overdue',
  'invoice.disputed',
  'invoice.undisputed',
  'invoice.credited',
  'invoice.voided',
  'payment.recorded',
  'promise.made',
  'promise.kept',
  'promise.broken',
  'communication.logged',
  'enrollment.enrolled',
  'enrollment.stopped',
  'enrollment.completed',
  'message.sent',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];
export const WEBHOOK_STATUSES = ['active', 'disabled'] as const;
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];
export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export const BULK_STATUSES = ['receiving', 'running', 'completed', 'failed'] as const;
export type BulkStatus = (typeof BULK_STATUSES)[number];
export const BULK_ROW_OUTCOMES = ['enrolled', 'updated', 'skipped', 'failed'] as const;
export type BulkRowOutcome = (typeof BULK_ROW_OUTCOMES)[number];

/** How much a signal, or an action, matters; the most severe first (C12). */
export const SEVERITIES = ['high', 'medium', 'healthy', 'none'] as const;
export type Severity = (typeof SEVERITIES)[number];
export const SIGNAL_SOURCES = ['rule', 'ai', 'api'] as const;
export type SignalSource = (typeof SIGNAL_SOURCES)[number];
/** The rules of C12; each keeps at most one active signal a customer. */
export const SIGNAL_RULES = [
  'overdue_91',
  'broken_promise',
  'overdue_31',
  'dispute',
  'paying_slower',
  'healthy',
  'no_data',
] as const;
export type SignalRule = (typeof SIGNAL_RULES)[number];

/** `kept` and `broken` are decided by payments; `withdrawn` by a person; `void`: nothing was left to pay (C13). */
export const PROMISE_STATUSES = ['open', 'kept', 'broken', 'withdrawn', 'void'] as const;
export type PromiseStatus = (typeof PROMISE_STATUSES)[number];

export const ACTION_KINDS = ['email', 'call', 'task'] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];
/** `closed`: its reason went away by itself (Q6). */
export const ACTION_STATUSES = ['open', 'completed', 'dismissed', 'closed'] as const;
export type ActionStatus = (typeof ACTION_STATUSES)[number];
/**
 * Where the send of an action stands. `requested`: it leaves as soon as nothing holds it back; `sending`: claimed;
 * `error` and `uncertain` need a person.
 */
export const ACTION_SEND_STATUSES = ['requested', 'sending', 'error', 'uncertain', 'sent'] as const;
export type ActionSendStatus = (typeof ACTION_SEND_STATUSES)[number];

export * from './programs/kinds.ts';
