import type { Actor } from '../../../contracts/actor.ts';
import type { AnswerDraft, DraftAnswer } from '../../../contracts/inbox/conversations.ts';
import { found, ProblemError, refuseInvalid } from '../../../contracts/problems.ts';
import { answeringOf } from '../../../domain/inbox/answering.ts';
import { textOfHtml } from '../../../domain/rendering/body-text.ts';
import type { RenderFacts } from '../../../domain/rendering/facts.ts';
import type { CommandDeps } from '../../deps.ts';
import { DRAFT_UNSUBSCRIBE_URL } from '../../sending/draft-link.ts';

/** What a model is asked for where nobody says more. */
const ANSWER = 'Answer the mail in a few polite sentences. Promise nothing, and ask for what is missing.';

/**
 * Has a language model draft an answer to a mail, from live facts (I5, M4). For editing: nothing sends it.
 *
 * @throws ProblemError `not_found` when absent, of a hidden customer, or not the actor's to answer
 * @throws ProblemError `conflict` for a mail that cannot be answered; `no_language_model`, `not_written`
 */
export async function draftAnswer(
  deps: CommandDeps,
  actor: Actor,
  { conversationId, mailId, instructions }: DraftAnswer & { conversationId: string },
): Promise<AnswerDraft> {
  const { db, store, writer } = deps;
  const now = await deps.now();
  const conversation = found(
    await store.conversationViews.find(db, actor, { conversationId, now }),
    'conversation',
  );
  if (!writer.isAvailable)
    throw new ProblemError('no_language_model', 'Nothing can be written: no language model is configured.');
  const mail = await store.answerableMails.find(db, { conversationId, mailId: mailId ?? null });
  if (mail === null && mailId !== undefined)
    refuseInvalid([{ field: 'mailId', message: 'is no mail of this conversation' }]);
  if (mail === null)
    throw new ProblemError(
      'conflict',
      'Nobody has written in this conversation: there is nothing to answer.',
    );
  const { subject, problem } = answeringOf(mail);
  if (problem !== null) throw new ProblemError('conflict', problem);
  const { id: customerId } = conversation.customer;
  const of = { customerId, mailboxId: mail.mailboxId, contactId: mail.contactId, contactTypes: [] };
  const asked = { ...of, now, unsubscribeUrl: DRAFT_UNSUBSCRIBE_URL };
  const { facts } = found(await store.sendFacts.loadRenderFacts(db, asked), 'customer');
  const id = deps.newId('draft');
  const text = await store.answerableMails.readText(db, mail.mailId);
  const prompt = instructions?.trim() ? instructions : ANSWER;
  const source = { kind: 'draft', id } as const;
  const answered = { subject: mail.subject, text };
  const written = await writer.write({ source, customerId, prompt, level: 'account', facts, mail: answered });
  if (written.kind === 'failed') throw new ProblemError('not_written', written.detail);
  await store.audit.record(db, {
    at: now,
    actor,
    action: 'conversation.draft',
    entity: 'conversation',
    entityId: conversationId,
    customerId,
    after: { draftId: id, mailId: mail.mailId },
  });
  return {
    id,
    conversationId,
    mailId: mail.mailId,
    subject,
    body: withoutSignature(written.bodyText, facts),
  };
}

/** The mailbox adds its signature when the answer leaves. */
function withoutSignature(body: string, { sender }: RenderFacts): string {
  const { signatureHtml, signatureText } = sender;
  const signature = signatureText || (signatureHtml && textOfHtml(signatureHtml));
  const below = signature ? `\n\n${signature}` : '';
  return below !== '' && body.endsWith(below) ? body.slice(0, -below.length) : body;
}
