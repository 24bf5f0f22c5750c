import type { Actor } from '../contracts/actor.ts';
import type { Action } from '../contracts/actions.ts';
import { found, ProblemError, refuseInvalid } from '../contracts/problems.ts';
import type { ActionAnswer } from '../infra/db/actions.ts';
import type { Tx } from '../infra/db/client.ts';
import type { CommandDeps } from './deps.ts';
import { organisationToday } from './organisation-today.ts';
import { recordChange } from './record-change.ts';
import { runCommand } from './run-command.ts';

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
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `already_acted`, with what happened, unless it is open (Q3)
 * @throws ProblemError `validation` for a day that is not later than today
 */
function answerAction(
  deps: CommandDeps,
  actor: Actor,
  { actionId, kind, answer, also }: Answering,
): Promise<Action> {
  return runCommand(deps, actor, async (tx, now) => {
    const { store } = deps;
    const today = await organisationToday(deps, tx, { actor, now });
    const read = async () => found(await store.actions.find(tx, actor, { actionId, today }), 'action');
    const before = await read();
    const isPast = answer.status === 'open' && answer.until <= today;
    refuseInvalid(isPast ? [{ field: 'until', message: `must be later than today, ${today}` }] : []);
    if (!(await store.actions.answer(tx, { actionId, answer, actorId: actor.userId, now }))) {
      const { status, actedAt, actedById } = await read();
      const happened = { status, at: actedAt, by: actedById };
      throw new ProblemError('already_acted', `The action is ${status} already.`, [], { happened });
    }
    await also?.(tx, before, now);
    const after = await read();
    const data = { customerId: before.customer.id };
    await recordChange(deps, tx, {
      actor,
      now,
      entity: 'action',
      entityId: actionId,
      kind,
      before,
      after,
      data,
    });
    return after;
  });
}
