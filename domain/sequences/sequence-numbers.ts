import type { MailNumbers } from '../../contracts/sequences/sequence-overview.ts';

/** How many emails of one step were sent, and how many of those had each outcome. */
export interface MailCounts {
  sequenceId: string;
  stepId: string;
  sent: number;
  replied: number;
  bounced: number;
  unsubscribed: number;
  /** By people (T2); the others beside them. */
  opened: number;
  openedMachine: number;
  openedUnclear: number;
  clicked: number;
  clickedMachine: number;
  clickedUnclear: number;
}

/** Adds counts up and sets them in relation to what was sent (S20); percent with one decimal, null of nothing. */
export function mailNumbersOf(counts: readonly MailCounts[]): MailNumbers {
  const sumOf = (key: Exclude<keyof MailCounts, 'sequenceId' | 'stepId'>) =>
    counts.reduce((sum, row) => sum + row[key], 0);
  const sent = sumOf('sent');
  const rateOf = (count: number) => ({
    count,
    percent: sent === 0 ? null : Math.round((count / sent) * 1000) / 10,
  });
  const bounced = sumOf('bounced');
  return {
    sent,
    delivered: rateOf(sent - bounced),
    opened: { ...rateOf(sumOf('opened')), machine: sumOf('openedMachine'), unclear: sumOf('openedUnclear') },
    clicked: {
      ...rateOf(sumOf('clicked')),
      machine: sumOf('clickedMachine'),
      unclear: sumOf('clickedUnclear'),
    },
    replied: rateOf(sumOf('replied')),
    bounced: rateOf(bounced),
    unsubscribed: rateOf(sumOf('unsubscribed')),
  };
}
