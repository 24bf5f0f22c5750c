import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  createSmsSenderSchema,
  listSmsSendersQuerySchema,
  retireSmsSenderSchema,
  smsSenderSchema,
  updateSmsSenderSchema,
} from './sms-senders.ts';

const params = z.strictObject({ smsSenderId: idSchema('smsSender') });

/** Operations on the numbers that sms leave from. */
export const smsSenderOperations = [
  operation({
    id: 'listSmsSenders',
    method: 'get',
    path: '/v1/sms-senders',
    tag: 'Sms senders',
    summary: 'List sms senders in the order they were made',
    permission: 'sequences.read',
    query: listSmsSendersQuerySchema,
    response: pageSchema('SmsSenderPage', smsSenderSchema),
    status: 200,
  }),
  operation({
    id: 'createSmsSender',
    method: 'post',
    path: '/v1/sms-senders',
    tag: 'Sms senders',
    summary: 'Create an sms sender',
    permission: 'mailboxes.manage',
    body: createSmsSenderSchema,
    response: smsSenderSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'getSmsSender',
    method: 'get',
    path: '/v1/sms-senders/{smsSenderId}',
    tag: 'Sms senders',
    summary: 'Get an sms sender',
    permission: 'sequences.read',
    params,
    response: smsSenderSchema,
    status: 200,
  }),
  operation({
    id: 'updateSmsSender',
    method: 'patch',
    path: '/v1/sms-senders/{smsSenderId}',
    tag: 'Sms senders',
    summary: 'Change an sms sender',
    permission: 'mailboxes.manage',
    params,
    body: updateSmsSenderSchema,
    response: smsSenderSchema,
    status: 200,
    problems: ['conflict'],
  }),
  operation({
    id: 'retireSmsSender',
    method: 'post',
    path: '/v1/sms-senders/{smsSenderId}/retire',
    tag: 'Sms senders',
    summary: 'Retire an sms sender: from now on its successor sends what it would send',
    description:
      'A sender is never deleted. Without a successor, what it would send is in error (`no_sender`). Asked again, it names another successor.',
    permission: 'mailboxes.manage',
    params,
    body: retireSmsSenderSchema,
    response: smsSenderSchema,
    status: 200,
  }),
  operation({
    id: 'reinstateSmsSender',
    method: 'post',
    path: '/v1/sms-senders/{smsSenderId}/reinstate',
    tag: 'Sms senders',
    summary: 'Let a retired sms sender send again',
    permission: 'mailboxes.manage',
    params,
    response: smsSenderSchema,
    status: 200,
  }),
] as const;
