import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  actionDetailSchema,
  actionSchema,
  completeActionSchema,
  dismissActionSchema,
  editActionSchema,
  listActionsQuerySchema,
  sendActionSchema,
  snoozeActionSchema,
} from './actions.ts';

const shared = {
  method: 'post',
  tag: 'Actions',
  permission: 'customers.save',
  isForOwners: 'actionId',
  params: z.strictObject({ actionId: idSchema('action') }),
  response: actionSchema,
  status: 200,
  isIdempotent: true,
  problems: ['already_acted', 'conflict'],
} as const;

/** Operations of the action center. */
export const actionOperations = [
  operation({
    id: 'listActions',
    method: 'get',
    path: '/v1/actions',
    tag: 'Actions',
    summary: 'List recommended actions, the most severe first, then by what is overdue',
    permission: 'customers.read',
    query: listActionsQuerySchema,
    response: pageSchema('ActionPage', actionSchema),
    status: 200,
  }),
  operation({
    id: 'getAction',
    method: 'get',
    path: '/v1/actions/{actionId}',
    tag: 'Actions',
    summary: 'Get a recommended action, with the draft of its email',
    permission: 'customers.read',
    params: shared.params,
    response: actionDetailSchema,
    status: 200,
  }),
  operation({
    ...shared,
    id: 'completeAction',
    path: '/v1/actions/{actionId}/complete',
    summary: 'Say that an action was done: it stands in the communications of the customer',
    description: 'Recommended again two weeks later, if its reason is still there.',
    body: completeActionSchema,
  }),
  operation({
    ...shared,
    id: 'snoozeAction',
    path: '/v1/actions/{actionId}/snooze',
    summary: 'Put an action off until a day',
    body: snoozeActionSchema,
  }),
  operation({
    ...shared,
    id: 'dismissAction',
    path: '/v1/actions/{actionId}/dismiss',
    summary: 'Decide against an action: it is not recommended again for the same reason',
    body: dismissActionSchema,
  }),
  operation({
    id: 'editAction',
    method: 'patch',
    path: '/v1/actions/{actionId}',
    tag: shared.tag,
    summary: 'Edit the draft of an email that is not on its way',
    permission: shared.permission,
    isForOwners: shared.isForOwners,
    params: shared.params,
    body: editActionSchema,
    response: actionDetailSchema,
    status: 200,
    problems: ['already_acted', 'conflict'],
  }),
  operation({
    ...shared,
    id: 'sendAction',
    path: '/v1/actions/{actionId}/send',
    summary: 'Send the email of an action',
    description:
      'Through the same ledger and fence as every mail: never past suppression, holds, "still owed?" and caps, past the contact policy only with `force` and a reason. Answers at once; `send` shows what became of it. Sent, the action is completed and the mail stands in the communications of the customer.',
    body: sendActionSchema.optional(),
    status: 202,
  }),
  operation({
    ...shared,
    id: 'retryAction',
    path: '/v1/actions/{actionId}/retry',
    summary: 'Try the email of an action again after an error',
    description:
      'Addresses only those who refused. An uncertain mail can be tried again ten minutes after its hand-over at the earliest (RFC 5321, 4.5.3.2.6).',
    status: 202,
  }),
  operation({
    ...shared,
    id: 'markActionSent',
    path: '/v1/actions/{actionId}/mark-sent',
    summary: 'Say that the uncertain email of an action did arrive',
  }),
] as const;
