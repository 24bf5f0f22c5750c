import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { scheduledTouchpointSchema } from './scheduled-touchpoints.ts';
import {
  cancelledTouchpointSchema,
  cancelTouchpointSchema,
  completeTouchpointSchema,
  sendTouchpointSchema,
} from './touchpoint-answers.ts';

const shared = {
  method: 'post',
  tag: 'Scheduled touchpoints',
  permission: 'reviews.decide',
  params: z.strictObject({ scheduledTouchpointId: idSchema('scheduledTouchpoint') }),
  response: scheduledTouchpointSchema,
  isIdempotent: true,
  problems: ['already_acted', 'conflict'],
} as const;
const path = '/v1/scheduled-touchpoints/{scheduledTouchpointId}';

/** What a person does with one planned or produced message (P9, D1, Q2). */
export const touchpointAnswerOperations = [
  operation({
    ...shared,
    id: 'cancelScheduledTouchpoint',
    path: `${path}/cancel`,
    summary: 'Cancel one planned, proposed or approved message',
    description: 'Once this answers, it is not handed over to a mail server, unless `inFlight` names it.',
    body: cancelTouchpointSchema.optional(),
    response: cancelledTouchpointSchema,
    status: 200,
  }),
  operation({
    ...shared,
    id: 'completeScheduledTouchpoint',
    path: `${path}/complete`,
    summary: 'Mark one message as done by hand',
    description:
      'Whatever it waited for; also one that failed. An uncertain mail is given up with it, ten minutes after its hand-over at the earliest.',
    body: completeTouchpointSchema.optional(),
    status: 200,
  }),
  operation({
    ...shared,
    id: 'markScheduledTouchpointSent',
    path: `${path}/mark-sent`,
    summary: 'Say that an uncertain message did arrive',
    status: 200,
  }),
  operation({
    ...shared,
    id: 'sendScheduledTouchpoint',
    path: `${path}/send`,
    summary: 'Send an approved message now that the contact policy defers',
    description:
      'With a reason, which is kept; never past suppression, holds, "still owed?" and caps (Q2). Answers at once; the row shows what became of it.',
    body: sendTouchpointSchema,
    status: 202,
  }),
] as const;
