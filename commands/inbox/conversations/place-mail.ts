import { SYSTEM, type Actor } from '../../../contracts/actor.ts';
import { conversationChanges } from '../../../contracts/inbox/changes.ts';
import { found } from '../../../contracts/problems.ts';
import { placingOf } from '../../../domain/inbox/placing.ts';
import type { LockedConversation, MailToPlace } from '../../../infra/db/inbox/conversations.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { recordChange } from '../../record-change.ts';

type Deps = Pick<CommandDeps, 'store' | 'newId'>;

/** Which mail of which customer. */
export interface PlaceMail {
  mailId: string;
  customerId: string;
  /** It counts as one that has just come: a person judged it otherwise, or it was history until now. Left out: if it was in no conversation yet. */
  isNews?: boolean;
  now: number;
}

/**
 * Puts a mail into the conversation of its thread with a customer, and opens that if somebody has to answer it (I5). The rows
 * `mail` and `mail_customer` are there already; of a mail of several customers it is called once for each, in the order of
 * their ids, since it locks them. To be repeated as often as wanted: what was answered or done since stays so.
 *
 * @returns the conversation; null: it stands in none
 */
export async function placeMail(
  deps: CommandDeps,
  tx: Tx,
  { mailId, customerId, isNews, now }: PlaceMail,
): Promise<string | null> {
  const { conversations } = deps.store;
  const mail = found(await conversations.readMail(tx, { mailId, customerId }), 'mail');
  const placing = placingOf(mail);
  if (placing === null) return mail.conversationId;
  const known = mail.conversationId ?? (await conversations.findOfThread(tx, mail));
  if (known === null && !placing.creates) return null;
  const conversationId = known ?? (await begin(deps, tx, mail, now));
  const before = found(await conversations.lock(tx, conversationId), 'conversation');
  if (mail.conversationId !== null && isNews !== true) return conversationId;
  if (known !== null) await conversations.put(tx, { mail, conversationId });
  await conversations.follow(tx, { mail, conversationId, placing, now });
  if (placing.opens) await open(deps, tx, { before, isNew: known === null, mail, now });
  return conversationId;
}

async function begin({ store, newId }: Deps, tx: Tx, mail: MailToPlace, now: number): Promise<string> {
  const conversationId = newId('conversation');
  await store.conversations.create(tx, { mail, conversationId, now });
  return conversationId;
}

interface Opening {
  /** As it was before the mail came. */
  before: LockedConversation;
  isNew: boolean;
  mail: MailToPlace;
  now: number;
}

/** Gives it to somebody who sees it, and says that there is something to answer. */
async function open(deps: CommandDeps, tx: Tx, { before, isNew, mail, now }: Opening): Promise<void> {
  const { conversations } = deps.store;
  const { conversationId, assigneeId: held } = before;
  const assigneeId = await conversations.assigneeFor(tx, { conversationId, assigneeId: held });
  if (assigneeId !== held) await conversations.set(tx, { conversationId, set: { assigneeId }, now });
  if (before.status === 'open') return;
  const { customerId, mailId } = mail;
  const actor: Actor = { ...SYSTEM, cause: { origin: 'inbox', originId: mailId, depth: 0 } };
  const kind = isNew ? 'opened' : 'reopened';
  const said = { actor, now, entityId: conversationId, customerId, data: { assigneeId } };
  await recordChange(deps, tx, conversationChanges[kind], { ...said, after: { status: 'open', assigneeId } });
}
