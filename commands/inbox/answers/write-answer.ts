import type { Actor } from '../../../contracts/actor.ts';
import type { WriteAnswer } from '../../../contracts/inbox/answers.ts';
import { conversationChanges } from '../../../contracts/inbox/changes.ts';
import type { ActedAnswer } from '../../../contracts/inbox/conversations.ts';
import { found, ProblemError, refuseInvalid, type FieldProblem } from '../../../contracts/problems.ts';
import { answeringOf, type AnswerableMail, type Answering } from '../../../domain/inbox/answering.ts';
import { verbatimEmail } from '../../../domain/rendering/message.ts';
import type { AnswerContent } from '../../../infra/db/inbox/answer-sends.ts';
import type { CommandDeps } from '../../deps.ts';
import { recordChange } from '../../record-change.ts';
import { attempt } from '../../wakes.ts';
import { actOnConversation, type ActedOn } from '../conversations/act-on-conversation.ts';
import { passReleaseGates, releaseReply } from '../conversations/release-reply.ts';
import { refuseUndecided } from './refuse-undecided.ts';

/**
 * Answers a mail of a conversation (I5): from the mailbox that it came to, in its thread; decides in the same transaction
 * about what the reply holds back. The send follows the commit.
 *
 * @throws ProblemError as `actOnConversation`, `releaseReply`
 * @throws ProblemError `already_acted` while another answer is on its way or in doubt
 * @throws ProblemError `conflict` for a mail that cannot be answered, and for a suppressed address
 * @throws ProblemError `validation` for words that cannot leave
 */
export async function writeAnswer(
  deps: CommandDeps,
  actor: Actor,
  { conversationId, version, release, ...written }: WriteAnswer & { conversationId: string },
): Promise<ActedAnswer> {
  const { conversation, result: answer } = await actOnConversation(deps, actor, {
    conversationId,
    version,
    prepare: (tx) => passReleaseGates(deps, tx, { conversationId, release }),
    async apply(acted) {
      await refuseUndecided(acted);
      const mail = await findMail(acted, written.mailId);
      const answering = answeringOf(mail);
      if (answering.problem !== null) throw new ProblemError('conflict', answering.problem);
      const content = contentOf(answering, written);
      await refuseUnfit(acted, content, mail);
      if (!release) await refuseHeld(acted);
      const answerId = await keep(acted, { mail, answering, content, release: release?.choice ?? null });
      if (release) await releaseReply(acted, release);
      const { customerId } = acted.conversation;
      const about = { actor, now: acted.now, entityId: conversationId, customerId };
      const data = { answerId, mailId: mail.mailId };
      await recordChange(acted.deps, acted.tx, conversationChanges.answered, {
        ...about,
        data,
        before: { status: acted.view.status },
        after: { status: 'waiting', ...data },
      });
      acted.later(() =>
        attempt(deps.lifecycle.wakeAnswer({ answerId, customerId, mailboxId: mail.mailboxId })),
      );
      return found(await deps.store.answerViews.find(acted.tx, answerId), 'answer');
    },
  });
  return { answer, conversation };
}

/** Whoever answers says what becomes of what the reply holds back (I5). */
async function refuseHeld({ deps, tx, now, conversation }: ActedOn): Promise<void> {
  const held = await deps.store.replyHolds.listOpen(tx, { ...conversation, now });
  const message = 'is required while the reply holds something back: go_on, stop or promise';
  refuseInvalid(held.length > 0 ? [{ field: 'release', message }] : []);
}

async function findMail(
  { deps, tx, conversation }: ActedOn,
  mailId: string | undefined,
): Promise<AnswerableMail> {
  const { conversationId } = conversation;
  const mail = await deps.store.answerableMails.find(tx, { conversationId, mailId: mailId ?? null });
  if (mail !== null) return mail;
  if (mailId === undefined)
    throw new ProblemError(
      'conflict',
      'Nobody has written in this conversation: there is nothing to answer.',
    );
  refuseInvalid([{ field: 'mailId', message: 'is no mail of this conversation' }]);
  throw new Error('refused');
}

function contentOf(
  answering: Answering,
  { body, subject, cc = [], keepsCc }: Pick<WriteAnswer, 'body' | 'subject' | 'cc' | 'keepsCc'>,
): AnswerContent {
  const copies = [...cc, ...(keepsCc ? answering.cc : [])];
  return { subject: subject ?? answering.subject, body, to: answering.to, cc: copies };
}

/** Nothing is stored that could not leave. */
async function refuseUnfit(
  { deps, tx, now }: ActedOn,
  content: AnswerContent,
  { mailboxId }: AnswerableMail,
): Promise<void> {
  refuseInvalid(problemsOf(content));
  const { store } = deps;
  const suppressed = await store.sendFacts.findSuppressed(tx, { addresses: content.to, now });
  if (suppressed.length === content.to.length) {
    const [reason] = await store.answerableMails.listSuppressedFor(tx, { keys: suppressed, now });
    throw new ProblemError('conflict', 'The address is suppressed: it gets no mail.', [], {
      suppressedFor: reason ?? null,
    });
  }
  if ((await store.mailboxes.heirOf(tx, mailboxId)) === null)
    throw new ProblemError('conflict', 'The mailbox that it came to is retired and has no successor.');
}

function problemsOf({ subject, body }: AnswerContent): FieldProblem[] {
  const rendered = verbatimEmail({ subject, bodyHtml: body, bodyText: null }, null);
  if (rendered.ok) return [];
  return rendered.problems.map(({ place, message, line, column }) => ({
    field: place === 'bodyHtml' ? 'body' : place,
    message: `${message} (line ${line}, column ${column})`,
  }));
}

async function keep(
  { deps, tx, now, actor, conversation }: ActedOn,
  {
    mail,
    answering,
    content,
    release,
  }: {
    mail: AnswerableMail;
    answering: Answering;
    content: AnswerContent;
    release: 'go_on' | 'stop' | 'promise' | null;
  },
): Promise<string> {
  const { conversationId, customerId } = conversation;
  const answerId = deps.newId('conversationAnswer');
  const { mailId, contactId, mailboxId } = mail;
  const { fromAddress, threadId, referenceIds } = answering;
  const of = { answerId, conversationId, customerId, mailId, contactId, mailboxId };
  const how = { fromAddress, threadId, referenceIds, content, release };
  await deps.store.answerSends.insert(tx, { ...of, ...how, authorId: actor.userId, now });
  const set = { status: 'waiting', snoozedUntil: null, doneAt: null, doneById: null } as const;
  await deps.store.conversations.set(tx, { conversationId, set, now });
  return answerId;
}
