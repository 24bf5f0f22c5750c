/** The closed lists of insights: each literal union is written once; schemas, SQL and switches take it from here. A leaf. */

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
