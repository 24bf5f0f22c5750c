import type { MinimumAmounts } from '../../../contracts/minimum-amounts.ts';
import type { MessageSource } from '../../../contracts/sending/kinds.ts';
import { Prisma } from '../generated/client.ts';
import { isOpen } from '../holds/open.ts';
import { countedCredit, leastAmount, minorUnit } from '../receivables/owed.ts';
import { SENDING_NUMBER, sendingMailboxOf } from './send-facts-schema.ts';
import { isThreaded, threadOf } from './threads.ts';
import { waitingInLine } from './waiting-in-line.ts';

/** What the facts of a message are read by; pieces of SQL are values or expressions. */
export interface FactsAsked {
  kind: MessageSource;
  /** Of the row that wants the message; it may be null. */
  id: Prisma.Sql;
  /** By sms, else by mail. */
  isSms: boolean;
  /** The mailbox or number that it names, who has that one's place now, and the address among those of the mailbox. */
  sender: { named: Prisma.Sql; heir: Prisma.Sql; address: Prisma.Sql };
  /** Of the program, in place of the organisation's (C19). */
  minimumAmounts?: MinimumAmounts | null | undefined;
  now: Prisma.Sql;
}

const NOTHING = Prisma.sql`NULL`;
const noMore = (): Prisma.Sql => Prisma.sql`UNION SELECT NULL WHERE false`;

/** What only rows of one kind have: why a person sends it against the policy, and addresses of their own. */
const OF_SOURCE: Record<
  MessageSource,
  { forced: (id: Prisma.Sql) => Prisma.Sql; copied: (id: Prisma.Sql) => Prisma.Sql }
> = {
  step_execution: {
    forced: (id) => Prisma.sql`(SELECT x.force_reason FROM step_execution x WHERE x.id = ${id})`,
    copied: (id) => Prisma.sql`
      UNION SELECT lower(unnest(t.cc || t.bcc)) FROM step_execution x JOIN step t ON t.id = x.step_id WHERE x.id = ${id}
      UNION SELECT lower(jsonb_array_elements_text(coalesce(x.pinned->'to', '[]') || coalesce(x.pinned->'cc', '[]')
          || coalesce(x.pinned->'bcc', '[]'))) FROM step_execution x WHERE x.id = ${id}`,
  },
  action: {
    forced: (id) => Prisma.sql`(SELECT a.force_reason FROM action a WHERE a.id = ${id})`,
    copied: (id) => Prisma.sql`
      UNION SELECT lower(jsonb_array_elements_text(coalesce(a.pinned->'cc', '[]') || coalesce(a.pinned->'bcc', '[]')))
        FROM action a WHERE a.id = ${id}`,
  },
  touchpoint: {
    forced: (id) => Prisma.sql`(SELECT t.force_reason FROM scheduled_touchpoint t WHERE t.id = ${id})`,
    copied: noMore,
  },
  automation: {
    forced: (id) => Prisma.sql`(SELECT u.force_reason FROM automation_message u WHERE u.id = ${id})`,
    copied: noMore,
  },
  answer: { forced: () => NOTHING, copied: noMore },
};

const contentOf = (id: Prisma.Sql): Prisma.Sql => Prisma.sql`(
  SELECT json_build_object('subject', t.subject, 'body', t.body, 'bodyText', t.body_text, 'cc', t.cc,
    'bcc', t.bcc, 'isThreaded', ${isThreaded},
    'thread', ${threadOf}, 'language', t.language, 'variants', t.variants, 'prompt', t.prompt, 'pinned', x.pinned)
  FROM step_execution x JOIN step t ON t.id = x.step_id JOIN enrollment e ON e.id = x.enrollment_id WHERE x.id = ${id})`;

/**
 * All that a message to the customer `c` is made of (D7), as JSON: customer, contacts, the open invoices nothing keeps back,
 * sender, suppressions of any address involved, what the customer heard lately (D6), its row in the ledger, and of a step its
 * content.
 */
export function factsOf({ kind, id, isSms, sender, minimumAmounts, now }: FactsAsked): Prisma.Sql {
  const { forced, copied } = OF_SOURCE[kind];
  const content = kind === 'step_execution' ? contentOf(id) : NOTHING;
  return Prisma.sql`
    json_build_object(
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
          AND (l.source_kind, l.source_id) IS DISTINCT FROM (${kind}::text, ${id}::text)),
      'waiting', (
        SELECT coalesce(json_agg(json_build_object('sourceId', w.id, 'runId', w.run_id,
          'since', extract(epoch FROM w.since) * 1000, 'until', extract(epoch FROM w.until) * 1000)), '[]'::json)
        FROM (${waitingInLine}) w WHERE w.id IS DISTINCT FROM ${id}::text),
      'domains', (
        SELECT coalesce(json_agg(json_build_object('domain', substr(d.scope, 8), 'day', extract(epoch FROM d.at) * 1000,
          'used', d.used + d.claimed)), '[]'::json)
        FROM send_bucket d WHERE d.at > ${now}::timestamptz - interval '2 days' AND d.scope IN (
          SELECT 'domain/' || lower(split_part(k.email, '@', 2)) FROM contact k WHERE k.customer_id = c.id)),
      'forceReason', ${forced(id)},
      'customer', json_build_object('customerId', c.id, 'name', c.name, 'status', c.status, 'externalId', c.external_id,
        'locale', c.locale, 'currency', c.currency, 'zone', c.zone, 'properties', c.properties,
        'arVersion', c.ar_version, 'credit', (${countedCredit(Prisma.sql`c.id`)})::text,
            'least', (${leastAmount(Prisma.sql`c.currency`, minimumAmounts)})::text),
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
      'mailbox', ${isSms ? NOTHING : Prisma.sql`(SELECT ${sendingMailboxOf(sender.address)} FROM mailbox m WHERE m.id = ${sender.heir})`},
      'number', ${isSms ? Prisma.sql`(SELECT ${SENDING_NUMBER} FROM sms_sender m WHERE m.id = ${sender.heir})` : NOTHING},
      'isSenderGone', ${sender.named}::text IS NOT NULL AND ${sender.heir} IS NULL,
      'content', ${content},
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
        FROM message l WHERE l.source_kind = ${kind} AND l.source_id = ${id}),
      'suppressed', (
        SELECT coalesce(json_agg(involved.key), '[]'::json) FROM (
          SELECT lower(k.email) FROM contact k WHERE k.customer_id = c.id
          ${copied(id)}) AS involved(key)
        -- OFFSET: looked up address by address, however large the table was when this was planned.
        WHERE EXISTS (
          SELECT FROM suppression p WHERE p.channel = 'email' AND p.address_key IN (involved.key, erased_key(involved.key))
            AND (p.expires_at IS NULL OR p.expires_at > ${now}) OFFSET 0))
    )`;
}
