import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageQuery, pageSchema } from '../paging.ts';
import { noteSchema, saveNoteSchema } from './notes.ts';

const ofCustomer = z.strictObject({ customerId: idSchema('customer') });
const params = z.strictObject({ noteId: idSchema('note') });
const AUTHOR_ONLY = 'Only its author and admins may; others are answered 403.';

/** Operations on notes. */
export const noteOperations = [
  operation({
    id: 'listNotes',
    method: 'get',
    path: '/v1/customers/{customerId}/notes',
    tag: 'Notes',
    summary: 'List the notes on a customer, newest first',
    permission: 'customers.read',
    params: ofCustomer,
    query: z.strictObject(pageQuery),
    response: pageSchema('NotePage', noteSchema),
    status: 200,
  }),
  operation({
    id: 'createNote',
    method: 'post',
    path: '/v1/customers/{customerId}/notes',
    tag: 'Notes',
    summary: 'Add a note to a customer',
    permission: 'customers.save',
    isForOwners: 'customerId',
    params: ofCustomer,
    body: saveNoteSchema,
    response: noteSchema,
    status: 201,
    isIdempotent: true,
  }),
  operation({
    id: 'updateNote',
    method: 'patch',
    path: '/v1/notes/{noteId}',
    tag: 'Notes',
    summary: 'Edit a note',
    description: AUTHOR_ONLY,
    permission: 'customers.save',
    isForOwners: 'noteId',
    params,
    body: saveNoteSchema,
    response: noteSchema,
    status: 200,
  }),
  operation({
    id: 'removeNote',
    method: 'delete',
    path: '/v1/notes/{noteId}',
    tag: 'Notes',
    summary: 'Delete a note',
    description: AUTHOR_ONLY,
    permission: 'customers.save',
    isForOwners: 'noteId',
    params,
    response: null,
    status: 204,
  }),
] as const;
