import type { Actor } from '../../../contracts/actor.ts';
import { conversationChanges } from '../../../contracts/inbox/changes.ts';
import type { MailToFollow } from '../../../infra/db/inbox/mail-effects.ts';
import type { CommandDeps } from '../../deps.ts';
import { endHold } from '../../holds/end-hold.ts';
import { recordChange } from '../../record-change.ts';
import { joining, runCommand, type Unit } from '../../run-command.ts';

/**
 * A person who answers the customer with another program has answered (I4): what the reply held goes on, as with the choice
 * `go_on`, and nobody has to answer it any more; whichever of the two mails was seen first. While a wish to get no more mail waits
 * in it for a person, and for what another conversation still waits for, the holds stay. To be repeated as often as wanted.
 */
export async function endAnswered(
  deps: CommandDeps,
  actor: Actor,
  { mailId, verdict }: Pick<MailToFollow, 'mailId' | 'verdict'>,
): Promise<void> {
  const { store, db } = deps;
  for (const { conversationId, customerId } of await store.replyHolds.findAnswered(db, mailId)) {
    const followUps: Unit['followUps'] = [];
    await runCommand(deps, actor, async (tx, now) => {
      const conversation = await store.conversations.lock(tx, conversationId);
      if (conversation === null) return;
      if (conversation.status === 'open' && verdict !== 'sent')
        await store.conversations.set(tx, { conversationId, set: { status: 'waiting' }, now });
      const wishes = { mailId: '', customerIds: [customerId] };
      if ((await store.mailEffects.findStillWaiting(tx, wishes)).size > 0) return;
      const holdIds = await store.replyHolds.listSettled(tx, { conversationId, customerId, now });
      const unit = joining(deps, { tx, now, followUps });
      for (const holdId of holdIds) await endHold(unit, actor, { holdId });
      if (holdIds.length === 0) return;
      const data = { choice: 'go_on' } as const;
      const said = { actor, now, entityId: conversationId, customerId, data };
      await recordChange(deps, tx, conversationChanges.released, { ...said, after: data });
    });
    for (const followUp of followUps) await followUp();
  }
}
