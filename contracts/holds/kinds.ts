/** The closed lists of holds: each literal union is written once; schemas, SQL and switches take it from here. A leaf. */

export const HOLD_SCOPES = [
  'enrollment',
  'customer',
  'invoice',
  'sequence',
  'program',
  'automation',
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
  'status',
  'begin',
  'switch',
] as const;
export type HoldKind = (typeof HOLD_KINDS)[number];

/**
 * Of an enrollment or a sequence: a person paused it, it left its list or was removed, its customer is not active yet, or it
 * waits for its begin.
 */
export const PAUSE_KINDS = ['manual', 'list', 'status', 'begin'] as const satisfies readonly HoldKind[];

/** Of an enrollment: what ends by itself when a list, or the status of its customer, says so; no person resumes it (S17). */
export const LIST_KINDS = ['list', 'status'] as const satisfies readonly HoldKind[];
