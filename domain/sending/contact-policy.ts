import type { ContactPolicy } from '../../contracts/access/contact-policy.ts';
import { addDays, daysBetween, localDateOf, startOfDay } from '../time/calendar.ts';
import { addressKey } from '../customers/email-address.ts';

/** What decides whether a customer may be written to again (D6). */
export interface RecentContacts {
  policy: ContactPolicy;
  /** Messages to the customer that have left, are leaving or may have left, besides the one in question. */
  recent: readonly {
    /** Epoch milliseconds. */
    at: number;
    /** The run of a program that made it. */
    runId: string | null;
  }[];
  /** Messages to the customer that were due and wait for a day of their own, besides the one in question. */
  waiting: readonly Waiting[];
  /** Messages counted for domains of the customer's addresses, on a day of the organisation. */
  domains: readonly { domain: string; day: string; used: number }[];
}

/** A message that waits in the line of its customer; instants are epoch milliseconds. */
export interface Waiting {
  /** Of the step execution, action or scheduled touchpoint. */
  sourceId: string;
  runId: string | null;
  /** Since when it wants to leave: its place in the line. */
  since: number;
  /** When it leaves at the earliest. */
  until: number;
}

/** The message that wants to leave. */
export interface Wanting {
  /** Of what it is the message; null: of nothing yet, so it is the last in the line. */
  sourceId: string | null;
  /** Since when it wants to leave, epoch milliseconds; null: only now. */
  since: number | null;
  runId: string | null;
  /** Whom it is for; copies do not count. */
  to: readonly string[];
  /** When it would leave, epoch milliseconds. */
  at: number;
  /** When that is asked, if it is to come: those before it in the line will have left by then, each on its day. */
  now?: number;
}

/** What the contact policy defers, and until when it does. */
export interface Deferral {
  reason: 'contact_policy';
  until: number;
}

/** A day on which the customer hears from the organisation; a message of no run is a contact of its own. */
interface Contact {
  day: string;
  runId: string | null;
}

/** However full the days are: a message is never deferred by more than a year at a time. */
const HORIZON_DAYS = 366;

/**
 * Asks the contact policy whether a message may leave at an instant; null: it may. It counts calendar days of `zone`, the
 * organisation's. Messages of one run are one contact, and never defer each other. Whoever waits longer comes first: the
 * days that messages before it in the line will take are taken.
 */
export function deferralOf(lately: RecentContacts, wanting: Wanting, zone: string): Deferral | null {
  const today = localDateOf(wanting.at, zone);
  const contacts = lately.recent.map(({ at, runId }): Contact => {
    // One of tomorrow comes from a clock that is ahead.
    const day = localDateOf(at, zone);
    return { day: day > today ? today : day, runId };
  });
  const now = Math.min(wanting.now ?? wanting.at, wanting.at);
  for (const { until, runId } of lineBefore(lately.waiting, wanting)) {
    const from = localDateOf(Math.max(until, now), zone);
    contacts.push({ day: firstDay(contacts, { runId, from, policy: lately.policy }), runId });
  }
  const { runId } = wanting;
  let day = firstDay(contacts, { runId, from: today, policy: lately.policy });
  if (day === today && isDomainFull(lately, wanting.to, today))
    day = firstDay(contacts, { runId, from: addDays(today, 1), policy: lately.policy });
  return day === today ? null : { reason: 'contact_policy', until: startOfDay(day, zone) };
}

/** Those who come before it, the first in the line first. */
function lineBefore(waiting: readonly Waiting[], { sourceId, since }: Wanting): Waiting[] {
  const last = { since: since ?? Infinity, sourceId: sourceId ?? '' };
  return waiting
    .filter((row) => row.sourceId !== sourceId && isBefore(row, last))
    .sort((a, b) => (isBefore(a, b) ? -1 : 1));
}

type Place = Pick<Waiting, 'since' | 'sourceId'>;

function isBefore(a: Place, b: Place): boolean {
  return a.since < b.since || (a.since === b.since && a.sourceId < b.sourceId);
}

interface DayWanted {
  runId: string | null;
  /** `YYYY-MM-DD`. */
  from: string;
  policy: ContactPolicy;
}

/** The first day from `from` on that may have one more contact. */
function firstDay(contacts: readonly Contact[], { runId, from, policy }: DayWanted): string {
  for (let ahead = 0; ahead < HORIZON_DAYS; ahead += 1) {
    const day = addDays(from, ahead);
    if (isOpenDay(contacts, { runId, day, policy })) return day;
  }
  return addDays(from, HORIZON_DAYS);
}

function isOpenDay(
  contacts: readonly Contact[],
  { runId, day, policy }: { runId: string | null; day: string; policy: ContactPolicy },
): boolean {
  const same = contacts.filter((contact) => contact.day === day);
  // One more message of a run that is a contact of the day anyway.
  if (runId !== null && same.some((contact) => contact.runId === runId)) return true;
  const others = contacts.filter((contact) => runId === null || contact.runId !== runId);
  const isNear = others.some(
    (contact) => contact.day !== day && Math.abs(daysBetween(contact.day, day)) < policy.daysBetween,
  );
  if (isNear) return false;
  const taken = new Set(same.map((contact, index) => contact.runId ?? index)).size;
  return policy.perDay === null || taken < policy.perDay;
}

function isDomainFull({ policy, domains }: RecentContacts, to: readonly string[], today: string): boolean {
  const most = policy.perDomainPerDay;
  if (most === null) return false;
  return domainsOf(to).some((domain) =>
    domains.some((row) => row.domain === domain && row.day === today && row.used >= most),
  );
}

/** The domains of addresses, each once, in order; telephone numbers have none. */
export function domainsOf(addresses: readonly string[]): string[] {
  const mails = addresses.filter((address) => address.includes('@'));
  return [...new Set(mails.map((address) => addressKey(address).split('@').at(-1)!))].sort();
}
