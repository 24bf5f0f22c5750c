import type { Channel, LimitPeriod, WaitReason } from '../../contracts/sending/kinds.ts';
import { domainsOf } from './contact-policy.ts';
import type { Limit } from './limits.ts';

/** How many messages of a sequence may leave in a period that slides (S14). */
export interface SequenceLimit {
  channel: Channel;
  amount: number;
  per: LimitPeriod;
}

/** What a mailbox, or a number that sms leave from, allows (M1): seconds between two messages, and copies a day in its zone (null: no cap). */
export interface MailboxLimits {
  mailboxId: string;
  zone: string;
  dailyCap: number | null;
  minIntervalSeconds: number;
}

const PERIOD_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } satisfies Record<LimitPeriod, number>;

/** What the daily cap of a mailbox is kept under. */
export const dailyScope = (mailboxId: string): string => `mailbox/${mailboxId}`;

/** The cap counts copies, the interval messages: copies of one message do not wait for it. */
export function mailboxLimits(mailbox: MailboxLimits, copies: number): Limit[] {
  const { mailboxId, zone, dailyCap, minIntervalSeconds } = mailbox;
  const limits: Limit[] = [];
  const scope = dailyScope(mailboxId);
  if (dailyCap !== null)
    limits.push({ scope, amount: dailyCap, window: { kind: 'day', zone }, weight: copies });
  if (minIntervalSeconds > 0) {
    const window = { kind: 'sliding', ms: minIntervalSeconds * 1000 } as const;
    limits.push({ scope: `${scope}/interval`, amount: 1, window, weight: 1 });
  }
  return limits;
}

/** The limits of a sequence count messages. */
export function sequenceLimits(sequenceId: string, limits: readonly SequenceLimit[]): Limit[] {
  return limits.map(({ channel, amount, per }) => ({
    scope: `sequence/${sequenceId}/${channel}/${per}`,
    amount,
    window: { kind: 'sliding', ms: PERIOD_MS[per] },
    weight: 1,
  }));
}

/** The limits of the domains that copies go to (D6), by the organisation's days, in the order of their names. */
export function domainLimits(
  addresses: readonly string[],
  { perDomainPerDay, zone }: { perDomainPerDay: number; zone: string },
): (Limit & { domain: string })[] {
  return domainsOf(addresses).map((domain) => {
    const weight = addresses.filter((address) => domainsOf([address])[0] === domain).length;
    const window = { kind: 'day', zone } as const;
    return { domain, scope: `domain/${domain}`, amount: perDomainPerDay, window, weight };
  });
}

/** What a message is said to wait for. */
export function reasonOf({ scope }: Pick<Limit, 'scope'>): WaitReason {
  return scope.startsWith('sequence/') ? 'sequence_limit' : 'mailbox_limit';
}

/** Of which mailbox or sequence a limit is. */
export function ownerOf(scope: string): { kind: 'mailbox' | 'sequence'; id: string } | null {
  const [kind, id] = scope.split('/');
  return (kind === 'mailbox' || kind === 'sequence') && id ? { kind, id } : null;
}
