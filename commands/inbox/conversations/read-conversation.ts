import type { Viewer } from '../../../contracts/actor.ts';
import type { ConversationDetail } from '../../../contracts/inbox/conversations.ts';
import { found } from '../../../contracts/problems.ts';
import { answeringOf } from '../../../domain/inbox/answering.ts';
import type { CommandDeps } from '../../deps.ts';

/**
 * A conversation with everything to answer it (I5). Reads only.
 *
 * @throws ProblemError `not_found` when absent, of a hidden customer, or not the viewer's to answer
 */
export async function readConversation(
  { db, store, now: clock }: CommandDeps,
  viewer: Viewer,
  { conversationId }: { conversationId: string },
): Promise<ConversationDetail> {
  const now = await clock();
  const conversation = found(
    await store.conversationViews.find(db, viewer, { conversationId, now }),
    'conversation',
  );
  const { customer, mailboxId } = conversation;
  const mails = await store.conversationDetails.listMails(db, conversationId);
  const answerable = await store.answerableMails.find(db, { conversationId, mailId: null });
  return {
    ...conversation,
    mails,
    messages: await store.conversationDetails.listMessages(db, mails),
    answers: await store.answerViews.listOf(db, conversationId),
    holds: await store.conversationDetails.listHolds(db, { conversationId, customerId: customer.id, now }),
    answering: answerable && shownAnswering(answeringOf(answerable), { ...answerable, mailboxId }),
  };
}

function shownAnswering(
  { subject, to, cc, fromAddress, problem }: ReturnType<typeof answeringOf>,
  { mailId, mailboxId }: { mailId: string; mailboxId: string },
): ConversationDetail['answering'] {
  return { mailId, mailboxId, fromAddress, subject, to, cc, problem };
}
