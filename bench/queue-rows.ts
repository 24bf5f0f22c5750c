import type { Client } from 'pg';

/** Monday 2 March 2026, 09:00 UTC: the moment at which everything is looked at. */
export const NOW = Date.parse('2026-03-02T09:00:00Z');
/** Sequences that every customer walks through. */
const SEQUENCES = 10;
const STEPS = [
  { type: 'email', isManual: false },
  { type: 'call', isManual: true },
  { type: 'email', isManual: false },
];

const id = (prefix: string, n: string): string =>
  `'${prefix}_01k' || lpad((${n})::text, 10, '0') || substr(md5((${n})::text), 1, 13)`;
const sequenceId = id('seq', 'q');
const stepId = (n: number): string => id('stp', `q * 10 + ${n}`);
const NOW_SQL = `timestamptz '${new Date(NOW).toISOString()}'`;
const STAMPS = `${NOW_SQL}, ${NOW_SQL}`;
/** Of a hundred enrollments: where each stands. */
const KIND = `(e.n % 100)`;
const isIn = (from: number, to: number): string => `${KIND} BETWEEN ${from} AND ${to}`;
const NEXT_IS_PLANNED = isIn(0, 49);
const NOT_STARTED = isIn(50, 64);
const WAITS = isIn(65, 74);
const CALL_IS_READY = isIn(75, 76);
const IN_ERROR = isIn(77, 77);
const IS_HELD = isIn(78, 78);
const IS_OVER = isIn(79, 99);
const LATER = `${NOW_SQL} + make_interval(mins => 60 + (e.n % 86400)::int)`;
const EARLIER = `${NOW_SQL} - make_interval(mins => 60 + (e.n % 7200)::int)`;

const stepStatus = [
  `CASE WHEN ${NOT_STARTED} OR ${IS_HELD} THEN 'planned' WHEN ${IN_ERROR} THEN 'error' ELSE 'done' END`,
  `CASE WHEN ${IS_OVER} THEN 'done' WHEN ${CALL_IS_READY} THEN 'ready' ELSE 'planned' END`,
  `CASE WHEN ${IS_OVER} THEN 'done' ELSE 'planned' END`,
];
const stepDue = [
  `CASE WHEN ${NOT_STARTED} THEN ${LATER} WHEN ${IS_HELD} OR ${IN_ERROR} THEN ${EARLIER} ELSE ${EARLIER} - interval '5 days' END`,
  `CASE WHEN ${NEXT_IS_PLANNED} THEN ${LATER} WHEN ${CALL_IS_READY} OR ${IS_OVER} THEN ${EARLIER} END`,
  `CASE WHEN ${IS_OVER} THEN ${EARLIER} END`,
];

