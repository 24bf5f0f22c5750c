import type { Actor } from '../../contracts/actor.ts';
import { mailChanges } from '../../contracts/inbox/changes.ts';
import type { JudgedVerdict, MailVerdict } from '../../contracts/inbox/kinds.ts';
import type { JudgedMail, JudgeMail } from '../../contracts/inbox/mails.ts';
import { found, ProblemError, refuseInvalid } from '../../contracts/problems.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { joining, runCommand, type Unit } from '../run-command.ts';
import { attempt } from '../wakes.ts';
import { placeMail } from './conversations/place-mail.ts';
import { followMail } from './follow-mail.ts';
import { proposeSender } from './propose-sender.ts';
import { ENTRY } from './thread-entry.ts';
import { takeBack, type TakenBack } from './take-back.ts';

/** Verdicts that rest on a mail of ours: without one there is nothing they could be about. */
const ABOUT_OURS: ReadonlySet<MailVerdict> = new Set(['hard_bounce', 'soft_bounce', 'complaint']);

/**
 * A person says what a mail is (I3). What followed from what it was taken for is taken back where it can be, and what
 * follows from the new verdict happens, by the way of every mail: at once, and by the reconciler where that fails. A decision
 * covers what its author sees (U3): who does not see every customer of the mail judges
 * it for those that they see, and nothing follows for the others.
 *
 * @throws ProblemError `not_found` when absent or of hidden customers alone
 * @throws ProblemError `validation` for a verdict about a mail of ours, where none is known
 * @throws ProblemError `conflict` for what our own people wrote, and when it was erased
 */
export async function judgeMail(
  deps: CommandDeps,
  actor: Actor,
  { mailId, verdict, returnOn }: JudgeMail & { mailId: string },
): Promise<JudgedMail> {
  const { store } = deps;
  const followUps: Unit['followUps'] = [];
  const judged = await runCommand(deps, actor, async (tx, now) => {
    await store.customerRefresh.lock(tx, await store.mails.customersOf(tx, mailId));
    const { row, visible, isWhole } = found(await store.mailViews.readForJudging(tx, actor, mailId), 'mail');
    const before = found(await store.mailViews.find(tx, actor, mailId), 'mail');
    refuse(before, verdict);
    const nothing: TakenBack = { endedHolds: [], removedSuppressions: [], stopped: [] };
    // The day of a return is one of all customers of the mail.
    const isSameDay = !isWhole || (before.returnOn ?? undefined) === returnOn;
    if (before.verdict === verdict && isSameDay) return { mail: before, ...nothing, isFollowed: false };
    const unit = { tx, now, followUps };
    const says = { mailId, verdict, returnOn: returnOn ?? null, actorId: actor.userId, now };
    const undone = row.isHistory
      ? nothing
      : await takeBack(joining(deps, unit), actor, { tx, now, mail: before, customerIds: visible });
    await store.judgedMails.judge(tx, { ...says, customerIds: isWhole ? null : visible });
    await showInThreads(deps, tx, { mailId, verdict, customerIds: visible });
    if (isWhole)
      for (const customerId of visible) await placeMail(deps, tx, { mailId, customerId, isNews: true, now });
    await proposeSender(deps, tx, { mailId, now });
    const mail = found(await store.mailViews.find(tx, actor, mailId), 'mail');
    for (const customerId of visible) {
      const data = { verdict, before: before.verdict };
      const said = { before: wordless(before), after: wordless(mail) };
      await recordChange(deps, tx, mailChanges.judged, {
        actor,
        now,
        entityId: mailId,
        customerId,
        data,
        ...said,
      });
    }
    return { mail, ...undone, isFollowed: isWhole && !row.isHistory };
  });
  for (const followUp of followUps) await followUp();
  const { isFollowed, ...reply } = judged;
  if (!isFollowed) return reply;
  await attempt(followMail(deps, mailId));
  return { ...reply, mail: (await store.mailViews.find(deps.db, actor, mailId)) ?? reply.mail };
}

type Judged = JudgedMail['mail'];

function refuse({ direction, erasedAt, messageId }: Judged, verdict: JudgedVerdict): void {
  if (direction === 'outbound') throw new ProblemError('conflict', 'Our own people wrote it.');
  if (erasedAt !== null) throw new ProblemError('conflict', 'It was erased: there is nothing to judge.');
  if (ABOUT_OURS.has(verdict) && messageId === null)
    refuseInvalid([{ field: 'verdict', message: 'is about a mail of ours, and this one belongs to none' }]);
}

/** What the audit keeps: nothing that anybody wrote. */
const wordless = ({ verdict, returnOn, judgedById }: Judged) => ({ verdict, returnOn, judgedById });

/** What is no contact any more, or is one now, stands so in the threads (C3). */
async function showInThreads(
  { store }: CommandDeps,
  tx: Tx,
  { mailId, verdict, customerIds }: { mailId: string; verdict: JudgedVerdict; customerIds: string[] },
): Promise<void> {
  await store.judgedMails.showInThreads(tx, { mailId, verdict, kind: ENTRY[verdict], customerIds });
}
