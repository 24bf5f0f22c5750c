import type { Actor } from '../../contracts/actor.ts';
import { mailChanges } from '../../contracts/inbox/changes.ts';
import type { AnswerWish, AnsweredWish } from '../../contracts/inbox/wishes.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import type { Wish } from '../../infra/db/inbox/mail-effects.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { releaseAll, wakeNobody } from '../release-waiting.ts';
import { runCustomerCommand } from '../customers/touch-customer.ts';
import { attempt } from '../wakes.ts';
import { followMail } from './follow-mail.ts';

/**
 * A person says whether a mail wishes to get no more of them (I4). Confirmed, it is a choice like that of the link: the
 * address is suppressed and its enrollment stops. Declined, it is a reply. What waited for the answer goes on otherwise.
 *
 * @throws ProblemError `not_found` when absent or of hidden customers
 * @throws ProblemError `conflict` for a mail that is no such wish; `already_acted`, with what happened, for one that is answered
 */
export async function answerWish(
  deps: CommandDeps,
  actor: Actor,
  { mailId, answer }: AnswerWish & { mailId: string },
): Promise<AnsweredWish> {
  const { store } = deps;
  let wake = wakeNobody;
  const reply = await runCustomerCommand(deps, actor, async (tx, now, touch) => {
    const { customerIds } = found(await store.mailEffects.findWish(tx, actor, mailId), 'mail');
    await touch(...customerIds);
    const wish = found(await store.mailEffects.lockWish(tx, actor, mailId), 'mail');
    refuseAnswered(wish);
    await store.mailEffects.answerWish(tx, { mailId, answer, userId: actor.userId, now });
    const others = await store.mailEffects.findStillWaiting(tx, { mailId, customerIds });
    const free = customerIds.filter((customerId) => !others.has(customerId));
    await store.holds.endWaitingForAnswer(tx, { customerIds: free, actorId: actor.userId, now });
    const releases = free.map((id) => ({ of: 'customer' as const, id }));
    wake = await releaseAll(deps, tx, { releases, now });
    for (const customerId of customerIds) {
      await recordChange(deps, tx, mailChanges.wish_answered, {
        actor,
        now,
        entityId: mailId,
        customerId,
        before: { wishAnswer: null },
        after: { wishAnswer: answer },
        data: { answer },
      });
    }
    return { mailId, answer, answeredById: actor.userId, answeredAt: new Date(now).toISOString() };
  });
  // The answer is stored: what a crash keeps from following does with the next pass of the reconciler.
  await attempt(followMail(deps, mailId));
  await wake();
  return reply;
}

/** @throws ProblemError `conflict` or `already_acted` unless it waits for an answer */
function refuseAnswered({ verdict, answer, answeredById, answeredAt }: Wish): void {
  if (verdict !== 'opt_out') throw new ProblemError('conflict', 'The mail is no wish to get no more mail.');
  if (answer === null) return;
  const at = answeredAt === null ? null : new Date(answeredAt).toISOString();
  throw new ProblemError('already_acted', `The wish was ${answer}.`, [], {
    happened: { answer, at, by: answeredById },
  });
}
