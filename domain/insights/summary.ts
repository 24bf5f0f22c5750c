import type { SummaryItem } from '../../contracts/insights/insights.ts';
import { localDateOf } from '../time/calendar.ts';
import { moneyText } from '../receivables/not-asked.ts';
import { netOf } from '../receivables/owed.ts';
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
  { customerId, currency, open, openCount, overdue, credit, countedCredit }: Observations,
  today: string,
): SummaryItem {
  const money = (amount: string): string => moneyText(amount, currency);
  const invoices = openCount === 1 ? '1 open invoice' : `${openCount} open invoices`;
  const owes =
    openCount === 0
      ? 'Owes nothing.'
      : `Owes ${money(open)} on ${invoices}, ${money(overdue)} of it overdue.`;
  const isNetted = openCount > 0 && Number(countedCredit) > 0;
  const net = isNetted ? `: ${money(netOf([open], countedCredit))} net` : '';
  const has = Number(credit) > 0 ? ` Has ${money(credit)} to its credit${net}.` : '';
  return { text: `${owes}${has}`, on: today, source: { entity: 'customer', id: customerId } };
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
    text: `Promised ${moneyText(amount, currency)} by ${promisedOn}: ${status}.`,
    on: promisedOn,
    source: { entity: 'promise', id },
  }));
}

function paymentItems({ payments, currency }: Observations): SummaryItem[] {
  return payments.map(({ id, amount, paidOn }) => ({
    text: `Paid ${moneyText(amount, currency)}.`,
    on: paidOn,
    source: { entity: 'payment', id },
  }));
}
