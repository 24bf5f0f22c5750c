import type { PromiseStatus } from '../../contracts/receivables/kinds.ts';
import type { Severity } from '../../contracts/customers/kinds.ts';
import type { CustomerStatus } from '../../contracts/customers/kinds.ts';
import type { SignalRule } from '../../contracts/insights/kinds.ts';

/** What summary and plan of a customer are made of. Money as decimal strings, days `YYYY-MM-DD`, instants epoch ms. */
export interface Observations {
  customerId: string;
  status: CustomerStatus;
  currency: string;
  open: string;
  openCount: number;
  overdue: string;
  /** What of it nothing keeps back; balances below one minor unit are left out (C19). */
  askable: string;
  /** What the customer has to its credit (C18), and what of that counts: none where a setting switches netting off. */
  credit: string;
  countedCredit: string;
  /** The least amount worth a letter (C19). */
  least: string;
  /** The open invoice that is overdue for longest, that no hold keeps back and that credit does not cover. */
  oldestOverdue: { invoiceId: string; number: string; dueOn: string } | null;
  /** Active ones, the most severe first. */
  signals: { id: string; rule: SignalRule | null; severity: Severity; text: string }[];
  /** The newest first. `isOwed`: something is still open on its invoices that credit does not cover. */
  promises: { id: string; amount: string; promisedOn: string; status: PromiseStatus; isOwed: boolean }[];
  payments: { id: string; amount: string; paidOn: string }[];
  /** Mails, texts and calls, the latest first. */
  messages: {
    id: string;
    kind: string;
    direction: string;
    occurredAt: number;
    subject: string | null;
    outcome: string | null;
  }[];
  isEnrolled: boolean;
  isHeld: boolean;
  /** Where a message to it waits already: for review, or as a step that is due. */
  waiting: { entity: 'review_batch' | 'step_execution'; id: string } | null;
}
