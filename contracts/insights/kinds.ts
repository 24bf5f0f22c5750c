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

/** Who made a statement of the insights: a rule, or a language model (C14). */
export const INSIGHT_ORIGINS = ['rule', 'ai'] as const;
export type InsightOrigin = (typeof INSIGHT_ORIGINS)[number];

/** What a model may say of a customer's words: kinds of its signals, topics of its summary. Its words are the product's. */
export const AI_TOPICS = [
  'payment_announced',
  'payment_claimed',
  'cash_flow_trouble',
  'objection',
  'obstacle',
  'wrong_contact',
  'insolvency_risk',
  'relationship_at_risk',
  'cooperative',
] as const;
export type AiTopic = (typeof AI_TOPICS)[number];

/** What a model may recommend to a person. It never asks for a message. */
export const AI_STEPS = [
  'call_about_payment',
  'agree_instalments',
  'clarify_objection',
  'remove_obstacle',
  'correct_contact',
  'check_payment',
] as const;
export type AiStep = (typeof AI_STEPS)[number];

/** Where the model stands with a customer: it is not used, nothing is new, or it is to be, is being or could not be asked. */
export const MODEL_STATUSES = ['off', 'unavailable', 'idle', 'waiting', 'asking', 'failed'] as const;
export type ModelStatus = (typeof MODEL_STATUSES)[number];

/** Why a piece of a model's answer was dropped. */
export const DROP_REASONS = [
  'malformed',
  'too_many',
  'kind',
  'unknown_source',
  'source_kind',
  'quote_missing',
  'quote_length',
  'link',
  'day',
  'amount',
  'repeated',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];
