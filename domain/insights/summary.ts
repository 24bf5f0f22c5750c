import type { SummaryItem } from '../../contracts/insights/insights.ts';
import { localDateOf } from '../time/calendar.ts';
import type { Observations } from './observations.ts';

/**
 * The factual summary of a customer (C14): what is owed, then the last messages, promises and payments, each with the
 * row it stands in. `zone` is the organisation's.
 */
export function summarise(
  seen: Observations,
  { today, zone }: { today: string; zone: string },
): SummaryItem[] {
  return [
    balanceItem(seen, today),
    ...messageItems(seen, zone),
    ...promiseItems(seen),
    ...paymentItems(seen),
  ];
}

function balanceItem(
  { customerId, currency, open, openCount, overdue }: Observations,
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

function messageItems({ messages }: Observations, zone: string): SummaryItem[] {
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

function promiseItems({ promises, currency }: Observations): SummaryItem[] {
  return promises.map(({ id, amount, promisedOn, status }) => ({
    text: `Promised ${amount} ${currency} by ${promisedOn}: ${status}.`,
    on: promisedOn,
    source: { entity: 'promise', id },
  }));
}

function paymentItems({ payments, currency }: Observations): SummaryItem[] {
  return payments.map(({ id, amount, paidOn }) => ({
    text: `Paid ${amount} ${currency}.`,
    on: paidOn,
    source: { entity: 'payment', id },
  }));
}
