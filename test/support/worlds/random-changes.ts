import fc from 'fast-check';
import type { Database } from '../../../infra/db/client.ts';
import { Prisma } from '../../../infra/db/generated/client.ts';
import { KNOWN } from './random-customers.ts';

/** What of a record may become what another one has. */
const RECORDS = {
  customer: 'name, status, source, zone, locale, score, ar_owner_id, sales_owner_id, properties, created_at',
  contact: 'type, is_active, email, phone, created_at',
  invoice: 'status, issued_on, due_on, amount, balance, is_disputed, dispute_reason, po_number',
  payment: 'amount, paid_on, reference',
  balance_change: 'cause, delta, effective_on',
  promise: 'status, amount, paid_amount, promised_on, created_at, decided_at',
  signal: 'kind, severity, severity_rank, source, is_active, started_at, ended_at, expires_at',
  communication: 'kind, direction, outcome, author_id, subject, occurred_at',
  message: 'source_kind, sequence_id, mailbox_id',
  message_event: 'kind, verdict, occurred_at',
  tracking_hit: 'kind, link, verdict, occurred_at',
  related_record:
    'status, occurred_on, ends_on, amount, url, of_kind, of_external_id, properties, created_at',
  related_record_event: 'kind, occurred_on, amount, currency',
  hold: 'kind, started_at, ended_at, expires_at',
  credit_application: 'amount, created_at',
  scheduled_touchpoint:
    'status, decision, reason, days_overdue, planned_on, decided_at, decided_by_id, ended_at, facts',
  enrollment: 'status, is_live, stop_reason, source, start_date, completed_at, stopped_at, created_at',
} as const;
/** Records that may come to belong to another customer, or another record, by the column that says to which. */
const MOVABLE = {
  payment: ['customer_id', 'customer'],
  signal: ['customer_id', 'customer'],
  contact: ['customer_id', 'customer'],
  scheduled_touchpoint: ['customer_id', 'customer'],
  message_event: ['message_id', 'message'],
  tracking_hit: ['message_id', 'message'],
  related_record_event: ['related_record_id', 'related_record'],
  document_file: ['related_record_id', 'related_record'],
  hold: ['invoice_id', 'invoice'],
  invoice_label: ['invoice_id', 'invoice'],
} as const;
/** What happens to rows that stand between two others. */
const OF_PARENTS = [
  'filed',
  'unfiled',
  'promised',
  'unpromised',
  'cascade',
  'rebooked',
  'repromised',
] as const;
/** What a customer or an invoice has or has not, by the name of whose column and of what it has. */
const HOLDINGS = {
  customer_label: ['customer_id', 'label_id', 'created_at, created_by_id', `, now(), 'test'`],
  list_member: ['customer_id', 'list_id', 'added_at, added_by_id', `, now(), 'test'`],
  visibility_group_customer: ['customer_id', 'group_id', '', ''],
  invoice_label: ['invoice_id', 'label_id', 'created_at, created_by_id', `, now(), 'test'`],
  program_enrollment: [
    'customer_id',
    'program_id',
    'is_enrolled, is_explicit, changed_at, changed_by_id',
    `, true, true, now(), 'test'`,
  ],
} as const;
const KIND_OF = {
  customer_label: 'label',
  list_member: 'list',
  visibility_group_customer: 'visibilityGroup',
  invoice_label: 'label',
  program_enrollment: 'program',
} as const;

type RecordTable = keyof typeof RECORDS;
type HoldingTable = keyof typeof HOLDINGS;
type MovableTable = keyof typeof MOVABLE;

/** One change to a customer or its records; `one` and `other` choose among the rows there are. */
export type RandomChange = { one: number; other: number } & (
  | { kind: 'copied'; table: Exclude<RecordTable, 'customer'> }
  | { kind: 'changed' | 'deleted'; table: RecordTable }
  | { kind: 'moved'; table: MovableTable }
  | { kind: (typeof OF_PARENTS)[number] }
  | { kind: 'given' | 'taken'; table: HoldingTable; held: string }
  | { kind: 'expires'; table: 'signal' | 'hold'; inMinutes: number }
);

const tables = Object.keys(RECORDS) as RecordTable[];
const ofCustomers = tables.filter((table) => table !== 'customer');
const which = { one: fc.nat(1_000), other: fc.nat(1_000) };
const held = fc.constantFrom(...(Object.keys(HOLDINGS) as HoldingTable[])).chain((table) =>
  fc.record({
    ...which,
    kind: fc.constantFrom('given' as const, 'taken' as const),
    table: fc.constant(table),
    held: fc.constantFrom(...(KNOWN[KIND_OF[table]] ?? [])),
  }),
);

