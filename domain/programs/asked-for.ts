import { Decimal } from 'decimal.js';
import type { TouchpointLevel } from '../../contracts/sending/kinds.ts';
import type { TouchpointReason } from '../../contracts/programs/kinds.ts';
import { restsAfterCredit, whyNotAsked } from '../receivables/owed.ts';
import type { AskedAmounts } from './reason-texts.ts';
import type { KeptBackInvoice, TouchpointFacts, TouchpointInvoice } from './touchpoint-facts.ts';

const Exact = Decimal.clone({ precision: 60 });

/** About what a message asks: `today` is the day to which days past due count, `YYYY-MM-DD`. */
export interface AskedAbout {
  content: { level: TouchpointLevel };
  facts: Pick<TouchpointFacts, 'customer' | 'invoices' | 'keptBack'>;
  /** Invoice level: the invoice. */
  invoiceId: string | null;
  today: string;
}

/** Credit counts against what is overdue and not kept back, the oldest first: SQL sorts alike (`program-owed.ts`). */
const isOlder = (
  a: { dueOn: string; invoiceId: string },
  b: { dueOn: string; invoiceId: string },
): number => {
  const [left, right] = [`${a.dueOn} ${a.invoiceId}`, `${b.dueOn} ${b.invoiceId}`];
  return left < right ? -1 : Number(left > right);
};

/** What is left to ask of each overdue invoice that nothing keeps back (C18), by its id. */
function restsOf({ facts, today }: Pick<AskedAbout, 'facts' | 'today'>): Map<string, string> {
  const overdue = facts.invoices.filter(({ dueOn }) => dueOn < today).sort(isOlder);
  const rests = restsAfterCredit(
    overdue.map(({ balance }) => balance),
    facts.customer.credit,
  );
  return new Map(overdue.map(({ invoiceId }, index) => [invoiceId, rests[index]!]));
}

/**
 * The facts that a message may speak of (C18): invoices that credit covers wholly are left out, those that it covers in
 * part say so, and the credit is what counts against them. So what is listed, less the credit, is what is asked.
 */
export function spokenFacts<T extends AskedAbout['facts']>(facts: T, today: string): T {
  const rests = restsOf({ facts, today });
  const invoices = facts.invoices.flatMap((invoice): TouchpointInvoice[] => {
    const rest = rests.get(invoice.invoiceId);
    if (rest === undefined) return [invoice];
    if (new Exact(rest).isZero()) return [];
    const credit = new Exact(invoice.balance).minus(rest);
    return [credit.isZero() ? invoice : { ...invoice, credit: credit.toFixed() }];
  });
  const credit = sumOf(invoices.map((invoice) => invoice.credit ?? '0')).toFixed();
  return { ...facts, invoices, customer: { ...facts.customer, credit } };
}

/** Overdue invoices that nothing keeps back and credit does not cover, or the one that the message is about. */
export function askedFor({ content, facts, invoiceId, today }: AskedAbout): TouchpointInvoice[] {
  return spokenFacts(facts, today).invoices.filter(
    (invoice) => invoice.dueOn < today && (content.level === 'account' || invoice.invoiceId === invoiceId),
  );
}

/** Why there is nothing to ask for (P4, C18, C19); null: there is. */
export function whyNothingIsAsked(about: AskedAbout): TouchpointReason | null {
  const { content, facts, invoiceId, today } = about;
  if (askedFor(about).length > 0) {
    const { gross, net, credit, least } = askedAmounts(about);
    return whyNotAsked({ gross, net }, { credit, least });
  }
  const out = leftOut(about);
  if (content.level === 'account') return out.find(({ dueOn }) => dueOn < today)?.reason ?? 'nothing_owed';
  const own = out.find((invoice) => invoice.invoiceId === invoiceId);
  if (own) return own.reason;
  return facts.invoices.some((invoice) => invoice.invoiceId === invoiceId) ? 'not_due' : 'nothing_owed';
}

/** What is kept back or covered, as it is told: the oldest first, and what is too small last. */
function leftOut({ facts, today }: AskedAbout): KeptBackInvoice[] {
  const spoken = new Set(spokenFacts(facts, today).invoices.map(({ invoiceId }) => invoiceId));
  const covered = facts.invoices
    .filter(({ invoiceId }) => !spoken.has(invoiceId))
    .map(({ invoiceId, dueOn }) => ({ invoiceId, dueOn, reason: 'in_credit' as const }));
  const isSmall = ({ reason }: KeptBackInvoice): number => Number(reason === 'below_minimum');
  return [...facts.keptBack, ...covered].sort((a, b) => isSmall(a) - isSmall(b) || isOlder(a, b));
}

/**
 * What is open to be asked, before and after credit counts, of the account or the one invoice; what nothing keeps back,
 * what is covered included.
 */
export function askedAmounts({ content, facts, invoiceId, today }: AskedAbout): AskedAmounts {
  const { credit, least, currency } = facts.customer;
  const rests = restsOf({ facts, today });
  const open = facts.invoices.filter(
    (invoice) =>
      rests.has(invoice.invoiceId) && (content.level === 'account' || invoice.invoiceId === invoiceId),
  );
  return {
    gross: sumOf(open.map(({ balance }) => balance)).toFixed(),
    net: sumOf(open.map((invoice) => rests.get(invoice.invoiceId)!)).toFixed(),
    credit,
    least,
    currency,
  };
}

function sumOf(amounts: readonly string[]): Decimal {
  return amounts.reduce((sum, amount) => sum.plus(amount), new Exact(0));
}
