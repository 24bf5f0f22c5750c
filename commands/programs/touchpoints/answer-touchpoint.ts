import { releaseCopies } from '../../sending/release-copies.ts';
import type { Actor } from '../../../contracts/actor.ts';
import type { Force } from '../../../contracts/access/contact-policy.ts';
import type { ScheduledTouchpoint as Shown } from '../../../contracts/programs/scheduled-touchpoints.ts';
import type { CancelledTouchpoint } from '../../../contracts/programs/touchpoint-answers.ts';
import {
  actOnTouchpoint,
  refuseTouchpoint,
  requireTouchpoint,
  writeTouchpoint,
  type LockedTouchpoint,
} from './act-on-touchpoint.ts';
import { answerUncertain } from '../../sending/answer-uncertain.ts';
import { awaitOutcomes } from '../../sending/await-outcomes.ts';
import type { CommandDeps } from '../../deps.ts';
import { logSentTouchpoint, NO_LONGER_WAITING } from './log-sent-touchpoint.ts';

interface Which {
  scheduledTouchpointId: string;
}

/**
 * Cancels one planned, proposed or approved message (P9). Once this answers, it is not handed over to a mail server; one
 * whose hand-over had begun stays what it is, and is named with its outcome.
 *
 * @throws ProblemError as `actOnTouchpoint`
 */
export async function cancelTouchpoint(
  deps: CommandDeps,
  actor: Actor,
  { scheduledTouchpointId, reason }: Which & { reason?: string | undefined },
): Promise<CancelledTouchpoint> {
  const { touchpoint, result: inFlight } = await actOnTouchpoint(deps, actor, {
    scheduledTouchpointId,
    kind: 'cancelled',
    apply: async (locked) => {
      const { tx, now, item, message } = locked;
      if (item.status === 'approved' && message?.status === 'handed_over') return [message];
      requireTouchpoint(locked, ['scheduled', 'proposed', 'approved']);
      await deps.store.ledger.takeClaimAway(tx, { kind: 'touchpoint', id: scheduledTouchpointId });
      const decided = { decision: 'cancelled', decidedById: actor.userId, decidedAt: now } as const;
      const set = { ...NO_LONGER_WAITING, ...decided, status: 'cancelled', reason: 'cancelled' } as const;
      await writeTouchpoint(deps, locked, { set: { ...set, endedAt: now }, note: reason });
      return [];
    },
  });
  const outcomes = await awaitOutcomes(deps, inFlight);
  if (outcomes.length === 0) return { touchpoint, inFlight: [] };
  const which = { scheduledTouchpointId };
  // The server put it off: nothing has left, and it is not to be tried again.
  if (outcomes.some(({ outcome }) => outcome === 'put_off'))
    return cancelTouchpoint(deps, { ...actor, idempotency: null }, { ...which, reason });
  const now = await deps.store.scheduledTouchpointViews.find(deps.db, actor, which);
  return { touchpoint: now ?? touchpoint, inFlight: outcomes };
}

/**
 * Marks a message as done by hand (P9), whatever it waited for; its note lands in the thread of the customer. An uncertain
 * mail is given up with it, ten minutes after its hand-over at the earliest (D1).
 *
 * @throws ProblemError as `actOnTouchpoint`; `already_acted` when its mail is leaving; `conflict` with `retryAt` when it is
 * too early
 */
export async function completeTouchpoint(
  deps: CommandDeps,
  actor: Actor,
  { scheduledTouchpointId, note }: Which & { note?: string | undefined },
): Promise<Shown> {
  const { touchpoint } = await actOnTouchpoint(deps, actor, {
    scheduledTouchpointId,
    kind: 'completed',
    apply: async (locked) => {
      const { tx, now, item, message } = locked;
      requireTouchpoint(locked, ['scheduled', 'proposed', 'approved', 'failed', 'uncertain']);
      if (message?.status === 'uncertain') await answerUncertain(deps, locked, message);
      await deps.store.ledger.takeClaimAway(tx, { kind: 'touchpoint', id: scheduledTouchpointId });
      const decided = { decision: 'completed', decidedById: actor.userId, decidedAt: now } as const;
      const done = { status: 'completed', reason: 'completed_by_hand', endedAt: now } as const;
      await writeTouchpoint(deps, locked, { set: { ...NO_LONGER_WAITING, ...decided, ...done }, note });
      const { customerId, programId, touchpointId, invoiceId } = item;
      const invoiceIds = item.content?.invoices ?? (invoiceId === null ? [] : [invoiceId]);
      await deps.store.communications.insertAll(tx, [
        {
          id: deps.newId('communication'),
          customerId,
          kind: 'activity',
          direction: 'internal',
          subject: item.content?.subject ?? null,
          content: note ?? null,
          outcome: 'completed_by_hand',
          authorId: actor.userId,
          occurredAt: now,
          data: { scheduledTouchpointId, programId, touchpointId, invoiceIds },
          now,
        },
      ]);
    },
  });
  return touchpoint;
}

/**
 * Lets an approved message that the contact policy defers leave now, with a reason that is kept (Q2): never past
 * suppression, holds, "still owed?" and caps.
 *
 * @throws ProblemError as `actOnTouchpoint`; `already_acted` unless the contact policy holds it back
 */
export async function forceTouchpoint(
  deps: CommandDeps,
  actor: Actor,
  { scheduledTouchpointId, force }: Which & { force: Force },
): Promise<Shown> {
  const forceReason = force.reason;
  const { touchpoint } = await actOnTouchpoint(deps, actor, {
    scheduledTouchpointId,
    kind: 'sendForced',
    audited: { forceReason },
    apply: async (locked) => {
      requireTouchpoint(locked, ['approved']);
      if (locked.item.heldReason !== 'contact_policy')
        refuseTouchpoint(locked, 'The contact policy does not hold it back.');
      const set = { forceReason, heldReason: null, heldUntil: null, wakeAt: locked.now };
      await writeTouchpoint(deps, locked, { set, why: 'forced', note: forceReason });
    },
  });
  return touchpoint;
}

/**
 * Says that an uncertain message did arrive (D1): it is completed, and the mail stands in the thread.
 *
 * @throws ProblemError as `actOnTouchpoint`, unless it is uncertain
 */
export async function markTouchpointSent(
  deps: CommandDeps,
  actor: Actor,
  { scheduledTouchpointId }: Which,
): Promise<Shown> {
  const { touchpoint } = await actOnTouchpoint(deps, actor, {
    scheduledTouchpointId,
    kind: 'markedAsSent',
    apply: async (locked) => {
      requireTouchpoint(locked, ['uncertain']);
      const { tx, now, item } = locked;
      const message = uncertainMessage(locked);
      const answer = { messageId: message.messageId, status: 'sent', actorId: actor.userId, now } as const;
      await deps.store.ledger.answerUncertain(tx, answer);
      await logSentTouchpoint(deps, tx, { item, actor, message, now });
    },
  });
  await releaseCopies(deps, { kind: 'touchpoint', id: scheduledTouchpointId });
  return touchpoint;
}

/** The uncertain row of the ledger. @throws ProblemError `already_acted` when its late result has settled it */
export function uncertainMessage(locked: LockedTouchpoint): NonNullable<LockedTouchpoint['message']> {
  const { message } = locked;
  return message?.status === 'uncertain' ? message : refuseTouchpoint(locked, 'The mail is settled already.');
}