/** Changes of every table that audiences ask of. */
export const randomChange: fc.Arbitrary<RandomChange> = fc.oneof(
  fc.record({ ...which, kind: fc.constant('copied' as const), table: fc.constantFrom(...ofCustomers) }),
  fc.record({ ...which, kind: fc.constant('changed' as const), table: fc.constantFrom(...tables) }),
  fc.record({ ...which, kind: fc.constant('deleted' as const), table: fc.constantFrom(...ofCustomers) }),
  fc.record({
    ...which,
    kind: fc.constant('moved' as const),
    table: fc.constantFrom(...(Object.keys(MOVABLE) as MovableTable[])),
  }),
  fc.record({
    ...which,
    kind: fc.constantFrom(...OF_PARENTS),
  }),
  held,
  fc.record({
    ...which,
    kind: fc.constant('expires' as const),
    table: fc.constantFrom('signal' as const, 'hold' as const),
    inMinutes: fc.constantFrom(1, 30, 2_000),
  }),
) as fc.Arbitrary<RandomChange>;

let made = 0;

/** Makes a change at an instant, where the database lets it: what it refuses is no change. */
export async function makeChange(db: Database, change: RandomChange, now: number): Promise<boolean> {
  try {
    await db.$executeRaw(statementOf(change, now));
    return true;
  } catch {
    return false;
  }
}

function statementOf(change: RandomChange, now: number): Prisma.Sql {
  switch (change.kind) {
    case 'expires':
      return expiring(change, now);
    case 'given':
    case 'taken':
      return holding(change);
    case 'moved':
      return moved(change);
    case 'filed':
    case 'unfiled':
    case 'promised':
    case 'unpromised':
    case 'cascade':
    case 'rebooked':
    case 'repromised':
      return ofParents(change);
    default:
      break;
  }
  const table = Prisma.raw(change.table);
  const [id, otherId] = [anId(change.table, change.one), anId(change.table, change.other)];
  switch (change.kind) {
    case 'copied':
      return copied(change.table, id, anId('customer', change.other));
    case 'changed': {
      const columns = Prisma.raw(RECORDS[change.table]);
      return Prisma.sql`UPDATE ${table} SET (${columns}) = (SELECT ${columns} FROM ${table} o WHERE o.id = ${otherId})
        WHERE id = ${id} AND EXISTS (SELECT FROM ${table} o WHERE o.id = ${otherId})`;
    }
    case 'deleted':
      return Prisma.sql`DELETE FROM ${table} WHERE id = ${id}`;
  }
}

function expiring(
  { table, one, inMinutes }: Extract<RandomChange, { kind: 'expires' }>,
  now: number,
): Prisma.Sql {
  const at = Prisma.sql`${new Date(now + inMinutes * 60_000)}::timestamptz`;
  return table === 'signal'
    ? Prisma.sql`UPDATE signal SET is_active = true, expires_at = ${at} WHERE id = ${anId('signal', one)}`
    : Prisma.sql`UPDATE hold SET ended_at = NULL, expires_at = ${at} WHERE id = ${anId('hold', one)}`;
}

function moved({ table, one, other }: Extract<RandomChange, { kind: 'moved' }>): Prisma.Sql {
  const [column, parent] = MOVABLE[table];
  const name = Prisma.raw(table);
  const place = Prisma.sql`(SELECT ctid FROM ${name} ORDER BY ${Prisma.raw(column)}, ctid
    OFFSET ${one}::int % greatest(1, (SELECT count(*) FROM ${name}))::int LIMIT 1)`;
  return Prisma.sql`UPDATE ${name} SET ${Prisma.raw(column)} = ${anId(parent, other)} WHERE ctid = ${place}`;
}

