import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageQuery, pageSchema } from '../paging.ts';
import {
  authorizationSchema,
  createOauthProviderSchema,
  oauthProviderSchema,
  updateOauthProviderSchema,
} from './oauth-providers.ts';

const params = z.strictObject({ providerId: idSchema('oauthProvider') });
const shared = { tag: 'Mailboxes', permission: 'mailboxes.manage' } as const;

/** Operations on those who sign mailboxes in (I6), and the sign-in itself. */
export const oauthProviderOperations = [
  operation({
    ...shared,
    id: 'listOauthProviders',
    method: 'get',
    path: '/v1/oauth-providers',
    summary: 'List OAuth providers in the order they were made',
    query: z.strictObject(pageQuery),
    response: pageSchema('OauthProviderPage', oauthProviderSchema),
    status: 200,
  }),
  operation({
    ...shared,
    id: 'createOauthProvider',
    method: 'post',
    path: '/v1/oauth-providers',
    summary: 'Name who signs mailboxes in: Microsoft, Google, or any other by its endpoints',
    description: 'Register its `redirectUri` there.',
    body: createOauthProviderSchema,
    response: oauthProviderSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    ...shared,
    id: 'getOauthProvider',
    method: 'get',
    path: '/v1/oauth-providers/{providerId}',
    summary: 'Get an OAuth provider',
    params,
    response: oauthProviderSchema,
    status: 200,
  }),
  operation({
    ...shared,
    id: 'updateOauthProvider',
    method: 'patch',
    path: '/v1/oauth-providers/{providerId}',
    summary: 'Change an OAuth provider',
    params,
    body: updateOauthProviderSchema,
    response: oauthProviderSchema,
    status: 200,
    problems: ['conflict'],
  }),
  operation({
    ...shared,
    id: 'removeOauthProvider',
    method: 'delete',
    path: '/v1/oauth-providers/{providerId}',
    summary: 'Remove an OAuth provider that no mailbox uses',
    params,
    response: null,
    status: 204,
    problems: ['conflict'],
  }),
  operation({
    id: 'authorizeMailbox',
    method: 'post',
    path: '/v1/mailboxes/{mailboxId}/oauth/authorize',
    tag: 'Mailboxes',
    summary: 'Begin to sign a mailbox in by OAuth',
    description:
      'Answers where to go for that, in a browser and within ten minutes. For a shared mailbox sign in as a person who may use it. Needs mailboxes.manage, or the mailbox to be one’s own.',
    permission: null,
    params: z.strictObject({ mailboxId: idSchema('mailbox') }),
    response: authorizationSchema,
    status: 200,
    problems: ['conflict'],
  }),
  operation({
    id: 'completeOauth',
    method: 'get',
    path: '/oauth/callback',
    tag: 'Mailboxes',
    summary: 'Where providers send people back to after a sign-in',
    permission: 'public',
    query: z.looseObject({}),
    response: z.string().meta({ description: 'A page for people (text/html).' }),
    status: 200,
  }),
] as const;
