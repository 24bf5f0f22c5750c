import type { SummaryItem } from '../../contracts/insights/insights.ts';
import { localDateOf } from '../time/calendar.ts';
import type { InsightFacts } from './observations.ts';

/**
 * The factual summary of a customer (C14): what is owed, then the last messages, promises and payments, each with the
 * row it stands in. `zone` is the organisation's.
 */
export function summarise(
  facts: InsightFacts,
  { today, zone }: { today: string; zone: string },
): SummaryItem[] {
  return [
    balanceItem(facts, today),
    ...messageItems(facts, zone),
    ...promiseItems(facts),
    ...paymentItems(facts),
  ];
}

function balanceItem(
  { customerId, currency, open, openCount, overdue }: InsightFacts,
  today: string,
): SummaryItem {
  const source = { entity: 'customer', id: customerId } as const;
  if (openCount === 0) return { text: 'Owes nothing.', on: today, source };
  const invoices = openCount === 1 ? '1 open invoice' : `${openCount} open invoices`;
  return {
    text: `Owes ${open} ${currency} on ${invoices}, ${overdue} ${currency} of it overdue.`,
    on: today,
    source,
  };
}

function messageItems({ messages }: InsightFacts, zone: string): SummaryItem[] {
  return messages.map(({ id, kind, direction, occurredAt, subject, outcome }) => {
    const what = kind === 'call' ? 'Call' : kind === 'sms' ? 'Text message' : 'Email';
    const way = direction === 'inbound' ? 'from the customer' : 'to the customer';
    const about = subject === null ? '' : `: “${subject}”`;
    const result = kind === 'call' && outcome !== null ? ` (${outcome})` : '';
    return {
      text: `${what} ${way}${about}${result}.`,
      on: localDateOf(occurredAt, zone),
      source: { entity: 'communication', id },
    };
  });
}

function promiseItems({ promises, currency }: InsightFacts): SummaryItem[] {
  return promises.map(({ id, amount, promisedOn, status }) => ({
    text: `Promised ${amount} ${currency} by ${promisedOn}: ${status}.`,
    on: promisedOn,
    source: { entity: 'promise', id },
  }));
}

function paymentItems({ payments, currency }: InsightFacts): SummaryItem[] {
  return payments.map(({ id, amount, paidOn }) => ({
    text: `Paid ${amount} ${currency}.`,
    on: paidOn,
    source: { entity: 'payment', id },
  }));
}
