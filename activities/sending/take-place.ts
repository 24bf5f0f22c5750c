import { WAITING_IN_LINE, type WaitReason } from '../../contracts/sending/kinds.ts';
import { addressedTo } from '../../domain/sending/recipients.ts';
import { deferralOf } from '../../domain/sending/contact-policy.ts';
import type { PreparedMessage } from '../../domain/sending/compose-message.ts';
import type { SendFacts, Sender } from '../../domain/sending/send-facts.ts';
import { isOnTrial } from '../../domain/sending/mailbox-state.ts';
import {
  mailboxLimits,
  reasonOf,
  sequenceLimits,
  type SequenceLimit,
} from '../../domain/sending/limits-of.ts';
import type { Limit } from '../../domain/sending/limits.ts';
import { askForPlace as placeFor, bucketsFor, type Answer, type Seen } from '../../domain/sending/places.ts';
import type { RawTx } from '../../infra/db/raw-transaction.ts';
import type { ActivityDeps } from '../deps.ts';
import { mainDomainOf } from './main-domain.ts';
import type { SourceRef } from '../../infra/db/sending/ledger.ts';
import type { LimitsAsked, Taken } from '../../infra/db/sending/send-limits.ts';
import type { KnownMailbox } from './send-source.ts';
import type { SendChannel } from './transport.ts';
import { askDomains, domainLimitsOf, standInLine } from './take-domain-shares.ts';

/** A hand-over takes no longer: until then nobody has to look after a claim. */
export const CLAIM_LEASE_MS = 15 * 60_000;
/** A wait up to this long stays inside the activity (no event in the history); a longer one is a timer. */
export const MAX_DENIAL_MS = 15 * 60_000;
/** Ending the switch of a mailbox, and signing it in, wakes what waits for it; this is for what nobody thought of. */
const HELD_MAILBOX_LOOK_MS = 60 * 60_000;
/** Setting a switch, or a sign-in, takes no longer. */
const SWITCHING_MS = 5_000;
/** What ends at its time and never before. */
const ENDING_BY_ITSELF: ReadonlySet<WaitReason> = new Set([
  'mailbox_failing',
  'mailbox_limit',
  'sequence_limit',
  'contact_policy',
  'retrying',
  'window',
  'quiet_hours',
]);

/**
 * Go ahead with these places (null: it meets no limit), or why and until when a message waits. `slotAt`: when its place
 * in line begins; `isFull`: a domain that it goes to has no room, and nothing else is in its way.
 */
export type Place =
  | { kind: 'go'; taken: Taken | null }
  | { kind: 'wait'; reason: WaitReason; until: number; slotAt: number | null; isFull?: boolean };

/** A message whose customer is locked. */
export interface Asking {
  /** Of what it is the message, and since when that wants to leave: its place in the line of its customer. */
  source: SourceRef;
  sourceId: string;
  since: number | null;
  /** A person asked for it: it passes the line of waiters, not the limits (S14). */
  isFirst: boolean;
  /** Whose hours it leaves in: messages of one kind are equal in line. */
  hours: string;
  /** The limits of the sequence it belongs to, if it does to one. */
  sequence: { sequenceId: string; limits: readonly SequenceLimit[] } | null;
  /** An earlier claim of it has left places. */
  hasPlaces: boolean;
  facts: SendFacts;
  recipients: PreparedMessage['recipients'];
  channel: SendChannel;
  /** The run of a program that made it. */
  runId: string | null;
  mailbox: Sender;
  /** Where the mailbox stands, if that was read already. */
  state?: KnownMailbox | undefined;
  /** The slot it was given before. */
  slotAt: number | null;
  /** When it may leave from an instant on: later, if it is too late or too early in the day then. */
  opensAt: (at: number, reason: WaitReason | null) => number;
  /** What its hours wait for now, if they are closed. */
  closedBy: WaitReason;
  now: number;
}

/**
 * Asks whether a message may leave now: its hours (P2, S13), contact policy (D6), then its mailbox (D9, D2, M1), then the
 * domains it goes to. The last thing before its claim. What waits leaves within its hours.
 */
export async function takePlace(deps: ActivityDeps, tx: RawTx, asking: Asking): Promise<Place> {
  const place = await askForPlace(deps, tx, asking);
  if (place.kind === 'go') return place;
  const isInLine = WAITING_IN_LINE.includes(place.reason);
  const until = isInLine ? place.until : asking.opensAt(place.until, place.reason);
  if (place.reason === 'contact_policy' && asking.channel === 'email')
    await standInLine(deps, tx, { asking, until, isFull: place.isFull === true });
  return { ...place, until };
}

async function askForPlace(deps: ActivityDeps, tx: RawTx, asking: Asking): Promise<Place> {
  const { sourceId, since, facts, recipients, runId, slotAt, now } = asking;
  const opensAt = asking.opensAt(now, null);
  if (opensAt > now) {
    if (slotAt !== null) await deps.store.sendLimits.keepBack(tx, { source: asking.source, opensAt });
    return { kind: 'wait', reason: asking.closedBy, until: opensAt, slotAt };
  }
  if (facts.forceReason === null) {
    const wanting = { sourceId, since, runId, to: addressedTo(recipients), at: now };
    const deferral = deferralOf(facts.lately, wanting, facts.organisation.zone);
    const lately = { ...facts.lately, domains: [] };
    const isFull = deferral !== null && deferralOf(lately, wanting, facts.organisation.zone) === null;
    if (deferral) return { kind: 'wait', ...deferral, slotAt, isFull };
  }
  return (await askMailbox(deps, tx, asking)) ?? takeLimits(deps, tx, asking);
}

