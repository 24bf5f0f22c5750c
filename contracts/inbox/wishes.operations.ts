import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { answeredWishSchema, answerWishSchema } from './wishes.ts';

/** Operations on wishes to get no more mail (I4). */
export const wishOperations = [
  operation({
    id: 'answerWish',
    method: 'post',
    path: '/v1/mails/{mailId}/wish',
    tag: 'Inbox',
    summary: 'Say whether a mail wishes to get no more of them',
    description:
      'Until somebody says it, nothing is sent to the customer. Confirmed, the address is suppressed and its enrollment ' +
      'stops, as by the unsubscribe link; declined, the mail counts as a reply.',
    permission: 'suppressions.manage',
    params: z.strictObject({ mailId: idSchema('mail') }),
    body: answerWishSchema,
    response: answeredWishSchema,
    status: 200,
    isIdempotent: true,
    problems: ['conflict'],
  }),
] as const;
