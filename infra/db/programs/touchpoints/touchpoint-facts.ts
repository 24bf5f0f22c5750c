import { z } from 'zod';
import type { MinimumAmounts } from '../../../../contracts/minimum-amounts.ts';
import { addressKey } from '../../../../domain/customers/email-address.ts';
import type { SendFacts } from '../../../../domain/sending/send-facts.ts';
import type { TouchpointFacts } from '../../../../domain/programs/touchpoint-facts.ts';
import { messageFactsSchema, sendingMailboxOf } from '../../sending/send-facts-schema.ts';
import { readSendFacts } from '../../sending/send-facts.ts';
import { Prisma } from '../../generated/client.ts';
import type { RawTx } from '../../raw-transaction.ts';
import { countedCredit, leastAmount } from '../../receivables/owed.ts';
import { isOpen } from '../../holds/open.ts';

const shape = messageFactsSchema.shape;

const factsSchema = z
  .object({
    organisation: shape.organisation,
    mailbox: shape.mailbox,
    isSenderGone: shape.isSenderGone,
    suppressed: shape.suppressed,
    customers: z.array(
      z.object({
        customer: shape.customer,
        isCustomerActive: z.boolean(),
        ownerEmail: z.string().nullable(),
        contacts: shape.contacts,
        invoices: z.array(shape.invoices.element.extend({ invoiceId: z.string() })),
        keptBack: z.array(
          z.object({
            invoiceId: z.string(),
            dueOn: z.string(),
            reason: z.enum(['disputed', 'promise', 'invoice_hold']),
          }),
        ),
      }),
    ),
  })
  .transform(({ customers, ...shared }) =>
    customers.map((each): TouchpointFacts => ({ ...shared, ...each, content: null, message: null })),
  );

/** Which facts: of these customers, for messages from this mailbox that also go to these addresses. */
export interface TouchpointFactsQuery {
  customerIds: readonly string[];
  mailboxId: string | null;
  /** The address among those of the mailbox; left out: its own. */
  fromAddress?: string | null;
  /** Recipients that are no contacts of the customers: copies, and those that a person named. */
  addresses: readonly string[];
  /** Of the program, in place of the organisation's (C19). */
  minimumAmounts?: MinimumAmounts | null;
  /** Epoch milliseconds: holds that have expired keep nothing back. */
  now: number;
}

/**
 * Reads all that messages of touchpoints to these customers are made of (D7), in one statement and so from one moment, by
 * customer: contacts, open invoices that nothing keeps back and those that something does, owner, sender, suppressions
 * of any address involved. Absent customers are left out.
 */
