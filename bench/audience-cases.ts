import type { AudienceGroup, AudienceNode } from '../contracts/automations/audiences.ts';

/** An audience of four rules, and the same by hand; `$today` is the day. */
export interface AudienceCase {
  name: string;
  audience: AudienceGroup;
  sql: string;
}

/** Ids that rules name. */
export interface CaseIds {
  userId: string;
  labelId: string;
}

const group = (kind: AudienceGroup['kind'], ...nodes: AudienceNode[]): AudienceGroup => ({ kind, nodes });
const last = (amount: number) => ({ last: { amount, unit: 'day' as const } });
const FROM = 'customer c JOIN customer_summary s ON s.customer_id = c.id';

/** Audiences as people write them: balances, calls, labels, invoices, transactions, cards and their events. */
export const audienceCases = ({ userId, labelId }: CaseIds, day: string): AudienceCase[] => [
  {
    name: 'overdue, calls, no reply, no label',
    audience: group(
      'all',
      { kind: 'field', field: 'overdue', op: 'more_than', value: '1000.00', currency: 'EUR' },
      { kind: 'records', of: 'calls', measure: 'count', period: last(300), op: 'at_least', value: 1 },
      {
        kind: 'records',
        of: 'messages',
        measure: 'none',
        period: last(30),
        where: group('all', { kind: 'field', field: 'direction', op: 'is', value: 'inbound' }),
      },
      { kind: 'field', field: 'labels', op: 'has_none', value: [labelId] },
    ),
    sql: `SELECT count(*) FROM ${FROM} WHERE c.currency = 'EUR' AND s.overdue > 1000
      AND c.id IN (SELECT customer_id FROM communication WHERE kind = 'call' AND occurred_at >= date '${day}' - 299)
      AND NOT EXISTS (SELECT 1 FROM communication k WHERE k.customer_id = c.id AND k.kind IN ('email', 'sms')
        AND k.direction = 'inbound' AND k.occurred_at >= date '${day}' - 29)
      AND NOT EXISTS (SELECT 1 FROM customer_label l WHERE l.customer_id = c.id AND l.label_id = '${labelId}')`,
  },
  {
    name: 'late invoices, paid, score, owner',
    audience: group(
      'all',
      {
        kind: 'records',
        of: 'invoices',
        measure: 'count',
        where: group('all', { kind: 'field', field: 'daysPastDue', op: 'at_least', value: 60 }),
        op: 'at_least',
        value: 2,
      },
      {
        kind: 'records',
        of: 'payments',
        measure: 'sum',
        field: 'amount',
        period: last(365),
        op: 'less_than',
        value: '5000.00',
        currency: 'EUR',
      },
      { kind: 'field', field: 'score', op: 'between', value: { from: 20, to: 90 } },
      { kind: 'field', field: 'arOwner', op: 'is_not', value: userId },
    ),
    sql: `SELECT count(*) FROM ${FROM} WHERE c.score BETWEEN 20 AND 90 AND c.ar_owner_id IS DISTINCT FROM '${userId}'
      AND c.currency = 'EUR' AND c.id IN (SELECT customer_id FROM invoice WHERE status = 'open' AND due_on <= date '${day}' - 60
        GROUP BY customer_id HAVING count(*) >= 2)
      AND coalesce((SELECT sum(p.amount) FROM payment p WHERE p.customer_id = c.id AND p.paid_on > date '${day}' - 365), 0) < 5000`,
  },
  {
    name: 'cards declined, transactions, latest subscription, severity',
    audience: group(
      'any',
      {
        kind: 'records',
        of: 'cards',
        measure: 'exists',
        where: group('all', {
          kind: 'records',
          of: 'events',
          measure: 'count',
          period: last(90),
          where: group('all', { kind: 'field', field: 'kind', op: 'is', value: 'declined' }),
          op: 'at_least',
          value: 1,
        }),
      },
      {
        kind: 'records',
        of: 'transactions',
        measure: 'sum',
        field: 'amount',
        period: last(30),
        op: 'more_than',
        value: '1500.00',
        currency: 'EUR',
      },
      {
        kind: 'records',
        of: 'subscriptions',
        measure: 'latest',
        test: group('all', { kind: 'field', field: 'status', op: 'is', value: 'cancelled' }),
      },
      { kind: 'field', field: 'severity', op: 'is', value: 'high' },
    ),
    sql: `SELECT count(*) FROM ${FROM} WHERE s.severity = 3
      OR c.id IN (SELECT r.customer_id FROM related_record r JOIN related_record_event e ON e.related_record_id = r.id
        WHERE r.kind = 'card' AND e.kind = 'declined' AND e.occurred_on > date '${day}' - 90)
      OR c.id IN (SELECT r.customer_id FROM related_record r JOIN customer k ON k.id = r.customer_id WHERE r.kind = 'transaction'
        AND r.currency = 'EUR' AND k.currency = 'EUR' AND r.occurred_on > date '${day}' - 30 GROUP BY r.customer_id HAVING sum(r.amount) > 1500)
      OR c.id IN (SELECT customer_id FROM (SELECT DISTINCT ON (customer_id) customer_id, status FROM related_record
        WHERE kind = 'subscription' ORDER BY customer_id, occurred_on DESC NULLS LAST, id DESC) l WHERE lower(status) = 'cancelled')`,
  },
];

/** Statements that add records of other systems to the seed, so many of them. */
export const moreRecords = (count: number, day: string): string[] => [
  `INSERT INTO related_record (id, kind, external_id, customer_id, status, occurred_on, amount, currency, properties, source,
      created_at, updated_at)
    SELECT 'rel_b' || n, (ARRAY['transaction','transaction','transaction','card','subscription','document','approval','e_mandate'])[1 + n % 8],
      'X-' || n, k.id, (ARRAY['open','paid','cancelled','active'])[1 + (n / 8) % 4], date '${day}' - (n::bigint * 7919 % 700)::int,
      (n::bigint * 104729 % 100000) / 100.0, k.currency, '{}', 'seed', timestamptz '${day} 06:00Z', timestamptz '${day} 06:00Z'
    FROM (SELECT id, currency, row_number() OVER (ORDER BY id) - 1 AS place FROM customer) k
    JOIN generate_series(1, ${count}) n ON n::bigint * 48271 % (SELECT count(*) FROM customer) = k.place`,
  `INSERT INTO related_record_event (id, related_record_id, kind, occurred_on, created_at)
    SELECT 'rev_' || id, id, (ARRAY['used','declined','blocked'])[1 + length(external_id) % 3], occurred_on, created_at
    FROM related_record WHERE kind IN ('card', 'document', 'e_mandate') AND id LIKE 'rel_b%'`,
];
