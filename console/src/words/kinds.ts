import type { CustomerStatus, Severity } from '../../../contracts/customers/kinds.ts';
import type { CommunicationKind, Direction } from '../../../contracts/customers/kinds.ts';
import type { StepExecutionStatus } from '../../../contracts/enrollments/kinds.ts';
import type {
  ProgramStatus,
  ScheduledTouchpointStatus,
  TouchpointDecision,
  TouchpointReason,
} from '../../../contracts/programs/kinds.ts';
import type { MailboxStatus, MessageStatus, WaitReason } from '../../../contracts/sending/kinds.ts';
import type { SequenceStatus, StepType } from '../../../contracts/sequences/kinds.ts';

/** Words for every closed list that a screen shows: a missing one does not compile. */
export const stepTypes: Record<StepType, string> = {
  email: 'Email',
  sms: 'Sms',
  call: 'Call',
  task: 'Task',
  social: 'Social touch',
};

export const stepStatuses: Record<StepExecutionStatus, string> = {
  planned: 'Planned',
  ready: 'Ready',
  sending: 'On its way',
  error: 'Failed',
  uncertain: 'Uncertain',
  done: 'Done',
  skipped: 'Skipped',
  cancelled: 'Cancelled',
};

export const waitReasons: Record<WaitReason, string> = {
  scheduled: 'Scheduled',
  window: 'Waits for the sending hours',
  quiet_hours: 'Waits for the quiet hours to end',
  waiting_for_person: 'Waits for a person',
  previous_step: 'Waits for the step before',
  outcome: 'Waits for an outcome',
  paused: 'Paused',
  removed: 'Taken off the sequence',
  waiting_for_status: 'Waits for the customer to be active',
  sequence_paused: 'The sequence is paused',
  waiting_for_begin: 'The sequence has not begun',
  customer_hold: 'The customer is on hold',
  all_disputed: 'All invoices are disputed',
  mailbox_hold: 'The mailbox is on hold',
  mailbox_failing: 'The mailbox does not work',
  mailbox_reconnect: 'The mailbox has to be signed in again',
  mailbox_limit: 'In line: the limit of the mailbox',
  sequence_limit: 'In line: the limit of the sequence',
  contact_policy: 'Contacted lately: the contact policy',
  program_hold: 'The program is on hold',
  switched_off: 'Sending is stopped',
  retrying: 'Is tried again',
  uncertain: 'Uncertain: did it arrive?',
  error: 'Failed: needs a repair',
};

export const severities: Record<Severity, string> = {
  high: 'High',
  medium: 'Medium',
  healthy: 'Healthy',
  none: 'None',
};

export const customerStatuses: Record<CustomerStatus, string> = {
  active: 'Active',
  inactive: 'Inactive',
  suspended: 'Suspended',
  prospect: 'Prospect',
};

export const communicationKinds: Record<CommunicationKind, string> = {
  email: 'Email',
  sms: 'Sms',
  call: 'Call',
  task: 'Task',
  social: 'Social touch',
  activity: 'Activity',
  summary: 'Summary',
};

export const directions: Record<Direction, string> = { inbound: 'in', outbound: 'out', internal: 'internal' };

export const touchpointStatuses: Record<ScheduledTouchpointStatus, string> = {
  scheduled: 'Scheduled',
  proposed: 'Waits for a decision',
  approved: 'Approved',
  completed: 'Sent',
  cancelled: 'Cancelled',
  failed: 'Failed',
  superseded: 'Replaced by a newer run',
  skipped: 'Skipped',
  uncertain: 'Uncertain',
};

export const decisions: Record<TouchpointDecision, string> = {
  approved: 'Approved',
  rejected: 'Rejected',
  dropped: 'Dropped',
  cancelled: 'Cancelled',
  completed: 'Completed by hand',
};

export const touchpointReasons: Record<TouchpointReason, string> = {
  nothing_owed: 'nothing is owed',
  in_credit: 'credit covers it',
  below_minimum: 'below the least amount',
  disputed: 'disputed',
  promise: 'a promise holds it',
  invoice_hold: 'an invoice is on hold',
  customer_not_active: 'the customer is not active',
  not_enrolled: 'not enrolled',
  not_due: 'not due',
  higher_touchpoint: 'a later touchpoint speaks',
  in_flight: 'a message is on its way',
  run_limit: 'the limit of the run',
  suppressed: 'suppressed',
  all_suppressed: 'every address is suppressed',
  touchpoint_archived: 'the touchpoint is archived',
  program_archived: 'the program is archived',
  newer_run: 'a newer run',
  rejected: 'rejected',
  dropped: 'dropped',
  cancelled: 'cancelled',
  completed_by_hand: 'completed by hand',
};

export const messageStatuses: Record<MessageStatus, string> = {
  claimed: 'Being handed over',
  handed_over: 'Handed over',
  sent: 'Accepted by the mail server',
  refused: 'Refused',
  uncertain: 'Uncertain',
  cancelled: 'Cancelled',
};

export const mailboxStatuses: Record<MailboxStatus, string> = {
  unverified: 'Not verified',
  working: 'Working',
  failing: 'Failing',
  reconnect: 'To be signed in again',
};

export const sequenceStatuses: Record<SequenceStatus, string> = {
  draft: 'Draft',
  active: 'Active',
  paused: 'Paused',
  ended: 'Ended',
  archived: 'Archived',
};

export const programStatuses: Record<ProgramStatus, string> = {
  active: 'Active',
  paused: 'Paused',
  archived: 'Archived',
};
