import type { Actor } from '../../contracts/actor.ts';
import { found, ProblemError } from '../../contracts/problems.ts';
import { messageChanges } from '../../contracts/sending/changes.ts';
import type { Message, MessageCopy } from '../../contracts/sending/messages.ts';
import { ERASED } from '../../domain/erased.ts';
import type { Tx } from '../../infra/db/client.ts';
import type { CommandDeps } from '../deps.ts';
import { recordChange } from '../record-change.ts';
import { runCommand } from '../run-command.ts';
import { attempt } from '../wakes.ts';

/** Which copy of which message. */
export interface WhichCopy {
  messageId: string;
  n: number;
}

/** What a person may answer about the copies of one message. */
export interface AnswerRights {
  isAllowed: boolean;
  /** Why none of them is sent any more; null: they may be. */
  stopped: string | null;
}

/** Says so for the messages of one kind of source, by the id of its row; the viewer sees the customer. */
export type CopyAnswerer = (
  deps: CommandDeps,
  tx: Tx,
  actor: Actor,
  sourceId: string,
) => Promise<AnswerRights>;

/**
 * Sends one copy again that was refused, cancelled or is uncertain (D1): a person asks for it, so it leaves although what
 * it says has moved, but never to a suppressed address.
 *
 * @throws ProblemError `not_found` when absent or of a hidden customer
 * @throws ProblemError `forbidden` unless the step, touchpoint or action is the actor's to answer
 * @throws ProblemError `conflict` when the enrollment was stopped, for the main copy, before that was accepted, once its words are erased, or with `retryAt` when it is too early
 * @throws ProblemError `already_acted` when it is on its way or was accepted
 */
export async function retryCopy(deps: CommandDeps, actor: Actor, which: WhichCopy): Promise<Message> {
  const message = await answerCopy(deps, actor, {
    ...which,
    kind: 'copyRetried',
    apply: async (tx, copy, now, { stopped }) => {
      if (stopped !== null) throw new ProblemError('conflict', stopped);
      if (!RETRIABLE.has(copy.status)) refuseActed(copy);
      if (copy.address === ERASED || copy.reason === 'erased')
        throw new ProblemError('conflict', 'It was for somebody who was erased: there is nothing to send.');
      if (await deps.store.copyAnswers.isWordless(tx, which.messageId))
        throw new ProblemError('conflict', 'The words of its message are erased: there is nothing to send.');
      if (copy.status === 'uncertain') refuseEarly(deps, copy, now);
      const [suppressed] = await deps.store.sendFacts.findSuppressed(tx, { addresses: [copy.address], now });
      if (suppressed !== undefined)
        throw new ProblemError('conflict', 'The address is suppressed: it gets no mail.');
      await deps.store.copyAnswers.ask(tx, { ...which, actorId: actor.userId, now });
    },
  });
  await attempt(
    deps.lifecycle.wakeCopies({
      messageId: message.id,
      customerId: message.customerId,
      mailboxId: message.mailboxId,
    }),
  );
  return message;
}

/**
 * Says that an uncertain copy did arrive (D1).
 *
 * @throws ProblemError as `retryCopy`; `already_acted` unless it is uncertain
 */
export function markCopySent(deps: CommandDeps, actor: Actor, which: WhichCopy): Promise<Message> {
  return answerCopy(deps, actor, {
    ...which,
    kind: 'copyMarkedAsSent',
    apply: async (tx, copy, now) => {
      if (copy.status !== 'uncertain') refuseActed(copy);
      await deps.store.copyAnswers.markSent(tx, { ...which, actorId: actor.userId, now });
    },
  });
}

const RETRIABLE: ReadonlySet<MessageCopy['status']> = new Set(['refused', 'cancelled', 'uncertain']);

interface Answering extends WhichCopy {
  kind: 'copyRetried' | 'copyMarkedAsSent';
  apply: (tx: Tx, copy: MessageCopy, now: number, rights: AnswerRights) => Promise<void>;
}

function answerCopy(
  deps: CommandDeps,
  actor: Actor,
  { messageId, n, kind, apply }: Answering,
): Promise<Message> {
  const { store } = deps;
  return runCommand(deps, actor, async (tx, now) => {
    const read = async () => found(await store.messageViews.find(tx, actor, { messageId, now }), 'message');
    const { source, sourceId } = await read();
    const rights = await deps.hooks.copyAnswerers[source]?.(deps, tx, actor, sourceId);
    if (!rights?.isAllowed)
      throw new ProblemError('forbidden', 'Its step, touchpoint or action is not yours to answer.');
    await store.copyAnswers.lock(tx, messageId);
    const message = await read();
    const before = found(message.copies.find((copy) => copy.n === n) ?? null, 'copy');
    if (n === 1)
      throw new ProblemError('conflict', 'It is the main copy: answer its step, touchpoint or action.');
    if (message.status !== 'sent')
      throw new ProblemError(
        'conflict',
        'The main recipient does not have the message: the copies wait for it.',
      );
    await apply(tx, before, now, rights);
    const answered = await read();
    const after = answered.copies.find((copy) => copy.n === n);
    const said = { actor, now, before: shown(before), after: shown(after) };
    const about = { entityId: messageId, customerId: message.customerId, data: { n } };
    await recordChange(deps, tx, messageChanges[kind], { ...said, ...about });
    return answered;
  });
}

/** What the audit keeps: no address, which may have to be forgotten. */
function shown(copy: MessageCopy | undefined) {
  return copy && { n: copy.n, status: copy.status };
}

/** Until ten minutes after the hand-over the server may still answer. */
function refuseEarly(deps: CommandDeps, { handedOverAt }: MessageCopy, now: number): void {
  const earliest = (handedOverAt === null ? now : Date.parse(handedOverAt)) + deps.uncertainRetryAfterMs;
  if (now >= earliest) return;
  const retryAt = new Date(earliest).toISOString();
  throw new ProblemError('conflict', `The server may still answer: try again from ${retryAt} on.`, [], {
    retryAt,
  });
}

function refuseActed({ status }: MessageCopy): never {
  throw new ProblemError('already_acted', `The copy is ${status}.`, [], { happened: { status } });
}
