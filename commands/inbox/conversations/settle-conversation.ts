import type { Actor } from '../../../contracts/actor.ts';
import type { ReleaseReply } from '../../../contracts/inbox/answers.ts';
import { conversationChanges } from '../../../contracts/inbox/changes.ts';
import type { Conversation } from '../../../contracts/inbox/conversations.ts';
import { refuseInvalid } from '../../../contracts/problems.ts';
import type { ConversationSet } from '../../../infra/db/inbox/conversations.ts';
import type { CommandDeps } from '../../deps.ts';
import { refuseUnfitAssignee } from '../../enrollments/queue/check-assignee.ts';
import { recordChange } from '../../record-change.ts';
import { actOnConversation, refuseActed, type ActedOn } from './act-on-conversation.ts';
import { standOpen } from './stand-open.ts';
import { passReleaseGates, releaseReply } from './release-reply.ts';

interface Which {
  conversationId: string;
  version?: number | undefined;
}

/** What is put off for longer is forgotten. */
const LONGEST_SNOOZE_MS = 366 * 86_400_000;

/**
 * Says that nobody has to answer any more, and what becomes of what the reply holds back.
 *
 * @throws ProblemError as `actOnConversation`, `releaseReply`; `already_acted` when it is done already
 */
export async function finishConversation(
  deps: CommandDeps,
  actor: Actor,
  { release, ...which }: Which & { release?: ReleaseReply | undefined },
): Promise<Conversation> {
  const { conversation } = await actOnConversation(deps, actor, {
    ...which,
    prepare: (tx) => passReleaseGates(deps, tx, { ...which, release }),
    async apply(acted) {
      const { view, now } = acted;
      if (view.status === 'done') refuseActed(view, 'The conversation is done already.');
      await write(acted, { status: 'done', snoozedUntil: null, doneAt: now, doneById: actor.userId });
      if (release) await releaseReply(acted, release);
      const said = { ...about(acted), ...shown(view, { status: 'done' }) };
      await recordChange(acted.deps, acted.tx, conversationChanges.done, said);
    },
  });
  return conversation;
}

/**
 * Puts a conversation off until a moment: it is open again by itself.
 *
 * @throws ProblemError as `actOnConversation`; `already_acted` when it is done; `validation` for a moment that is not to come
 */
export async function snoozeConversation(
  deps: CommandDeps,
  actor: Actor,
  { until: asked, ...which }: Which & { until: string },
): Promise<Conversation> {
  const { conversation } = await actOnConversation(deps, actor, {
    ...which,
    async apply(acted) {
      const { view, now } = acted;
      if (view.status === 'done') refuseActed(view, 'The conversation is done already.');
      const until = Date.parse(asked);
      refuseInvalid([
        ...(until <= now ? [{ field: 'until', message: 'must be later than now' }] : []),
        ...(until > now + LONGEST_SNOOZE_MS ? [{ field: 'until', message: 'must be within a year' }] : []),
      ]);
      await write(acted, { status: 'waiting', snoozedUntil: until });
      const said = { ...about(acted), data: { until: new Date(until).toISOString() } };
      const change = shown(view, { status: 'waiting' });
      await recordChange(acted.deps, acted.tx, conversationChanges.snoozed, { ...said, ...change });
    },
  });
  return conversation;
}

/**
 * Says that there is something to answer after all.
 *
 * @throws ProblemError as `actOnConversation`; `already_acted` when it is open already
 */
export async function reopenConversation(
  deps: CommandDeps,
  actor: Actor,
  which: Which,
): Promise<Conversation> {
  const { conversation } = await actOnConversation(deps, actor, {
    ...which,
    async apply(acted) {
      const { view } = acted;
      if (view.status === 'open') refuseActed(view, 'The conversation is open already.');
      const { assigneeId } = await standOpen(acted.deps, acted.tx, acted);
      const said = { ...about(acted), data: { assigneeId } };
      const change = shown(view, { status: 'open' });
      await recordChange(acted.deps, acted.tx, conversationChanges.reopened, { ...said, ...change });
    },
  });
  return conversation;
}

/**
 * Gives a conversation to somebody, or to nobody (S18).
 *
 * @throws ProblemError as `actOnConversation`; `validation` for a user who is not active or does not see the customer
 */
export async function assignConversation(
  deps: CommandDeps,
  actor: Actor,
  { assigneeId, ...which }: Which & { assigneeId: string | null },
): Promise<Conversation> {
  const { store } = deps;
  return (
    await actOnConversation(deps, actor, {
      ...which,
      async apply(acted) {
        const { tx, view, conversation } = acted;
        const { customerId } = conversation;
        await refuseUnfitAssignee(deps, tx, { assigneeId, customerId });
        if (assigneeId === view.assigneeId) return;
        const said = { ...about(acted), data: { assigneeId } };
        const change = { before: { assigneeId: view.assigneeId }, after: { assigneeId } };
        await recordChange(acted.deps, tx, conversationChanges.assigned, { ...said, ...change });
        await store.conversations.set(tx, { ...conversation, set: { assigneeId }, now: acted.now });
      },
    })
  ).conversation;
}

/**
 * Decides about what the reply holds back, without an answer.
 *
 * @throws ProblemError as `actOnConversation`, `releaseReply`
 */
export async function releaseConversation(
  deps: CommandDeps,
  actor: Actor,
  { release, ...which }: Which & { release: ReleaseReply },
): Promise<Conversation> {
  const { conversation } = await actOnConversation(deps, actor, {
    ...which,
    prepare: (tx) => passReleaseGates(deps, tx, { ...which, release }),
    async apply(acted) {
      await releaseReply(acted, release);
      await write(acted, {});
    },
  });
  return conversation;
}

function write({ deps, tx, now, conversation }: ActedOn, set: ConversationSet): Promise<void> {
  const { conversationId } = conversation;
  return deps.store.conversations.set(tx, { conversationId, set, now });
}

const about = ({ actor, now, conversation: { conversationId, customerId } }: ActedOn) => ({
  actor,
  now,
  entityId: conversationId,
  customerId,
});

const shown = ({ status }: Conversation, after: { status: Conversation['status'] }) => ({
  before: { status },
  after,
});