/** Fills a migrated database: every customer in ten sequences of three steps, with invoices, notes and a thread. */
export async function seedQueue(client: Client, { customers }: { customers: number }): Promise<void> {
  const enrollments = `(SELECT n, 1 + n % ${customers} AS c, 1 + n / ${customers} AS q
    FROM generate_series(0, ${customers * SEQUENCES - 1}) n)`;
  const statements = [
    'SET session_replication_role = replica',
    `INSERT INTO organisation (id, name, zone, locale, base_currency, settings)
      VALUES ('org', 'Acme', 'Europe/Berlin', 'en-GB', 'EUR', '{}')`,
    `INSERT INTO customer (id, name, status, currency, score, properties, source, ar_version, created_at, updated_at)
      SELECT ${id('cus', 'n')}, 'Customer ' || n, 'active', 'EUR', 0, '{"region": "EMEA"}', 'bench', 1, ${STAMPS}
      FROM generate_series(1, ${customers}) n`,
    `INSERT INTO contact (id, customer_id, name, email, phone, type, is_primary, is_active, source, created_at, updated_at)
      SELECT ${id('con', 'n')}, ${id('cus', 'n')}, 'Pat Payer', 'ap' || n || '@customer.example', '+4930' || n, 'ap_manager',
        true, true, 'bench', ${STAMPS} FROM generate_series(1, ${customers}) n`,
    `INSERT INTO invoice (id, customer_id, currency, number, status, issued_on, due_on, amount, balance, is_disputed,
        source, created_at, updated_at)
      SELECT ${id('inv', 'n')}, ${id('cus', `1 + n % ${customers}`)}, 'EUR', 'INV-' || n, 'open', '2026-01-01', '2026-02-01',
        100, 100, false, 'bench', ${STAMPS} FROM generate_series(1, ${customers * 2}) n`,
    `INSERT INTO customer_summary (customer_id, search_key, status, currency, score, severity, total, overdue, days_1_to_30,
        days_31_to_60, days_61_to_90, days_91_plus, open_invoice_count, contact_count, as_of)
      SELECT ${id('cus', 'n')}, 'customer ' || n, 'active', 'EUR', 0, 0, 200, 200, 200, 0, 0, 0, 2, 1, '2026-03-02'
      FROM generate_series(1, ${customers}) n`,
    `INSERT INTO note (id, customer_id, author_id, content, created_at)
      SELECT ${id('nte', 'n')}, ${id('cus', 'n')}, 'bench', 'A note', ${NOW_SQL} FROM generate_series(1, ${customers}) n`,
    `INSERT INTO communication (id, customer_id, kind, direction, occurred_at, subject, content, created_at)
      SELECT ${id('com', 'n')}, ${id('cus', `1 + n % ${customers}`)}, 'email', 'outbound',
        ${NOW_SQL} - make_interval(mins => n % 9999), 'Your account', 'A letter', ${NOW_SQL}
      FROM generate_series(1, ${customers * 5}) n`,
    `INSERT INTO sequence (id, name, name_key, zone, purpose, status, is_template, default_delivery, send_days, stop_rules,
        version, plan_version, drained_version, has_conditions, created_by_id, created_at, updated_at)
      SELECT ${sequenceId}, 'Sequence ' || q, 'sequence ' || q, 'UTC', 'collections', 'active', false, 'automatic', '{}',
        '{"onReply": true, "onBounce": true, "onPaid": true, "onAllDisputed": false, "onNotActive": true}', 1, 0, 0, true,
        'bench', ${STAMPS} FROM generate_series(1, ${SEQUENCES}) q`,
    `INSERT INTO branch (id, sequence_id, name, position)
      SELECT ${id('brn', 'q')}, ${sequenceId}, 'main', 1 FROM generate_series(1, ${SEQUENCES}) q`,
    ...STEPS.map(
      (
        { type, isManual },
        index,
      ) => `INSERT INTO step (id, sequence_id, branch_id, position, type, label, priority, timing,
          delay_amount, delay_unit, delivery, content_mode, subject, body, instructions, script, assignee_rule, contact_types,
          cc, bcc, is_threaded, outcome_labels, timing_edited_at, is_archived, created_at)
        SELECT ${stepId(index + 1)}, ${sequenceId}, ${id('brn', 'q')}, ${index + 1}, '${type}', 'Step ${index + 1}', 'normal',
          'delay', ${index}, 'days', '${isManual ? 'manual' : 'automatic'}', 'template', 'Your account', '<p>Please pay</p>',
          'Ask {{contact.name}}', 'Good day {{contact.name}}', 'primary_user', '{}', '{}', '{}', false, '{spoke}', ${NOW_SQL},
          false, ${NOW_SQL} FROM generate_series(1, ${SEQUENCES}) q`,
    ),
    `INSERT INTO enrollment (id, sequence_id, customer_id, status, is_live, start_date, planned_from, has_owed, thread_references,
        intent_version, applied_version, plan_version, next_step_id, started_at, source, created_by_id, created_at)
      SELECT ${id('enr', 'e.n')}, ${sequenceId}, ${id('cus', 'c')}, CASE WHEN ${IS_OVER} THEN 'completed' ELSE 'active' END,
        NOT (${IS_OVER}), '2026-02-20', ${NOW_SQL}, true, '{}', 1, 1, 0,
        CASE WHEN ${IS_OVER} OR ${WAITS} THEN NULL WHEN ${isIn(0, 49)} OR ${CALL_IS_READY} THEN ${stepId(2)}
          ELSE ${stepId(1)} END, ${NOW_SQL}, 'bench', 'bench', ${NOW_SQL}
      FROM ${enrollments} e`,
    ...STEPS.map(
      (
        { type, isManual },
        index,
      ) => `INSERT INTO step_execution (id, enrollment_id, step_id, sequence_id, customer_id,
          position, type, priority, is_manual, status, due_at, ended_at, held_reason, held_until, error_code, created_at)
        SELECT ${id('exe', `e.n * 10 + ${index}`)}, ${id('enr', 'e.n')}, ${stepId(index + 1)}, ${sequenceId}, ${id('cus', 'c')},
          ${index + 1}, '${type}', 'normal', ${isManual}, ${stepStatus[index]}, ${stepDue[index]},
          CASE WHEN ${stepStatus[index]} = 'done' THEN ${EARLIER} END,
          ${index === 0 ? `CASE WHEN ${IS_HELD} THEN 'contact_policy' END` : 'NULL'},
          ${index === 0 ? `CASE WHEN ${IS_HELD} THEN ${LATER} END` : 'NULL::timestamptz'},
          ${index === 0 ? `CASE WHEN ${IN_ERROR} THEN 'no_recipient' END` : 'NULL'}, ${NOW_SQL}
        FROM ${enrollments} e`,
    ),
    `INSERT INTO edge_decision (enrollment_id, step_id, opened_at, fallback_at)
      SELECT ${id('enr', 'e.n')}, ${stepId(1)}, ${EARLIER}, ${LATER} FROM ${enrollments} e WHERE ${WAITS}`,
    'SET session_replication_role = origin',
    'VACUUM (ANALYZE)',
  ];
  for (const statement of statements) await client.query(statement);
}
