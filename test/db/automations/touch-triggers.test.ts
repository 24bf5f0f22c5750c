import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  customerColumns,
  recordSources,
  type Column,
} from '../../../infra/db/automations/audience-columns.ts';
import { AGEING, EXPIRING } from '../../../infra/db/automations/audience-movers.ts';
import { Prisma } from '../../../infra/db/generated/client.ts';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const TODAY = 'as-of-this-day';
const NOW = 'as-of-now';
const today = Prisma.sql`${TODAY}`;
const sqlOf = (column: Column): Prisma.Sql => ('holders' in column ? column.holders : column);
const ofCustomer = customerColumns(today);
const sources = recordSources({ today, now: Prisma.sql`${NOW}` });
const texts = [
  ...Object.values(ofCustomer).map((column) => sqlOf(column).sql),
  ...Object.values(sources).flatMap(({ from, columns }) => [
    `FROM ${from.sql}`,
    ...Object.values(columns).map((column: Column) => sqlOf(column).sql),
  ]),
];
/** Sums that triggers keep of other tables. */
const KEPT = 'customer_summary';
/** What moves the sums of a customer only together with a row of another table, which is touched. */
const TOGETHER: Record<string, string> = {
  payment_allocation: 'invoice',
  credit_application: 'invoice',
};
const tables = [
  ...new Set([
    'customer',
    ...texts.flatMap((text) =>
      [...text.matchAll(/\b(?:FROM|JOIN)\s+([a-z_]+)/g)].map(([, name]) => name ?? ''),
    ),
  ]),
].filter((name) => name !== '' && name !== KEPT);

const triggers = (like: string) => database.db.$queryRaw<{ table: string; event: string }[]>`
  SELECT DISTINCT event_object_table AS table, event_manipulation AS event
  FROM information_schema.triggers WHERE trigger_name LIKE ${like} ORDER BY 1, 2`;

describe('A8: what an audience asks of', () => {
  it('is touched by triggers, whichever way its rows change', async () => {
    const expected = tables.flatMap((table) =>
      ['DELETE', 'INSERT', 'UPDATE'].map((event) => ({ table, event })),
    );
    expect(await triggers('audience_%')).toEqual(
      expected.sort((a, b) => (`${a.table}/${a.event}` < `${b.table}/${b.event}` ? -1 : 1)),
    );
    expect(tables).toContain('related_record');
    expect(tables.length).toBeGreaterThan(12);
  });

  it('is touched by whatever moves the sums that it asks of', async () => {
    const moving = [...new Set((await triggers('customer_summary_%')).map(({ table }) => table))];
    expect(moving.filter((table) => !tables.includes(TOGETHER[table] ?? table))).toEqual([]);
    expect(moving).toContain('signal');
  });

  it('is touched by every column of the rows that are not touched by each of their changes', async () => {
    const rows = await database.db.$queryRaw<{ table: string; column: string }[]>`
      SELECT event_object_table AS table, event_object_column AS column
      FROM information_schema.triggered_update_columns WHERE trigger_name = 'audience_update'`;
    const watched = (table: string) => rows.filter((row) => row.table === table).map(({ column }) => column);
    const own = texts.flatMap((text) => [...text.matchAll(/\bc\.([a-z_]+)/g)].map(([, name]) => name ?? ''));
    expect(
      [...own, 'properties'].filter((column) => !watched('customer').includes(column) && column !== 'id'),
    ).toEqual([]);
    const ofEnrollments = [
      ...Object.values(sources.enrollments.columns).map(({ sql }) => sql.replace('r.', '')),
      ...sqlOf(ofCustomer.sequences).sql.split(/\W+/),
    ].filter((word) => /^[a-z_]+$/.test(word) && !['holder', 'held', 'enrollment'].includes(word));
    expect(ofEnrollments.filter((column) => !watched('enrollment').includes(column))).toEqual([]);
    expect(watched('list_member')).toEqual(expect.arrayContaining(['list_id', 'customer_id', 'added_at']));
    expect([...new Set(rows.map(({ table }) => table))].sort()).toEqual([
      'customer',
      'enrollment',
      'list_member',
    ]);
  });

  it('is known by its movers where the day or the minute changes a value', () => {
    const timed = (mark: string) =>
      [
        ...Object.entries(ofCustomer).map(([name, column]) => ['customer', name, sqlOf(column)] as const),
        ...Object.entries(sources).flatMap(([kind, { columns }]) =>
          Object.entries(columns).map(([name, column]) => [kind, name, sqlOf(column as Column)] as const),
        ),
      ]
        .filter(([, , sql]) => sql.values.includes(mark))
        .map(([subject, name]) => [subject, name] as const);
    expect(
      timed(TODAY).filter(([subject, name]) => !(name in (AGEING[subject as 'customer'] ?? {}))),
    ).toEqual([]);
    expect(timed(NOW).filter(([subject, name]) => !EXPIRING[subject as 'customer']?.includes(name))).toEqual(
      [],
    );
    expect([timed(TODAY).length, timed(NOW).length]).toEqual([2, 1]);
  });
});
