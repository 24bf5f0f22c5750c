import { z } from 'zod';
import type { ModelFacts } from '../../../domain/insights/model/facts.ts';
import { localDateOf } from '../../../domain/time/calendar.ts';
import type { Tx } from '../client.ts';

/** So many of each kind, the newest first. */
const MOST = { messages: 12, notes: 8, promises: 5, payments: 5, invoices: 20 } as const;

const rowSchema = z.object({
  currency: z.string(),
  locale: z.string(),
  name: z.string(),
  contacts: z.array(z.string()),
  amounts: z.array(z.string()),
  sources: z.array(
    z.object({
      entity: z.enum(['communication', 'note', 'promise', 'payment', 'invoice']),
      id: z.string(),
      at: z.number().nullable(),
      on: z.string().nullable(),
      what: z.string(),
      text: z.string(),
      isOurs: z.boolean(),
    }),
  ),
});

/** Letters of one text: what is longer is cut off before it leaves anyway. */
const MAX_READ = 4_000;

/**
 * Reads what a model may be told of one customer, in one statement: only what is the customer's own, and nothing that
 * was deleted. Names are for taking them out. `zone` is the organisation's. Null: no such customer.
 */
export async function read(
  db: Tx,
  { customerId, zone }: { customerId: string; zone: string },
): Promise<ModelFacts | null> {
  const rows = await db.$queryRaw<{ seen: unknown }[]>`
    SELECT json_build_object('currency', c.currency, 'locale', coalesce(c.locale, o.locale, 'en-GB'), 'name', c.name,
      'contacts', (SELECT coalesce(json_agg(k.name ORDER BY k.id), '[]'::json) FROM contact k
        WHERE k.customer_id = c.id AND k.name IS NOT NULL AND k.erased_at IS NULL),
      'amounts', (SELECT coalesce(json_agg(DISTINCT trim_scale(a.amount)::text), '[]'::json) FROM (
        SELECT unnest(ARRAY[amount, balance, sum(balance) OVER ()]) AS amount
        FROM invoice WHERE customer_id = c.id AND status = 'open'::text
        UNION ALL SELECT amount FROM promise WHERE customer_id = c.id
        UNION ALL SELECT amount FROM payment WHERE customer_id = c.id) a),
      'sources', (
        SELECT coalesce(json_agg(s ORDER BY s.rank, s.at DESC NULLS LAST, s."on" DESC NULLS LAST, s.id DESC), '[]'::json) FROM (
          (SELECT 1 AS rank, 'communication' AS entity, id, round(extract(epoch FROM occurred_at) * 1000) AS at, NULL AS "on",
            CASE kind WHEN 'call' THEN 'Call' WHEN 'sms' THEN 'Text message' ELSE 'Email' END
              || CASE direction WHEN 'inbound' THEN ' from the customer' ELSE ' to the customer' END AS what,
            left(concat_ws(E'\n', subject, content, CASE kind WHEN 'call' THEN outcome END), ${MAX_READ}) AS text,
            direction <> 'inbound' AND kind <> 'call' AS "isOurs"
          FROM communication WHERE customer_id = c.id AND kind IN ('email', 'sms', 'call')
          ORDER BY occurred_at DESC, id DESC LIMIT ${MOST.messages})
          UNION ALL
          (SELECT 2, 'note', id, round(extract(epoch FROM created_at) * 1000), NULL, 'Internal note', left(content, ${MAX_READ}), false
          FROM note WHERE customer_id = c.id AND deleted_at IS NULL ORDER BY created_at DESC, id DESC LIMIT ${MOST.notes})
          UNION ALL
          (SELECT 3, 'promise', id, NULL, promised_on::text, 'Promise',
            concat_ws(' ', 'Promised', trim_scale(amount), currency, 'by', promised_on || ':', status || '.', note), false
          FROM promise WHERE customer_id = c.id ORDER BY created_at DESC, id DESC LIMIT ${MOST.promises})
          UNION ALL
          (SELECT 4, 'payment', id, NULL, paid_on::text, 'Payment',
            concat_ws(' ', 'Paid', trim_scale(amount - reversed), currency, 'on', paid_on || '.', reference), false
          FROM payment WHERE customer_id = c.id AND amount > reversed ORDER BY paid_on DESC, id DESC LIMIT ${MOST.payments})
          UNION ALL
          (SELECT 5, 'invoice', id, NULL, due_on::text, 'Invoice', concat_ws(' ', 'Invoice', number, 'due', due_on || ',',
            'open', trim_scale(balance), currency || '.', 'Order ' || po_number || '.',
            CASE WHEN is_disputed THEN 'Disputed.' END, dispute_reason), false
          FROM invoice WHERE customer_id = c.id AND status = 'open'::text ORDER BY due_on, id LIMIT ${MOST.invoices})) s)) AS seen
    FROM customer c LEFT JOIN organisation o ON o.id = 'org' WHERE c.id = ${customerId}`;
  if (!rows[0]) return null;
  const { name, contacts, sources, ...own } = rowSchema.parse(rows[0].seen);
  return {
    ...own,
    customerId,
    customerName: name,
    contactNames: contacts,
    sources: sources.map(({ at, on, ...source }) => ({ ...source, on: on ?? localDateOf(at ?? 0, zone) })),
  };
}