export async function readAll(
  db: RawTx,
  { customerIds, mailboxId, fromAddress = null, addresses, minimumAmounts = null, now }: TouchpointFactsQuery,
): Promise<Map<string, TouchpointFacts>> {
  if (customerIds.length === 0) return new Map();
  const at = new Date(now);
  const ids = [...new Set(customerIds)];
  const keys = [...new Set(addresses.map(addressKey))];
  const rows = await db.$queryRaw<{ facts: unknown }[]>`
    WITH asked AS MATERIALIZED (SELECT c.* FROM customer c WHERE c.id = ANY(${ids}::text[]))
    SELECT json_build_object(
      'organisation', (SELECT json_build_object('name', o.name, 'zone', o.zone, 'locale', o.locale)
        FROM organisation o LIMIT 1),
      'mailbox', (
        SELECT ${sendingMailboxOf(Prisma.sql`${fromAddress}::text`)} FROM mailbox m
        WHERE m.id = mailbox_heir(${mailboxId})),
      'isSenderGone', ${mailboxId}::text IS NOT NULL AND mailbox_heir(${mailboxId}) IS NULL,
      'suppressed', (
        SELECT coalesce(json_agg(involved.key), '[]'::json) FROM (
          SELECT lower(k.email) FROM contact k JOIN asked ON asked.id = k.customer_id
          UNION SELECT lower(u.email) FROM app_user u JOIN asked ON asked.ar_owner_id = u.id
          UNION SELECT unnest(${keys}::text[])) AS involved(key)
        WHERE EXISTS (
          SELECT FROM suppression p WHERE p.channel = 'email' AND p.address_key IN (involved.key, erased_key(involved.key))
            AND (p.expires_at IS NULL OR p.expires_at > ${at}) OFFSET 0)),
      'customers', (
        SELECT coalesce(json_agg(json_build_object(
          'customer', json_build_object('customerId', c.id, 'name', c.name, 'externalId', c.external_id,
            'locale', c.locale, 'currency', c.currency, 'zone', c.zone, 'properties', c.properties,
            'arVersion', c.ar_version, 'credit', (${countedCredit(Prisma.sql`c.id`)})::text,
            'least', (${leastAmount(Prisma.sql`c.currency`, minimumAmounts)})::text),
          'isCustomerActive', c.status = 'active',
          'ownerEmail', (SELECT u.email FROM app_user u WHERE u.id = c.ar_owner_id AND u.is_active),
          'contacts', (
            SELECT coalesce(json_agg(json_build_object('contactId', k.id, 'name', k.name, 'email', k.email,
              'phone', k.phone, 'title', k.title, 'type', k.type, 'isPrimary', k.is_primary)
              ORDER BY k.created_at, k.id), '[]'::json)
            FROM contact k WHERE k.customer_id = c.id AND k.is_active),
          'invoices', open.invoices, 'keptBack', open.kept_back)), '[]'::json)
        FROM asked c CROSS JOIN LATERAL (
          SELECT
            coalesce(json_agg(json_build_object('invoiceId', i.id, 'number', i.number, 'issuedOn', i.issued_on,
              'dueOn', i.due_on, 'amount', i.amount::text, 'balance', i.balance::text, 'currency', i.currency,
              'poNumber', i.po_number, 'payUrl', i.pay_url, 'pdfUrl', i.pdf_url) ORDER BY i.due_on, i.number)
              FILTER (WHERE i.reason IS NULL), '[]'::json) AS invoices,
            coalesce(json_agg(json_build_object('invoiceId', i.id, 'dueOn', i.due_on, 'reason', i.reason)
              ORDER BY i.due_on, i.number) FILTER (WHERE i.reason IS NOT NULL), '[]'::json) AS kept_back
          FROM (
            SELECT i.*, CASE WHEN i.is_disputed THEN 'disputed' ELSE (
              SELECT CASE h.kind WHEN 'promise' THEN 'promise' WHEN 'dispute' THEN 'disputed' ELSE 'invoice_hold' END
              FROM hold h WHERE h.invoice_id = i.id AND ${isOpen(at)}
              ORDER BY h.started_at LIMIT 1) END AS reason
            FROM invoice i WHERE i.customer_id = c.id AND i.status = 'open'::text) i) open)
    ) AS facts`;
  const all = factsSchema.parse(rows[0]?.facts);
  return new Map(all.map((facts) => [facts.customer.customerId, facts]));
}

/**
 * The facts of one scheduled touchpoint with its row of the ledger and what the contact policy asks about, for a send. To
 * be called with the customer locked: it is read in two statements.
 */
export async function read(
  tx: RawTx,
  input: {
    scheduledTouchpointId: string;
    customerId: string;
    mailboxId: string | null;
    fromAddress: string | null;
    addresses: readonly string[];
    now: number;
  },
): Promise<(SendFacts & TouchpointFacts) | null> {
  const { scheduledTouchpointId, customerId, addresses, now } = input;
  const { mailboxId, fromAddress } = input;
  const [send, all] = await Promise.all([
    readSendFacts(tx, {
      customerId,
      mailboxId,
      fromAddress,
      stepExecutionId: null,
      scheduledTouchpointId,
      now,
    }),
    readAll(tx, { customerIds: [customerId], mailboxId, fromAddress, addresses, now }),
  ]);
  const facts = all.get(customerId);
  return send && facts ? { ...send, ...facts, message: send.message } : null;
}
