/** How much to make. */
export interface SeedSize {
  customers: number;
  invoices: number;
  /** `YYYY-MM-DD`: the day that due dates, payments and communications are spread around. */
  day: string;
}

/** One step of the seed: its name, and a statement that makes all rows of it at once. */
export interface SeedStep {
  name: string;
  sql: string;
}

const USERS = 20;
const LABEL_GROUPS = ['Segment', 'Region', 'Risk'];
const LABELS_PER_GROUP = 8;
const LISTS = 5;

/** An id in the form of the product's own, by number: of the same shape, sorted by that number. */
const idOf = (prefix: string, n: string): string =>
  `'${prefix}_01k' || lpad((${n})::text, 10, '0') || substr(md5('${prefix}' || (${n})::text), 1, 13)`;

/** A number from 0 (included) to `below`, always the same for the same row and salt. */
const pick = (n: string, salt: number, below: number | string): string =>
  `mod(hashint8extended((${n})::bigint, ${salt}) & 9223372036854775807, (${below})::bigint)`;

/**
 * The statements of the seed, in order. The same size gives the same rows: ids, names, amounts and days come from the
 * number of the row. Customers have an average of ten invoices, some have hundreds; a third of the invoices is open,
 * from a year overdue to two months ahead.
 */
export function largeRows({ customers, invoices, day }: SeedSize): SeedStep[] {
  const at = `timestamptz '${day} 06:00:00+00'`;
  const customerOf = (n: string): string =>
    // Every second invoice goes to the first tenth of the customers.
    `CASE WHEN (${n}) % 2 = 0 THEN 1 + ${pick(n, 11, customers)} ELSE 1 + ${pick(n, 12, Math.ceil(customers / 10))} END`;
  const currencyOf = (c: string): string =>
    `CASE WHEN ${pick(c, 2, 100)} < 60 THEN 'EUR' WHEN ${pick(c, 2, 100)} < 85 THEN 'USD' ELSE 'GBP' END`;
  return [
    {
      name: 'users',
      sql: `INSERT INTO app_user (id, name, email, email_key, role, is_active, created_at)
        SELECT ${idOf('usr', 'n')}, 'Collector ' || n, 'collector' || n || '@firm.example',
          'collector' || n || '@firm.example', 'agent', true, ${at}
        FROM generate_series(1, ${USERS}) n`,
    },
    {
      name: 'labels',
      sql: `WITH g AS (INSERT INTO label_group (id, name, name_key, created_at, updated_at)
          SELECT ${idOf('lbg', 'n')}, name, lower(name), ${at}, ${at}
          FROM unnest(ARRAY['${LABEL_GROUPS.join("','")}']) WITH ORDINALITY AS t(name, n) RETURNING id, name)
        INSERT INTO label (id, group_id, name, name_key, created_at, updated_at)
        SELECT ${idOf('lbl', 'n')}, ${idOf('lbg', `1 + (n - 1) / ${LABELS_PER_GROUP}`)}, 'Label ' || n, 'label ' || n, ${at}, ${at}
        FROM generate_series(1, ${LABEL_GROUPS.length * LABELS_PER_GROUP}) n`,
    },
    {
      name: 'customers',
      sql: `INSERT INTO customer (id, name, external_id, status, currency, ar_owner_id, sales_owner_id, score, properties,
          source, ar_version, created_at, updated_at)
        SELECT ${idOf('cus', 'n')},
          (ARRAY['Northwind','Blue','Alpine','Contoso','Fabrikam','Granite','Harbour','Iron','Juniper','Kestrel','Lumen',
            'Meridian','Nimbus','Orchard','Pioneer','Quarry','Riverside','Summit','Tundra','Umbra'])[1 + ${pick('n', 3, 20)}]
          || ' ' || (ARRAY['Traders','Foods','Motors','Systems','Logistics','Textiles','Energy','Media','Tools','Farms',
            'Steel','Paper','Glass','Optics','Marine','Chemicals'])[1 + ${pick('n', 4, 16)}] || ' ' || n,
          'C-' || n,
          CASE WHEN ${pick('n', 5, 100)} < 88 THEN 'active' WHEN ${pick('n', 5, 100)} < 93 THEN 'prospect'
            WHEN ${pick('n', 5, 100)} < 97 THEN 'inactive' ELSE 'suspended' END,
          ${currencyOf('n')},
          CASE WHEN ${pick('n', 6, 10)} < 8 THEN ${idOf('usr', `1 + ${pick('n', 7, USERS)}`)} END,
          CASE WHEN ${pick('n', 8, 10)} < 7 THEN ${idOf('usr', `1 + ${pick('n', 9, USERS)}`)} END,
          ${pick('n', 10, 101)}::int, '{}', 'seed', 1, ${at}, ${at}
        FROM generate_series(1, ${customers}) n`,
    },
    {
      name: 'signals',
      sql: `INSERT INTO signal (id, customer_id, kind, severity, severity_rank, text, source, is_active, started_at, expires_at,
          author_id, created_at, updated_at)
        SELECT ${idOf('sig', 'n')}, ${idOf('cus', 'n')}, 'seed', (ARRAY['none','healthy','medium','high'])[rank + 1], rank,
          'Made for measurements', 'api', true, ${at}, CASE WHEN ${pick('n', 28, 4)} = 0 THEN ${at} + interval '30 days' END,
          'system', ${at}, ${at}
        FROM (SELECT n, (ARRAY[0, 1, 1, 1, 1, 2, 2, 3])[1 + ${pick('n', 29, 8)}] AS rank FROM generate_series(1, ${customers}) n) r
        WHERE ${pick('n', 30, 5)} > 0`,
    },
    {
      name: 'contacts',
      sql: `INSERT INTO contact (id, customer_id, name, email, type, is_primary, is_active, source, created_at, updated_at)
        SELECT ${idOf('con', 'n')}, ${idOf('cus', `1 + (n - 1) % ${customers}`)}, 'Pat Payer ' || n, 'ap' || n || '@customer.example',
          'ap_manager', n <= ${customers}, true, 'seed', ${at}, ${at}
        FROM generate_series(1, ${Math.floor(customers * 1.5)}) n`,
    },
    {
      name: 'customer labels',
      sql: `INSERT INTO customer_label (customer_id, label_id, created_at, created_by_id)
        SELECT DISTINCT ${idOf('cus', 'n')}, ${idOf('lbl', `1 + ${pick('n', 13, 'g * 8')}`)}, ${at}, 'system'
        FROM generate_series(1, ${customers}) n, generate_series(1, 3) g WHERE ${pick('n', 14, 2)} = g % 2
        ON CONFLICT DO NOTHING`,
    },
    {
      name: 'lists',
      sql: `WITH l AS (INSERT INTO list (id, name, name_key, created_by_id, created_at, updated_at)
          SELECT ${idOf('lst', 'n')}, 'List ' || n, 'list ' || n, 'system', ${at}, ${at} FROM generate_series(1, ${LISTS}) n)
        INSERT INTO list_member (list_id, customer_id, added_at, added_by_id)
        SELECT ${idOf('lst', 'l')}, ${idOf('cus', 'n')}, ${at}, 'system'
        FROM generate_series(1, ${LISTS}) l, generate_series(1, ${customers}) n WHERE ${pick('n', 15, '10 * l')} = 0`,
    },
    {
      name: 'invoices',
      sql: `INSERT INTO invoice (id, customer_id, currency, number, status, issued_on, due_on, amount, balance, is_disputed,
          dispute_reason, source, created_at, updated_at)
        SELECT ${idOf('inv', 'n')}, ${idOf('cus', 'c')}, ${currencyOf('c')}, 'INV-' || n, status, due_on - 30, due_on, amount,
          CASE WHEN status <> 'open' THEN 0 WHEN ${pick('n', 16, 10)} = 0 THEN amount - trunc(amount / 3, 2) ELSE amount END,
          status = 'open' AND ${pick('n', 17, 50)} = 0,
          CASE WHEN status = 'open' AND ${pick('n', 17, 50)} = 0 THEN 'Goods incomplete' END, 'seed', ${at}, ${at}
        FROM (
          SELECT n, c, status, (1 + ${pick('n', 18, 999_999)}) / 100.0 AS amount,
            date '${day}' + CASE WHEN status = 'open' THEN 60 - (power(${pick('n', 19, 1000)} / 1000.0, 2) * 420)::int
              ELSE -30 - ${pick('n', 20, 1000)}::int END AS due_on
          FROM (
            SELECT n, ${customerOf('n')} AS c,
              CASE WHEN ${pick('n', 21, 100)} < 33 THEN 'open' WHEN ${pick('n', 21, 100)} < 98 THEN 'paid' ELSE 'void' END AS status
            FROM generate_series(1, ${invoices}) n
          ) a
        ) b`,
    },
    {
      name: 'balance changes: issued',
      sql: `INSERT INTO balance_change (id, invoice_id, customer_id, currency, kind, cause, delta, balance, effective_on, created_at)
        SELECT 'bal' || substr(id, 4), id, customer_id, currency, 'issued', 'issued', amount, amount, issued_on, ${at} FROM invoice`,
    },
    {
      name: 'payments',
      sql: `INSERT INTO payment (id, customer_id, currency, amount, paid_on, source, created_by_id, created_at)
        SELECT 'pay' || substr(id, 4), customer_id, currency, amount - balance,
          least(due_on + (${pick('length(id) + ascii(right(id, 1)) * 31 + ascii(right(id, 2)) * 7 + ascii(right(id, 3))', 22, 40)})::int, date '${day}'),
          'seed', 'system', ${at}
        FROM invoice WHERE status <> 'void' AND balance < amount`,
    },
    {
      name: 'allocations',
      sql: `INSERT INTO payment_allocation (id, payment_id, invoice_id, currency, amount, created_at)
        SELECT 'pal' || substr(id, 4), id, 'inv' || substr(id, 4), currency, amount, created_at FROM payment`,
    },
    {
      name: 'balance changes: paid',
      sql: `INSERT INTO balance_change (id, invoice_id, customer_id, currency, kind, cause, delta, balance, effective_on, payment_id, created_at)
        SELECT 'bal_02' || substr(p.id, 7), i.id, i.customer_id, i.currency, 'payment', 'payment', -p.amount, i.balance, p.paid_on, p.id, ${at}
        FROM payment p JOIN invoice i ON i.id = 'inv' || substr(p.id, 4)`,
    },
    {
      name: 'balance changes: void',
      sql: `INSERT INTO balance_change (id, invoice_id, customer_id, currency, kind, cause, delta, balance, effective_on, created_at)
        SELECT 'bal_02' || substr(id, 7), id, customer_id, currency, 'void', 'void', -amount, 0, due_on, ${at}
        FROM invoice WHERE status = 'void'`,
    },
    {
      name: 'invoice labels',
      sql: `INSERT INTO invoice_label (invoice_id, label_id, created_at, created_by_id)
        SELECT ${idOf('inv', 'n')}, ${idOf('lbl', `1 + ${pick('n', 23, 24)}`)}, ${at}, 'system'
        FROM generate_series(1, ${invoices}, 10) n`,
    },
    {
      name: 'communications',
      sql: `INSERT INTO communication (id, customer_id, kind, direction, occurred_at, subject, created_at)
        SELECT ${idOf('com', 'n')}, ${idOf('cus', `1 + ${pick('n', 24, customers)}`)},
          (ARRAY['email','email','call','sms','activity'])[1 + ${pick('n', 25, 5)}], (ARRAY['inbound','outbound'])[1 + ${pick('n', 26, 2)}],
          ${at} - make_interval(mins => ${pick('n', 27, 500_000)}::int), 'About your account', ${at}
        FROM generate_series(1, ${customers * 2}) n`,
    },
  ];
}
