/** The closed lists of receivables: each literal union is written once; schemas, SQL and switches take it from here. A leaf. */

export const INVOICE_STATUSES = ['open', 'paid', 'void'] as const;
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number];

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

/** `kept` and `broken` are decided by payments; `withdrawn` by a person; `void`: nothing was left to pay (C13). */
export const PROMISE_STATUSES = ['open', 'kept', 'broken', 'withdrawn', 'void'] as const;
export type PromiseStatus = (typeof PROMISE_STATUSES)[number];
