import type { MinimumAmounts } from '../../../contracts/minimum-amounts.ts';
import type { ContactType } from '../../../contracts/customers/kinds.ts';
import type { Channel, MessageSource } from '../../../contracts/sending/kinds.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import { addressKey } from '../../../domain/customers/email-address.ts';
import { chooseContact, shownContact } from '../../../domain/sending/recipients.ts';
import { notAskedOf, renderFactsOf, type SendFacts } from '../../../domain/sending/send-facts.ts';
import { byPhone } from '../../../domain/sending/choose-number.ts';
import { phoneKey, phoneKeys } from '../../../domain/customers/phone-number.ts';
import type { RenderFacts } from '../../../domain/rendering/facts.ts';
import { erasedKey } from '../../../domain/erased.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import type { RawTx } from '../raw-transaction.ts';
import { countedCredit, leastAmount, minorUnit } from '../receivables/owed.ts';
import { isOpen } from '../holds/open.ts';
import { SENDING_NUMBER, sendFactsSchema, sendingMailboxOf } from './send-facts-schema.ts';
import { waitingInLine } from './waiting-in-line.ts';
import { isThreaded, threadOf } from './threads.ts';

/**
 * Reads all a message to a customer is made of (D7), in one statement: customer, contacts, the open invoices nothing
 * keeps back, sender, suppressions of any address involved, what the customer heard lately (D6), and for a step execution
 * its content and ledger row; for an action, a scheduled touchpoint, a message of an automation or an answer its ledger row.
 */
