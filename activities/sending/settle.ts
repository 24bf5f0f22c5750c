import { callWaiting } from '../../commands/sending/call-waiting.ts';
import { releaseMailbox } from '../../commands/sending/release-mailbox.ts';
import { attempt } from '../../commands/wakes.ts';
import type { HandOverResult } from '../../infra/mail/hand-over-result.ts';
import type { ActivityDeps } from '../deps.ts';
import { mayRepeatAt } from './doubt.ts';
import { noteMailbox, outcomeOf, putOffOf, type Ending, type PuttingOff } from './hand-over-outcome.ts';
import { mainDomainOf } from './main-domain.ts';
import { suppressRefused } from './suppress-refused.ts';
import type { SendChange, SendSource, SendTx } from './send-source.ts';
import type { Claimed } from './transport.ts';
import { untilStored } from './until-stored.ts';

/** It may have been signed in again just now; later it is looked at as rarely as whatever waits for a person. */
const SIGN_IN_LOOK_MS = 60_000;

/** What comes next, and whether the outcome was this token's to tell. */
export interface Settled<Next> {
  next: Next;
  isOwner: boolean;
}

/**
 * The last transaction of a send: what the server said of the main copy goes into the ledger, and the row of the source
 * ends, waits, or asks for a person. A message that another token owns is left alone. With the row as it was claimed, what
 * was sent is settled in one statement where nothing moved since.
 */
export async function settle<Tx extends SendTx, Row, Next, Text>(
  deps: ActivityDeps,
  source: SendSource<Tx, Row, Next, Text>,
  claimed: Claimed,
  answer: HandOverResult,
  asClaimed: Row | null = null,
): Promise<Settled<Next>> {
  // Delays count from the answer, however long it takes to store it.
  const now = await deps.now();
  return untilStored(deps, answer, () => settleAt(deps, source, { claimed, answer, asClaimed, now }));
}

async function settleAt<Tx extends SendTx, Row, Next, Text>(
  deps: ActivityDeps,
  source: SendSource<Tx, Row, Next, Text>,
  input: { claimed: Claimed; answer: HandOverResult; asClaimed: Row | null; now: number },
): Promise<Settled<Next>> {
  const { claimed, answer, asClaimed, now } = input;
  const plain = asClaimed && (await settleSent(deps, source, { claimed, answer, asClaimed, now }));
  if (plain) return { next: plain.next, isOwner: true };
  const { token, out } = claimed;
  const { messageId } = out;
  const { mailboxId } = out.mailbox;
  // Before its outcome: whoever takes the message up after a crash knows it already.
  if (answer.kind === 'address')
    await suppressRefused(deps, out.recipients[0]!.address, about(claimed, answer));
  let freed: string[] = [];
  const { next, row, isBack } = await source.run(async (tx) => {
    const locked = await source.lock(tx, now);
    if (locked.kind === 'done') return { next: locked.next, row: null, isBack: false };
    const result = await judge(deps, tx, { answer, messageId, mailboxId });
    const putOff = await putOffOf(deps, tx, { result, messageId, n: 1, now });
    // Within its window: what is shown is what happens.
    const wantsAt = putOff?.retryAt ?? null;
    const opensAt = wantsAt && (await source.retriesAt(tx, locked.row, wantsAt));
    const retryAt = result.kind === 'unknown' && !mayRepeat(result, putOff, opensAt) ? null : opensAt;
    const { ledger, ending } = outcomeOf(result, { retryAt });
    if (!(await deps.store.ledger.settle(tx, { ...ledger, messageId, token, now })))
      return { next: await source.show(tx, locked.row, { to: 'lost' }, now), row: null, isBack: false };
    const mailbox = locked.mailboxes
      ? locked.mailboxes.find((each) => each.mailboxId === mailboxId)
      : await deps.store.sendHolds.readMailboxState(tx, mailboxId);
    const isBroken = mailbox !== undefined && mailbox.status !== 'working';
    const isBack = await noteMailbox(deps, tx, { mail: out, result, isBroken, now });
    const change = await changeOf(deps, tx, { ending, claimed, now });
    if (claimed.hasPlaces && leavesPlaces(answer))
      freed = await deps.store.leavingLines.leave(tx, {
        kind: source.ref.kind,
        ids: [source.ref.id],
        ends: change.to === 'failed',
      });
    return { next: await source.show(tx, locked.row, change, now), row: locked.row, isBack };
  });
  if (isBack) await attempt(releaseMailbox(deps, mailboxId));
  await attempt(callWaiting(deps, freed));
  if (row === null) return { next, isOwner: false };
  await source.afterSettled?.(row);
  return { next, isOwner: true };
}

