import type { WaitReason } from '../../contracts/sending/kinds.ts';
import { addressedTo } from '../../domain/sending/recipients.ts';
import { deferralOf, domainsOf, type Deferral } from '../../domain/sending/contact-policy.ts';
import type { PreparedMessage } from '../../domain/sending/compose-message.ts';
import type { SendFacts, SendingMailbox } from '../../domain/sending/send-facts.ts';
import { isOnTrial } from '../../domain/sending/mailbox-state.ts';
import { takeSlot } from '../../domain/sending/send-slots.ts';
import { addDays, localDateOf, startOfDay } from '../../domain/time/calendar.ts';
import { DUE_TOLERANCE_MS } from '../../domain/time/due.ts';
import type { RawTx } from '../../infra/db/raw-transaction.ts';
import type { ActivityDeps } from '../deps.ts';
import { mainDomainOf } from './main-domain.ts';
import type { KnownMailbox } from './send-source.ts';

/** A hand-over takes no longer: until then nobody has to look after a claim. */
export const CLAIM_LEASE_MS = 15 * 60_000;
/** A wait up to this long stays inside the activity (no event in the history); a longer one is a timer. */
export const MAX_DENIAL_MS = 15 * 60_000;
/** Ending the switch of a mailbox wakes what waits for it; this is for what was on its way then. */
const HELD_MAILBOX_LOOK_MS = 60 * 60_000;
/** A slot that a pause, an outage or a retry outlasted by more than this is lost: another is taken. */
const SLOT_LIFE_MS = 60_000;

/** What ends at its time and never before. */
const ENDING_BY_ITSELF: ReadonlySet<WaitReason> = new Set([
  'mailbox_failing',
  'mailbox_limit',
  'contact_policy',
  'retrying',
]);

/** Go ahead, or why and until when a message waits. `slotAt`: the slot it has from now on. */
export type Place =
  | { kind: 'go'; slotAt: number | null }
  | { kind: 'wait'; reason: WaitReason; until: number; slotAt: number | null };

/** A message whose customer is locked. */
export interface Asking {
  facts: SendFacts;
  recipients: PreparedMessage['recipients'];
  /** The run of a program that made it. */
  runId: string | null;
  mailbox: SendingMailbox;
  /** Where the mailbox stands, if that was read already. */
  state?: KnownMailbox | undefined;
  /** The slot it was given before. */
  slotAt: number | null;
  /** When a slot can be used: later, if a window is closed then. */
  opensAt: (slotAt: number) => number;
  now: number;
}

/**
 * Asks whether a message may leave now: contact policy (D6), then its mailbox (D9, D2, M1), then the domains it goes to.
 * The last thing before its claim.
 */
export async function takePlace(deps: ActivityDeps, tx: RawTx, asking: Asking): Promise<Place> {
  const { facts, recipients, runId, slotAt, now } = asking;
  if (facts.forceReason === null) {
    const wanting = { runId, to: addressedTo(recipients), at: now };
    const deferral = deferralOf(facts.lately, wanting, facts.organisation.zone);
    if (deferral) return { kind: 'wait', ...deferral, slotAt };
  }
  const turn = await takeTurn(deps, tx, asking);
  if (turn.kind === 'wait') return turn;
  const isFull = await takeDomainShares(deps, tx, asking);
  return isFull ? { kind: 'wait', ...isFull, slotAt: turn.slotAt } : turn;
}

/** When a message that waits is looked at again: a hold may be ended at any time, so soon, whatever end it has. */
export function wakeAtOf(reason: WaitReason, { until, now }: { until: number | null; now: number }): number {
  if (ENDING_BY_ITSELF.has(reason)) return until ?? now;
  return Math.min(until ?? Infinity, now + MAX_DENIAL_MS);
}

