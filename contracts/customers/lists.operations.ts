import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageQuery, pageSchema } from '../paging.ts';
import {
  createListSchema,
  listListsQuerySchema,
  listMemberSchema,
  listSchema,
  removedMemberSchema,
  updateListSchema,
} from './lists.ts';

const params = z.strictObject({ listId: idSchema('list') });
const ofMember = {
  path: '/v1/lists/{listId}/members/{customerId}',
  tag: 'Lists',
  permission: 'lists.manage',
  params: z.strictObject({ listId: idSchema('list'), customerId: idSchema('customer') }),
} as const;

/** Operations on lists and their members. Many at once: `createBulkChange`. */
export const listOperations = [
  operation({
    id: 'listLists',
    method: 'get',
    path: '/v1/lists',
    tag: 'Lists',
    summary: 'List the lists of customers, by name',
    permission: 'customers.read',
    query: listListsQuerySchema,
    response: pageSchema('CustomerListPage', listSchema),
    status: 200,
  }),
  operation({
    id: 'createList',
    method: 'post',
    path: '/v1/lists',
    tag: 'Lists',
    summary: 'Create an empty list',
    permission: 'lists.manage',
    body: createListSchema,
    response: listSchema,
    status: 201,
    isIdempotent: true,
    problems: ['conflict'],
  }),
  operation({
    id: 'getList',
    method: 'get',
    path: '/v1/lists/{listId}',
    tag: 'Lists',
    summary: 'Get a list',
    permission: 'customers.read',
    params,
    response: listSchema,
    status: 200,
  }),
  operation({
    id: 'updateList',
    method: 'patch',
    path: '/v1/lists/{listId}',
    tag: 'Lists',
    summary: 'Change name or description of a list, archive or restore it',
    description: '409 for archiving one that an activated sequence follows, naming it (S17).',
    permission: 'lists.manage',
    params,
    body: updateListSchema,
    response: listSchema,
    status: 200,
    problems: ['conflict'],
  }),
  operation({
    id: 'deleteList',
    method: 'delete',
    path: '/v1/lists/{listId}',
    tag: 'Lists',
    summary: 'Delete a list; its customers stay',
    description: '409 while an activated sequence follows it, naming it (S17).',
    permission: 'lists.manage',
    params,
    response: null,
    status: 204,
    problems: ['conflict'],
  }),
  operation({
    id: 'listListMembers',
    method: 'get',
    path: '/v1/lists/{listId}/members',
    tag: 'Lists',
    summary: 'List the members of a list, by id of the customer',
    permission: 'customers.read',
    params,
    query: z.strictObject(pageQuery),
    response: pageSchema('ListMemberPage', listMemberSchema),
    status: 200,
  }),
  operation({
    ...ofMember,
    id: 'addListMember',
    method: 'put',
    summary: 'Put a customer on a list; one that is there stays',
    description:
      'The sequence that follows the list enrolls it, or goes on with it where it was (S17). While the sequence is paused or the customer not active, the enrollment waits.',
    response: null,
    status: 204,
    problems: ['conflict'],
  }),
  operation({
    ...ofMember,
    id: 'removeListMember',
    method: 'delete',
    summary: 'Take a customer off a list',
    description:
      'In the sequence that follows the list it is paused at its place (S17). Nothing is handed over to a mail server after this answers; what had begun is named (S10).',
    response: removedMemberSchema,
    status: 200,
  }),
] as const;
