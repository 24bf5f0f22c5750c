import { z } from 'zod';

/** How an sms is sent (M7): each segment is paid for. */
export const smsSegmentsSchema = z
  .strictObject({
    coding: z.enum(['GSM-7', 'UCS-2']),
    units: z.int().meta({ description: 'Places that the text takes in its coding.' }),
    segments: z.int().meta({ description: 'Parts that it is sent in.' }),
    perSegment: z.int().meta({ description: 'Places in each of these parts.' }),
  })
  .meta({ id: 'SmsSegments', description: 'How an sms is sent: its coding and its parts.' });