/** When a message that waits is looked at again: a hold may be ended at any time, so soon, whatever end it has. */
export function wakeAtOf(reason: WaitReason, { until, now }: { until: number | null; now: number }): number {
  if (ENDING_BY_ITSELF.has(reason)) return until ?? now;
  return Math.min(until ?? Infinity, now + MAX_DENIAL_MS);
}

/** Asks the mailbox whether messages may leave at all: its switch, its health; null: they may. */
async function askMailbox(deps: ActivityDeps, tx: RawTx, asking: Asking): Promise<Place | null> {
  const { mailbox, recipients, slotAt, now } = asking;
  const { mailboxId } = mailbox;
  const { mailboxHealth: health, sendHolds } = deps.store;
  const known: KnownMailbox | undefined = asking.state;
  const state = known ?? (await sendHolds.readMailboxState(tx, mailboxId));
  const wait = (reason: WaitReason, until: number): Place => ({ kind: 'wait', reason, until, slotAt });
  if (known?.isHeld) {
    const isKept = () => sendHolds.isSwitchedOff(tx, mailboxId);
    const lookAt = await askAgain(deps, tx, { mailboxId, now, isKept });
    if (lookAt !== null) return wait('mailbox_hold', lookAt);
  }
  if (state?.status === 'reconnect') {
    const isKept = async () => (await sendHolds.readMailboxState(tx, mailboxId))?.status === 'reconnect';
    const lookAt = await askAgain(deps, tx, { mailboxId, now, isKept });
    if (lookAt !== null) return wait('mailbox_reconnect', lookAt);
  }
  const isTrial = state !== undefined && isOnTrial(state);
  if (isTrial && state.probeAt !== null && state.probeAt > now) return wait('mailbox_failing', state.probeAt);
  const probe = { mailboxId, domain: mainDomainOf({ recipients }) };
  if (isTrial && !(await health.takeProbe(tx, { ...probe, now }))) {
    const probeAt = await health.readProbeAt(tx, probe);
    if (probeAt !== null) return wait('mailbox_failing', probeAt);
  }
  return null;
}

/**
 * When a message looks again whose mailbox was switched off, or waited for a person to sign it in (I6), as its row was read;
 * null: `isKept` says that it is so no more. Whoever ends it closes its gate, and lets only those look again who wait by
 * then: from here to the commit the gate is held open, without waiting for it, since the row is locked.
 */
async function askAgain(
  { store }: ActivityDeps,
  tx: RawTx,
  { mailboxId, now, isKept }: { mailboxId: string; now: number; isKept: () => Promise<boolean> },
): Promise<number | null> {
  const isStanding = await store.locks.tryPassGate(tx, { kind: 'mailbox', id: mailboxId });
  if (!isStanding) return now + SWITCHING_MS;
  return (await isKept()) ? now + HELD_MAILBOX_LOOK_MS : null;
}

/** A place in every limit that it meets, at one moment (M1, S14, D6), or a ticket for the first such moment. */
async function takeLimits(deps: ActivityDeps, tx: RawTx, asking: Asking): Promise<Place> {
  const { mailbox, recipients, channel, sequence, isFirst, source, now } = asking;
  const lined: Limit[] = [
    ...mailboxLimits(mailbox, recipients.length),
    ...(sequence ? sequenceLimits(sequence.sequenceId, sequence.limits.filter(isOf(channel))) : []),
  ];
  const domains = channel === 'email' ? domainLimitsOf(asking) : [];
  const hasPlaces = asking.hasPlaces || asking.slotAt !== null;
  if (lined.length + domains.length === 0 && !hasPlaces) return { kind: 'go', taken: null };
  const scopes = lined.map(({ scope }) => scope).sort();
  const lane = [...scopes, asking.hours].join(' ');
  const about = { source, limits: [...lined, ...domains], lane, isFirst, now };
  const seen = await seeCounted(deps, tx, about);
  const opensAt = (at: number, limit: Limit) => asking.opensAt(at, reasonOf(limit));
  const answer = placeFor(seen, { limits: lined, besides: domains, lane, isFirst, opensAt, now });
  if (answer.kind === 'wait') return waitInLine(deps, tx, asking, answer);
  const deferral = await askDomains(deps, tx, asking, { limits: domains, buckets: bucketsFor(seen) });
  return deferral ? { kind: 'wait', ...deferral, slotAt: null, isFull: true } : { kind: 'go', taken: answer };
}

const isOf =
  (channel: SendChannel) =>
  (limit: SequenceLimit): boolean =>
    limit.channel === channel;

/** What a limit has let go is read from the ledger where nobody asked about it before. */
async function seeCounted(deps: ActivityDeps, tx: RawTx, asked: LimitsAsked): Promise<Seen> {
  const { sendLimits, limitHistory } = deps.store;
  const seen = await sendLimits.see(tx, asked);
  const made = asked.limits.filter(({ scope }) => seen.made.includes(scope));
  if (made.length === 0) return seen;
  for (const limit of made) await limitHistory.recount(tx, limit, asked.now);
  return sendLimits.see(tx, asked);
}

async function waitInLine(
  { store }: ActivityDeps,
  tx: RawTx,
  { source, since, now }: Asking,
  answer: Extract<Answer, { kind: 'wait' }>,
): Promise<Place> {
  const { until, slotAt, heldBy, ticket, changes } = answer;
  if (ticket) {
    const { amount } = heldBy;
    const input = { source, ticket, amount, dueAt: since ?? now, opensAt: now, changes };
    await store.sendLimits.keepTicket(tx, input);
  }
  return { kind: 'wait', reason: reasonOf(heldBy), until, slotAt };
}
