import { z } from 'zod';
import { forceSchema } from '../access/contact-policy.ts';
import { lineSchema, textSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { SCHEDULED_TOUCHPOINT_STATUSES, TOUCHPOINT_REASONS } from './kinds.ts';
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

/** What a retry came to. */
export const retriedTouchpointSchema = z
  .strictObject({
    id: idSchema('scheduledTouchpoint'),
    status: z.enum(SCHEDULED_TOUCHPOINT_STATUSES),
    batchId: idSchema('reviewBatch').nullable(),
    reason: z.enum(TOUCHPOINT_REASONS).nullable(),
    errorCode: z.string().nullable(),
    errorDetail: z.string().nullable(),
  })
  .meta({ id: 'RetriedTouchpoint' });
export type RetriedTouchpoint = z.infer<typeof retriedTouchpointSchema>;
