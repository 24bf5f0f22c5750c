import fc from 'fast-check';
import type { Database } from '../../../infra/db/client.ts';
import { Prisma } from '../../../infra/db/generated/client.ts';
import { KNOWN } from './random-customers.ts';

/** What of a record may become what another one has. */
const RECORDS = {
  customer: 'name, status, source, score, ar_owner_id, sales_owner_id, properties, created_at',
  contact: 'type, is_active, email, phone, created_at',
  invoice: 'status, issued_on, due_on, amount, balance, is_disputed, po_number',
  payment: 'amount, paid_on, reference',
  balance_change: 'cause, delta, effective_on',
  promise: 'status, amount, promised_on, created_at',
  signal: 'kind, severity, severity_rank, is_active, started_at, expires_at',
  communication: 'kind, direction, outcome, author_id, subject, occurred_at',
  related_record: 'status, occurred_on, ends_on, amount, properties',
  enrollment: 'status, is_live, stop_reason, completed_at, stopped_at, created_at',
} as const;
/** Records that may come to belong to another customer. */
const MOVABLE = ['promise', 'balance_change'] as const;
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

/** One change to a customer or its records; `one` and `other` choose among the rows there are. */
export type RandomChange = { one: number; other: number } & (
  | { kind: 'copied'; table: Exclude<RecordTable, 'customer'> }
  | { kind: 'changed' | 'deleted'; table: RecordTable }
  | { kind: 'moved'; table: (typeof MOVABLE)[number] }
  | { kind: 'given' | 'taken'; table: HoldingTable; held: string }
  | { kind: 'expires'; inMinutes: number }
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
  fc.record({ ...which, kind: fc.constant('moved' as const), table: fc.constantFrom(...MOVABLE) }),
  held,
  fc.record({ ...which, kind: fc.constant('expires' as const), inMinutes: fc.constantFrom(1, 30, 2_000) }),
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
  const one = change.kind === 'expires' ? anId('signal', change.one) : undefined;
  if (change.kind === 'expires')
    return Prisma.sql`UPDATE signal SET is_active = true,
      expires_at = ${new Date(now + change.inMinutes * 60_000)}::timestamptz WHERE id = ${one}`;
  const table = Prisma.raw(change.table);
  if (change.kind === 'given' || change.kind === 'taken') return holding(change);
  const [id, otherId] = [anId(change.table, change.one), anId(change.table, change.other)];
  const customerId = anId('customer', change.other);
  switch (change.kind) {
    case 'copied':
      return copied(change.table, id, customerId);
    case 'changed': {
      const columns = Prisma.raw(RECORDS[change.table]);
      return Prisma.sql`UPDATE ${table} SET (${columns}) = (SELECT ${columns} FROM ${table} o WHERE o.id = ${otherId})
        WHERE id = ${id} AND EXISTS (SELECT FROM ${table} o WHERE o.id = ${otherId})`;
    }
    case 'deleted':
      return Prisma.sql`DELETE FROM ${table} WHERE id = ${id}`;
    case 'moved':
      return Prisma.sql`UPDATE ${table} SET customer_id = ${customerId} WHERE id = ${id}`;
  }
}

/** A row of a table by its place, as a subquery. */
const anId = (table: string, place: number): Prisma.Sql => {
  const name = Prisma.raw(table);
  return Prisma.sql`(SELECT id FROM ${name} ORDER BY id
    OFFSET ${place}::int % greatest(1, (SELECT count(*) FROM ${name}))::int LIMIT 1)`;
};

/** The same record of another customer, with what is one's own: ids, and an invoice's currency. */
function copied(table: string, id: Prisma.Sql, customerId: Prisma.Sql): Prisma.Sql {
  made += 1;
  const name = Prisma.raw(table);
  const own = `new_${String(made).padStart(6, '0')}`;
  const currency =
    table === 'invoice'
      ? Prisma.sql`, 'currency', (SELECT currency FROM customer WHERE id = ${customerId})`
      : Prisma.empty;
  return Prisma.sql`
    INSERT INTO ${name}
    SELECT (jsonb_populate_record(NULL::${name}, to_jsonb(r) || jsonb_build_object('id', ${own}::text,
      'number', ${own}::text, 'external_id', ${own}::text, 'customer_id', ${customerId} ${currency}))).*
    FROM ${name} r WHERE r.id = ${id}`;
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
