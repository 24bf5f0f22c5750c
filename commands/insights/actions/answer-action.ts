import type { Actor } from '../../../contracts/actor.ts';
import type { Action } from '../../../contracts/insights/actions.ts';
import { refuseInvalid } from '../../../contracts/problems.ts';
import type { ActionAnswer } from '../../../infra/db/insights/actions.ts';
import type { Tx } from '../../../infra/db/client.ts';
import { actOnAction, refuseActed, type LockedAction } from './act-on-action.ts';
import { answerUncertain } from '../../sending/answer-uncertain.ts';
import type { CommandDeps } from '../../deps.ts';

/** Says that an action was done (Q6): it lands in the thread of the customer, and counts as a contact if it was one. */
export function completeAction(
  deps: CommandDeps,
  actor: Actor,
  {
    actionId,
    outcome = null,
    note = null,
  }: { actionId: string; outcome?: string | null; note?: string | null },
): Promise<Action> {
  return answerAction(deps, actor, {
    actionId,
    kind: 'completed',
    answer: { status: 'completed', note },
    also: async (tx, { customer, kind, reason }, now) => {
      const id = deps.newId('communication');
      const direction = kind === 'task' ? 'internal' : 'outbound';
      const data = { actionId };
      const said = { subject: reason, content: note, outcome, authorId: actor.userId, data };
      const entry = { id, customerId: customer.id, kind, direction, occurredAt: now, now, ...said } as const;
      await deps.store.communications.insertAll(tx, [entry]);
    },
  });
}

/** Puts an action off until a day. */
export function snoozeAction(
  deps: CommandDeps,
  actor: Actor,
  { actionId, until }: { actionId: string; until: string },
): Promise<Action> {
  return answerAction(deps, actor, { actionId, kind: 'snoozed', answer: { status: 'open', until } });
}

/** Decides against an action: it is not recommended again for the same reason. */
export function dismissAction(
  deps: CommandDeps,
  actor: Actor,
  { actionId, note = null }: { actionId: string; note?: string | null },
): Promise<Action> {
  return answerAction(deps, actor, { actionId, kind: 'dismissed', answer: { status: 'dismissed', note } });
}

interface Answering {
  actionId: string;
  kind: 'completed' | 'snoozed' | 'dismissed';
  answer: ActionAnswer;
  also?: (tx: Tx, action: Action, now: number) => Promise<void>;
}

/**
 * Answers an action; a send that has not passed the fence is called off with it.
 *
 * @throws ProblemError as `actOnAction`; `already_acted` when its mail is leaving or left
 * @throws ProblemError `validation` for a day that is not later than today
 */
function answerAction(
  deps: CommandDeps,
  actor: Actor,
  { actionId, kind, answer, also }: Answering,
): Promise<Action> {
  return actOnAction(deps, actor, {
    actionId,
    kind,
    apply: async (locked) => {
      const { tx, now, today, action } = locked;
      const isPast = answer.status === 'open' && answer.until <= today;
      refuseInvalid(isPast ? [{ field: 'until', message: `must be later than today, ${today}` }] : []);
      await callOff(deps, locked, answer.status);
      await deps.store.actions.answer(tx, { actionId, answer, actorId: actor.userId, now });
      await also?.(tx, action, now);
    },
  });
}

/** Calls the send off, if one is asked for; an uncertain mail is given up only by dismissing its action. */
async function callOff(
  deps: CommandDeps,
  locked: LockedAction,
  answer: ActionAnswer['status'],
): Promise<void> {
  const { tx, now, send } = locked;
  const { actionId, sendStatus } = send;
  if (sendStatus === null) return;
  const message = await deps.store.ledger.lockOf(tx, { kind: 'action', id: actionId });
  if (message?.status === 'handed_over') refuseActed(locked, 'Its mail is leaving right now.');
  if (message?.status === 'uncertain') {
    if (answer !== 'dismissed')
      refuseActed(locked, 'Its mail is uncertain: mark it as sent, try it again, or dismiss it.');
    await answerUncertain(deps, locked, message);
  }
  await deps.store.ledger.takeClaimAway(tx, { kind: 'action', id: actionId });
  const set = { sendStatus: null, wakeAt: null, heldReason: null, heldUntil: null } as const;
  await deps.store.actionSends.set(tx, { actionId, set, now });
}
