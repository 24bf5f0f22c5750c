import { z } from 'zod';
import { instantSchema, ofWhole } from '../fields.ts';
import { idSchema } from '../ids.ts';

const secret = z.string().min(1).max(200);

/** Signs a browser in: with a key, or with the code of a sign-in link (W1). */
export const createSessionSchema = z
  .strictObject({
    key: secret.optional().meta({ description: 'An API key: `ft_…`.' }),
    code: secret.optional().meta({ description: 'The code of a sign-in link, which is taken once.' }),
  })
  .refine(
    ({ key, code }) => (key === undefined) !== (code === undefined),
    ofWhole(['key', 'code'], { error: 'is required, or a code, and not both', path: ['key'] }),
  )
  .meta({ id: 'CreateSession', example: { key: 'ft_…' } });
export type CreateSession = z.infer<typeof createSessionSchema>;

/** A browser that is signed in. Its token is in a cookie and nowhere else. */
export const sessionSchema = z
  .strictObject({
    id: idSchema('session'),
    userId: idSchema('user'),
    apiKeyId: idSchema('apiKey'),
    csrfToken: z.string().meta({ description: 'Send it with every write: `X-CSRF-Token`.' }),
    createdAt: instantSchema,
    idleUntil: instantSchema.meta({ description: 'Without another call it ends then.' }),
    expiresAt: instantSchema.meta({ description: 'It ends then, however often it is used.' }),
  })
  .meta({ id: 'Session', description: 'A browser that is signed in with a key.' });
export type Session = z.infer<typeof sessionSchema>;

/** A link that signs a browser in, once. */
export const signInCodeSchema = z
  .strictObject({
    code: z.string().meta({ description: 'What `createSession` takes once.' }),
    url: z
      .url()
      .meta({ description: 'The console with the code behind `#`, which browsers send to nobody.' }),
    expiresAt: instantSchema,
  })
  .meta({ id: 'SignInCode', description: 'A link that signs a browser in, once, within minutes.' });
export type SignInCode = z.infer<typeof signInCodeSchema>;
