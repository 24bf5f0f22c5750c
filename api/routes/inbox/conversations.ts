import { cancelAnswer, markAnswerSent, retryAnswer } from '../../../commands/inbox/answers/act-on-answer.ts';
import { draftAnswer } from '../../../commands/inbox/answers/draft-answer.ts';
import { writeAnswer } from '../../../commands/inbox/answers/write-answer.ts';
import { readConversation } from '../../../commands/inbox/conversations/read-conversation.ts';
import {
  assignConversation,
  finishConversation,
  releaseConversation,
  reopenConversation,
  snoozeConversation,
} from '../../../commands/inbox/conversations/settle-conversation.ts';
import type { Actor } from '../../../contracts/actor.ts';
import type { ConversationFilter, NextConversation } from '../../../contracts/inbox/conversations.ts';
import { conversationOperations } from '../../../contracts/inbox/conversations.operations.ts';
import type { ApiDeps } from '../../deps.ts';
import { routesOf } from '../../handle.ts';

/** A call under the filters that a person looks at. */
interface Call {
  deps: ApiDeps;
  actor: Actor;
  query: ConversationFilter;
}

/** The conversation to go on with. */
async function nextOf({ deps, actor, query: filter }: Call, after: string): Promise<NextConversation | null> {
  return deps.store.conversationViews.next(deps.db, actor, { after, filter, now: await deps.now() });
}

/** A reply with the conversation to go on with (Q7). */
async function withNext<T extends { id: string }>(call: Call, acting: Promise<T>) {
  const conversation = await acting;
  return { ...conversation, next: await nextOf(call, conversation.id) };
}

async function answerWithNext<T extends { conversation: { id: string } }>(call: Call, acting: Promise<T>) {
  const acted = await acting;
  return { ...acted, next: await nextOf(call, acted.conversation.id) };
}

/** Routes of conversations. */
export const conversationRoutes = routesOf(conversationOperations, {
  listConversations: async ({ deps, actor, query }) =>
    deps.store.conversationViews.list(deps.db, actor, { ...query, now: await deps.now() }),
  countConversations: async ({ deps, actor, query }) =>
    deps.store.conversationViews.count(deps.db, actor, { ...query, now: await deps.now() }),
  getConversation: ({ deps, actor, params }) => readConversation(deps, actor, params),
  writeAnswer: (call) =>
    answerWithNext(call, writeAnswer(call.deps, call.actor, { ...call.body, ...call.params })),
  draftAnswer: ({ deps, actor, params, body }) => draftAnswer(deps, actor, { ...body, ...params }),
  finishConversation: (call) =>
    withNext(call, finishConversation(call.deps, call.actor, { ...call.body, ...call.params })),
  snoozeConversation: (call) =>
    withNext(call, snoozeConversation(call.deps, call.actor, { ...call.body, ...call.params })),
  reopenConversation: (call) => withNext(call, reopenConversation(call.deps, call.actor, call.params)),
  assignConversation: (call) =>
    withNext(call, assignConversation(call.deps, call.actor, { ...call.body, ...call.params })),
  releaseConversation: (call) =>
    withNext(call, releaseConversation(call.deps, call.actor, { ...call.body, ...call.params })),
  retryAnswer: (call) => answerWithNext(call, retryAnswer(call.deps, call.actor, call.params)),
  markAnswerSent: (call) => answerWithNext(call, markAnswerSent(call.deps, call.actor, call.params)),
  cancelAnswer: (call) => answerWithNext(call, cancelAnswer(call.deps, call.actor, call.params)),
});
