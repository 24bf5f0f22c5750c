import type {
  ScheduledTouchpointStatus,
  TouchpointDecision,
  TouchpointReason,
} from '../../contracts/programs/kinds.ts';

/** What a touchpoint's message says, word for word as it will leave, and to whom. */
export interface WrittenContent {
  subject: string;
  /** Both parts carry the unsubscribe link of this very message. */
  html: string;
  text: string;
  /** BCP 47, what it is written in; null or absent: nobody has said (M6). */
  language?: string | null | undefined;
  to: string[];
  cc: string[];
  bcc: string[];
  contactId: string | null;
  /** Ids of the invoices it asks for, the oldest first. */
  invoices: string[];
  /** A person wrote subject or body. */
  isTextByHand: boolean;
  /** A person named the recipients: changes of contacts do not move them. */
  isAddressedByHand: boolean;
}

/** An invoice as a message was written from it; money as a decimal string, the day `YYYY-MM-DD`. */
export interface BasisInvoice {
  invoiceId: string;
  number: string;
  balance: string;
  /** What of it credit covers; absent: nothing (C18). */
  credit?: string | undefined;
  dueOn: string;
}

/** What a message was written from (D7, P14). Equal fingerprints: nothing of it has moved. */
export interface WrittenBasis {
  fingerprint: string;
  currency: string;
  invoices: BasisInvoice[];
  /** All that the customer had to its credit, whatever it covered; absent: nothing. */
  credit?: string | undefined;
  /** Everybody it goes to, copies included. */
  to: string[];
}

/** What was to be said of an invoice. */
interface AmountDue {
  balance: string;
  dueOn: string;
  /** What of it credit covers, where this moved although the credit is the same. */
  credit?: string | undefined;
}

/** What moved since a message was written: each with before and after; null: was not there, or is not any more. */
export interface TouchpointChanges {
  balance: { before: string; after: string; currency: string } | null;
  /** All that the customer has to its credit. */
  credit: { before: string; after: string; currency: string } | null;
  invoices: {
    invoiceId: string;
    number: string;
    before: AmountDue | null;
    after: AmountDue | null;
  }[];
  recipients: { before: string[]; after: string[] } | null;
  /** What the customer replied, to whatever of ours; absent: nothing. */
  reply?: ShownReply | undefined;
}

/** A reply that whoever decides is to see; `at` is an instant, ISO 8601. */
export interface ShownReply {
  at: string;
  messageId: string | null;
  mailId: string | null;
}

/** What a message said before it came back to review, and from which facts. */
export interface WrittenBefore {
  content: WrittenContent;
  facts: WrittenBasis;
}

/** One entry of the history of a scheduled touchpoint; `at` is an instant, ISO 8601. */
export interface HistoryEntry {
  at: string;
  from: ScheduledTouchpointStatus | null;
  to: ScheduledTouchpointStatus;
  /** Why, in a word: mostly a `TouchpointReason`. */
  reason?: string | null;
  /** In a person's words. */
  note?: string;
  /** A user, or `system`. */
  by: string;
  plannedOn?: string;
  planVersion?: number;
}

/** A scheduled touchpoint as commands work with it; instants in epoch milliseconds, days `YYYY-MM-DD`. */
export interface ScheduledTouchpoint {
  scheduledTouchpointId: string;
  programId: string;
  touchpointId: string;
  customerId: string;
  invoiceId: string | null;
  level: 'invoice' | 'account';
  subjectId: string;
  status: ScheduledTouchpointStatus;
  decision: TouchpointDecision | null;
  reason: TouchpointReason | null;
  plannedOn: string;
  plannedAt: number;
  runId: string | null;
  batchId: string | null;
  supersededById: string | null;
  daysOverdue: number | null;
  rank: number | null;
  content: WrittenContent | null;
  contentHash: string | null;
  facts: WrittenBasis | null;
  arVersion: number | null;
  messageId: string | null;
  editedById: string | null;
  editedAt: number | null;
  decidedById: string | null;
  decidedAt: number | null;
  returnedAt: number | null;
  returnedFor: TouchpointChanges | null;
  writtenBefore: WrittenBefore | null;
  heldReason: string | null;
  heldUntil: number | null;
  slotAt: number | null;
  wakeAt: number | null;
  errorCode: string | null;
  errorDetail: string | null;
  forceReason: string | null;
  endedAt: number | null;
}
