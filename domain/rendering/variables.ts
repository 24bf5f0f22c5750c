import { Decimal } from 'decimal.js';
import type { PropertyValue, RenderFacts, RenderInvoice } from './facts.ts';
import { daysBetween, formatDate, formatMoney, pluralFormOf } from './formatting.ts';
import { greetingNameOf, personOf } from './person-name.ts';

/** An invoice as templates see it: money and dates formatted, days counted to `today`. */
export type InvoiceVariables = {
  number: string;
  issuedOn: string;
  dueOn: string;
  amount: string;
  balance: string;
  /** What of the balance credit covers, formatted; null: nothing (C18). */
  credit: string | null;
  /** The balance without that. */
  net: string;
  currency: string;
  /** Days past due, 0 when not overdue. */
  daysOverdue: number;
  /** Days until due, 0 when due today or overdue. */
  daysUntilDue: number;
  daysOverdueIs: PluralVariables;
  daysUntilDueIs: PluralVariables;
  poNumber: string | null;
  payUrl: string | null;
  pdfUrl: string | null;
};

/** Which form a number takes in the language of the words: one of them holds, the others are false. */
export type PluralVariables = Record<Intl.LDMLPluralRule, boolean>;

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
    /** The given name of a person; null: there is none, or nobody can know which word it is. */
    firstName: string | null;
    /** What to greet by, never empty: a person's given name, or else the customer. */
    greetingName: string;
    /** A person in full, without what is behind the name; null: it is no person's. */
    fullName: string | null;
    email: string | null;
    phone: string | null;
    title: string | null;
  };
  balance: {
    /** Everything open, formatted; so are `overdue` and `notYetDue`. */
    total: string;
    overdue: string;
    notYetDue: string;
    /** What the customer has to his credit and counts against what is listed, formatted; null: nothing (C18). */
    credit: string | null;
    /** What is listed without that credit: everything open, or in a program what is overdue. */
    net: string;
    /** What that credit counts against, formatted, where it is more than what is overdue; null otherwise. */
    grossOpen: string | null;
    aging: AgingVariables;
    /** How many invoices the message lists. */
    invoiceCount: number;
    invoiceCountIs: PluralVariables;
    /** How many of those are overdue. */
    overdueCount: number;
    overdueCountIs: PluralVariables;
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
  const person = personOf(contact.name);
  return {
    customer: { ...customer },
    contact: {
      name: contact.name,
      firstName: person?.givenName ?? null,
      greetingName: greetingNameOf(person) ?? customer.name,
      fullName: person?.fullName ?? null,
      email: contact.email,
      phone: contact.phone,
      title: contact.title,
    },
    balance: balanceVariables(facts),
    invoices: (facts.listed ?? facts.invoices).map((invoice) => invoiceVariables(invoice, facts)),
    invoice: facts.invoice ? invoiceVariables(facts.invoice, facts) : null,
    sender: { ...facts.sender },
    organisation: { name: facts.organisation.name },
    today: formatDate(today, customer.locale),
    unsubscribeUrl: facts.unsubscribeUrl,
  };
}

function balanceVariables(facts: RenderFacts): Variables['balance'] {
  const { customer, today } = facts;
  const { total, overdue, aging, credit, net } = balancesOf(facts);
  const gross = net.plus(credit);
  const listed = facts.listed ?? facts.invoices;
  const overdueCount = listed.filter((invoice) => daysBetween(invoice.dueOn, today) > 0).length;
  const money = (amount: Decimal): string =>
    formatMoney(amount.toFixed(), customer.currency, customer.locale);
  return {
    total: money(total),
    overdue: money(overdue),
    notYetDue: money(aging.current),
    credit: credit.isZero() ? null : money(credit),
    net: money(net),
    grossOpen: !credit.isZero() && gross.greaterThan(overdue) ? money(gross) : null,
    aging: {
      current: money(aging.current),
      d1to30: money(aging.d1to30),
      d31to60: money(aging.d31to60),
      d61to90: money(aging.d61to90),
      d91plus: money(aging.d91plus),
    },
    invoiceCount: listed.length,
    invoiceCountIs: pluralOf(listed.length, facts),
    overdueCount,
    overdueCountIs: pluralOf(overdueCount, facts),
  };
}

const NO_FORM = { zero: false, one: false, two: false, few: false, many: false, other: false } as const;

function pluralOf(count: number, { language, customer }: RenderFacts): PluralVariables {
  return { ...NO_FORM, [pluralFormOf(count, language ?? customer.locale)]: true };
}

function invoiceVariables(invoice: RenderInvoice, facts: RenderFacts): InvoiceVariables {
  const { locale, currency } = facts.customer;
  if (invoice.currency !== currency) {
    throw Object.assign(new Error('an invoice is not in the currency of its customer'), {
      code: 'currency_mismatch',
    });
  }
  const credit = new Exact(invoice.credit ?? 0);
  const daysPastDue = daysBetween(invoice.dueOn, facts.today);
  const daysOverdue = Math.max(daysPastDue, 0);
  const daysUntilDue = Math.max(-daysPastDue, 0);
  return {
    number: invoice.number,
    issuedOn: formatDate(invoice.issuedOn, locale),
    dueOn: formatDate(invoice.dueOn, locale),
    amount: formatMoney(invoice.amount, currency, locale),
    balance: formatMoney(invoice.balance, currency, locale),
    credit: credit.isZero() ? null : formatMoney(credit.toFixed(), currency, locale),
    net: formatMoney(new Exact(invoice.balance).minus(credit).toFixed(), currency, locale),
    currency,
    daysOverdue,
    daysUntilDue,
    daysOverdueIs: pluralOf(daysOverdue, facts),
    daysUntilDueIs: pluralOf(daysUntilDue, facts),
    poNumber: invoice.poNumber,
    payUrl: webLink(invoice.payUrl),
    pdfUrl: webLink(invoice.pdfUrl),
  };
}

/** A link comes from a CSV of somebody else: never let `javascript:` or `data:` into a mail. */
function webLink(url: string | null): string | null {
  return url && /^https?:\/\/\S+$/i.test(url) ? url : null;
}

/**
 * Exact sums of the open balances that a message speaks about; `aging.current` is what is not yet due, `net` what is listed
 * less the credit.
 */
export function balancesOf(facts: Pick<RenderFacts, 'invoices' | 'listed' | 'credit' | 'today'>): {
  total: Decimal;
  overdue: Decimal;
  aging: Record<keyof AgingVariables, Decimal>;
  credit: Decimal;
  net: Decimal;
} {
  const aging = sumByAge(facts);
  const sumOf = (amounts: readonly Decimal.Value[]): Decimal =>
    amounts.reduce((sum: Decimal, part) => sum.plus(part), new Exact(0));
  const total = sumOf(Object.values(aging));
  const credit = new Exact(facts.credit ?? 0);
  const listed = facts.listed ? sumOf(facts.listed.map(({ balance }) => balance)) : total;
  return { total, overdue: total.minus(aging.current), aging, credit, net: listed.minus(credit) };
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