/** What is about rows of two tables, and what goes with its parent. */
function ofParents({
  kind,
  one,
  other,
}: Extract<RandomChange, { kind: (typeof OF_PARENTS)[number] }>): Prisma.Sql {
  switch (kind) {
    case 'filed':
      return Prisma.sql`INSERT INTO document_file
        (related_record_id, name, content_type, size, sha256, content, stored_at, stored_by_id)
        VALUES (${anId('related_record', one)}, 'a.pdf', 'application/pdf', 1, '0', '\\x01', now(), 'test')
        ON CONFLICT DO NOTHING`;
    case 'unfiled':
      return Prisma.sql`DELETE FROM document_file WHERE related_record_id IN (
        SELECT related_record_id FROM document_file ORDER BY 1 OFFSET ${one}::int % 5 LIMIT 2)`;
    case 'promised':
      // Of the same customer.
      return Prisma.sql`INSERT INTO promise_invoice (promise_id, invoice_id, hold_id)
        SELECT p.id, i.id, p.id || i.id FROM promise p JOIN invoice i ON i.customer_id = p.customer_id
        WHERE p.id = ${anId('promise', one)} ORDER BY i.id OFFSET ${other}::int % 2 LIMIT 1 ON CONFLICT DO NOTHING`;
    case 'unpromised':
      return Prisma.sql`DELETE FROM promise_invoice WHERE promise_id IN (
        SELECT promise_id FROM promise_invoice ORDER BY 1 OFFSET ${one}::int % 7 LIMIT 1)`;
    case 'rebooked':
      return Prisma.sql`UPDATE balance_change SET (customer_id, invoice_id) =
        (SELECT i.customer_id, i.id FROM invoice i WHERE i.id = ${anId('invoice', other)})
        WHERE id = ${anId('balance_change', one)}`;
    case 'repromised':
      return Prisma.sql`WITH cut AS (
          DELETE FROM promise_invoice WHERE promise_id = ${anId('promise', one)} RETURNING promise_id)
        UPDATE promise SET customer_id = ${anId('customer', other)} WHERE id = ${anId('promise', one)}`;
    case 'cascade':
      // With its file and what happened to it.
      return Prisma.sql`DELETE FROM related_record WHERE id IN (
        SELECT related_record_id FROM related_record_event ORDER BY 1 OFFSET ${one}::int % 9 LIMIT 1)`;
  }
}

/** A row of a table by its place, as a subquery. */
const anId = (table: string, place: number): Prisma.Sql => {
  const name = Prisma.raw(table);
  return Prisma.sql`(SELECT id FROM ${name} ORDER BY id
    OFFSET ${place}::int % greatest(1, (SELECT count(*) FROM ${name}))::int LIMIT 1)`;
};

/** What a record belongs to beside its customer: a copy of it has it of the same customer, or not at all. */
const PARENTS: Record<string, Prisma.Sql> = {
  balance_change: Prisma.sql`'invoice_id', (SELECT min(id) FROM invoice WHERE customer_id = k.id)`,
  communication: Prisma.sql`'message_id', (SELECT min(id) FROM message WHERE customer_id = k.id)`,
  credit_application: Prisma.sql`'related_record_id',
    (SELECT min(id) FROM related_record WHERE customer_id = k.id AND kind = 'credit_note')`,
  hold: Prisma.sql`'customer_id', NULL`,
  message: Prisma.sql`'header_id', k.id || r.id, 'source_id', k.id || r.id`,
  message_event: Prisma.sql`'event_key', k.id || r.id, 'message_id', (SELECT max(id) FROM message WHERE customer_id = k.id)`,
  tracking_hit: Prisma.sql`'message_id', (SELECT max(id) FROM message WHERE customer_id = k.id)`,
  related_record_event: Prisma.sql`'external_id', NULL,
    'related_record_id', (SELECT max(id) FROM related_record WHERE customer_id = k.id)`,
  invoice: Prisma.sql`'currency', k.currency`,
};

/** The same record of another customer, with what is one's own: ids, and an invoice's currency. */
function copied(table: string, id: Prisma.Sql, customerId: Prisma.Sql): Prisma.Sql {
  made += 1;
  const name = Prisma.raw(table);
  const own = `new_${String(made).padStart(6, '0')}`;
  const parents = PARENTS[table] ? Prisma.sql`|| jsonb_build_object(${PARENTS[table]})` : Prisma.empty;
  return Prisma.sql`
    INSERT INTO ${name}
    SELECT (jsonb_populate_record(NULL::${name}, to_jsonb(r) || jsonb_build_object('id', ${own}::text,
      'number', ${own}::text, 'external_id', ${own}::text, 'customer_id', k.id) ${parents})).*
    FROM ${name} r JOIN customer k ON k.id = ${customerId} WHERE r.id = ${id}`;
}

function holding({ kind, table, held: what, one }: Extract<RandomChange, { held: string }>): Prisma.Sql {
  const [holder, of, columns, values] = HOLDINGS[table];
  const name = Prisma.raw(table);
  const whose = anId(holder === 'invoice_id' ? 'invoice' : 'customer', one);
  if (kind === 'taken')
    return Prisma.sql`DELETE FROM ${name} WHERE ${Prisma.raw(holder)} = ${whose} AND ${Prisma.raw(of)} = ${what}`;
  const rest = columns === '' ? '' : `, ${columns}`;
  return Prisma.sql`INSERT INTO ${name} (${Prisma.raw(`${holder}, ${of}${rest}`)})
    SELECT ${whose}, ${what}${Prisma.raw(values)} ON CONFLICT DO NOTHING`;
}
