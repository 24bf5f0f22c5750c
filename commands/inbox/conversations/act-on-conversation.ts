import { SYSTEM, type Actor } from '../../../contracts/actor.ts';
import type { Conversation } from '../../../contracts/inbox/conversations.ts';
import { found, ProblemError } from '../../../contracts/problems.ts';
import type { LockedConversation } from '../../../infra/db/inbox/conversations.ts';
import type { Tx } from '../../../infra/db/client.ts';
import type { CommandDeps } from '../../deps.ts';
import { joining, runCommand } from '../../run-command.ts';

/** A conversation as a person's act finds it: it and its customer are locked. */
export interface ActedOn {
  /** Other commands are parts of the act. */
  deps: CommandDeps;
  tx: Tx;
  now: number;
  actor: Actor;
  conversation: LockedConversation;
  /** As the actor sees it. */
  view: Conversation;
  /** Follows the commit. */
  later: (act: () => Promise<void>) => void;
}

/** One act of a person. */
interface Acting<T> {
  conversationId: string;
  /** The version that the person saw; left out: whichever it is. */
  version?: number | undefined;
  /** Takes what is locked before rows are. */
  prepare?: ((tx: Tx) => Promise<void>) | undefined;
  /** Refuses, or does it; what it returns is the reply's. */
  apply: (acted: ActedOn) => Promise<T>;
}

/**
 * Carries out one act of a person on a conversation (I5, Q3): refuses what is not theirs or has changed meanwhile, locks, and
 * does it with everything that belongs to it in one transaction.
 *
 * @throws ProblemError `not_found` when absent, of a hidden customer, or not theirs to answer
 * @throws ProblemError `already_acted`, with how it stands, when it is not the version that they saw
 */
export async function actOnConversation<T>(
  deps: CommandDeps,
  actor: Actor,
  { conversationId, version, prepare, apply }: Acting<T>,
): Promise<{ conversation: Conversation; result: T }> {
  const { store } = deps;
  const followUps: (() => Promise<void>)[] = [];
  const reply = await runCommand(deps, actor, async (tx, now) => {
    const read = async () =>
      found(await store.conversationViews.find(tx, actor, { conversationId, now }), 'conversation');
    await read();
    await prepare?.(tx);
    const conversation = found(await store.conversations.lock(tx, conversationId), 'conversation');
    const view = await read();
    if (version !== undefined && version !== conversation.version)
      refuseActed(view, 'Something happened in the conversation since you looked.');
    const later = (act: () => Promise<void>) => void followUps.push(act);
    const unit = joining(deps, { tx, now, followUps });
    const result = await apply({ deps: unit, tx, now, actor, conversation, view, later });
    // Who gives it away may see it no more.
    const after = await store.conversationViews.find(tx, SYSTEM, { conversationId, now });
    return { conversation: found(after, 'conversation'), result };
  });
  for (const followUp of followUps) await followUp();
  return reply;
}

/** @throws ProblemError `already_acted`, with how it stands */
export function refuseActed(view: Conversation, detail: string): never {
  const { status, version, assigneeId, doneAt, doneById, answer, lastMailAt } = view;
  const happened = { status, version, assigneeId, doneAt, doneById, answer, lastMailAt };
  throw new ProblemError('already_acted', detail, [], { happened });
}
