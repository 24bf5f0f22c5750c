import type { ActionDetail } from '../../../contracts/insights/actions.ts';
import type { Viewer } from '../../../contracts/actor.ts';
import { found } from '../../../contracts/problems.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import { composeMessage, draftProblemOf } from '../../../domain/sending/compose-message.ts';
import { contentOfAction } from '../../../domain/insights/action-draft.ts';
import { notAskedOf } from '../../../domain/sending/send-facts.ts';
import type { CommandDeps } from '../../deps.ts';
import { draftHashOf, draftOf } from '../../sending/draft-hash.ts';
import { DRAFT_UNSUBSCRIBE_URL } from '../../sending/draft-link.ts';

/**
 * A recommended action with its email as it would leave now, rendered as the send would. Reads only.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 */
export async function readAction(
  deps: CommandDeps,
  viewer: Viewer,
  { actionId }: { actionId: string },
): Promise<ActionDetail> {
  const { db, store } = deps;
  const now = await deps.now();
  const { zone, defaultMailboxId } = await store.organisation.get(db, viewer);
  const today = localDateOf(now, zone);
  const action = found(await store.actions.find(db, viewer, { actionId, today, now }), 'action');
  const send = found(await store.actionSends.read(db, actionId), 'action');
  if (action.kind !== 'email' || action.status !== 'open')
    return { ...action, draft: null, draftProblem: null };
  const { customerId, contactId, pinned } = send;
  const mailboxId = send.mailboxId ?? defaultMailboxId;
  const which = { customerId, mailboxId, stepExecutionId: null, actionId, now };
  const facts = found(await store.sendFacts.readSendFacts(db, which), 'action');
  const notAsked = notAskedOf(facts);
  if (notAsked) {
    const skip = { kind: 'skip', reason: notAsked.code, detail: notAsked.text } as const;
    return { ...action, draft: null, draftProblem: draftProblemOf(skip) };
  }
  const prepared = composeMessage({
    facts: { ...facts, content: contentOfAction({ ...send, invoices: facts.invoices, today }) },
    contactId,
    contactTypes: [],
    now,
    unsubscribeUrl: DRAFT_UNSUBSCRIBE_URL,
    hash: deps.hash,
  });
  const { mailbox } = facts;
  if (prepared.kind !== 'message' || mailbox === null)
    return { ...action, draft: null, draftProblem: draftProblemOf(prepared) };
  const { message } = prepared;
  const said = draftOf(message);
  return {
    ...action,
    draftProblem: null,
    draft: {
      ...said,
      language: message.language,
      contactId: message.contactId,
      mailboxId: mailbox.mailboxId,
      isEdited: pinned?.origin === 'edited',
      hash: draftHashOf(deps, said),
    },
  };
}
