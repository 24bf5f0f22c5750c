import { SYSTEM, type Actor } from '../../contracts/actor.ts';
import type { ReportedEventKind } from '../../contracts/enrollments/kinds.ts';
import type { MailVerdict } from '../../contracts/inbox/kinds.ts';
import { ProblemError } from '../../contracts/problems.ts';
import { addDays, startOfDay } from '../../domain/time/calendar.ts';
import type { MailToFollow } from '../../infra/db/inbox/mail-effects.ts';
import type { CommandDeps } from '../deps.ts';
import { runCustomerCommand } from '../customers/touch-customer.ts';
import { wakeNobody } from '../release-waiting.ts';
import { settleNamed } from '../enrollments/settle-proven.ts';
import { endAnswered } from './conversations/end-answered.ts';
import { endWish } from './end-wish.ts';
import { followBounces } from './follow-bounces.ts';
import { followOptOut } from './follow-opt-out.ts';
import { isNamedBy, tellMessage, tellSenders } from './tell-of-mail.ts';

/** What follows from a mail, or from an answer about it. Each is to be repeated as often as wanted. */
export type Following = (deps: CommandDeps, actor: Actor, mail: MailToFollow) => Promise<void>;

/** By what the mail is (I3). */
const FOLLOWS = {
  reply: followReplied,
  automatic: settleOnly,
  out_of_office: followAbsence,
  hard_bounce: followBounces,
  soft_bounce: followBounces,
  complaint: followComplaint,
  opt_out: followOptOut,
  own_copy: settleOnly,
  // A report that it is still under way, for one.
  ignore: settleOnly,
  sent: endAnswered,
} as const satisfies Record<MailVerdict, Following>;

/**
 * Does what follows from a mail that is stored and judged (I4), by the commands with which a person or a call of the API
 * would say it, and marks it. To be repeated as often as wanted: every part of it happens once, at whatever point it was
 * killed before. Nothing follows from mail of the time before its mailbox was followed.
 */
export async function followMail(deps: CommandDeps, mailId: string): Promise<void> {
  const mail = await deps.store.mailEffects.read(deps.db, mailId);
  if (!mail || mail.isHistory || mail.isProcessed) return;
  const actor: Actor = { ...SYSTEM, cause: { origin: 'inbox', originId: mailId, depth: 0 } };
  if (mail.isJudgedByPerson && mail.verdict !== 'opt_out') await endWaiting(deps, actor, mail);
  const follow: Following = FOLLOWS[mail.verdict];
  await unlessGone(follow(deps, actor, mail));
  await deps.store.mailEffects.markProcessed(deps.db, { ...mail, now: await deps.now() });
}

/** It may have been taken for a wish before a person said what it is: then nobody answers that any more. */
async function endWaiting(deps: CommandDeps, actor: Actor, mail: MailToFollow): Promise<void> {
  const { mailId, messageCustomerId, senderOf } = mail;
  const owner = messageCustomerId === null ? [] : [messageCustomerId];
  const customerIds = [...new Set([...owner, ...senderOf])];
  let wake = wakeNobody;
  await runCustomerCommand(deps, actor, async (tx, now, touch) => {
    await touch(...customerIds);
    wake = await endWish(deps, tx, actor, { mailId, customerIds, now });
  });
  await wake();
}

/** What it is about may have been taken away by retention: then nothing follows from it any more. */
async function unlessGone(followed: Promise<void>): Promise<void> {
  try {
    await followed;
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'not_found') throw error;
  }
}

/** A person wrote: it stops or holds what it answers, and the rest of the customer waits (S16). */
async function followReplied(deps: CommandDeps, actor: Actor, mail: MailToFollow): Promise<void> {
  await tellMessage(deps, actor, mail, { kind: 'reply', address: mail.fromAddress });
  await tellSenders(deps, actor, mail, 'reply');
  // The answer to it may have been seen first.
  await endAnswered(deps, actor, mail);
}

/** It says that its message arrived, if anything. */
async function settleOnly(deps: CommandDeps, _actor: Actor, mail: MailToFollow): Promise<void> {
  const { messageId, n } = mail;
  if (messageId !== null && isNamedBy(mail)) await settleNamed(deps, { messageId, n: n ?? 1 });
}

/**
 * Somebody is away: what they would get waits until the day after they are back, for 14 days where they do not say (I4). Of an
 * absence that is over by now nothing follows.
 */
async function followAbsence(deps: CommandDeps, actor: Actor, mail: MailToFollow): Promise<void> {
  await settleOnly(deps, actor, mail);
  const kind: ReportedEventKind = 'auto_reply';
  const now = await deps.now();
  const until = await endOfAbsence(deps, mail);
  if (until !== null && until <= now) return;
  const said = until === null ? {} : { until: new Date(until).toISOString() };
  if (mail.messageId !== null) await tellMessage(deps, actor, mail, { kind, ...said });
  else await tellSenders(deps, actor, mail, kind, said);
}

/** The start of the day after the return, in the organisation's zone; null: the mail names no day. */
async function endOfAbsence(deps: CommandDeps, { returnOn }: MailToFollow): Promise<number | null> {
  if (returnOn === null) return null;
  const { zone } = await deps.store.organisation.get(deps.db, SYSTEM);
  return startOfDay(addDays(returnOn, 1), zone);
}

async function followComplaint(deps: CommandDeps, actor: Actor, mail: MailToFollow): Promise<void> {
  await tellMessage(deps, actor, mail, { kind: 'complaint', n: mail.n ?? 1 });
}
