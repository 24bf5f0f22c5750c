import type {
  CreditRule,
  InsightMode,
  MailReadingMode,
  RetentionKind,
} from '../../../contracts/access/kinds.ts';
import type { ChangeOrigin } from '../../../contracts/changes.ts';
import type { PropertyEntity, PropertyType } from '../../../contracts/customers/kinds.ts';
import type { SwitchScope } from '../../../contracts/holds/switches.ts';
import type { Tone } from '../../../contracts/kinds.ts';
import type { Permission, Role } from '../../../contracts/permissions.ts';
import type { VariableKind } from '../../../contracts/programs/kinds.ts';
import type {
  Channel,
  FollowStatus,
  OauthClientAuth,
  OauthProviderKind,
  SignInStatus,
  SmtpSecurity,
  SuppressionReason,
  TouchpointLevel,
} from '../../../contracts/sending/kinds.ts';
import type { ErasureStatus } from '../../../contracts/upkeep/kinds.ts';
import type { DeliveryStatus, WebhookStatus } from '../../../contracts/webhooks/kinds.ts';

/** Words for closed lists that the settings show. */
export const roles: Record<Role, string> = {
  admin: 'Admin',
  manager: 'Manager',
  agent: 'Agent',
  viewer: 'Viewer',
};

export const permissions: Record<Permission, string> = {
  'users.manage': 'Users and their keys',
  'audit.read': 'Read the audit log',
  'settings.manage': 'Settings of the organisation',
  'mailboxes.manage': 'Mailboxes and sms senders',
  'customers.read': 'See customers',
  'customers.save': 'Change customers',
  'customers.import': 'Import files',
  'labels.manage': 'Make labels',
  'lists.manage': 'Make lists',
  'invoices.save': 'Change invoices',
  'suppressions.manage': 'Suppress addresses',
  'sequences.read': 'See sequences',
  'sequences.save': 'Write sequences',
  'sequences.activate': 'Start and stop sequences',
  'enrollments.manage': 'Enrol customers',
  'tasks.mine': 'Work on own tasks',
  'tasks.all': 'Work on everybody’s tasks',
  'operations.manage': 'Stop sending, repair',
  'visibility.manage': 'Visibility groups',
  'webhooks.manage': 'Webhooks',
  'templates.save': 'Write templates',
  'programs.read': 'See programs',
  'programs.save': 'Write programs',
  'programs.run': 'Run programs',
  'programs.enroll': 'Take customers into programs',
  'reviews.decide': 'Approve messages',
  'automations.read': 'See automations',
  'automations.save': 'Write automations',
  'contacts.erase': 'Erase people',
  'views.share': 'Share views',
};

export const creditRules: Record<CreditRule, string> = {
  net: 'Counts against what is owed',
  ignore: 'Is left aside',
};

export const insightModes: Record<InsightMode, string> = {
  rules: 'Rules alone',
  model: 'Rules and a language model',
};

export const mailReadingModes: Record<MailReadingMode, string> = {
  off: 'Nobody but people',
  model: 'A language model proposes',
};

export const retentionKinds: Record<RetentionKind, string> = {
  messages: 'Words of messages',
  communications: 'Subject and text of communications, mails with files',
  mailEvents: 'Words of bounces and complaints',
  promptAnswers: 'What a language model was asked and answered',
  audit: 'Values before and after a change',
  imports: 'Rows of imports with errors',
  webhooks: 'Deliveries of webhooks',
  moves: 'Who came into audiences and left',
  changes: 'The feed of changes',
  auditEntries: 'Who did what and when',
};

export const securities: Record<SmtpSecurity, string> = {
  starttls: 'STARTTLS',
  tls: 'TLS',
  none: 'None (this machine only)',
};

export const followStatuses: Record<FollowStatus, string> = {
  connecting: 'Connecting',
  following: 'Read',
  failing: 'Cannot be read',
  reconnect: 'To be signed in again',
};

export const signInStatuses: Record<SignInStatus, string> = {
  not_connected: 'Not signed in yet',
  connected: 'Signed in',
  reconnect: 'To be signed in again',
};

export const providerKinds: Record<OauthProviderKind, string> = {
  microsoft: 'Microsoft 365',
  google: 'Google Workspace',
  custom: 'Another, by its addresses',
};

export const clientAuths: Record<OauthClientAuth, string> = { post: 'In the form', basic: 'HTTP Basic' };

export const smsStatuses: Record<'working' | 'failing', string> = {
  working: 'Working',
  failing: 'Failing',
};

export const testOutcomes: Record<'sent' | 'not_sent' | 'unknown', string> = {
  sent: 'The mail server took it.',
  not_sent: 'Not sent.',
  unknown: 'The connection was lost while the server had it: look whether it arrived.',
};

export const levels: Record<TouchpointLevel, string> = {
  account: 'About an account',
  invoice: 'About one invoice',
};

export const tones: Record<Tone, string> = {
  friendly: 'Friendly',
  firm: 'Firm',
  urgent: 'Urgent',
  final: 'Final',
};

export const variableKinds: Record<VariableKind, string> = {
  value: 'a text',
  html: 'markup, in HTML bodies alone',
  flag: 'opens a section where it holds',
  list: 'opens a section for each',
  properties: 'followed by the name of a custom property',
};

export const channels: Record<Channel, string> = { email: 'Email', sms: 'Sms' };

export const suppressionReasons: Record<SuppressionReason, string> = {
  manual: 'By hand',
  unsubscribed: 'Unsubscribed',
  hard_bounce: 'Address does not exist',
  soft_bounce: 'Bounced again and again',
  complaint: 'Complained',
  erased: 'Person was erased',
};

export const webhookStatuses: Record<WebhookStatus, string> = { active: 'Active', disabled: 'Disabled' };

export const deliveryStatuses: Record<DeliveryStatus, string> = {
  pending: 'On its way',
  delivered: 'Delivered',
  failed: 'Failed',
};

export const propertyEntities: Record<PropertyEntity, string> = {
  customer: 'Customers',
  credit_note: 'Credit notes',
  document: 'Documents',
  document_event: 'Events of documents',
  approval: 'Approvals',
  bank_account: 'Bank accounts',
  card: 'Cards',
  e_mandate: 'E-mandates',
  subscription: 'Subscriptions',
  transaction: 'Transactions',
};

export const propertyTypes: Record<PropertyType, string> = {
  text: 'Text',
  number: 'Number',
  flag: 'Yes or no',
  day: 'Day',
  choice: 'One of a list',
};

export const switchScopes: Record<SwitchScope, string> = {
  all: 'Everything',
  program: 'A program',
  sequence: 'A sequence',
  automation: 'An automation',
  mailbox: 'A mailbox or sms sender',
};

export const origins: Record<ChangeOrigin, string> = {
  api: 'the API',
  bulk: 'a bulk change',
  import: 'an import',
  sync: 'a sync',
  engine: 'the engine',
  inbox: 'mail that came in',
  automation: 'an automation',
  configuration: 'an applied configuration',
};

export const erasureStatuses: Record<ErasureStatus, string> = {
  running: 'Being looked through',
  done: 'Done',
};
