import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  createMailboxSchema,
  listMailboxesQuerySchema,
  mailboxSchema,
  retireMailboxSchema,
  updateMailboxSchema,
} from './mailboxes.ts';

const params = z.strictObject({ mailboxId: idSchema('mailbox') });

/** Operations on mailboxes. */
export const mailboxOperations = [
  operation({
    id: 'listMailboxes',
    method: 'get',
    path: '/v1/mailboxes',
    tag: 'Mailboxes',
    summary: 'List mailboxes in the order they were made',
    permission: 'sequences.read',
    query: listMailboxesQuerySchema,
    response: pageSchema('MailboxPage', mailboxSchema),
    status: 200,
  }),
  operation({
    id: 'createMailbox',
    method: 'post',
    path: '/v1/mailboxes',
    tag: 'Mailboxes',
    summary: 'Create a mailbox',
    permission: 'mailboxes.manage',
    body: createMailboxSchema,
    response: mailboxSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'getMailbox',
    method: 'get',
    path: '/v1/mailboxes/{mailboxId}',
    tag: 'Mailboxes',
    summary: 'Get a mailbox',
    permission: 'sequences.read',
    params,
    response: mailboxSchema,
    status: 200,
  }),
  operation({
    id: 'updateMailbox',
    method: 'patch',
    path: '/v1/mailboxes/{mailboxId}',
    tag: 'Mailboxes',
    summary: 'Change a mailbox',
    permission: 'mailboxes.manage',
    params,
    body: updateMailboxSchema,
    response: mailboxSchema,
    status: 200,
    problems: ['conflict'],
  }),
  operation({
    id: 'verifyMailbox',
    method: 'post',
    path: '/v1/mailboxes/{mailboxId}/verify',
    tag: 'Mailboxes',
    summary: 'Connect and log in for real; nothing is sent',
    description:
      'The status tells the result; while `failing`, `statusReason` holds the words of the server.',
    permission: 'mailboxes.manage',
    params,
    response: mailboxSchema,
    status: 200,
    problems: ['conflict'],
  }),
  operation({
    id: 'retireMailbox',
    method: 'post',
    path: '/v1/mailboxes/{mailboxId}/retire',
    tag: 'Mailboxes',
    summary: 'Retire a mailbox: from now on its successor sends what it would send',
    description:
      'A mailbox is never deleted. Threads go on under their first mail. Without a successor, what it would send is in error (`no_sender`). Asked again, it names another successor.',
    permission: 'mailboxes.manage',
    params,
    body: retireMailboxSchema,
    response: mailboxSchema,
    status: 200,
  }),
  operation({
    id: 'reinstateMailbox',
    method: 'post',
    path: '/v1/mailboxes/{mailboxId}/reinstate',
    tag: 'Mailboxes',
    summary: 'Let a retired mailbox send again',
    permission: 'mailboxes.manage',
    params,
    response: mailboxSchema,
    status: 200,
  }),
] as const;