/** Asks the mailbox whether one more message may leave: its switch, its health, its interval, its cap. */
async function takeTurn(deps: ActivityDeps, tx: RawTx, asking: Asking): Promise<Place> {
  const { mailbox, recipients, slotAt, now } = asking;
  const { mailboxId, dailyCap, minIntervalSeconds } = mailbox;
  const { mailboxHealth: health, sendHolds } = deps.store;
  const known: KnownMailbox | undefined = asking.state;
  const state = known ?? (await sendHolds.readMailboxState(tx, mailboxId));
  const wait = (reason: WaitReason, until: number): Place => ({ kind: 'wait', reason, until, slotAt });
  if (known?.isHeld) return wait('mailbox_hold', now + HELD_MAILBOX_LOOK_MS);
  const isTrial = state !== undefined && isOnTrial(state);
  if (isTrial && state.probeAt !== null && state.probeAt > now + DUE_TOLERANCE_MS)
    return wait('mailbox_failing', state.probeAt);
  const probe = { mailboxId, domain: mainDomainOf({ recipients }) };
  if (isTrial && !(await health.takeProbe(tx, { ...probe, now }))) {
    const probeAt = await health.readProbeAt(tx, probe);
    if (probeAt !== null) return wait('mailbox_failing', probeAt);
  }
  if (dailyCap === null && minIntervalSeconds === 0) return { kind: 'go', slotAt };
  if (slotAt !== null && isStillMine(slotAt, mailbox, now)) return { kind: 'go', slotAt };
  return takeFreeSlot(deps, tx, asking);
}

/** A slot of an interval is for its moment, one of a cap alone for its day. */
function isStillMine(slotAt: number, { zone, minIntervalSeconds }: SendingMailbox, now: number): boolean {
  if (Math.abs(now - slotAt) <= SLOT_LIFE_MS) return true;
  return minIntervalSeconds === 0 && slotAt < now && localDateOf(slotAt, zone) === localDateOf(now, zone);
}

async function takeFreeSlot(deps: ActivityDeps, tx: RawTx, asking: Asking): Promise<Place> {
  const { mailbox, recipients, slotAt, now } = asking;
  const { sendLimits } = deps.store;
  const scope = `mailbox/${mailbox.mailboxId}`;
  for (;;) {
    const cursor = await sendLimits.lockLimit(tx, scope);
    const slot = takeSlot(cursor, mailbox, { copies: recipients.length, now });
    const opensAt = asking.opensAt(slot.slotAt);
    // A slot in a closed window is given up before it is taken: tomorrow's cap is not spent on it.
    if (opensAt > slot.slotAt) return { kind: 'wait', reason: 'mailbox_limit', until: opensAt, slotAt };
    if (!(await sendLimits.saveLimit(tx, scope, slot.cursor, cursor === null))) continue;
    if (slot.slotAt <= now + DUE_TOLERANCE_MS) return { kind: 'go', slotAt: slot.slotAt };
    return { kind: 'wait', reason: 'mailbox_limit', until: slot.slotAt, slotAt: slot.slotAt };
  }
}

/**
 * Counts the copies of a message for the domains they go to, when those are limited: the last thing before its claim, since
 * messages to other customers count too. A claim that is repeated on the same day counts once.
 */
async function takeDomainShares(
  deps: ActivityDeps,
  tx: RawTx,
  { facts, recipients, now }: Asking,
): Promise<Deferral | null> {
  const { perDomainPerDay: cap } = facts.lately.policy;
  if (cap === null || facts.forceReason !== null) return null;
  const { zone } = facts.organisation;
  const day = localDateOf(now, zone);
  if (facts.message && localDateOf(facts.message.claimedAt, zone) === day) return null;
  const addresses = recipients.map(({ address }) => address);
  for (const domain of domainsOf(addresses)) {
    const copies = addresses.filter((address) => domainsOf([address])[0] === domain).length;
    const share = { scope: `domain/${domain}`, day, cap, copies, now };
    if (await deps.store.sendLimits.takeShare(tx, share)) continue;
    return { reason: 'contact_policy', until: startOfDay(addDays(day, 1), zone) };
  }
  return null;
}
