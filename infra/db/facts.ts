import { z } from 'zod';
import {
  CONTACT_TYPES,
  MESSAGE_STATUSES,
  RECIPIENT_KINDS,
  RECIPIENT_STATUSES,
  SMTP_SECURITIES,
} from '../../contracts/kinds.ts';
import type { ContactType, MessageSource } from '../../contracts/kinds.ts';
import { localDateOf } from '../../domain/calendar.ts';
import { addressKey } from '../../domain/email-address.ts';
import { chooseContact } from '../../domain/enrollment/recipients.ts';
import { renderFactsOf, type PinnedContent, type SendFacts } from '../../domain/enrollment/send-facts.ts';
import type { RenderFacts } from '../../domain/rendering/facts.ts';
import type { Tx } from './client.ts';
import type { RawTx } from './raw-transaction.ts';
import { ORGANISATION_DEFAULTS } from './organisation.ts';

/**
 * Reads all a message to a customer is made of (D7), in one statement: customer, contacts, the open invoices nothing
 * keeps back, sender, suppressions of any address involved, and for a step execution its content and ledger row; for an
 * action its ledger row.
 */
export async function readSendFacts(
  db: RawTx,
  input: {
    customerId: string;
    mailboxId: string | null;
    stepExecutionId: string | null;
    actionId?: string;
    now: number;
  },
): Promise<SendFacts | null> {
  const now = new Date(input.now);
  const actionId = input.actionId ?? null;
  const sourceKind: MessageSource = actionId === null ? 'step_execution' : 'action';
  const rows = await db.$queryRaw<{ facts: unknown }[]>`
    SELECT json_build_object(
      'organisation', (SELECT json_build_object('name', o.name, 'zone', o.zone, 'locale', o.locale)
        FROM organisation o LIMIT 1),
      'customer', json_build_object('customerId', c.id, 'name', c.name, 'externalId', c.external_id,
        'locale', c.locale, 'currency', c.currency, 'zone', c.zone, 'properties', c.properties,
        'arVersion', c.ar_version),
      'contacts', (
        SELECT coalesce(json_agg(json_build_object('contactId', k.id, 'name', k.name, 'email', k.email,
          'phone', k.phone, 'title', k.title, 'type', k.type, 'isPrimary', k.is_primary)
          ORDER BY k.created_at, k.id), '[]'::json)
        FROM contact k WHERE k.customer_id = c.id AND k.is_active),
      'invoices', (
        SELECT coalesce(json_agg(json_build_object('number', i.number, 'issuedOn', i.issued_on, 'dueOn', i.due_on,
          'amount', i.amount::text, 'balance', i.balance::text, 'currency', i.currency, 'poNumber', i.po_number,
          'payUrl', i.pay_url, 'pdfUrl', i.pdf_url) ORDER BY i.due_on, i.number), '[]'::json)
        FROM invoice i WHERE i.customer_id = c.id AND i.status = 'open'::text AND NOT i.is_disputed
          AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.invoice_id = i.id AND h.ended_at IS NULL
            AND (h.expires_at IS NULL OR h.expires_at > ${now}))),
      'mailbox', (
        SELECT json_build_object('mailboxId', m.id, 'fromAddress', m.from_address, 'fromName', m.from_name,
          'replyTo', m.reply_to, 'signatureHtml', m.signature_html, 'signatureText', m.signature_text,
          'host', m.smtp_host, 'port', m.smtp_port, 'security', m.smtp_security, 'user', m.smtp_user,
          'secret', m.smtp_secret, 'zone', m.zone, 'dailyCap', m.daily_cap,
          'minIntervalSeconds', m.min_interval_seconds, 'version', m.version)
        FROM mailbox m WHERE m.id = ${input.mailboxId}),
      'content', (
        SELECT json_build_object('subject', t.subject, 'body', t.body, 'bodyText', t.body_text, 'cc', t.cc,
          'bcc', t.bcc, 'isThreaded', t.is_threaded, 'pinned', x.pinned)
        FROM step_execution x JOIN step t ON t.id = x.step_id WHERE x.id = ${input.stepExecutionId}),
      'message', (
        SELECT json_build_object('messageId', l.id, 'status', l.status, 'token', l.token, 'attempts', l.attempts,
          'handedOverAt', extract(epoch FROM l.handed_over_at) * 1000, 'headerId', l.header_id,
          'recipients', (SELECT coalesce(json_agg(json_build_object('kind', r.kind, 'address', r.address,
            'status', r.status)), '[]'::json) FROM message_recipient r WHERE r.message_id = l.id))
        FROM message l WHERE l.source_kind = ${sourceKind} AND l.source_id = ${actionId ?? input.stepExecutionId}),
      'suppressed', (
        SELECT coalesce(json_agg(involved.key), '[]'::json) FROM (
          SELECT lower(k.email) FROM contact k WHERE k.customer_id = c.id
          UNION SELECT lower(unnest(t.cc || t.bcc)) FROM step_execution x JOIN step t ON t.id = x.step_id
            WHERE x.id = ${input.stepExecutionId}
          UNION SELECT lower(jsonb_array_elements_text(coalesce(x.pinned->'to', '[]') || coalesce(x.pinned->'cc', '[]')
              || coalesce(x.pinned->'bcc', '[]')))
            FROM step_execution x WHERE x.id = ${input.stepExecutionId}
          UNION SELECT lower(jsonb_array_elements_text(coalesce(a.pinned->'cc', '[]') || coalesce(a.pinned->'bcc', '[]')))
            FROM action a WHERE a.id = ${actionId}) AS involved(key)
        -- OFFSET: looked up address by address, however large the table was when this was planned.
        WHERE EXISTS (
          SELECT FROM suppression p WHERE p.channel = 'email' AND p.address_key = involved.key OFFSET 0))
    ) AS facts
    FROM customer c WHERE c.id = ${input.customerId}`;
  const row = rows[0];
  return row ? sendFactsSchema.parse(row.facts) : null;
}

