import { Decimal } from 'decimal.js';
import type { RenderFacts, RenderInvoice } from '../rendering/facts.ts';
import { digitsOf } from '../rendering/formatting.ts';
import { balancesOf } from '../rendering/variables.ts';
import { plainCharacters } from './plain-characters.ts';
import type { PromptData } from './prompt-data.ts';

/** Every amount a text may name: of the invoices, and the sums of their balances; plain decimals. Nothing is ever 0. */
export function ownAmounts(facts: RenderFacts): ReadonlySet<string> {
  const { total, overdue, aging, credit, net } = balancesOf(facts);
  const amounts = [total, overdue, credit, net.abs(), ...Object.values(aging)];
  for (const { amount, balance, credit: covered = '0' } of invoicesOf(facts))
    amounts.push(
      new Decimal(amount),
      new Decimal(balance),
      new Decimal(covered),
      new Decimal(balance).minus(covered),
    );
  const digits = digitsOf(facts.customer.currency);
  return new Set(
    amounts
      .filter((amount) => !amount.isZero())
      .flatMap((amount) => [
        amount.toString(),
        amount.toDecimalPlaces(digits, Decimal.ROUND_HALF_UP).toString(),
      ]),
  );
}

/** Numbers of the customer's invoices. */
export function ownInvoiceNumbers(facts: RenderFacts): string[] {
  return [...new Set(invoicesOf(facts).map(({ number }) => plainCharacters(number)))];
}

/** Every day a text may name: today, and those of the invoices; also as they are shown. */
export function ownDates(
  facts: RenderFacts,
  data: PromptData,
): { dates: readonly string[]; shown: readonly string[] } {
  const invoices = [...data.invoices, ...(data.invoice ? [data.invoice] : [])];
  return {
    dates: [facts.today, ...invoicesOf(facts).flatMap(({ issuedOn, dueOn }) => [issuedOn, dueOn])],
    shown: [data.today, ...invoices.flatMap(({ issuedOn, dueOn }) => [issuedOn, dueOn])],
  };
}

/** Numbers of documents, and the person's own words, as one text. */
export function ownDocuments(prompt: string, facts: RenderFacts): string {
  const numbers = invoicesOf(facts).flatMap(({ number, poNumber }) => [number, poNumber ?? '']);
  return plainCharacters([prompt, facts.customer.externalId ?? '', ...numbers].join('\n'));
}

/** Everything a text may repeat besides amounts and invoice numbers: the person's own words, names, dates, counts. */
export function ownWords(prompt: string, facts: RenderFacts, data: PromptData): string {
  const { customer, contact, sender, organisation } = facts;
  const invoices = [...data.invoices, ...(data.invoice ? [data.invoice] : [])];
  const words: unknown[] = [
    prompt,
    customer.name,
    customer.externalId,
    ...Object.entries(customer.properties).flat(),
    contact.name,
    contact.phone,
    contact.title,
    sender.name,
    organisation.name,
    data.today,
    data.balance.invoiceCount,
    data.balance.overdueCount,
    data.invoicesNotListed,
    facts.today,
    ...invoicesOf(facts).flatMap(({ number, poNumber, issuedOn, dueOn }) => [
      number,
      poNumber,
      issuedOn,
      dueOn,
    ]),
    ...invoices.flatMap((shown) => [shown.issuedOn, shown.dueOn, shown.daysOverdue, shown.daysUntilDue]),
  ];
  return plainCharacters(words.map((word) => String(word ?? '')).join('\n'));
}

/** Web addresses that a text may show. */
export function ownLinks(data: PromptData): ReadonlySet<string> {
  const invoices = [...data.invoices, ...(data.invoice ? [data.invoice] : [])];
  return new Set(invoices.flatMap(({ payUrl, pdfUrl }) => [payUrl, pdfUrl]).filter((url) => url !== null));
}

function invoicesOf(facts: RenderFacts): RenderInvoice[] {
  return [...facts.invoices, ...(facts.listed ?? []), ...(facts.invoice ? [facts.invoice] : [])];
}
