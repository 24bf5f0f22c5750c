import { Context } from '@temporalio/activity';
import type { CopiesDirective } from '../../contracts/sending/copies-directive.ts';
import { domainsOf } from '../../domain/sending/contact-policy.ts';
import { isOnTrial } from '../../domain/sending/mailbox-state.ts';
import type { OutgoingMail } from '../../infra/mail/mailer.ts';
import type { ActivityDeps } from '../deps.ts';
import { endIfGivenUp, isGivenUp } from '../stopping.ts';
import { whileBeating } from '../while-beating.ts';
import { outgoingRecipients } from './outgoing-recipients.ts';
import { CopySender, HELD_LOOK_MS } from './copy-sender.ts';

/** Which message. */
export interface SendCopiesInput {
  messageId: string;
}

/** A claim of somebody else that nobody has begun is taken over after this long; the fence of its owner does not pass from then on. */
const CLAIM_LEASE_MS = 2 * 60_000;
/** Longer than a hand-over may take, so nobody can still be at it. */
const STALE_HAND_OVER_MS = 15 * 60_000;

/** Sends what is due of the copies of a message whose main recipient has it, and says when to look again. */
export function createSendCopies(deps: ActivityDeps) {
  return function sendCopies({ messageId }: SendCopiesInput): Promise<CopiesDirective> {
    return whileBeating(deps, () => send(deps, messageId));
  };
}

async function send(deps: ActivityDeps, messageId: string): Promise<CopiesDirective> {
  endIfGivenUp(deps);
  const { store, db } = deps;
  const now = await deps.now();
  const message = await store.outgoing.readOutgoing(db, messageId);
  if (message === null) {
    await store.openCopies.endUnsendable(db, { messageId, now });
    return { kind: 'ended' };
  }
  const token = deps.newId('claim');
  const isTriedAgain = Context.current().info.attempt > 1;
  const numbers = await db.$transaction(async (tx) => {
    if (isTriedAgain) await store.abandonedCopies.takeBack(tx, { of: { messageId }, now });
    await store.openCopies.giveUp(tx, { messageId, now });
    await store.openCopies.settleStale(tx, { messageId, handedOverBefore: now - STALE_HAND_OVER_MS });
    const due = { messageId, now, claimedBefore: now - CLAIM_LEASE_MS };
    await store.copies.holdBack(tx, { ...due, retryAt: now + HELD_LOOK_MS });
    return store.openCopies.claimDue(tx, { ...due, token });
  });
  if (numbers.length > 0) {
    const { unsubscribeAddress } = message.mailbox;
    const recipients = outgoingRecipients(deps.links, { ...message, unsubscribeAddress }, message.recipients);
    const inReplyTo = message.references.at(-1) ?? null;
    await deliver(deps, { out: { ...message, recipients, inReplyTo }, token }, { numbers, claimedAt: now });
  }
  const limits = { messageId, leaseMs: CLAIM_LEASE_MS, staleMs: STALE_HAND_OVER_MS };
  const { waiting, at } = await store.openCopies.readOutlook(db, limits);
  return at === null ? { kind: 'ended' } : { kind: 'wait', until: at, waiting };
}

/** Hands over the claimed copies, one after the other; those that it comes not to are given back. */
async function deliver(
  deps: ActivityDeps,
  claimed: { out: OutgoingMail; token: string },
  { numbers, claimedAt }: { numbers: readonly number[]; claimedAt: number },
): Promise<void> {
  const turn = await askMailbox(deps, claimed.out.mailbox.mailboxId, domainOf(claimed.out, numbers));
  const sender = new CopySender(deps, claimed, numbers, { claimedAt, isProbe: turn.isProbe });
  if (turn.until !== null) return sender.giveBack(turn.until);
  const { cancellationSignal } = Context.current();
  try {
    await deps.transports.email.deliver(
      claimed.out,
      numbers,
      {
        fence: (n) => sender.passFence(n),
        settle: async (n, result) => {
          await sender.settle(n, result);
          return result.kind === 'mailbox_failure' || isGivenUp(deps) ? 'stop' : 'next';
        },
      },
      cancellationSignal,
    );
  } finally {
    await sender.giveBack();
  }
}

/** Until when a mailbox that fails, or that a person has to sign in, is left alone; null: it works, or this is the send that may try it (D2). */
async function askMailbox(
  deps: ActivityDeps,
  mailboxId: string,
  domain: string | null,
): Promise<{ until: number | null; isProbe: boolean }> {
  const now = await deps.now();
  const { sendHolds, mailboxHealth } = deps.store;
  const state = await sendHolds.readMailboxState(deps.db, mailboxId);
  if (state?.status === 'reconnect') return { until: now + HELD_LOOK_MS, isProbe: false };
  if (!state || !isOnTrial(state)) return { until: null, isProbe: false };
  const { probeAt } = state;
  if (probeAt !== null && probeAt > now) return { until: probeAt, isProbe: false };
  if (await mailboxHealth.takeProbe(deps.db, { mailboxId, domain, now }))
    return { until: null, isProbe: true };
  return { until: await mailboxHealth.readProbeAt(deps.db, { mailboxId, domain }), isProbe: false };
}

/** The domain of the copy that is handed over first. */
function domainOf({ recipients }: OutgoingMail, [first]: readonly number[]): string | null {
  const copy = recipients.find(({ n }) => n === first);
  return copy ? (domainsOf([copy.address])[0] ?? null) : null;
}