export async function readSendFacts(
  db: RawTx,
  input: {
    customerId: string;
    /** A retired one hands over to its successor (S24); of an sms, the number. */
    mailboxId: string | null;
    /** Left out: by email. */
    channel?: Channel;
    /** The address among those of the mailbox; null: its own. */
    fromAddress?: string | null;
    stepExecutionId: string | null;
    actionId?: string;
    scheduledTouchpointId?: string;
    automationMessageId?: string;
    answerId?: string;
    /** Of the program, in place of the organisation's (C19). */
    minimumAmounts?: MinimumAmounts | null;
    now: number;
  },
): Promise<SendFacts | null> {
  const now = new Date(input.now);
  const actionId = input.actionId ?? null;
  const touchpointId = input.scheduledTouchpointId ?? null;
  const automationMessageId = input.automationMessageId ?? null;
  const answerId = input.answerId ?? null;
  const sourceKind: MessageSource =
    touchpointId !== null
      ? 'touchpoint'
      : actionId !== null
        ? 'action'
        : automationMessageId !== null
          ? 'automation'
          : answerId !== null
            ? 'answer'
            : 'step_execution';
  const sendAs = Prisma.sql`${input.fromAddress ?? null}::text`;
  const isSms = input.channel === 'sms';
  const heir = isSms
    ? Prisma.sql`sms_sender_heir(${input.mailboxId})`
    : Prisma.sql`mailbox_heir(${input.mailboxId})`;
  const sourceId = touchpointId ?? actionId ?? automationMessageId ?? answerId ?? input.stepExecutionId;
  const rows = await db.$queryRaw<{ facts: unknown }[]>`
    SELECT json_build_object(
      'organisation', (SELECT json_build_object('name', o.name, 'zone', o.zone, 'locale', o.locale,
          'region', o.settings->>'defaultRegion')
        FROM organisation o LIMIT 1),
      'policy', (SELECT o.settings->'contactPolicy' FROM organisation o LIMIT 1),
      'recent', (
        SELECT coalesce(json_agg(json_build_object('at', extract(epoch FROM coalesce(l.handed_over_at, l.claimed_at)) * 1000,
          'runId', l.run_id)), '[]'::json)
        FROM message l, (
          -- Of the whole days that may speak against this one; a day with a clock change is longer.
          SELECT ${now}::timestamptz - interval '26 hours' *
            (1 + coalesce(max((o.settings #>> '{contactPolicy,daysBetween}')::int), 1)) AS at FROM organisation o) since
        -- What was given back after its claim has left nothing behind, and is claimed anew.
        WHERE l.customer_id = c.id AND (l.status IN ('handed_over', 'sent', 'uncertain')
            OR (l.status = 'claimed' AND right(l.token, 6) <> '/ended'))
          AND (l.settled_at > since.at OR (l.settled_at IS NULL AND l.claimed_at > since.at))
          AND (l.source_kind, l.source_id) IS DISTINCT FROM (${sourceKind}::text, ${sourceId}::text)),
      'waiting', (
        SELECT coalesce(json_agg(json_build_object('sourceId', w.id, 'runId', w.run_id,
          'since', extract(epoch FROM w.since) * 1000, 'until', extract(epoch FROM w.until) * 1000)), '[]'::json)
        FROM (${waitingInLine}) w WHERE w.id IS DISTINCT FROM ${sourceId}::text),
      'domains', (
        SELECT coalesce(json_agg(json_build_object('domain', substr(d.scope, 8), 'day', extract(epoch FROM d.at) * 1000,
          'used', d.used + d.claimed)), '[]'::json)
        FROM send_bucket d WHERE d.at > ${now}::timestamptz - interval '2 days' AND d.scope IN (
          SELECT 'domain/' || lower(split_part(k.email, '@', 2)) FROM contact k WHERE k.customer_id = c.id)),
      'forceReason', coalesce(
        (SELECT x.force_reason FROM step_execution x WHERE x.id = ${input.stepExecutionId}),
        (SELECT a.force_reason FROM action a WHERE a.id = ${actionId}),
        (SELECT t.force_reason FROM scheduled_touchpoint t WHERE t.id = ${touchpointId}),
        (SELECT u.force_reason FROM automation_message u WHERE u.id = ${automationMessageId})),
      'customer', json_build_object('customerId', c.id, 'name', c.name, 'status', c.status, 'externalId', c.external_id,
        'locale', c.locale, 'currency', c.currency, 'zone', c.zone, 'properties', c.properties,
        'arVersion', c.ar_version, 'credit', (${countedCredit(Prisma.sql`c.id`)})::text,
            'least', (${leastAmount(Prisma.sql`c.currency`, input.minimumAmounts)})::text),
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
          AND i.balance >= ${minorUnit(Prisma.sql`c.currency`)} AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.invoice_id = i.id AND ${isOpen(now)})),
      'mailbox', ${isSms ? Prisma.sql`NULL` : Prisma.sql`(SELECT ${sendingMailboxOf(sendAs)} FROM mailbox m WHERE m.id = ${heir})`},
      'number', ${isSms ? Prisma.sql`(SELECT ${SENDING_NUMBER} FROM sms_sender m WHERE m.id = ${heir})` : Prisma.sql`NULL`},
      'isSenderGone', ${input.mailboxId}::text IS NOT NULL AND ${heir} IS NULL,
      'content', (
        SELECT json_build_object('subject', t.subject, 'body', t.body, 'bodyText', t.body_text, 'cc', t.cc,
          'bcc', t.bcc, 'isThreaded', ${isThreaded},
          'thread', ${threadOf}, 'language', t.language, 'variants', t.variants, 'prompt', t.prompt, 'pinned', x.pinned)
        FROM step_execution x JOIN step t ON t.id = x.step_id JOIN enrollment e ON e.id = x.enrollment_id WHERE x.id = ${input.stepExecutionId}),
      'message', (
        SELECT json_build_object('messageId', l.id, 'status', l.status, 'token', l.token, 'attempts', l.attempts,
          'claimedAt', extract(epoch FROM l.claimed_at) * 1000,
          'handedOverAt', extract(epoch FROM l.handed_over_at) * 1000, 'headerId', l.header_id,
          'hasPlaces', l.places IS NOT NULL,
          'refusedTimes', CASE WHEN l.channel = 'sms' THEN (
            SELECT count(*) FROM message_attempt t WHERE t.message_id = l.id AND t.result = 'refused') ELSE 0 END,
          'refusal', CASE WHEN l.status = 'refused' THEN l.result_text END,
          'recipients', (SELECT coalesce(json_agg(json_build_object('n', r.n, 'kind', r.kind, 'address', r.address,
            'status', r.status)), '[]'::json) FROM message_recipient r WHERE r.message_id = l.id))
        FROM message l WHERE l.source_kind = ${sourceKind} AND l.source_id = ${sourceId}),
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
          SELECT FROM suppression p WHERE p.channel = 'email' AND p.address_key IN (involved.key, erased_key(involved.key))
            AND (p.expires_at IS NULL OR p.expires_at > ${now}) OFFSET 0))
    ) AS facts
    FROM customer c WHERE c.id = ${input.customerId}`;
  const row = rows[0];
  const facts = row ? sendFactsSchema.parse(row.facts) : null;
  if (facts === null || !isSms) return facts;
  return { ...facts, suppressed: await suppressedNumbers(db, facts, now) };
}

