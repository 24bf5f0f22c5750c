import type { WaitReason } from '../../contracts/sending/kinds.ts';
import { addressedTo } from '../../domain/sending/recipients.ts';
import { deferralOf } from '../../domain/sending/contact-policy.ts';
import type { PreparedMessage } from '../../domain/sending/compose-message.ts';
import type { SendFacts, SendingMailbox } from '../../domain/sending/send-facts.ts';
import { isOnTrial } from '../../domain/sending/mailbox-state.ts';
import { takeSlot } from '../../domain/sending/send-slots.ts';
import { localDateOf } from '../../domain/time/calendar.ts';
import { DUE_TOLERANCE_MS } from '../../domain/time/due.ts';
import type { RawTx } from '../../infra/db/raw-transaction.ts';
import type { ActivityDeps } from '../deps.ts';
import { mainDomainOf } from './main-domain.ts';
import type { KnownMailbox } from './send-source.ts';
import { standInLine, takeDomainShares } from './take-domain-shares.ts';

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
  'window',
]);

/** Go ahead, or why and until when a message waits. `slotAt`: the slot it has from now on. */
export type Place =
  | { kind: 'go'; slotAt: number | null }
  | { kind: 'wait'; reason: WaitReason; until: number; slotAt: number | null };

/** A message whose customer is locked. */
export interface Asking {
  /** Of what it is the message, and since when that wants to leave: its place in the line of its customer. */
  sourceId: string;
  since: number | null;
  facts: SendFacts;
  recipients: PreparedMessage['recipients'];
  /** The run of a program that made it. */
  runId: string | null;
  mailbox: SendingMailbox;
  /** Where the mailbox stands, if that was read already. */
  state?: KnownMailbox | undefined;
  /** The slot it was given before. */
  slotAt: number | null;
  /** When it may leave from an instant on: later, if it is too late or too early in the day then. */
  opensAt: (at: number, reason: WaitReason | null) => number;
  now: number;
}

/**
 * Asks whether a message may leave now: its hours (P2, S13), contact policy (D6), then its mailbox (D9, D2, M1), then the
 * domains it goes to. The last thing before its claim. What waits leaves within its hours.
 */
export async function takePlace(deps: ActivityDeps, tx: RawTx, asking: Asking): Promise<Place> {
  const place = await askForPlace(deps, tx, asking);
  if (place.kind === 'go') return place;
  const until = asking.opensAt(place.until, place.reason);
  if (place.reason === 'contact_policy') await standInLine(deps, tx, { asking, until });
  return { ...place, until };
}

async function askForPlace(deps: ActivityDeps, tx: RawTx, asking: Asking): Promise<Place> {
  const { sourceId, since, facts, recipients, runId, slotAt, now } = asking;
  const opensAt = asking.opensAt(now, null);
  if (opensAt > now + DUE_TOLERANCE_MS) return { kind: 'wait', reason: 'window', until: opensAt, slotAt };
  if (facts.forceReason === null) {
    const wanting = { sourceId, since, runId, to: addressedTo(recipients), at: now };
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
    const opensAt = asking.opensAt(slot.slotAt, 'mailbox_limit');
    // A slot in a closed window is given up before it is taken: tomorrow's cap is not spent on it.
    if (opensAt > slot.slotAt && !isOfItsDay(slot.slotAt, asking, opensAt))
      return { kind: 'wait', reason: 'mailbox_limit', until: opensAt, slotAt };
    if (!(await sendLimits.saveLimit(tx, scope, slot.cursor, cursor === null))) continue;
    if (slot.slotAt <= now + DUE_TOLERANCE_MS) return { kind: 'go', slotAt: slot.slotAt };
    return { kind: 'wait', reason: 'mailbox_limit', until: opensAt, slotAt: slot.slotAt };
  }
}

/** Whether a slot of a cap alone is for the day on which its message leaves, only later than the day begins (S13). */
function isOfItsDay(slotAt: number, { mailbox, opensAt }: Asking, leavesAt: number): boolean {
  const { zone, minIntervalSeconds } = mailbox;
  const isOpen = opensAt(slotAt, 'window') <= slotAt;
  return isOpen && minIntervalSeconds === 0 && localDateOf(leavesAt, zone) === localDateOf(slotAt, zone);
}
