import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import { writeAnswerSchema } from './answers.ts';
import {
  actedAnswerSchema,
  actedConversationSchema,
  answerDraftSchema,
  assignConversationSchema,
  conversationCountsSchema,
  conversationDetailSchema,
  conversationFilterSchema,
  conversationSchema,
  countConversationsQuerySchema,
  draftAnswerSchema,
  finishConversationSchema,
  listConversationsQuerySchema,
  releaseConversationSchema,
  snoozeConversationSchema,
} from './conversations.ts';

const tag = 'Conversations';
const permission = 'tasks.mine';
const params = z.strictObject({ conversationId: idSchema('conversation') });
const shared = {
  method: 'post',
  tag,
  permission,
  isForOwners: true,
  params,
  query: conversationFilterSchema,
  response: actedConversationSchema,
  status: 200,
  isIdempotent: true,
  problems: ['already_acted', 'conflict'],
} as const;
const ofAnswer = {
  ...shared,
  params: z.strictObject({ answerId: idSchema('conversationAnswer') }),
  response: actedAnswerSchema,
} as const;

/** Operations of conversations (I5). */
export const conversationOperations = [
  operation({
    id: 'listConversations',
    method: 'get',
    path: '/v1/conversations',
    tag,
    summary: 'List conversations: open and waiting ones by who waits longest, done ones by the newest',
    permission,
    isForOwners: true,
    query: listConversationsQuerySchema,
    response: pageSchema('ConversationPage', conversationSchema),
    status: 200,
  }),
  operation({
    id: 'countConversations',
    method: 'get',
    path: '/v1/conversations/counts',
    tag,
    summary: 'Count conversations per status',
    permission,
    isForOwners: true,
    query: countConversationsQuerySchema,
    response: conversationCountsSchema,
    status: 200,
  }),
  operation({
    id: 'getConversation',
    method: 'get',
    path: '/v1/conversations/{conversationId}',
    tag,
    summary: 'Show a conversation with everything to answer it',
    permission,
    isForOwners: true,
    params,
    response: conversationDetailSchema,
    status: 200,
  }),
  operation({
    ...shared,
    id: 'writeAnswer',
    path: '/v1/conversations/{conversationId}/answers',
    summary: 'Answer, from the same mailbox and in the same thread',
    description:
      'Through the same ledger and fence as every mail: at most once, never to a suppressed address, within what the mailbox may send. It asks for nothing, so no hold, switch, hour or contact policy keeps it back. `release` is carried out in the same transaction. Answers at once; the answer shows what became of it. An answer that does not leave opens the conversation again.',
    body: writeAnswerSchema,
    response: actedAnswerSchema,
    status: 202,
  }),
  operation({
    ...shared,
    id: 'draftAnswer',
    path: '/v1/conversations/{conversationId}/draft',
    summary: 'Have a language model draft an answer, for editing',
    description: 'Checked like every text of a model (M4). Nothing sends it.',
    query: undefined,
    body: draftAnswerSchema,
    response: answerDraftSchema,
    isIdempotent: false,
    problems: ['conflict', 'no_language_model', 'not_written'],
  }),
  operation({
    ...shared,
    id: 'finishConversation',
    path: '/v1/conversations/{conversationId}/done',
    summary: 'Say that nobody has to answer any more',
    body: finishConversationSchema.optional(),
  }),
  operation({
    ...shared,
    id: 'snoozeConversation',
    path: '/v1/conversations/{conversationId}/snooze',
    summary: 'Put a conversation off until a moment',
    body: snoozeConversationSchema,
  }),
  operation({
    ...shared,
    id: 'reopenConversation',
    path: '/v1/conversations/{conversationId}/reopen',
    summary: 'Say that there is something to answer after all',
  }),
  operation({
    ...shared,
    id: 'assignConversation',
    path: '/v1/conversations/{conversationId}/assign',
    summary: 'Give a conversation to somebody else',
    body: assignConversationSchema,
  }),
  operation({
    ...shared,
    id: 'releaseConversation',
    path: '/v1/conversations/{conversationId}/release',
    summary: 'Decide about what the reply holds back, without an answer',
    body: releaseConversationSchema,
  }),
  operation({
    ...ofAnswer,
    id: 'retryAnswer',
    path: '/v1/conversation-answers/{answerId}/retry',
    summary: 'Try an answer again after an error',
    description:
      'An uncertain one can be tried again ten minutes after its hand-over at the earliest (RFC 5321, 4.5.3.2.6).',
    status: 202,
  }),
  operation({
    ...ofAnswer,
    id: 'markAnswerSent',
    path: '/v1/conversation-answers/{answerId}/mark-sent',
    summary: 'Say that an uncertain answer did arrive',
  }),
  operation({
    ...ofAnswer,
    id: 'cancelAnswer',
    path: '/v1/conversation-answers/{answerId}/cancel',
    summary: 'Cancel an answer that has not left: its conversation is open again',
  }),
] as const;
