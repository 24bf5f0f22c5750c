import { z } from 'zod';
import { forceSchema } from '../access/contact-policy.ts';
import { lineSchema, textSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { operation } from '../operation.ts';
import { scheduledTouchpointSchema } from './scheduled-touchpoints.ts';

/** Why it is cancelled. */
export const cancelTouchpointSchema = z
  .strictObject({ reason: lineSchema(500).optional() })
  .meta({ id: 'CancelScheduledTouchpoint', example: { reason: 'They are about to pay' } });

/** What was done instead. */
export const completeTouchpointSchema = z
  .strictObject({ note: textSchema(10_000).optional() })
  .meta({ id: 'CompleteScheduledTouchpoint', example: { note: 'Told them on the phone' } });

/** Past the contact policy. */
export const sendTouchpointSchema = z
  .strictObject({ force: forceSchema })
  .meta({ id: 'SendScheduledTouchpoint' });

/** A cancelled message, or one that could not be called back. */
export const cancelledTouchpointSchema = z
  .strictObject({
    touchpoint: scheduledTouchpointSchema,
    inFlight: z
      .array(
        z.strictObject({
          messageId: idSchema('message'),
          outcome: z.enum(['handed_over', 'sent', 'refused', 'uncertain', 'put_off']),
        }),
      )
      .meta({
        description:
          'Its mail, with the outcome, when the hand-over to a mail server had begun before: then it is not cancelled.',
      }),
  })
  .meta({ id: 'CancelledScheduledTouchpoint' });
export type CancelledTouchpoint = z.infer<typeof cancelledTouchpointSchema>;

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
export const touchpointActionOperations = [
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
