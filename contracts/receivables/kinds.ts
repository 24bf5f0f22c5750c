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
/** Kinds to which things happen (C16), such as a document that was opened or a mandate that was used. */
export const EVENTFUL_KINDS = ['document', 'card', 'bank_account', 'e_mandate'] as const;

/** What a transaction went over. */
export const TRANSACTION_MEANS = ['card', 'bank_account'] as const;

export type RelatedRecordKind = (typeof RELATED_RECORD_KINDS)[number];

/** What a piece of credit is (C18): a payment on account, a credit note, or an invoice paid beyond its amount. */
export const CREDIT_KINDS = ['payment', 'credit_note', 'invoice'] as const;

/**
 * What a movement of a balance was written as; `missing`: a file of open items lacked the invoice (C21); `adjustment`:
 * somebody corrected it or wrote it off (C13).
 */
export const BALANCE_CHANGE_KINDS = [
  'issued',
  'payment',
  'reversal',
  'credit',
  'void',
  'import',
  'missing',
  'adjustment',
] as const;
export type BalanceChangeKind = (typeof BALANCE_CHANGE_KINDS)[number];

/**
 * Why a balance moved (C13). `issued`: the invoice came in, with what was paid of it before; `void`: it was never owed;
 * `import`: a re-import shows it without a word, which counts as paid where it is lower. `credit`, `correction` and
 * `write_off` are no payments.
 */
export const BALANCE_CAUSES = [
  'issued',
  'payment',
  'credit',
  'import',
  'correction',
  'write_off',
  'void',
] as const;
export type BalanceCause = (typeof BALANCE_CAUSES)[number];

/** Why an import may say that balances fell (C13); unsaid, they were paid. */
export const LOWERING_CAUSES = ['payment', 'credit', 'correction', 'write_off'] as const;
export type LoweringCause = (typeof LOWERING_CAUSES)[number];

/** Why somebody moves a balance by hand (C13); neither is a payment. */
export const ADJUSTMENT_CAUSES = ['correction', 'write_off'] as const;

/** Which way a balance is moved by hand. */
export const ADJUSTMENT_DIRECTIONS = ['lower', 'raise'] as const;

/** `kept` and `broken` are decided by payments; `withdrawn` by a person; `void`: nothing was left to pay (C13). */
export const PROMISE_STATUSES = ['open', 'kept', 'broken', 'withdrawn', 'void'] as const;
export type PromiseStatus = (typeof PROMISE_STATUSES)[number];
