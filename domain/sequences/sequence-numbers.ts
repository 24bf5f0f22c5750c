import type { MailNumbers } from '../../contracts/sequences/sequence-overview.ts';

/** How many messages people, machines, or nobody knows who, opened or clicked; one may count for each. */
export interface HitCounts {
  human: number;
  machine: number;
  unclear: number;
}

/** How many emails of one step were sent, and how many of those had each outcome. */
export interface MailCounts {
  sequenceId: string;
  stepId: string;
  sent: number;
  opened: HitCounts;
  clicked: HitCounts;
  replied: number;
  bounced: number;
  unsubscribed: number;
}

/** Adds counts up and sets them in relation to what was sent (S20); percent with one decimal, null of nothing. */
export function mailNumbersOf(counts: readonly MailCounts[]): MailNumbers {
  const sumOf = (key: 'sent' | 'replied' | 'bounced' | 'unsubscribed') =>
    counts.reduce((sum, row) => sum + row[key], 0);
  const sent = sumOf('sent');
  const rateOf = (count: number) => ({
    count,
    percent: sent === 0 ? null : Math.round((count / sent) * 1000) / 10,
  });
  const hitsOf = (kind: 'opened' | 'clicked') => {
    const sumOfHits = (verdict: keyof HitCounts) => counts.reduce((sum, row) => sum + row[kind][verdict], 0);
    return { ...rateOf(sumOfHits('human')), machine: sumOfHits('machine'), unclear: sumOfHits('unclear') };
  };
  const bounced = sumOf('bounced');
  return {
    sent,
    delivered: rateOf(sent - bounced),
    opened: hitsOf('opened'),
    clicked: hitsOf('clicked'),
    replied: rateOf(sumOf('replied')),
    bounced: rateOf(bounced),
    unsubscribed: rateOf(sumOf('unsubscribed')),
  };
}
