import { z } from 'zod';
import { ofWhole } from '../fields.ts';
import { LINK_KINDS } from './kinds.ts';

/** Which hits on the mails of a sequence or program are watched for (T1). Off: not one link is rewritten. */
export const trackingSchema = z
  .strictObject({
    opens: z.boolean().meta({ description: 'An invisible picture in the HTML part says that it was opened' }),
    clicks: z.boolean().meta({ description: 'Links lead over an address of ours, and on to where they led' }),
    leaveAlone: z
      .array(z.enum(LINK_KINDS))
      .max(LINK_KINDS.length)
      .refine(
        (kinds) => new Set(kinds).size === kinds.length,
        ofWhole([], { error: 'must not name a kind twice' }),
      )
      .meta({
        description:
          'Links that stay as they are: to the payment or to the document of an invoice. The unsubscribe link always does',
      }),
  })
  .meta({
    id: 'Tracking',
    description: 'Whether it is watched that mails are opened and their links clicked, from the next mail on',
  });
export type Tracking = z.infer<typeof trackingSchema>;

/** What of it is changed. */
export const trackingPatchSchema = trackingSchema
  .partial()
  .meta({ id: 'TrackingPatch', description: 'What is not given keeps its value or takes its default: off' });
