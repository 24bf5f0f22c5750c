/** The closed lists of customers: each literal union is written once; schemas, SQL and switches take it from here. A leaf. */

export const CUSTOMER_STATUSES = ['active', 'inactive', 'suspended', 'prospect'] as const;
export type CustomerStatus = (typeof CUSTOMER_STATUSES)[number];

/** Where a record came from (C1): a call of the API, a file, a sync of an ERP, a person's hand in the console. */
export const RECORD_SOURCES = ['api', 'import', 'sync', 'manual'] as const;
export type RecordSource = (typeof RECORD_SOURCES)[number];

export const CONTACT_TYPES = [
  'ap_manager',
  'controller',
  'cfo',
  'procurement',
  'primary_contact',
  'other',
] as const;
export type ContactType = (typeof CONTACT_TYPES)[number];

export const COMMUNICATION_KINDS = ['email', 'sms', 'call', 'task', 'social', 'activity', 'summary'] as const;
export type CommunicationKind = (typeof COMMUNICATION_KINDS)[number];

export const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** How much a signal, or an action, matters; the most severe first (C12). */
export const SEVERITIES = ['high', 'medium', 'healthy', 'none'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What may have custom properties (C1, C16): customers, and each kind of record that other systems tell of. */
export const PROPERTY_ENTITIES = [
  'customer',
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
export type PropertyEntity = (typeof PROPERTY_ENTITIES)[number];

/** What the values of a defined property are. */
export const PROPERTY_TYPES = ['text', 'number', 'flag', 'day', 'choice'] as const;
export type PropertyType = (typeof PROPERTY_TYPES)[number];
