import type { ContactPolicy } from '../../contracts/access/contact-policy.ts';
import { addDays, localDateOf, startOfDay } from '../time/calendar.ts';
import { addressKey } from '../customers/email-address.ts';
import { DUE_TOLERANCE_MS } from '../time/due.ts';

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
  /** Messages counted for domains of the customer's addresses, on a day of the organisation. */
  domains: readonly { domain: string; day: string; used: number }[];
}

/** The message that wants to leave. */
export interface Wanting {
  runId: string | null;
  /** Whom it is for; copies do not count. */
  to: readonly string[];
  /** When it would leave, epoch milliseconds. */
  at: number;
}

/** What the contact policy defers, and until when it does. */
export interface Deferral {
  reason: 'contact_policy';
  until: number;
}

/**
 * Asks the contact policy whether a message may leave at an instant; null: it may. Days are those of `zone`, the
 * organisation's. Messages of one run are one contact, and never defer each other.
 */
export function deferralOf(lately: RecentContacts, wanting: Wanting, zone: string): Deferral | null {
  const { policy } = lately;
  const { at, runId } = wanting;
  const today = localDateOf(at, zone);
  const others = lately.recent.filter((row) => runId === null || row.runId !== runId);
  const untils: number[] = [];
  for (const row of others) untils.push(row.at + policy.hoursBetween * HOUR_MS);
  const todays = others.filter((row) => localDateOf(row.at, zone) === today);
  // A message of no run is a contact of its own.
  const contacts = new Set(todays.map((row, index) => row.runId ?? index)).size;
  const full = domainsOf(wanting.to).filter((domain) => {
    const row = lately.domains.find((each) => each.domain === domain && each.day === today);
    return policy.perDomainPerDay !== null && (row?.used ?? 0) >= policy.perDomainPerDay;
  });
  if ((policy.perDay !== null && contacts >= policy.perDay) || full.length > 0) {
    untils.push(startOfDay(addDays(today, 1), zone));
  }
  const until = Math.max(0, ...untils);
  return until > at + DUE_TOLERANCE_MS ? { reason: 'contact_policy', until } : null;
}

/** The domains of addresses, each once, in order. */
export function domainsOf(addresses: readonly string[]): string[] {
  return [...new Set(addresses.map((address) => addressKey(address).split('@').at(-1)!))].sort();
}

const HOUR_MS = 3_600_000;
