import { z } from 'zod';
import { CONTACT_TYPES, CUSTOMER_STATUSES } from '../../../contracts/customers/kinds.ts';
import {
  MESSAGE_STATUSES,
  RECIPIENT_KINDS,
  RECIPIENT_STATUSES,
  SMTP_SECURITIES,
} from '../../../contracts/sending/kinds.ts';
import type { PinnedContent, SendFacts } from '../../../domain/sending/send-facts.ts';
import { Prisma } from '../generated/client.ts';
import { ORGANISATION_DEFAULTS, storedPolicySchema } from '../access/organisation.ts';

const address = z.array(z.string());
const threadSchema = z.object({ subject: z.string().nullable(), template: z.string().nullable() });
const variants = z.record(
  z.string(),
  z.object({ subject: z.string().nullable(), body: z.string(), bodyText: z.string().nullable() }),
);
/** Content that was pinned, as it is stored. */
export const pinnedSchema: z.ZodType<PinnedContent> = z.object({
  origin: z.enum(['template', 'edited', 'written']),
  subject: z.string().nullish(),
  body: z.string().nullish(),
  bodyText: z.string().nullish(),
  to: address.nullish(),
  cc: address.nullish(),
  bcc: address.nullish(),
  factsHash: z.string().nullish(),
  editedById: z.string().nullish(),
  prompt: z.string().nullish(),
  language: z.string().nullish(),
  variants: variants.nullish(),
  writtenFrom: z.string().nullish(),
});

/** A mailbox as a message leaves from it, of the row `m`, under an address if that is one of its own. */
export const sendingMailboxOf = (sendAs: Prisma.Sql): Prisma.Sql => Prisma.sql`
  json_build_object('mailboxId', m.id, 'envelopeFrom', m.from_address, 'fromAddress', coalesce(
      (SELECT a FROM unnest(m.aliases) a WHERE lower(a) = lower(${sendAs}) LIMIT 1), m.from_address), 'fromName', m.from_name,
    'replyTo', m.reply_to, 'unsubscribeAddress', m.unsubscribe_address, 'signatureHtml', m.signature_html, 'signatureText', m.signature_text,
    'host', m.smtp_host, 'port', m.smtp_port, 'security', m.smtp_security, 'user', m.smtp_user,
    'secret', m.smtp_secret, 'isOauth', EXISTS (SELECT FROM mailbox_oauth o WHERE o.mailbox_id = m.id), 'clientName', m.smtp_client_name, 'certificateAuthority', m.smtp_authority, 'zone', m.zone, 'dailyCap', m.daily_cap,
    'minIntervalSeconds', m.min_interval_seconds, 'version', m.version)`;

/** A number as an sms leaves from it, of the row `m`. */
export const SENDING_NUMBER = Prisma.sql`
  json_build_object('mailboxId', m.id, 'number', m.number, 'zone', m.zone, 'dailyCap', m.daily_cap,
    'minIntervalSeconds', 0, 'version', m.version)`;

/** As a statement answers it. */
export const sendingNumberSchema = z.object({
  mailboxId: z.string(),
  number: z.string(),
  zone: z.string(),
  dailyCap: z.number().nullable(),
  minIntervalSeconds: z.number(),
  version: z.number(),
});

/** As a statement answers it. */
export const sendingMailboxSchema = z.object({
  mailboxId: z.string(),
  envelopeFrom: z.string(),
  fromAddress: z.string(),
  fromName: z.string(),
  replyTo: z.string().nullable(),
  unsubscribeAddress: z.string().nullable(),
  signatureHtml: z.string().nullable(),
  signatureText: z.string().nullable(),
  host: z.string(),
  port: z.number(),
  security: z.enum(SMTP_SECURITIES),
  user: z.string().nullable(),
  secret: z.string().nullable(),
  isOauth: z.boolean(),
  clientName: z.string().nullable(),
  certificateAuthority: z.string().nullable(),
  zone: z.string(),
  dailyCap: z.number().nullable(),
  minIntervalSeconds: z.number(),
  version: z.number(),
});

/** What of a message is tracked, as the ledger keeps it. */
export const trackedMailSchema = z.object({ opens: z.boolean(), links: z.array(z.string()) });

/** What words and recipients of a message depend on, as a statement answers it. */
export const messageFactsSchema = z.object({
  organisation: z
    .object({ name: z.string(), zone: z.string(), locale: z.string(), region: z.string().nullish() })
    .nullable()
    .transform((organisation) => organisation ?? ORGANISATION_DEFAULTS),
  customer: z.object({
    customerId: z.string(),
    name: z.string(),
    status: z.enum(CUSTOMER_STATUSES).optional(),
    externalId: z.string().nullable(),
    locale: z.string().nullable(),
    currency: z.string(),
    zone: z.string().nullable(),
    properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]).catch(null)),
    arVersion: z.number(),
    credit: z.string(),
    least: z.string(),
  }),
  contacts: z.array(
    z.object({
      contactId: z.string(),
      name: z.string().nullable(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      title: z.string().nullable(),
      type: z.enum(CONTACT_TYPES).nullable(),
      isPrimary: z.boolean(),
    }),
  ),
  invoices: z.array(
    z.object({
      number: z.string(),
      issuedOn: z.string(),
      dueOn: z.string(),
      amount: z.string(),
      balance: z.string(),
      currency: z.string(),
      poNumber: z.string().nullable(),
      payUrl: z.string().nullable(),
      pdfUrl: z.string().nullable(),
    }),
  ),
  mailbox: sendingMailboxSchema.nullable(),
  number: sendingNumberSchema.nullish(),
  isSenderGone: z.boolean(),
  content: z
    .object({
      subject: z.string().nullable(),
      body: z.string().nullable(),
      bodyText: z.string().nullable(),
      cc: address,
      bcc: address,
      isThreaded: z.boolean(),
      thread: threadSchema.nullish(),
      language: z.string().nullable(),
      variants,
      prompt: z.string().nullish(),
      pinned: pinnedSchema.nullable(),
    })
    .nullable(),
  message: z
    .object({
      messageId: z.string(),
      status: z.enum(MESSAGE_STATUSES),
      token: z.string(),
      attempts: z.number(),
      claimedAt: z.number(),
      handedOverAt: z.number().nullable(),
      headerId: z.string(),
      hasPlaces: z.boolean().optional(),
      refusedTimes: z.number().optional(),
      refusal: z.string().nullish(),
      recipients: z.array(
        z.object({
          n: z.number(),
          kind: z.enum(RECIPIENT_KINDS),
          address: z.string(),
          status: z.enum(RECIPIENT_STATUSES),
        }),
      ),
    })
    .nullable(),
  suppressed: z.array(z.string()),
});

/** As the statement that reads all of it answers. */
export const sendFactsSchema: z.ZodType<SendFacts> = messageFactsSchema
  .extend({
    forceReason: z.string().nullable(),
    policy: storedPolicySchema,
    recent: z.array(z.object({ at: z.number(), runId: z.string().nullable() })),
    waiting: z.array(
      z.object({ sourceId: z.string(), runId: z.string().nullable(), since: z.number(), until: z.number() }),
    ),
    domains: z.array(
      z.object({
        domain: z.string(),
        day: z.number().transform((label) => new Date(label).toISOString().slice(0, 10)),
        used: z.number(),
      }),
    ),
  })
  .transform(({ policy, recent, waiting, domains, ...facts }) => ({
    ...facts,
    lately: { policy, recent, waiting, domains },
  }));
