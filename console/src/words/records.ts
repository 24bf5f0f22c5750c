import type { RelatedRecordKind } from '../../../contracts/receivables/kinds.ts';

export const recordKinds: Record<RelatedRecordKind, string> = {
  credit_note: 'Credit note',
  document: 'Document',
  document_event: 'Document event',
  approval: 'Approval',
  bank_account: 'Bank account',
  card: 'Card',
  e_mandate: 'E-mandate',
  subscription: 'Subscription',
  transaction: 'Transaction',
};
