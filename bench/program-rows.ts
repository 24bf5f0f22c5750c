import type { Client } from 'pg';
import { newId } from '../infra/ids.ts';

/** Monday 2 March 2026, 06:00 UTC. */
export const START = Date.parse('2026-03-02T06:00:00Z');
const DAY = '2026-03-02';
const INVOICES_PER_CUSTOMER = 10;
/** One in five invoices is open, from four months overdue to two months ahead. */
const OPEN_EACH = 5;
const TOUCHPOINTS = [
  ...[1, 7, 14, 30, 45, 60].map((offset) => ({ offset, level: 'account' })),
  ...[3, 21].map((offset) => ({ offset, level: 'invoice' })),
];

const id = (prefix: string, n: string) =>
  `'${prefix}_01k' || lpad((${n})::text, 10, '0') || substr(md5((${n})::text), 1, 13)`;
const pick = (n: string, salt: number, below: number) =>
  `(abs(hashint8extended((${n})::bigint, ${salt}) % ${below}))::int`;

/**
 * Customers who are all enrolled, with ten invoices each of which two are open on average, some disputed, promised or
 * held, and a program of six touchpoints at account level and two at invoice level. Returns the program's id.
 */
export async function seedProgram(client: Client, { customers }: { customers: number }): Promise<string> {
  const invoices = customers * INVOICES_PER_CUSTOMER;
  const programId = newId('program');
  const at = `timestamptz '${new Date(START).toISOString()}'`;
  const stamps = `${at}, ${at}`;
  const open = `n % ${OPEN_EACH} = 0`;
  const statements = [
    // Sums for the customers table and marks for the nightly work are no part of it.
    'SET session_replication_role = replica',
    `INSERT INTO organisation (id, name, zone, locale, base_currency, settings)
      VALUES ('org', 'Acme', 'Europe/Berlin', 'en-GB', 'EUR', '{}')`,
    `INSERT INTO customer (id, name, status, currency, score, properties, source, ar_version, created_at, updated_at)
      SELECT ${id('cus', 'n')}, 'Customer ' || n, 'active', 'EUR', 0, '{}', 'bench', 1, ${stamps}
      FROM generate_series(1, ${customers}) n`,
    `INSERT INTO invoice (id, customer_id, currency, number, status, issued_on, due_on, amount, balance, is_disputed,
        source, created_at, updated_at)
      SELECT ${id('inv', 'n')}, ${id('cus', `1 + ${pick('n', 1, customers)}`)}, 'EUR', 'INV-' || n,
        CASE WHEN ${open} THEN 'open' ELSE 'paid' END, due_on - 30, due_on, 100, CASE WHEN ${open} THEN 100 ELSE 0 END,
        ${open} AND ${pick('n', 2, 50)} = 0, 'bench', ${stamps}
      FROM (SELECT n, date '${DAY}' + 60 - ${pick('n', 3, 180)} AS due_on FROM generate_series(1, ${invoices}) n) i`,
    `INSERT INTO hold (id, scope, kind, customer_id, invoice_id, author_id, started_at, expires_at)
      SELECT ${id('hld', 'n')}, 'invoice', CASE WHEN n % 3 = 0 THEN 'manual' ELSE 'promise' END, customer_id, id, 'bench',
        ${at} - interval '1 day', CASE WHEN n % 3 > 0 THEN ${at} + make_interval(days => 1 + ${pick('n', 4, 40)}) END
      FROM (SELECT id, customer_id, row_number() OVER () AS n FROM invoice WHERE status = 'open' AND NOT is_disputed) i
      WHERE ${pick('n', 5, 33)} = 0`,
    `INSERT INTO program (id, name, name_key, status, zone, send_days, send_time, every_weeks, start_date, matching,
        auto_enroll, surge_factor, holiday_rule, version, schedule_version, scheduled_from, shown_schedule_version,
        plan_version, planned_version, created_by_id, created_at, updated_at)
      VALUES ('${programId}', 'Bench', 'bench', 'active', 'Europe/Berlin', '{1}', '09:00', 1, '${DAY}', 'highest', true, 3,
        'move', 1, 1, ${at}, 1, 1, 0, 'bench', ${stamps})`,
    ...TOUCHPOINTS.map(
      ({
        offset,
        level,
      }) => `INSERT INTO touchpoint (id, program_id, label, offset_days, level, delivery, content_mode,
        subject, body_html, contact_types, cc, bcc, cc_owner, version, created_at, updated_at)
      VALUES ('${newId('touchpoint')}', '${programId}', '${offset} ${level}', ${offset}, '${level}', 'review', 'template',
        'Due', '<p>Due</p>', '{}', '{}', '{}', false, 1, ${stamps})`,
    ),
    `INSERT INTO program_enrollment (program_id, customer_id, is_enrolled, is_explicit, changed_at, changed_by_id)
      SELECT '${programId}', id, true, true, ${at}, 'bench' FROM customer`,
    'SET session_replication_role = origin',
    'VACUUM (ANALYZE)',
  ];
  for (const statement of statements) await client.query(statement);
  return programId;
}
