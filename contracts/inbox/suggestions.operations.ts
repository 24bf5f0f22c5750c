import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import { acceptSuggestionSchema, listSuggestionsQuerySchema, mailSuggestionSchema } from './suggestions.ts';

const tag = 'Inbox';
const shared = {
  method: 'post',
  tag,
  permission: 'customers.save',
  isForOwners: 'suggestionId',
  params: z.strictObject({ suggestionId: idSchema('mailSuggestion') }),
  response: mailSuggestionSchema,
  status: 200,
  isIdempotent: true,
  problems: ['conflict'],
} as const;

/** Operations on what mails propose. */
export const suggestionOperations = [
  operation({
    id: 'listMailSuggestions',
    method: 'get',
    path: '/v1/mail-suggestions',
    tag,
    summary: 'List what mails propose, the newest first',
    permission: 'customers.read',
    query: listSuggestionsQuerySchema,
    response: pageSchema('MailSuggestionPage', mailSuggestionSchema),
    status: 200,
  }),
  operation({
    ...shared,
    id: 'acceptMailSuggestion',
    path: '/v1/mail-suggestions/{suggestionId}/accept',
    summary: 'Accept what a mail proposes',
    description:
      'promise: notes it. dispute: its invoices are disputed; needs `invoices.save`. remittance: its invoices are kept back like promised ones until the money is booked. wrong_contact: deactivates the contact. new_contact: adds it.',
    body: acceptSuggestionSchema,
  }),
  operation({
    ...shared,
    id: 'dismissMailSuggestion',
    path: '/v1/mail-suggestions/{suggestionId}/dismiss',
    summary: 'Dismiss what a mail proposes',
  }),
] as const;
