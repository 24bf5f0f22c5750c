import { z } from 'zod';
import { hostSchema, lineSchema, ofWhole, portSchema, textSchema } from '../fields.ts';
import { SMTP_SECURITIES } from './kinds.ts';

export const AUTHORITY =
  'Certificates (PEM) of an authority of your own, trusted instead of the public ones.';

/** What is said of a mail server, whichever way the mail goes. */
export const serverInput = {
  host: hostSchema,
  port: portSchema,
  security: z.enum(SMTP_SECURITIES),
  user: lineSchema(320).nullable().optional(),
  password: textSchema(1000)
    .min(1)
    .nullable()
    .optional()
    .meta({ description: 'Kept encrypted, never returned.' }),
};

/** Of a server whose certificate no public authority signed. */
export const authorityInput = textSchema(100_000)
  .min(1)
  .nullable()
  .optional()
  .meta({ description: AUTHORITY });

/** A password without a user signs nobody in. */
export const hasUser = (server: { password?: unknown; user?: unknown }): boolean =>
  server.password == null || server.user != null;
export const NO_USER = ofWhole(['user', 'password'], {
  error: 'a password needs a user',
  path: ['user'],
});
