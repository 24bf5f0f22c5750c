import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import { createUserSchema, listUsersQuerySchema, updateUserSchema, userSchema } from './users.ts';

const params = z.strictObject({ userId: idSchema('user') });

/** Operations on users. */
export const userOperations = [
  operation({
    id: 'getMe',
    method: 'get',
    path: '/v1/me',
    tag: 'Users',
    summary: 'Get the user whose key this is',
    permission: null,
    response: userSchema,
    status: 200,
  }),
  operation({
    id: 'listUsers',
    method: 'get',
    path: '/v1/users',
    tag: 'Users',
    summary: 'List users in the order they were made',
    permission: null,
    query: listUsersQuerySchema,
    response: pageSchema('UserPage', userSchema),
    status: 200,
  }),
  operation({
    id: 'createUser',
    method: 'post',
    path: '/v1/users',
    tag: 'Users',
    summary: 'Create a user',
    description: 'With no permission that you lack. Only an admin makes an admin.',
    permission: 'users.manage',
    body: createUserSchema,
    response: userSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'getUser',
    method: 'get',
    path: '/v1/users/{userId}',
    tag: 'Users',
    summary: 'Get a user',
    permission: null,
    params,
    response: userSchema,
    status: 200,
  }),
  operation({
    id: 'updateUser',
    method: 'patch',
    path: '/v1/users/{userId}',
    tag: 'Users',
    summary: 'Change a user: role, permissions, active',
    description:
      'Needs every permission that the user has and would get; only an admin changes an admin. The keys of a user who ' +
      'is not active are refused at once. The last active admin with every permission stays one.',
    permission: 'users.manage',
    params,
    body: updateUserSchema,
    response: userSchema,
    status: 200,
    problems: ['conflict'],
  }),
] as const;
