import type { Actor } from '../../contracts/actor.ts';
import { ProblemError } from '../../contracts/problems.ts';
import { addressKey } from '../../domain/customers/email-address.ts';
import { UNSUBSCRIBE_ADDRESS } from '../../domain/inbox/reasons.ts';
import type { MailToFollow } from '../../infra/db/inbox/mail-effects.ts';
import type { CommandDeps } from '../deps.ts';
import { followReply } from '../enrollments/follow-reply.ts';
import { settleNamed } from '../enrollments/settle-proven.ts';
import { holdCustomer } from '../holds/hold-longest.ts';
import { runCommand } from '../run-command.ts';
import { addSuppression } from '../sending/add-suppression.ts';
import { wakeEnrollments } from '../wakes.ts';
import { isNamedBy, occurredAt, tellMessage, tellSenders } from './tell-of-mail.ts';

/** Why everything waits, as people read it beside the hold. */
const WISH = 'a wish to get no more mail waits for a person';

/**
 * A wish to get no more mail (I4). By the unsubscribe address it holds at once. In words it waits for a person, and until
 * then the customer hears nothing; confirmed it is a choice like that of the link, declined it is a reply.
 */
export async function followOptOut(deps: CommandDeps, actor: Actor, mail: MailToFollow): Promise<void> {
  const isByAddress = mail.reasons.some(({ code }) => code === UNSUBSCRIBE_ADDRESS);
  if (mail.wishAnswer === 'declined') return followAsReply(deps, actor, mail);
  if (isByAddress && mail.messageId !== null) return optOutCopy(deps, actor, mail);
  if (mail.wishAnswer === 'confirmed') return optOut(deps, actor, mail);
  return waitForAnswer(deps, actor, mail);
}

async function followAsReply(deps: CommandDeps, actor: Actor, mail: MailToFollow): Promise<void> {
  await tellMessage(deps, actor, mail, { kind: 'reply', address: mail.fromAddress });
  await tellSenders(deps, actor, mail, 'reply');
}

/** The choice of a copy's reader, whoever's program sent it: it concerns the address of that copy and no other (M5). */
async function optOutCopy(deps: CommandDeps, actor: Actor, mail: MailToFollow): Promise<void> {
  const { messageId, copyAddress } = mail;
  const n = mail.n ?? 1;
  // Who was erased since is suppressed already.
  if (copyAddress === null && n > 1) return;
  await tellMessage(deps, actor, mail, { kind: 'unsubscribe', n, eventKey: `unsubscribe/${messageId}/${n}` });
}

/**
 * Whoever wrote gets no more mail, and neither does the copy that they answered, unless it is somebody else's whom we know;
 * the main recipient's choice stops the enrollment (M5).
 */
async function optOut(deps: CommandDeps, actor: Actor, mail: MailToFollow): Promise<void> {
  const { fromAddress: address, messageId, copyAddress, senderOf } = mail;
  const n = mail.n ?? 1;
  const wish = { channel: 'email', address, reason: 'unsubscribed', source: 'mailbox' } as const;
  await unlessInvalid(addSuppression(deps, actor, wish));
  const isTheirs = copyAddress !== null && addressKey(copyAddress) === addressKey(address);
  if (messageId === null) return;
  if (isTheirs || senderOf.length === 0)
    await tellMessage(deps, actor, mail, {
      kind: 'unsubscribe',
      n,
      eventKey: `unsubscribe/${messageId}/${n}`,
    });
  else await followAsReply(deps, actor, mail);
}

async function waitForAnswer(deps: CommandDeps, actor: Actor, mail: MailToFollow): Promise<void> {
  const { messageId, messageCustomerId, senderOf, mailId, n } = mail;
  const now = await deps.now();
  const at = occurredAt(mail, now);
  const owner = messageCustomerId === null ? [] : [messageCustomerId];
  for (const customerId of new Set([...owner, ...senderOf])) {
    const toWake = await runCommand(deps, actor, (tx) => {
      const hold = { customerId, kind: 'reply', reason: WISH, exceptEnrollmentId: null } as const;
      return holdCustomer(deps, tx, actor, { ...hold, expiresAt: null, now });
    });
    await wakeEnrollments(deps, toWake);
    const answered = customerId === messageCustomerId ? (messageId ?? undefined) : undefined;
    await followReply(deps, { kind: 'reply', customerId, at, messageId: answered, mailId, now });
  }
  if (messageId !== null && isNamedBy(mail)) await settleNamed(deps, { messageId, n: n ?? 1 });
}

/** A sender may stand in a mail that nobody can write to. */
async function unlessInvalid(suppressed: Promise<unknown>): Promise<void> {
  try {
    await suppressed;
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'validation') throw error;
  }
}
