import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  createMailboxSchema,
  listMailboxesQuerySchema,
  mailboxSchema,
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
] as const;
