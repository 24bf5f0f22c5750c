/** The first month of the rows, and how many months they are spread over. */
export const MONTHS = { first: '2027-01-01', count: 36 } as const;
const CUSTOMERS = 200_000;
/** Rows of one statement. */
const CHUNK = 1_000_000;

/** Statements that fill one table, in order; tables may be filled side by side. */
export interface Filling {
  table: string;
  statements: string[];
}

const id = (prefix: string, n: string) => `'${prefix}_' || lpad((${n})::text, 26, '0')`;
/** Where row `n` of `rows` falls, in order. */
const at = (rows: number) =>
  `'${MONTHS.first} 00:00:00Z'::timestamptz + n * (interval '${MONTHS.count} months' / ${rows})`;

function chunks(rows: number, statement: (range: string) => string): string[] {
  const list: string[] = [];
  for (let from = 0; from < rows; from += CHUNK)
    list.push(statement(`generate_series(${from}, ${Math.min(rows, from + CHUNK) - 1}) n`));
  return list;
}

/** What the others refer to. */
export const GROUND: readonly string[] = [
  `INSERT INTO app_user (id, name, email, email_key, role, is_active, created_at)
    SELECT ${id('usr', 'n')}, 'User ' || n, n || '@firm.example', n || '@firm.example', 'agent', true, now()
    FROM generate_series(0, 99) n`,
  `INSERT INTO customer (id, name, status, currency, score, properties, source, ar_version, created_at, updated_at)
    SELECT ${id('cus', 'n')}, 'Customer ' || n, 'active', 'EUR', 0, '{}', 'api', 1, now(), now()
    FROM generate_series(0, ${CUSTOMERS - 1}) n`,
  `SELECT make_partitions(t, '${MONTHS.first}', ${MONTHS.count + 3}) FROM unnest(ARRAY['change', 'audit']) t`,
];

/** So many rows of change, audit and ledger, as years of work leave them. */
export function ledgerRows(rows: number): Filling[] {
  const customer = id('cus', `n % ${CUSTOMERS}`);
  const kinds = `(ARRAY['overdue', 'paid', 'created', 'updated', 'updated', 'updated'])[1 + n % 6]`;
  return [
    {
      table: 'change',
      statements: chunks(
        rows,
        (range) => `
        INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, depth, data)
        SELECT CASE WHEN n % 3 = 2 THEN 'stepExecution' ELSE 'invoice' END, ${id('inv', 'n / 6')}, ${kinds}, ${at(rows)},
          'system', ${customer}, 'engine', 0, jsonb_build_object('customerId', ${customer}, 'dueOn', '2027-01-01',
            'balance', n || '.00', 'currency', 'EUR')
        FROM ${range}`,
      ),
    },
    {
      table: 'audit',
      statements: chunks(
        rows,
        (range) => `
        INSERT INTO audit (at, actor_id, request_id, action, entity, entity_id, customer_id, before, after)
        SELECT ${at(rows)}, ${id('usr', 'n % 100')}, 'req_' || n, 'invoice.updated', 'invoice', ${id('inv', 'n / 6')}, ${customer},
          jsonb_build_object('balance', n || '.00', 'dueOn', '2027-01-01', 'poNumber', 'PO-' || n),
          jsonb_build_object('balance', n || '.50', 'dueOn', '2027-02-01', 'poNumber', 'PO-' || n)
        FROM ${range}`,
      ),
    },
    {
      table: 'message',
      statements: chunks(
        rows,
        (range) => `
        INSERT INTO message (id, source_kind, source_id, customer_id, enrollment_id, sequence_id, channel, status, token,
          ar_version, header_id, subject, body_text, reference_ids, facts, attempts, claimed_at, handed_over_at,
          settled_at, created_at)
        SELECT ${id('msg', 'n')}, 'step_execution', ${id('exe', 'n')}, ${customer}, ${id('enr', 'n / 4')},
          ${id('seq', 'n % 50')}, 'email', 'sent', 't', 1, ${id('hdr', 'n')}, 'Invoices due',
          repeat('Please pay what is due. ', 10), '{}', '{}', 1, ${at(rows)}, ${at(rows)}, ${at(rows)}, ${at(rows)}
        FROM ${range}`,
      ),
    },
    {
      table: 'message_recipient',
      statements: chunks(
        rows,
        (range) => `
        INSERT INTO message_recipient (message_id, n, kind, address, status, attempts, claimed_at, handed_over_at,
          settled_at, code, reply)
        SELECT ${id('msg', 'n')}, 1, 'to', 'ar' || n % ${CUSTOMERS} || '@customer.example', 'accepted', 1, ${at(rows)}, ${at(rows)},
          ${at(rows)}, 250, '2.0.0 Ok: queued'
        FROM ${range}`,
      ),
    },
  ];
}
