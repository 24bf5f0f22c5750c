import type { SmsNumbers } from '../../contracts/sequences/results.ts';
import type { MailNumbers } from '../../contracts/sequences/sequence-overview.ts';

/** How many messages of one channel were sent, and how many of those had each outcome. */
export interface StepCounts {
  channel: string;
  sent: number;
  delivered: number;
  replied: number;
  bounced: number;
  unsubscribed: number;
  failed: number;
  /** By people (T2); the others beside them. */
  opened: number;
  openedMachine: number;
  openedUnclear: number;
  clicked: number;
  clickedMachine: number;
  clickedUnclear: number;
}

/** Adds the counts of a channel up. */
function sumsOf(counts: readonly StepCounts[], channel: 'email' | 'sms') {
  const rows = counts.filter((row) => row.channel === channel);
  const of = (key: Exclude<keyof StepCounts, 'channel'>): number =>
    rows.reduce((sum, row) => sum + row[key], 0);
  const sent = of('sent');
  const rate = (key: Exclude<keyof StepCounts, 'channel'>) => ({
    count: of(key),
    percent: percentOf(of(key), sent),
  });
  return { of, sent, rate };
}

/** Percent with one decimal, null of nothing (S20). */
function percentOf(count: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((count / whole) * 1000) / 10;
}

/** What became of emails, each counted once for an outcome, in relation to what was sent (S20). */
export function mailNumbersOf(counts: readonly StepCounts[]): MailNumbers {
  const { of, sent, rate } = sumsOf(counts, 'email');
  return {
    sent,
    delivered: rate('delivered'),
    opened: { ...rate('opened'), machine: of('openedMachine'), unclear: of('openedUnclear') },
    clicked: { ...rate('clicked'), machine: of('clickedMachine'), unclear: of('clickedUnclear') },
    replied: rate('replied'),
    bounced: rate('bounced'),
    unsubscribed: rate('unsubscribed'),
  };
}

/** The same of sms. */
export function smsNumbersOf(counts: readonly StepCounts[]): SmsNumbers {
  const { sent, rate } = sumsOf(counts, 'sms');
  return {
    sent,
    delivered: rate('delivered'),
    failed: rate('failed'),
    replied: rate('replied'),
    optedOut: rate('unsubscribed'),
  };
}
