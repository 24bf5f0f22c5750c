import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import {
  eraseContactSchema,
  erasureResultSchema,
  erasureSchema,
  listErasuresQuerySchema,
} from './erasures.ts';

const shared = { tag: 'Erasures', permission: 'contacts.erase' } as const;

const DESCRIPTION = `Name, address, phone and the words of messages to and from the person are replaced by \`[erased]\`
everywhere: contact, ledger, communications, queue, reviews, audit, imports, webhooks. Counts, money, times and a hash of
what was sent stay. The address stays suppressed and does not come back by an import or a sync, both by its hash. Open
sends go to the next contact or are in error. Ask with \`dryRun\` first: nothing brings back what was erased.`;

/** Operations that forget a person (U5). */
export const erasureOperations = [
  operation({
    ...shared,
    id: 'eraseContact',
    method: 'post',
    path: '/v1/contacts/{contactId}/erasures',
    summary: 'Forget a person, or say what that would erase',
    description: DESCRIPTION,
    params: z.strictObject({ contactId: idSchema('contact') }),
    body: eraseContactSchema,
    response: erasureResultSchema,
    status: 200,
    isIdempotent: true,
  }),
  operation({
    ...shared,
    id: 'listErasures',
    method: 'get',
    path: '/v1/erasures',
    summary: 'List what was erased, newest first',
    query: listErasuresQuerySchema,
    response: pageSchema('ErasurePage', erasureSchema),
    status: 200,
  }),
  operation({
    ...shared,
    id: 'getErasure',
    method: 'get',
    path: '/v1/erasures/{erasureId}',
    summary: 'Get the report of an erasure',
    params: z.strictObject({ erasureId: idSchema('erasure') }),
    response: erasureSchema,
    status: 200,
  }),
] as const;
