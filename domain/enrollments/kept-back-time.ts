import { mergeSpans, subtractSpans, type Span } from '../time/spans.ts';
import { endOf, type Hold } from '../holds.ts';

/** What is known of when an invoice was open, and when something kept it back. Instants are epoch milliseconds. */
export interface InvoiceHistory {
  createdAt: number;
  /** The last time anything was written of it: as it is now, it has been since then. */
  updatedAt: number;
  isOpen: boolean;
  isDisputed: boolean;
  /** What it owed from a moment on, in order; before the first it owed its amount. */
  balances: { at: number; isOwed: boolean }[];
  /** Those of the invoice itself: disputes, promises, and what people entered. */
  holds: Pick<Hold, 'startedAt' | 'expiresAt' | 'endedAt'>[];
}

/**
 * When every open invoice of a customer was kept back, so that there was nothing to ask for (D8): disjoint spans in
 * order. Time in which no invoice was open is none of it. An invoice that arrives ends a span, also when it is paid the
 * next moment; one that is paid or voided can begin one. Spans reach into the future as far as holds have an expiry.
 */
export function keptBackSpans(invoices: readonly InvoiceHistory[]): Span[] {
  const open = invoices.map(openSpans);
  const askable = invoices.flatMap((invoice, index) => subtractSpans(open[index]!, heldSpansOf(invoice)));
  return subtractSpans(mergeSpans(open.flat()), mergeSpans(askable));
}

/** When an invoice was open: a payment, a credit note or a void closes it, an import may open it again. */
function openSpans({ createdAt, updatedAt, isOpen, balances }: InvoiceHistory): Span[] {
  const spans: Span[] = [];
  let openedAt: number | null = createdAt;
  for (const { at, isOwed } of [...balances, { at: updatedAt, isOwed: isOpen }]) {
    if (isOwed) {
      openedAt ??= at;
    } else if (openedAt !== null) {
      spans.push([openedAt, at]);
      openedAt = null;
    }
  }
  if (openedAt !== null) spans.push([openedAt, Infinity]);
  return mergeSpans(spans);
}

/** When its holds held it. A dispute that nobody entered as a hold is known since the invoice was last written. */
function heldSpansOf({ holds, isDisputed, updatedAt }: InvoiceHistory): Span[] {
  const spans = holds.map((hold): Span => [hold.startedAt, endOf(hold)]);
  return mergeSpans(isDisputed ? [...spans, [updatedAt, Infinity]] : spans);
}