/** Null: it was not sent, or something may have moved since its claim. */
async function settleSent<Tx extends SendTx, Row, Next, Text>(
  { store }: ActivityDeps,
  source: SendSource<Tx, Row, Next, Text>,
  input: { claimed: Claimed; answer: HandOverResult; asClaimed: Row; now: number },
): Promise<{ next: Next } | null> {
  const { claimed, answer, asClaimed, now } = input;
  if (answer.kind !== 'sent' || source.settleSent === undefined) return null;
  const { token, out } = claimed;
  const { ledger } = outcomeOf(answer, { retryAt: null });
  const sent = { ...ledger, status: 'sent' as const, messageId: out.messageId, token };
  try {
    const next = await source.settleSent(asClaimed, { claimed, ledger: sent }, now);
    return next === null ? null : { next };
  } catch (error) {
    // Of one connection: whether it was written or not, another one tells, since the token decides.
    if (store.errors.faultOf(error) !== 'unavailable') throw error;
    return null;
  }
}

/** Whether the places of a claim are nobody's now (M1): nothing was handed over, and nobody claims it anew at once. */
function leavesPlaces({ kind }: HandOverResult): boolean {
  return kind !== 'sent' && kind !== 'unknown' && kind !== 'fenced_off';
}

/** What is known of an address that gets nothing. */
function about({ channel }: Claimed, { isOptedOut = false }: { isOptedOut?: boolean }) {
  return { channel, reason: isOptedOut ? ('unsubscribed' as const) : ('hard_bounce' as const) };
}

function mayRepeat(
  { repeatableMs }: Extract<HandOverResult, { kind: 'unknown' }>,
  putOff: PuttingOff | null,
  retryAt: number | null,
): boolean {
  return putOff !== null && mayRepeatAt(retryAt, { repeatableMs, firstAt: putOff.firstAt });
}

/** A policy that refuses this message alone, while its mailbox delivers others, is a refusal of it (D2). */
async function judge(
  deps: ActivityDeps,
  tx: SendTx,
  { answer, ...about }: { answer: HandOverResult; messageId: string; mailboxId: string },
): Promise<HandOverResult> {
  if (answer.kind !== 'policy') return answer;
  const isAlone = await deps.store.refusals.isRefusedAlone(tx, about);
  return isAlone ? { ...answer, kind: 'refused' } : answer;
}

/** What an outcome means for the row of the source. */
async function changeOf(
  deps: ActivityDeps,
  tx: SendTx,
  { ending, claimed, now }: { ending: Ending; claimed: Claimed; now: number },
): Promise<SendChange> {
  switch (ending.kind) {
    case 'sent':
      return { to: 'sent', claimed };
    case 'failed':
      return { to: 'failed', code: ending.code, detail: ending.detail };
    case 'uncertain':
      return { to: 'uncertain', code: 'uncertain', detail: ending.detail };
    case 'retrying':
      return { to: 'waiting', reason: 'retrying', until: ending.until };
    case 'mailbox_failing': {
      const { out } = claimed;
      const probe = { mailboxId: out.mailbox.mailboxId, domain: mainDomainOf(out) };
      const until = await deps.store.mailboxHealth.readProbeAt(tx, probe);
      return { to: 'waiting', reason: 'mailbox_failing', until };
    }
    case 'mailbox_reconnect':
      return { to: 'waiting', reason: 'mailbox_reconnect', until: now + SIGN_IN_LOOK_MS };
    case 'untried':
      return { to: 'untried' };
  }
}
