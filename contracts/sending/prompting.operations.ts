import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  draftSchema,
  listPromptAnswersQuerySchema,
  promptAnswerSchema,
  writeDraftSchema,
} from './prompting.ts';

/** Operations on texts that a language model writes. */
export const promptingOperations = [
  operation({
    id: 'writeDraft',
    method: 'post',
    path: '/v1/customers/{customerId}/drafts',
    tag: 'Drafts',
    summary: 'Have a language model draft an email to a customer',
    description:
      'Amounts and invoice numbers in it are checked to be the customer’s own. It is for editing: nothing sends it by itself.',
    permission: 'tasks.mine',
    isForOwners: 'customerId',
    params: z.strictObject({ customerId: idSchema('customer') }),
    body: writeDraftSchema,
    response: draftSchema,
    status: 200,
    problems: ['no_language_model', 'not_written', 'conflict'],
  }),
  operation({
    id: 'listPromptAnswers',
    method: 'get',
    path: '/v1/prompt-answers',
    tag: 'Drafts',
    summary: 'List the answers of the language model, newest first',
    description: 'Prompt, data, model and answer of every attempt, also of those that were not used.',
    permission: 'programs.read',
    query: listPromptAnswersQuerySchema,
    response: pageSchema('PromptAnswerPage', promptAnswerSchema),
    status: 200,
  }),
] as const;
