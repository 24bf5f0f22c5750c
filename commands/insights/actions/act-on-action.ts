import type { Action } from '../../../contracts/insights/actions.ts';
import type { Actor } from '../../../contracts/actor.ts';
import { actionChanges } from '../../../contracts/insights/changes.ts';
import { found, ProblemError } from '../../../contracts/problems.ts';
import type { ActionSend } from '../../../infra/db/insights/action-sends.ts';
import type { Tx } from '../../../infra/db/client.ts';
import { attempt } from '../../wakes.ts';
import type { CommandDeps } from '../../deps.ts';
import { organisationToday } from '../../access/organisation-today.ts';
import { recordChange } from '../../record-change.ts';
import { runCommand } from '../../run-command.ts';
import { callWaiting } from '../../sending/call-waiting.ts';

/** A recommended action as a person's answer finds it: it and its customer are locked. */
export interface LockedAction {
  tx: Tx;
  now: number;
  /** The organisation's day. */
  today: string;
  actor: Actor;
  action: Action;
  send: ActionSend;
  /** The mailbox it is asked to leave from; its workflow is found by it. */
  mailboxId: string | null;
}

/** One answer of a person to an action. */
export interface Acting {
  actionId: string;
  /** For audit and the change feed. */
  kind: Exclude<keyof typeof actionChanges, 'sent'>;
  /** Refuses, or writes the answer. */
  apply: (locked: LockedAction) => Promise<void>;
}

/**
 * Carries out one answer of a person to an action (Q3, Q6): locks, refuses what somebody else has finished, applies,
 * audits, then wakes its send, if one was asked for.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `already_acted`, with what happened, unless it is open
 */
export async function actOnAction(
  deps: CommandDeps,
  actor: Actor,
  { actionId, kind, apply }: Acting,
): Promise<Action> {
  let isOnItsWay = false;
  let mailboxId: string | null = null;
  let freed: string[] = [];
  const reply = await runCommand(deps, actor, async (tx, now) => {
    const { store } = deps;
    const today = await organisationToday(deps, tx, { actor, now });
    const read = async () => found(await store.actions.find(tx, actor, { actionId, today, now }), 'action');
    await read();
    const send = found(await store.actionSends.lock(tx, actionId), 'action');
    const locked: LockedAction = {
      tx,
      now,
      today,
      actor,
      action: await read(),
      send,
      mailboxId: send.mailboxId,
    };
    if (send.status !== 'open') refuseActed(locked, `The action is ${send.status} already.`);
    await apply(locked);
    const [before, after] = [locked.action, await read()];
    mailboxId = locked.mailboxId;
    isOnItsWay = isLeaving(before) || isLeaving(after);
    const { id: customerId } = before.customer;
    const said = { actor, now, entityId: actionId, customerId, before, after };
    await recordChange(deps, tx, actionChanges[kind], said);
    if (isLeaving(before) && !isLeaving(after))
      freed = await deps.store.leavingLines.leave(tx, { kind: 'action', ids: [actionId], ends: true });
    return after;
  });
  if (isOnItsWay)
    await attempt(deps.lifecycle.wakeAction({ actionId, customerId: reply.customer.id, mailboxId }));
  await attempt(callWaiting(deps, freed));
  return reply;
}

function isLeaving({ send }: Action): boolean {
  return send?.status === 'requested' || send?.status === 'sending';
}

/** @throws ProblemError `already_acted`, with who did what and when */
export function refuseActed({ action, send }: LockedAction, detail: string): never {
  const { status, actedAt, actedById } = action;
  const asked = action.send;
  const happened =
    status === 'open' && asked
      ? { status, action: 'send', send: send.sendStatus, at: asked.requestedAt, by: asked.requestedById }
      : { status, at: actedAt, by: actedById };
  throw new ProblemError('already_acted', detail, [], { happened });
}
