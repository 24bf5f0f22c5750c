import { z } from 'zod';
import { operation } from '../operation.ts';

const params = z.strictObject({
  token: z.string().min(1).max(500).meta({ description: 'From the link of a message.' }),
});
const page = z.string().meta({ description: 'A page for people (text/html).' });

/** What stands behind the unsubscribe link of every mail (RFC 8058). */
export const unsubscribeOperations = [
  operation({
    id: 'showUnsubscribe',
    method: 'get',
    path: '/unsubscribe/{token}',
    tag: 'Unsubscribe',
    summary: 'Ask whether to unsubscribe',
    description: 'Changes nothing: mail programs and virus scanners follow links.',
    permission: 'public',
    params,
    response: page,
    status: 200,
  }),
  operation({
    id: 'unsubscribe',
    method: 'post',
    path: '/unsubscribe/{token}',
    tag: 'Unsubscribe',
    summary: 'Unsubscribe with one click',
    permission: 'public',
    params,
    response: page,
    status: 200,
  }),
] as const;
