import { refuseActed, type ActedOn } from '../conversations/act-on-conversation.ts';

/**
 * A second answer would say the same again.
 *
 * @param besides an answer that is not asked about
 * @throws ProblemError `already_acted` while another one is on its way or in doubt
 */
export async function refuseUndecided(
  { deps, tx, view, conversation }: Pick<ActedOn, 'deps' | 'tx' | 'view' | 'conversation'>,
  besides: string | null = null,
): Promise<void> {
  const { conversationId } = conversation;
  const undecided = await deps.store.answerViews.findUndecided(tx, { conversationId, besides });
  if (undecided === null) return;
  refuseActed(
    view,
    undecided.status === 'uncertain'
      ? 'Nobody knows whether the last answer arrived: mark it as sent, try it again, or cancel it.'
      : 'An answer is on its way already.',
  );
}
