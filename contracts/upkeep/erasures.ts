import { z } from 'zod';
import { instantSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { pageQuery } from '../paging.ts';
import { ERASURE_STATUSES } from './kinds.ts';

const counts = z.record(z.string(), z.int().min(0)).meta({
  description:
    'Rows that were changed, by kind; `copiesCancelled` and `sendsEnded` are sends that do not take place, `filesDeleted` stored files that name the person, `filesToLookAt` other files of the customer, which stay: only people can tell whether they are about the person (`deleteDocumentFile`).',
  example: { contacts: 1, messages: 12, communications: 14, audit: 9, suppressions: 1 },
});

/** What was done to forget a person (U5); nothing of what was there. */
export const erasureSchema = z
  .strictObject({
    id: idSchema('erasure'),
    contactId: idSchema('contact'),
    customerId: idSchema('customer'),
    status: z.enum(ERASURE_STATUSES).meta({
      description: '`running`: what is of the customer is erased, the rest is still being looked through.',
    }),
    counts,
    createdById: z.string(),
    createdAt: instantSchema,
    finishedAt: instantSchema.nullable(),
  })
  .meta({ id: 'Erasure', description: 'What was done to forget a person.' });
export type Erasure = z.infer<typeof erasureSchema>;

/** Whether to say what would be erased, or to erase. */
export const eraseContactSchema = z
  .strictObject({
    dryRun: z.boolean().meta({ description: 'Says what would be erased and changes nothing.' }),
  })
  .meta({ id: 'EraseContact', example: { dryRun: true } });
export type EraseContact = z.infer<typeof eraseContactSchema>;

/** What erasing does, or would do. */
export const erasureResultSchema = z
  .strictObject({
    erasure: erasureSchema.nullable().meta({ description: 'The report that is kept; null: a dry run.' }),
    contactIds: z.array(idSchema('contact')).meta({
      description: 'Contacts of the customer that are this person: it, and those with the same address.',
    }),
    counts,
    inFlight: z.array(idSchema('message')).meta({
      description: 'Messages whose hand-over had begun: their outcome comes, and is looked at again.',
    }),
    sameAddressAt: z
      .array(z.strictObject({ contactId: idSchema('contact'), customerId: idSchema('customer') }))
      .meta({
        description:
          'Contacts of other customers with the same address, as far as you may see them: they stay, and so does the address where it is theirs.',
      }),
  })
  .meta({ id: 'ErasureResult', description: 'What erasing a person does, or would do.' });
export type ErasureResult = z.infer<typeof erasureResultSchema>;

/** Reports, newest first. */
export const listErasuresQuerySchema = z.strictObject({
  ...pageQuery,
  contactId: idSchema('contact').optional(),
});
export type ListErasuresQuery = z.infer<typeof listErasuresQuerySchema>;
