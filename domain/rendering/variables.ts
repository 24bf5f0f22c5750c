import { Decimal } from 'decimal.js';
import type { PropertyValue, RenderFacts, RenderInvoice } from './facts.ts';
import { daysBetween, formatDate, formatMoney } from './formatting.ts';

/** An invoice as templates see it: money and dates formatted, days counted to `today`. */
export type InvoiceVariables = {
  number: string;
  issuedOn: string;
  dueOn: string;
  amount: string;
  balance: string;
  currency: string;
  /** Days past due, 0 when not overdue. */
  daysOverdue: number;
  /** Days until due, 0 when due today or overdue. */
  daysUntilDue: number;
  poNumber: string | null;
  payUrl: string | null;
  pdfUrl: string | null;
};

/** Sums of open balances by days past due, formatted; the days are inclusive. */
export type AgingVariables = {
  /** Not yet due, or due today. */
  current: string;
  d1to30: string;
  d31to60: string;
  d61to90: string;
  d91plus: string;
};

/** The variables of every template (M2). `null` and `''` are empty: outside a section they are an error (M3). */
export type Variables = {
  customer: {
    name: string;
    externalId: string | null;
    locale: string;
    currency: string;
    zone: string | null;
    properties: Record<string, PropertyValue>;
  };
  contact: {
    name: string | null;
    firstName: string | null;
    email: string | null;
    phone: string | null;
    title: string | null;
  };
  balance: {
    /** Everything open, formatted; so are `overdue` and `notYetDue`. */
    total: string;
    overdue: string;
    notYetDue: string;
    aging: AgingVariables;
    /** How many invoices the message lists. */
    invoiceCount: number;
  };
  invoices: InvoiceVariables[];
  /** Null at account level. */
  invoice: InvoiceVariables | null;
  sender: { name: string; email: string; signatureHtml: string | null; signatureText: string | null };
  organisation: { name: string };
  /** Formatted for the customer's locale. */
  today: string;
  unsubscribeUrl: string;
};

type Bucket = keyof AgingVariables;

/** Balances have up to 20 digits; the default of 20 significant digits would round their sums. */
const Exact = Decimal.clone({ precision: 60 });

/**
 * Turns facts into what templates print: sums exact in decimals, money in the customer's currency and locale, dates in
 * its locale, days counted to `facts.today`. Deterministic: no clock, no time zone.
 *
 * @throws Error with code `currency_mismatch` when an invoice is in another currency than the customer (C1)
 * @throws RangeError when a date is not `YYYY-MM-DD`
 */
export function buildVariables(facts: RenderFacts): Variables {
  const { customer, contact, today } = facts;
  const listed = facts.listed ?? facts.invoices;
  const { total, overdue, aging: sums } = balancesOf(facts);
  const money = (amount: Decimal): string =>
    formatMoney(amount.toFixed(), customer.currency, customer.locale);
  return {
    customer: { ...customer },
    contact: {
      name: contact.name,
      firstName: contact.firstName || deriveFirstName(contact.name),
      email: contact.email,
      phone: contact.phone,
      title: contact.title,
    },
    balance: {
      total: money(total),
      overdue: money(overdue),
      notYetDue: money(sums.current),
      aging: {
        current: money(sums.current),
        d1to30: money(sums.d1to30),
        d31to60: money(sums.d31to60),
        d61to90: money(sums.d61to90),
        d91plus: money(sums.d91plus),
      },
      invoiceCount: listed.length,
    },
    invoices: listed.map((invoice) => invoiceVariables(invoice, facts)),
    invoice: facts.invoice ? invoiceVariables(facts.invoice, facts) : null,
    sender: { ...facts.sender },
    organisation: { ...facts.organisation },
    today: formatDate(today, customer.locale),
    unsubscribeUrl: facts.unsubscribeUrl,
  };
}

/**
 * The name to greet a contact by: "Jane" of "Jane Doe", "Doe, Jane" and "Dr. Jane Doe"; null where there is none.
 */
export function deriveFirstName(name: string | null): string | null {
  if (!name) return null;
  const [last = '', given] = name.split(',', 2);
  const words = (given ?? last).trim().split(/\s+/).filter(Boolean);
  while (words.length > 1 && TITLES.has(words[0]!.toLowerCase().replace(/\.$/, ''))) words.shift();
  return words[0] ?? null;
}

const TITLES = new Set([
  'mr',
  'mrs',
  'ms',
  'miss',
  'mx',
  'dr',
  'prof',
  'herr',
  'frau',
  'm',
  'mme',
  'sr',
  'sra',
]);

function invoiceVariables(invoice: RenderInvoice, facts: RenderFacts): InvoiceVariables {
  const { locale, currency } = facts.customer;
  if (invoice.currency !== currency) {
    throw Object.assign(new Error('an invoice is not in the currency of its customer'), {
      code: 'currency_mismatch',
    });
  }
  const daysPastDue = daysBetween(invoice.dueOn, facts.today);
  return {
    number: invoice.number,
    issuedOn: formatDate(invoice.issuedOn, locale),
    dueOn: formatDate(invoice.dueOn, locale),
    amount: formatMoney(invoice.amount, currency, locale),
    balance: formatMoney(invoice.balance, currency, locale),
    currency,
    daysOverdue: Math.max(daysPastDue, 0),
    daysUntilDue: Math.max(-daysPastDue, 0),
    poNumber: invoice.poNumber,
    payUrl: webLink(invoice.payUrl),
    pdfUrl: webLink(invoice.pdfUrl),
  };
}

/** A link comes from a CSV of somebody else: never let `javascript:` or `data:` into a mail. */
function webLink(url: string | null): string | null {
  return url && /^https?:\/\/\S+$/i.test(url) ? url : null;
}

/** Exact sums of the open balances that a message speaks about; `aging.current` is what is not yet due. */
export function balancesOf(facts: Pick<RenderFacts, 'invoices' | 'today'>): {
  total: Decimal;
  overdue: Decimal;
  aging: Record<keyof AgingVariables, Decimal>;
} {
  const aging = sumByAge(facts);
  const total = Object.values(aging).reduce((sum, part) => sum.plus(part), new Exact(0));
  return { total, overdue: total.minus(aging.current), aging };
}

function sumByAge(facts: Pick<RenderFacts, 'invoices' | 'today'>): Record<Bucket, Decimal> {
  const zero = new Exact(0);
  const sums = { current: zero, d1to30: zero, d31to60: zero, d61to90: zero, d91plus: zero };
  for (const invoice of facts.invoices) {
    const bucket = bucketOf(daysBetween(invoice.dueOn, facts.today));
    sums[bucket] = sums[bucket].plus(invoice.balance);
  }
  return sums;
}

function bucketOf(daysPastDue: number): Bucket {
  if (daysPastDue <= 0) return 'current';
  if (daysPastDue <= 30) return 'd1to30';
  if (daysPastDue <= 60) return 'd31to60';
  return daysPastDue <= 90 ? 'd61to90' : 'd91plus';
}
