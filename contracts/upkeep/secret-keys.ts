import { z } from 'zod';

const count = z.int().min(0);

/** Where a rotation of the keys that encrypt secrets stands (O10). Ids are not secret: they are made from a hash. */
export const secretKeysSchema = z
  .strictObject({
    keys: z.array(
      z.strictObject({
        id: z.string().meta({ example: '3f9a01bc' }),
        isCurrent: z.boolean().meta({ description: 'It seals: `SECRET_KEY`.' }),
        isConfigured: z
          .boolean()
          .meta({ description: 'False: secrets of it cannot be opened; they have to be entered again.' }),
        secrets: count.meta({ description: 'Secrets of mailboxes and webhooks sealed with it.' }),
        replies: count.meta({ description: 'Replies kept for a day that hold a secret sealed with it.' }),
      }),
    ),
    remaining: count.meta({
      description: 'What is left of other keys than the current one; 0: they are needed for links only.',
    }),
  })
  .meta({ id: 'SecretKeys', description: 'Where a rotation of keys stands.' });
export type SecretKeys = z.infer<typeof secretKeysSchema>;
