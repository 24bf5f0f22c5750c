import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { pageSchema } from '../paging.ts';
import { hitSchema, listHitsQuerySchema } from './hits.ts';

/** Operations on what happened to mails behind their hand-over (T1, T2). */
export const hitOperations = [
  operation({
    id: 'listHits',
    method: 'get',
    path: '/v1/messages/{messageId}/hits',
    tag: 'Messages',
    summary: 'List the opens and clicks of a message, each with who it was and why, the latest first',
    description:
      'Of messages whose sequence or program tracks. The sums stand at each copy of the message. Addresses and names of ' +
      'programs are not kept.',
    permission: 'customers.read',
    params: z.strictObject({ messageId: idSchema('message') }),
    query: listHitsQuerySchema,
    response: pageSchema('HitPage', hitSchema),
    status: 200,
  }),
] as const;
