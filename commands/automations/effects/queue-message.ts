import type { ActionOf } from '../../../contracts/automations/actions.ts';
import type { MessageContent, StoredMessage } from '../../../domain/automations/message.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { afterCommit } from '../../run-command.ts';
import { wakeMessages } from '../messages/wake-messages.ts';
import type { Effect, EffectInput } from './effect.ts';

/** The actions that say something. */
export type SayingAction = ActionOf<'email' | 'sms' | 'email_user'>;

type Said = Pick<
  StoredMessage,
  'recipient' | 'userId' | 'address' | 'channel' | 'purpose' | 'content' | 'mailboxId'
>;
type Refused = Extract<Effect, { reason: string }>;

/**
 * Queues what an action says to one customer, or to our own people about it (A4), in the transaction of its effect: it
 * leaves through the one send pipeline, which tells the effect what became of it. What an earlier pass wanted to say by the
 * same action is never said twice: while that has not left, nothing new is queued; what failed gives way to this, and is not
 * said any more by the retry of its own pass.
 */
export async function queueMessage(
  deps: CommandDeps,
  tx: Tx,
  input: EffectInput<SayingAction>,
): Promise<Effect> {
  const { automation, action, customerId, passId, effectId, now } = input;
  const said = await saidBy(deps, tx, input);
  if ('reason' in said) return said;
  const of = { automationId: automation.id, customerId, actionKey: action.key };
  const earlier = await giveWay(deps, tx, { of: { ...of, passId }, isOnce: automation.isOnce, now });
  if (earlier) return earlier;
  const messageId = deps.newId('automationMessage');
  const sendStatus = said.recipient === 'contact' ? 'requested' : 'gathering';
  const message = { ...said, ...of, id: messageId, passId, effectId, sendStatus } as const;
  await deps.store.automationMessages.insert(tx, message, now);
  await afterCommit(deps, () => wakeMessages(deps, { passId, automationId: automation.id }));
  return { status: 'waiting', data: { messageId } };
}

/** What an action says, and to whom as far as that is known now; contacts are chosen when it leaves. */
export async function saidBy(
  { store }: Pick<CommandDeps, 'store'>,
  tx: Tx,
  { action, customerId }: { action: SayingAction; customerId: string },
): Promise<Said | Refused> {
  const nobody = { userId: null, address: null };
  switch (action.kind) {
    case 'email': {
      const { words, contactTypes, purpose, mailboxId } = action;
      const content: MessageContent = { words, body: null, contactTypes };
      return { recipient: 'contact', ...nobody, channel: 'email', purpose, content, mailboxId };
    }
    case 'sms': {
      const { body, contactTypes, purpose, smsSenderId: mailboxId } = action;
      const content: MessageContent = { words: null, body, contactTypes };
      return { recipient: 'contact', ...nobody, channel: 'sms', purpose, content, mailboxId };
    }
    case 'email_user': {
      const { to, words, mailboxId } = action;
      const content: MessageContent = { words, body: null, contactTypes: [] };
      const plain = { channel: 'email', purpose: 'outreach', content, mailboxId } as const;
      if ('address' in to) return { recipient: 'address', userId: null, address: to.address, ...plain };
      const userId =
        'userId' in to ? to.userId : await store.automationMessages.ownerOf(tx, customerId, to.owner);
      if (userId === null) return refused('no_recipient', 'The customer has no such owner.');
      const [active] = await store.users.activeOnes(tx, [userId]);
      if (active === undefined) return refused('user_inactive', 'The user it is for is not active.');
      return { recipient: 'user', userId, address: null, ...plain };
    }
  }
}

const refused = (reason: string, detail: string): Refused => ({ status: 'failed', reason, detail });

/**
 * Looks at what earlier passes wanted to say: null, if that is over, or has failed and gives way. One in doubt may have
 * arrived: of an automation that says it once, nothing is said again before a person has answered (D1).
 */
async function giveWay(
  { store }: CommandDeps,
  tx: Tx,
  {
    of,
    isOnce,
    now,
  }: { of: Parameters<typeof store.automationMessages.lockEarlier>[1]; isOnce: boolean; now: number },
): Promise<Effect | null> {
  const earlier = await store.automationMessages.lockEarlier(tx, of);
  const find = (...statuses: string[]) => earlier.find(({ sendStatus }) => statuses.includes(sendStatus));
  const sent = isOnce ? find('sent') : undefined;
  if (sent) return { status: 'done', data: { messageId: sent.id } };
  const waiting = find('gathering', 'in_digest', 'requested', 'sending', ...(isOnce ? ['uncertain'] : []));
  if (waiting) {
    const detail = 'An earlier message of the same action to this customer has not left yet.';
    return { status: 'skipped', reason: 'waits_already', detail };
  }
  if (find('cancelled')) {
    const detail = 'A later pass has said it in place of this one, or tried to.';
    return { status: 'skipped', reason: 'superseded', detail };
  }
  const failed = earlier.filter(({ sendStatus }) => sendStatus === 'error').map(({ id }) => id);
  const set = { sendStatus: 'cancelled', skipReason: 'superseded', wakeAt: null } as const;
  if (failed.length > 0) await store.automationMessages.set(tx, { ids: failed, set, now });
  return null;
}
