/** The closed lists of imports: each literal union is written once; schemas, SQL and switches take it from here. A leaf. */

export const IMPORT_KINDS = ['customers', 'contacts', 'invoices', 'payments', 'related_records'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** How the days of a file are written: the order of day, month and year decides, the marks between them do not. */
export const DATE_FORMATS = [
  'YYYY-MM-DD',
  'YYYY/MM/DD',
  'YYYYMMDD',
  'DD.MM.YYYY',
  'DD/MM/YYYY',
  'DD-MM-YYYY',
  'MM/DD/YYYY',
  'MM-DD-YYYY',
] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

/** Names of what stands between whole and fraction of an amount. */
export const DECIMAL_MARK_KINDS = ['point', 'comma'] as const;
export type DecimalMarkKind = (typeof DECIMAL_MARK_KINDS)[number];

/** What becomes of decimals that a currency does not have; without one, such a row is refused. */
export const ROUND_MODES = ['half_up', 'half_even', 'down'] as const;
export type RoundMode = (typeof ROUND_MODES)[number];

/** `openItems`: the file is the whole truth about what is open of its source, and what it lacks is closed (C21). */
export const IMPORT_MODES = ['upsert', 'openItems'] as const;
export type ImportMode = (typeof IMPORT_MODES)[number];

/** `closing`: its rows are stored, and what the file lacks is being closed; `waiting`: a person decides about that (C21). */
export const IMPORT_STATUSES = ['running', 'waiting', 'closing', 'completed', 'failed'] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

/**
 * What becomes of the invoices that a file of open items lacks. `pending`: its rows are being stored; `nothing`: a row
 * failed, or there is none, or it did not come to its end; `superseded`: a newer file of the source came first.
 */
export const CLOSING_STATES = [
  'pending',
  'nothing',
  'waiting',
  'closing',
  'closed',
  'declined',
  'superseded',
] as const;
export type ClosingState = (typeof CLOSING_STATES)[number];

/** What several rows of one invoice are: refused, or its lines. */
export const LINE_MODES = ['sum'] as const;
export type LineMode = (typeof LINE_MODES)[number];
