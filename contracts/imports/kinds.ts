/** The closed lists of imports: each literal union is written once; schemas, SQL and switches take it from here. A leaf. */

export const IMPORT_KINDS = ['customers', 'contacts', 'invoices', 'payments', 'related_records'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];