/** Whether any of these addresses is suppressed, by exact key: for addresses that are not the customer's own. */
export async function findSuppressed(db: Tx, addresses: readonly string[]): Promise<string[]> {
  const rows = await db.suppression.findMany({
    where: { channel: 'email', addressKey: { in: addresses.map(addressKey) } },
    select: { addressKey: true },
  });
  return rows.map((row) => row.addressKey);
}

/** What a preview renders from, and whom the message would go to. Null: no such customer. */
export async function loadRenderFacts(
  db: Tx,
  input: {
    customerId: string;
    mailboxId: string | null;
    contactTypes: ContactType[];
    now: number;
    unsubscribeUrl: string;
  },
): Promise<{ facts: RenderFacts; recipient: { contactId: string; address: string } | null } | null> {
  const facts = await readSendFacts(db, { ...input, stepExecutionId: null });
  if (!facts) return null;
  const contact = chooseContact(facts.contacts, input.contactTypes, null);
  const today = localDateOf(input.now, facts.organisation.zone);
  return {
    facts: renderFactsOf(facts, contact, { today, unsubscribeUrl: input.unsubscribeUrl }),
    recipient: contact?.email ? { contactId: contact.contactId, address: contact.email } : null,
  };
}

const address = z.array(z.string());
/** Content that was pinned, as it is stored. */
export const pinnedSchema: z.ZodType<PinnedContent> = z.object({
  origin: z.enum(['template', 'edited']),
  subject: z.string().nullish(),
  body: z.string().nullish(),
  bodyText: z.string().nullish(),
  to: address.nullish(),
  cc: address.nullish(),
  bcc: address.nullish(),
  factsHash: z.string().nullish(),
  editedById: z.string().nullish(),
});

const sendFactsSchema: z.ZodType<SendFacts> = z.object({
  organisation: z
    .object({ name: z.string(), zone: z.string(), locale: z.string() })
    .nullable()
    .transform((organisation) => organisation ?? ORGANISATION_DEFAULTS),
  customer: z.object({
    customerId: z.string(),
    name: z.string(),
    externalId: z.string().nullable(),
    locale: z.string().nullable(),
    currency: z.string(),
    zone: z.string().nullable(),
    properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]).catch(null)),
    arVersion: z.number(),
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
  mailbox: z
    .object({
      mailboxId: z.string(),
      fromAddress: z.string(),
      fromName: z.string(),
      replyTo: z.string().nullable(),
      signatureHtml: z.string().nullable(),
      signatureText: z.string().nullable(),
      host: z.string(),
      port: z.number(),
      security: z.enum(SMTP_SECURITIES),
      user: z.string().nullable(),
      secret: z.string().nullable(),
      zone: z.string(),
      dailyCap: z.number().nullable(),
      minIntervalSeconds: z.number(),
      version: z.number(),
    })
    .nullable(),
  content: z
    .object({
      subject: z.string().nullable(),
      body: z.string().nullable(),
      bodyText: z.string().nullable(),
      cc: address,
      bcc: address,
      isThreaded: z.boolean(),
      pinned: pinnedSchema.nullable(),
    })
    .nullable(),
  message: z
    .object({
      messageId: z.string(),
      status: z.enum(MESSAGE_STATUSES),
      token: z.string(),
      attempts: z.number(),
      handedOverAt: z.number().nullable(),
      headerId: z.string(),
      recipients: z.array(
        z.object({ kind: z.enum(RECIPIENT_KINDS), address: z.string(), status: z.enum(RECIPIENT_STATUSES) }),
      ),
    })
    .nullable(),
  suppressed: z.array(z.string()),
});
