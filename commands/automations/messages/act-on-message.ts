import type { Actor } from '../../../contracts/actor.ts';
import { automationMessageChanges } from '../../../contracts/automations/changes.ts';
import type { AutomationMessage } from '../../../contracts/automations/messages.ts';
import { found, ProblemError } from '../../../contracts/problems.ts';
import { isLeaving, type AutomationSend } from '../../../domain/automations/message.ts';
import type { MessageSet } from '../../../infra/db/automations/automation-messages.ts';
import type { Tx } from '../../../infra/db/client.ts';
import { attempt } from '../../wakes.ts';
import type { CommandDeps } from '../../deps.ts';
import { recordChange } from '../../record-change.ts';
import { runCommand } from '../../run-command.ts';
import { callWaiting } from '../../sending/call-waiting.ts';
import { settleDigests } from './settle-digests.ts';
import { wakeDeliveries } from './wake-messages.ts';

/** A message as a person's answer finds it: it and its customer are locked. */
export interface LockedMessage {
  deps: CommandDeps;
  tx: Tx;
  now: number;
  actor: Actor;
  send: AutomationSend;
  /** Changes it. */
  write: (set: MessageSet) => Promise<void>;
}

/** One answer of a person to a message. */
interface Acting {
  messageId: string;
  kind: keyof typeof automationMessageChanges;
  /** Refuses, or writes the answer. */
  apply: (locked: LockedMessage) => Promise<void>;
}

/**
 * Carries out one answer of a person to a message of an automation (Q3): locks, refuses what somebody else has finished,
 * applies, audits, then wakes its delivery.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 */
export async function actOnMessage(
  deps: CommandDeps,
  actor: Actor,
  { messageId, kind, apply }: Acting,
): Promise<AutomationMessage> {
  const { store } = deps;
  let freed: string[] = [];
  const reply = await runCommand(deps, actor, async (tx, now) => {
    const read = async () =>
      found(await store.automationMessageViews.find(tx, actor, messageId), 'automation message');
    await read();
    const send = found(await store.automationMessages.lock(tx, messageId), 'automation message');
    const before = await read();
    const write = (set: MessageSet) => store.automationMessages.set(tx, { ids: [messageId], set, now });
    await apply({ deps, tx, now, actor, send, write });
    const after = await read();
    const customerId = after.customer?.id ?? null;
    const said = { actor, now, entityId: messageId, customerId, before: shown(before), after: shown(after) };
    await recordChange(deps, tx, automationMessageChanges[kind], said);
    if (isLeaving(send) && after.status !== 'requested')
      freed = await store.leavingLines.leave(tx, { kind: 'automation', ids: [messageId], ends: true });
    return after;
  });
  const { passId, automationId } = reply;
  if (reply.customer === null) await attempt(settleDigests(deps, passId));
  await wakeDeliveries(deps, [{ passId, automationId }]);
  await attempt(callWaiting(deps, freed));
  return reply;
}

/** What the audit keeps: no words and no address, which may have to be forgotten. */
const shown = ({ status, askedById, leavesNow, forceReason, skipReason }: AutomationMessage) => ({
  status,
  askedById,
  leavesNow,
  forceReason,
  skipReason,
});

/** @throws ProblemError `already_acted`, with how it stands */
export function refuseActed({ send }: LockedMessage, detail: string): never {
  throw new ProblemError('already_acted', detail, [], {
    happened: { status: send.sendStatus, by: send.askedById },
  });
}
