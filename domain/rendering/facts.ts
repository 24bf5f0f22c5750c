/** An invoice as a template may see it. Dates `YYYY-MM-DD`, money as decimal strings. */
export type RenderInvoice = {
  number: string;
  issuedOn: string;
  dueOn: string;
  /** Original amount. */
  amount: string;
  /** What is still open. */
  balance: string;
  /** What of it credit covers, a decimal string; absent: nothing (C18). */
  credit?: string | undefined;
  /** ISO 4217; must be the customer's. */
  currency: string;
  poNumber: string | null;
  /** Only http and https links reach a template; anything else counts as empty. */
  payUrl: string | null;
  pdfUrl: string | null;
};

/** What a custom property of a customer may hold. */
export type PropertyValue = string | number | boolean | null;

/**
 * Everything a message may be filled from, as plain JSON: the snapshot that is read in the transaction that claims
 * the send, and hashed and kept beside it (D7).
 */
export type RenderFacts = {
  customer: {
    name: string;
    externalId: string | null;
    /** BCP 47; an unknown one formats like `en`. */
    locale: string;
    /** ISO 4217. */
    currency: string;
    zone: string | null;
    properties: Record<string, PropertyValue>;
  };
  contact: {
    name: string | null;
    email: string | null;
    phone: string | null;
    title: string | null;
  };
  /** The invoices the message speaks about, in the order in which they are to be listed; `balance` sums them. */
  invoices: RenderInvoice[];
  /** What `invoices` lists, where that is less than what `balance` sums: the overdue ones of a touchpoint. */
  listed?: RenderInvoice[];
  /** Invoice level only: the one invoice the message is about. */
  invoice?: RenderInvoice;
  sender: { name: string; email: string; signatureHtml: string | null; signatureText: string | null };
  organisation: {
    name: string;
    /** BCP 47: for words that the customer's locale has none of. */ locale?: string;
  };
  /** What the words are written in, BCP 47, for their plurals; absent or null: the customer's locale. */
  language?: string | null;
  /** What the customer has to his credit with us and counts against what is asked, a decimal string; absent: nothing (C18). */
  credit?: string;
  /** `YYYY-MM-DD`, the organisation's day: days past due are counted to it. */
  today: string;
  /** Empty: it goes to one of our own people, and has no such link. */
  unsubscribeUrl: string;
};
