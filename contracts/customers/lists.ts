import { z } from 'zod';
import { instantSchema, lineSchema, textSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageQuery, pageSchema } from '../paging.ts';

/** A named static set of customers. */
export const listSchema = z
  .strictObject({
    id: idSchema('list'),
    name: z.string().meta({ example: 'Autumn campaign' }),
    description: z.string().nullable(),
    memberCount: z.int().min(0).meta({ description: 'Members that the caller may see.' }),
    createdById: z.string(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: 'CustomerList', description: 'A named static set of customers.' });
export type CustomerList = z.infer<typeof listSchema>;

/** One member of a list. */
export const listMemberSchema = z
  .strictObject({
    customerId: idSchema('customer'),
    customerName: z.string(),
    addedById: z.string(),
    addedAt: instantSchema,
  })
  .meta({ id: 'ListMember' });
export type ListMember = z.infer<typeof listMemberSchema>;

/** A new list; its name is unique in any case. */
export const createListSchema = z
  .strictObject({
    name: lineSchema(200).meta({ example: 'Autumn campaign' }),
    description: textSchema(2000).nullable().optional(),
  })
  .meta({ id: 'CreateCustomerList' });
export type CreateList = z.infer<typeof createListSchema>;

/** Members to change; the others stay. */
export const updateListSchema = z
  .strictObject(createListSchema.partial().shape)
  .meta({ id: 'UpdateCustomerList', example: { name: 'Autumn campaign' } });
export type UpdateList = z.infer<typeof updateListSchema>;

/** Filter of the lists. */
export const listListsQuerySchema = z.strictObject({
  ...pageQuery,
  search: lineSchema(200).optional().meta({ description: 'Part of the name, any case.' }),
});
export type ListListsQuery = z.infer<typeof listListsQuerySchema>;

const params = z.strictObject({ listId: idSchema('list') });
const ofMember = {
  path: '/v1/lists/{listId}/members/{customerId}',
  tag: 'Lists',
  permission: 'lists.manage',
  params: z.strictObject({ listId: idSchema('list'), customerId: idSchema('customer') }),
  response: null,
  status: 204,
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
    summary: 'Change name or description of a list',
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
    permission: 'lists.manage',
    params,
    response: null,
    status: 204,
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
  }),
  operation({ ...ofMember, id: 'removeListMember', method: 'delete', summary: 'Take a customer off a list' }),
] as const;
