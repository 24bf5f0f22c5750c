import { createMask } from '../../insights/model/redact.ts';

/** An open invoice that a mail may be about. */
export interface KnownInvoice {
  id: string;
  number: string;
  /** Plain decimals. */
  amount: string;
  balance: string;
}

/** What a model is told of one mail and one customer, and what its answer is checked against. */
export interface MailFacts {
  mailId: string;
  customerId: string;
  currency: string;
  locale: string;
  /** The mail's own day, `YYYY-MM-DD`. */
  writtenOn: string;
  subject: string;
  /** What the sender wrote, without quotes of ours. */
  newText: string;
  /** The customer's open invoices, the oldest first. */
  invoices: readonly KnownInvoice[];
  /** Of them those that the mail which it answers was about. */
  answeredInvoiceIds: readonly string[];
  /** Whom it concerns if the words say that he is the wrong one: who wrote, else who was written to. */
  contactId: string | null;
  customerName: string;
  contacts: readonly { name: string | null; email: string | null }[];
  /** Addresses of ours, lower case. */
  ownAddresses: readonly string[];
}

/** Letters of one mail that a model reads. */
const MAX_TEXT = 6_000;
/** Invoices that a model is told of. */
const MAX_INVOICES = 60;

/** A mail as it leaves for a model, and the way back from its words to those of the mail. */
export interface MaskedMail {
  subject: string;
  text: string;
  invoices: readonly string[];
  /** Puts back what was taken out. */
  unmask: (text: string) => string;
}

/**
 * Takes names, addresses, links and numbers of accounts out of a mail, each with a number of its own: a model can name them,
 * and knows none.
 */
export function maskMail(facts: MailFacts): MaskedMail {
  const values: string[] = [];
  const names = facts.contacts.flatMap(({ name }) => (name === null ? [] : [name]));
  const mask = createMask({ customerName: facts.customerName, contactNames: names }, (kind, value) => {
    values.push(value);
    return `[${kind} ${values.length}]`;
  });
  return {
    subject: mask(facts.subject.slice(0, 300)),
    text: mask(facts.newText.slice(0, MAX_TEXT)),
    invoices: facts.invoices.slice(0, MAX_INVOICES).map(({ number }) => number),
    unmask: (text) =>
      text.replace(
        /\[(?:link|address|account|number|name) (\d{1,6})\]/g,
        (whole, n: string) => values[Number(n) - 1] ?? whole,
      ),
  };
}
