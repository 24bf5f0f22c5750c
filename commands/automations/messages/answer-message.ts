import type { Actor } from '../../../contracts/actor.ts';
import type { AutomationMessage } from '../../../contracts/automations/messages.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import type { CommandDeps } from '../../deps.ts';
import { answerUncertain } from '../../sending/answer-uncertain.ts';
import { releaseCopies } from '../../sending/release-copies.ts';
import { actOnMessage, refuseActed, type LockedMessage } from './act-on-message.ts';
import { endMessage, endSentMessage } from './settle-message.ts';

interface Which {
  messageId: string;
}

const ASKED_ANEW = {
  sendStatus: 'requested',
  heldReason: null,
  heldUntil: null,
  // A slot belongs to its mailbox.
  slotAt: null,
  errorCode: null,
  errorDetail: null,
} as const;

/**
 * Sends a message that waits at once, whatever the hour (P2, Q2): never past suppression, holds, "still owed?" and caps, and
 * past the contact policy only with `force`.
 *
 * @throws ProblemError as `actOnMessage`; `conflict` while its automation is paused; `already_acted` unless it waits
 */
export function sendMessageNow(
  deps: CommandDeps,
  actor: Actor,
  { messageId, force }: Which & { force?: { reason: string } | undefined },
): Promise<AutomationMessage> {
  return actOnMessage(deps, actor, {
    messageId,
    kind: 'sendRequested',
    async apply(locked) {
      const { send, write, now } = locked;
      if (send.sendStatus !== 'requested' && send.sendStatus !== 'gathering')
        refuseActed(locked, `The message is ${send.sendStatus.replaceAll('_', ' ')}.`);
      if (send.automation.status === 'paused')
        throw new ProblemError('conflict', 'Its automation is paused: nothing of it is sent.');
      const forceReason = force?.reason ?? null;
      await write({ ...ASKED_ANEW, leavesNow: true, askedById: actor.userId, forceReason, wakeAt: now });
    },
  });
}

/**
 * Tries a message again after an error, in its hours; one of a digest that failed is gathered anew. One in doubt can be
 * tried again ten minutes after its hand-over at the earliest (D1).
 *
 * @throws ProblemError as `actOnMessage`; `conflict` with `retryAt` when it is too early; `already_acted` otherwise
 */
export function retryMessage(
  deps: CommandDeps,
  actor: Actor,
  { messageId }: Which,
): Promise<AutomationMessage> {
  return actOnMessage(deps, actor, {
    messageId,
    kind: 'sendRetried',
    async apply(locked) {
      const { send } = locked;
      if (send.sendStatus !== 'error' && send.sendStatus !== 'uncertain')
        refuseActed(locked, `The message is ${send.sendStatus.replaceAll('_', ' ')}.`);
      await askAgain(locked, actor.userId);
    },
  });
}

/** Asks for it again, and lets its effect wait for that. */
export async function askAgain(
  locked: Pick<LockedMessage, 'deps' | 'tx' | 'now' | 'actor' | 'send' | 'write'>,
  askedById: string | null,
): Promise<void> {
  const { deps, tx, now, send, write } = locked;
  const { store } = deps;
  const ledger = await store.ledger.lockOf(tx, { kind: 'automation', id: send.id });
  if (ledger?.status === 'uncertain') await answerUncertain(deps, locked, ledger);
  else if (send.sendStatus === 'uncertain')
    throw new ProblemError('already_acted', 'The message is settled already.');
  const isGathered = send.recipient !== 'contact' && send.effectId !== null;
  const sendStatus = isGathered ? 'gathering' : 'requested';
  await write({ ...ASKED_ANEW, sendStatus, digestId: null, askedById, wakeAt: now });
  const waits = { status: 'waiting', reason: null, detail: null, now } as const;
  if (send.effectId !== null) await store.settledEffects.settle(tx, [send.effectId], waits);
  // What the digest listed is asked for with it.
  else {
    const effectIds = await store.digests.listAgain(tx, { digestId: send.id, now });
    await store.settledEffects.settle(tx, effectIds, waits);
  }
}

/**
 * Cancels a message that has not left (Q2): its effect is skipped, so that an automation that acts once may say it again.
 *
 * @throws ProblemError as `actOnMessage`; `already_acted` when it has left, is leaving, or is over
 */
export function cancelMessage(
  deps: CommandDeps,
  actor: Actor,
  { messageId }: Which,
): Promise<AutomationMessage> {
  return actOnMessage(deps, actor, {
    messageId,
    kind: 'cancelled',
    async apply(locked) {
      const { tx, now, send } = locked;
      const { sendStatus } = send;
      if (sendStatus === 'sent' || sendStatus === 'skipped' || sendStatus === 'cancelled')
        refuseActed(locked, `The message is ${sendStatus} already.`);
      const digest = send.digestId && (await deps.store.automationMessages.read(tx, send.digestId));
      if (digest && sendStatus === 'in_digest' && digest.sendStatus !== 'requested')
        refuseActed(locked, 'The digest that lists it is leaving, or has left.');
      const ledger = await deps.store.ledger.lockOf(tx, { kind: 'automation', id: send.id });
      if (ledger?.status === 'handed_over') refuseActed(locked, 'The message is leaving right now.');
      if (ledger?.status === 'uncertain') await answerUncertain(deps, locked, ledger);
      await deps.store.ledger.takeClaimAway(tx, { kind: 'automation', id: send.id });
      const ending = { to: 'cancelled', reason: 'cancelled', detail: null } as const;
      await endMessage(deps, tx, send, { ending, now });
    },
  });
}

/**
 * Says that a message in doubt did arrive (D1): its effect is done, and a customer has it in the thread.
 *
 * @throws ProblemError as `actOnMessage`, unless it is in doubt
 */
export async function markMessageSent(
  deps: CommandDeps,
  actor: Actor,
  { messageId }: Which,
): Promise<AutomationMessage> {
  const message = await actOnMessage(deps, actor, {
    messageId,
    kind: 'sendMarkedAsSent',
    async apply(locked) {
      const { tx, now, send } = locked;
      const sent = await deps.store.ledger.lockOf(tx, { kind: 'automation', id: messageId });
      if (send.sendStatus !== 'uncertain' || sent?.status !== 'uncertain')
        refuseActed(locked, `The message is ${send.sendStatus.replaceAll('_', ' ')}, not in doubt.`);
      const answer = { messageId: sent.messageId, status: 'sent', actorId: actor.userId, now } as const;
      await deps.store.ledger.answerUncertain(tx, answer);
      await endSentMessage(deps, tx, { message: send, sent, now });
    },
  });
  await releaseCopies(deps, { kind: 'automation', id: messageId });
  return message;
}
