import { z } from 'zod';
import { instantSchema, lineSchema, ofWhole, urlSchema } from '../fields.ts';
import { idSchema } from '../ids.ts';
import { isLoopback } from './loopback.ts';
import { OAUTH_CLIENT_AUTHS, OAUTH_PROVIDER_KINDS } from './kinds.ts';

/** Where secrets go: https, or this machine. */
const endpointSchema = urlSchema
  .refine(isSafeEndpoint, {
    error: 'must be an https address, without a user name, a password or a fragment',
  })
  .meta({ description: 'https; http only for this machine.', example: 'https://login.example.com/token' });

function isSafeEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, hash } = new URL(text);
  if (username !== '' || password !== '' || hash !== '') return false;
  return protocol === 'https:' || isLoopback(hostname);
}

/** RFC 6749, section 3.3: visible ASCII without quote and backslash. */
const scopeSchema = z
  .string()
  .max(300)
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, { error: 'must be one scope, without spaces' });
const scopesSchema = z.array(scopeSchema).min(1).max(50);

/** Who signs mailboxes in, as shown: whether there is a secret, never which. */
export const oauthProviderSchema = z
  .strictObject({
    id: idSchema('oauthProvider'),
    name: z.string().meta({ example: 'Microsoft 365' }),
    kind: z.enum(OAUTH_PROVIDER_KINDS),
    issuer: z.string().nullable().meta({
      description: 'What it calls itself (RFC 8414); an answer in the name of another is refused (RFC 9207).',
    }),
    authorizationEndpoint: z.string(),
    tokenEndpoint: z.string(),
    clientId: z.string(),
    hasClientSecret: z.boolean(),
    clientAuth: z.enum(OAUTH_CLIENT_AUTHS),
    scopes: z.array(z.string()),
    redirectUri: z.string().meta({ description: 'Where it sends people back to: register it there.' }),
    version: z.int(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: 'OauthProvider', description: 'Who signs mailboxes in by OAuth (XOAUTH2).' });
export type OauthProvider = z.infer<typeof oauthProviderSchema>;

const settings = {
  name: lineSchema(100).meta({ example: 'Microsoft 365' }),
  issuer: endpointSchema.nullable(),
  authorizationEndpoint: endpointSchema,
  tokenEndpoint: endpointSchema,
  clientId: lineSchema(500),
  clientSecret: lineSchema(1000).nullable().meta({
    description: 'Kept encrypted, never returned; null or left out: a public client (PKCE alone).',
  }),
  clientAuth: z.enum(OAUTH_CLIENT_AUTHS).meta({ description: 'How the secret is sent; default `post`.' }),
  scopes: scopesSchema.meta({ description: 'Default: those of the ready-made provider.' }),
};

const NEEDED = 'is needed for the kind custom';

/** Whether a member is there, where a provider that is not ready-made needs it. */
const hasEndpoint =
  (field: 'authorizationEndpoint' | 'tokenEndpoint' | 'scopes') =>
  (input: { kind: string; authorizationEndpoint?: unknown; tokenEndpoint?: unknown; scopes?: unknown }) =>
    input.kind !== 'custom' || input[field] !== undefined;
const about = (field: string, error: string) => ofWhole(['kind', field], { error, path: [field] });

/** A new provider. `microsoft` and `google` need no endpoints. */
export const createOauthProviderSchema = z
  .strictObject({
    ...z.object(settings).partial().shape,
    name: settings.name,
    clientId: settings.clientId,
    kind: z.enum(OAUTH_PROVIDER_KINDS),
    tenant: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/, { error: 'must be a tenant: its id or a domain of it' })
      .optional()
      .meta({ description: 'Of `microsoft` alone; default: `organizations`, any of them.' }),
  })
  .refine(hasEndpoint('authorizationEndpoint'), about('authorizationEndpoint', NEEDED))
  .refine(hasEndpoint('tokenEndpoint'), about('tokenEndpoint', NEEDED))
  .refine(hasEndpoint('scopes'), about('scopes', NEEDED))
  .refine(
    ({ kind, tenant }) => kind === 'microsoft' || tenant === undefined,
    about('tenant', 'is only for the kind microsoft'),
  )
  .meta({
    id: 'CreateOauthProvider',
    example: { kind: 'microsoft', name: 'Microsoft 365', clientId: '5f0c…', clientSecret: 'secret' },
  });
export type CreateOauthProvider = z.infer<typeof createOauthProviderSchema>;

/** Members to change; the others stay. */
export const updateOauthProviderSchema = z.strictObject(z.object(settings).partial().shape).meta({
  id: 'UpdateOauthProvider',
  description:
    'Another client or token endpoint needs the secret again, and the mailboxes have to be signed in anew.',
  example: { clientSecret: 'the new one' },
});
export type UpdateOauthProvider = z.infer<typeof updateOauthProviderSchema>;

/** Where a person goes to sign a mailbox in. */
export const authorizationSchema = z
  .strictObject({
    url: z.string().meta({ description: 'To be opened in a browser, once, by who signs in.' }),
    expiresAt: instantSchema,
  })
  .meta({ id: 'MailboxAuthorization' });
export type MailboxAuthorization = z.infer<typeof authorizationSchema>;