/** Keys of the numbers involved that get no sms (D3), as `phoneKey` has them, however they were listed. */
async function suppressedNumbers(db: RawTx, facts: SendFacts, now: Date): Promise<string[]> {
  const region = facts.organisation.region ?? null;
  const phones = [
    ...facts.contacts.flatMap(({ phone }) => phone ?? []),
    ...(facts.content?.pinned?.to ?? []),
  ];
  const keys = phones.flatMap((phone) => phoneKeys(phone, region));
  if (keys.length === 0) return [];
  const rows = await db.$queryRaw<{ key: string }[]>`
    SELECT involved.key FROM unnest(${keys}::text[]) AS involved(key)
    WHERE EXISTS (
      SELECT FROM suppression p WHERE p.channel = 'sms' AND p.address_key IN (involved.key, erased_key(involved.key))
        AND (p.expires_at IS NULL OR p.expires_at > ${now}) OFFSET 0)`;
  const found = new Set(rows.map(({ key }) => key));
  const isListed = (phone: string) => phoneKeys(phone, region).some((key) => found.has(key));
  return [...new Set(phones.filter(isListed).map((phone) => phoneKey(phone, region)))];
}

/** Whether any of these addresses is suppressed, by exact key: for addresses that are not the customer's own. */
export async function findSuppressed(
  db: Tx,
  { addresses, now }: { addresses: readonly string[]; now: number },
): Promise<string[]> {
  const keys = addresses.map(addressKey);
  const rows = await db.suppression.findMany({
    where: {
      channel: 'email',
      addressKey: { in: [...keys, ...keys.map(erasedKey)] },
      OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(now) } }],
    },
    select: { addressKey: true },
  });
  const found = new Set(rows.map((row) => row.addressKey));
  return keys.filter((key) => found.has(key) || found.has(erasedKey(key)));
}

/** What a preview renders from, and whom the message would go to. Null: no such customer. */
export async function loadRenderFacts(
  db: Tx,
  input: {
    customerId: string;
    mailboxId: string | null;
    fromAddress?: string | null;
    channel?: Channel;
    contactTypes: ContactType[];
    /** The contact it is addressed to by name. */
    contactId?: string | null;
    now: number;
    unsubscribeUrl: string;
  },
): Promise<{
  facts: RenderFacts;
  recipient: { contactId: string; address: string } | null;
  /** Why there is no recipient, if there is none. */
  noRecipient: string;
  /** Why a message that asks for money would be skipped; null: it would not. */
  notAsked: ReturnType<typeof notAskedOf>;
} | null> {
  const facts = await readSendFacts(db, { ...input, stepExecutionId: null });
  if (!facts) return null;
  const { contacts, suppressed, organisation } = facts;
  const { contactTypes, contactId = null, unsubscribeUrl } = input;
  const reach = input.channel === 'sms' ? { reach: byPhone(organisation.region ?? null) } : {};
  const choice = chooseContact({ contacts, contactTypes, contactId, suppressed, ...reach });
  const { contact } = choice;
  const phone = contact?.phone ? phoneKey(contact.phone, organisation.region ?? null) : null;
  const address = input.channel === 'sms' ? phone : contact?.email;
  const today = localDateOf(input.now, organisation.zone);
  return {
    facts: renderFactsOf(facts, shownContact(choice), { today, unsubscribeUrl }),
    recipient: contact && address ? { contactId: contact.contactId, address } : null,
    noRecipient: choice.passedOver.length > 0 ? 'all are suppressed or cannot be used' : 'there is none',
    notAsked: notAskedOf(facts),
  };
}
