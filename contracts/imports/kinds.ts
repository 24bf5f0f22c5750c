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

/** What several rows of one invoice are: refused, or its lines. */
export const LINE_MODES = ['sum'] as const;
export type LineMode = (typeof LINE_MODES)[number];
