import { z } from 'zod';
import { instantSchema } from '../fields.ts';
import { SWITCH_SCOPES } from './switches.ts';

/** Why nothing of something leaves: a person switched it off, or the server of a mailbox does not take its mail. */
export const STOP_CAUSES = ['switch', 'failing', 'reconnect'] as const;

/** One thing of which nothing leaves by itself. */
const stopSchema = z
  .strictObject({
    scope: z.enum(SWITCH_SCOPES),
    id: z.string().nullable().meta({ description: 'What is stopped; null: everything.' }),
    name: z.string().nullable(),
    cause: z.enum(STOP_CAUSES).meta({
      description:
        '`switch`: by a person; `failing`: its server refuses everything, a trial goes out by itself; `reconnect`: it has to be ' +
        'signed in again.',
    }),
    reason: z.string().nullable().meta({ description: 'In words of whoever stopped it, or of its server.' }),
    since: instantSchema.nullable(),
    byId: z.string().nullable().meta({ description: 'Who switched it off.' }),
    byName: z.string().nullable(),
  })
  .meta({ id: 'SendingStop' });

/** Whether sending is stopped, and of what (D9). */
export const sendingStateSchema = z
  .strictObject({
    isStopped: z.boolean().meta({ description: 'Everything is: nothing leaves by itself.' }),
    items: z.array(stopSchema).meta({ description: 'The widest first; of what the caller may read.' }),
  })
  .meta({ id: 'SendingState' });
export type SendingState = z.infer<typeof sendingStateSchema>;
