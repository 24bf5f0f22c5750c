import type { Actor } from '../../../contracts/actor.ts';
import { conversationChanges } from '../../../contracts/inbox/changes.ts';
import type { ActedAnswer } from '../../../contracts/inbox/conversations.ts';
import { found, ProblemError } from '../../../contracts/problems.ts';
import type { AnswerSend, AnswerSet } from '../../../infra/db/inbox/answer-sends.ts';
import type { ConversationSet } from '../../../infra/db/inbox/conversations.ts';
import type { CommandDeps } from '../../deps.ts';
import { recordChange } from '../../record-change.ts';
import { answerUncertain } from '../../sending/answer-uncertain.ts';
import { callWaiting } from '../../sending/call-waiting.ts';
import { releaseCopies } from '../../sending/release-copies.ts';
import { attempt } from '../../wakes.ts';
import { actOnConversation, type ActedOn } from '../conversations/act-on-conversation.ts';
import { standOpen } from '../conversations/stand-open.ts';
import { logSentAnswer } from './log-sent-answer.ts';
import { refuseUndecided } from './refuse-undecided.ts';

interface Which {
  answerId: string;
}
/** An answer as an act on it finds it: it, its conversation and its customer are locked. */
interface ActedOnAnswer extends ActedOn {
  send: AnswerSend;
  write: (set: AnswerSet) => Promise<void>;
  stand: (set: ConversationSet) => Promise<void>;
}

/**
 * Tries an answer again after an error. One in doubt can be tried again ten minutes after its hand-over at the earliest (D1).
 *
 * @throws ProblemError `not_found`; `conflict` with `retryAt` when it is too early; `already_acted` otherwise, as while another
 * answer is on its way or in doubt
 */
export function retryAnswer(deps: CommandDeps, actor: Actor, which: Which): Promise<ActedAnswer> {
  return actOnAnswer(deps, actor, {
    ...which,
    kind: 'answerRetried',
    async apply(acted) {
      const { send, now, write, stand } = acted;
      if (send.sendStatus !== 'error' && send.sendStatus !== 'uncertain') refuseStatus(send);
      await refuseUndecided(acted, send.answerId);
      if (send.sendStatus === 'uncertain') await giveUp(acted);
      const held = { heldReason: null, heldUntil: null, slotAt: null, errorCode: null, errorDetail: null };
      await write({ ...held, sendStatus: 'requested', requestedAt: now, wakeAt: now });
      await stand({ status: 'waiting', snoozedUntil: null });
    },
  });
}

/**
 * Says that an answer in doubt did arrive (D1).
 *
 * @throws ProblemError `not_found`; `already_acted` unless it is in doubt
 */
export async function markAnswerSent(deps: CommandDeps, actor: Actor, which: Which): Promise<ActedAnswer> {
  const acted = await actOnAnswer(deps, actor, {
    ...which,
    kind: 'answerMarkedAsSent',
    async apply({ deps: unit, tx, now, send, conversation, stand }) {
      const message = await unit.store.ledger.lockOf(tx, { kind: 'answer', id: send.answerId });
      if (send.sendStatus !== 'uncertain' || message?.status !== 'uncertain') refuseStatus(send);
      const { messageId } = message;
      await unit.store.ledger.answerUncertain(tx, { messageId, status: 'sent', actorId: actor.userId, now });
      await logSentAnswer(unit, tx, { answer: send, message, now });
      // What they wrote since is still to be answered.
      const isAnswered = (conversation.lastInboundAt ?? 0) <= send.requestedAt;
      if (conversation.status === 'open' && isAnswered) await stand({ status: 'waiting' });
    },
  });
  await releaseCopies(deps, { kind: 'answer', id: which.answerId });
  return acted;
}

/**
 * Cancels an answer that has not left: its conversation is to be answered again. What was released with it stays so.
 *
 * @throws ProblemError `not_found`; `already_acted` when it has left or is leaving; `conflict` with `retryAt` for one in doubt
 */
export function cancelAnswer(deps: CommandDeps, actor: Actor, which: Which): Promise<ActedAnswer> {
  return actOnAnswer(deps, actor, {
    ...which,
    kind: 'answerCancelled',
    async apply(acted) {
      const { deps: unit, tx, send, write, later } = acted;
      const { answerId, sendStatus } = send;
      if (sendStatus === 'sent' || sendStatus === 'cancelled') refuseStatus(send);
      const source = { kind: 'answer', id: answerId } as const;
      const message = await unit.store.ledger.lockOf(tx, source);
      if (message?.status === 'handed_over')
        throw new ProblemError('already_acted', 'The answer is leaving right now.');
      if (sendStatus === 'uncertain') await giveUp(acted);
      await unit.store.ledger.takeClaimAway(tx, source);
      await write({ sendStatus: 'cancelled', heldReason: null, heldUntil: null, wakeAt: null });
      await standOpen(unit, tx, acted);
      const line = { kind: 'answer', ids: [answerId], ends: true } as const;
      const freed = await unit.store.leavingLines.leave(tx, line);
      later(() => attempt(callWaiting(deps, freed)));
    },
  });
}

interface Acting extends Which {
  kind: 'answerRetried' | 'answerMarkedAsSent' | 'answerCancelled';
  apply: (acted: ActedOnAnswer) => Promise<void>;
}

/** Acts on an answer of a conversation that is the actor's to answer, then lets its send look again. */
async function actOnAnswer(
  deps: CommandDeps,
  actor: Actor,
  { answerId, kind, apply }: Acting,
): Promise<ActedAnswer> {
  const { store } = deps;
  const { conversationId } = found(await store.answerSends.read(deps.db, answerId), 'answer');
  const { conversation, result: answer } = await actOnConversation(deps, actor, {
    conversationId,
    named: 'answer',
    async apply(acted) {
      const { tx, now, conversation: locked } = acted;
      const send = found(await store.answerSends.lock(tx, answerId), 'answer');
      const write = (set: AnswerSet) => store.answerSends.set(tx, { answerId, set, now });
      const stand = (set: ConversationSet) => store.conversations.set(tx, { conversationId, set, now });
      await apply({ ...acted, send, write, stand });
      const after = found(await store.answerViews.find(tx, answerId), 'answer');
      const { customerId } = locked;
      const said = { actor, now, entityId: conversationId, customerId, data: { answerId } };
      const change = { before: { status: send.sendStatus }, after: { status: after.status } };
      await recordChange(acted.deps, tx, conversationChanges[kind], { ...said, ...change });
      const { mailboxId } = send;
      acted.later(() => attempt(deps.lifecycle.wakeAnswer({ answerId, customerId, mailboxId })));
      return after;
    },
  });
  return { answer, conversation };
}

/** Takes one in doubt for not arrived, if its server can answer no more. */
async function giveUp({ deps, tx, now, actor, send }: ActedOnAnswer): Promise<void> {
  const message = await deps.store.ledger.lockOf(tx, { kind: 'answer', id: send.answerId });
  if (message?.status !== 'uncertain')
    throw new ProblemError('already_acted', 'The answer is settled already.');
  await answerUncertain(deps, { tx, now, actor }, message);
}

/** @throws ProblemError `already_acted`, with how it stands */
function refuseStatus({ sendStatus, authorId }: AnswerSend): never {
  const happened = { status: sendStatus, by: authorId };
  throw new ProblemError('already_acted', `The answer is ${sendStatus}.`, [], { happened });
}
