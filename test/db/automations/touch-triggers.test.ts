import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { audienceTables, customerColumns } from '../../../infra/db/automations/audience-columns.ts';
import { AGEING, EXPIRING } from '../../../infra/db/automations/audience-movers.ts';
import { nestedSources } from '../../../infra/db/automations/audience-nested.ts';
import { recordSources, type Column, type Source } from '../../../infra/db/automations/audience-records.ts';
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
const partsOf = (column: Column): Prisma.Sql[] => {
  if ('holders' in column) return [column.holders];
  if ('days' in column) return [column.days, column.since, column.aging];
  return 'onDay' in column ? [column.onDay, column.at] : [column];
};
const ofCustomer: Record<string, Column> = customerColumns(today);
const now = Prisma.sql`${NOW}`;
const sources: Record<string, Source> = { ...recordSources({ today, now }), ...nestedSources({ now }) };
const textsOf = (columns: Record<string, Column>): string[] =>
  Object.values(columns).flatMap((column) => partsOf(column).map(({ sql }) => sql));
/** Sums that triggers keep of other tables. */
const KEPT = 'customer_summary';
/** What moves the sums of a customer only together with a row of another table, which is touched. */
const TOGETHER: Record<string, string> = { payment_allocation: 'invoice' };
const tables = audienceTables().filter((name) => name !== KEPT);
/** The columns of `r` and of one more name that the records of a kind, read from one table, ask of. */
const wordsOf = (kind: string, alias: string): string[] => {
  const { from, columns } = sources[kind]!;
  const text = [from.sql, ...textsOf(columns)].join(' ');
  return [...text.matchAll(new RegExp(`\\b${alias}\\.([a-z_]+)`, 'g'))].map(([, name]) => name!);
};

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
    const missed = (table: string, columns: string[]) =>
      columns.filter((column) => column !== 'id' && !watched(table).includes(column));
    const own = textsOf(ofCustomer).flatMap((text) =>
      [...text.matchAll(/\bc\.([a-z_]+)/g)].map(([, name]) => name!),
    );
    expect(missed('customer', [...own, 'properties'])).toEqual([]);
    expect(own.length).toBeGreaterThan(10);
    const ofEnrollments = wordsOf('enrollments', 'r');
    const ofSet = partsOf(ofCustomer['sequences']!).flatMap(({ sql }) => sql.split(/\W+/));
    expect(ofEnrollments.length).toBeGreaterThan(5);
    expect(
      missed('enrollment', [
        ...ofEnrollments,
        ...ofSet.filter((word) => /^[a-z_]+$/.test(word) && !/^(holder|held|enrollment)$/.test(word)),
      ]),
    ).toEqual([]);
    const ofMessages = ['messages', 'invoices.linkOpens', 'invoices.replies'].flatMap((kind) =>
      wordsOf(kind, 'm'),
    );
    expect(ofMessages.length).toBeGreaterThan(5);
    expect(missed('message', ofMessages)).toEqual([]);
    expect(watched('list_member')).toEqual(expect.arrayContaining(['list_id', 'customer_id', 'added_at']));
    expect([...new Set(rows.map(({ table }) => table))].sort()).toEqual([
      'customer',
      'enrollment',
      'list_member',
      'message',
    ]);
  });

  it('is touched by every column of a planned touchpoint that approvals and touchpoints ask of', async () => {
    const [row] = await database.db.$queryRaw<{ body: string }[]>`
      SELECT prosrc AS body FROM pg_proc WHERE proname = 'touchpoints_touched'`;
    const compared = [...(row?.body ?? '').matchAll(/\bo\.([a-z_]+)/g)].map(([, name]) => name!);
    const asked = [...wordsOf('approvals', 's'), ...wordsOf('touchpoints', 'r')];
    expect(asked.filter((column) => !compared.includes(column))).toEqual([]);
    expect(asked.length).toBeGreaterThan(15);
  });

  it('is known by its movers where the day or the minute changes a value', () => {
    const subjects: [string, Record<string, Column>][] = [
      ['customer', ofCustomer],
      ...Object.entries(sources).map(([kind, { columns }]): [string, Record<string, Column>] => [
        kind,
        columns,
      ]),
    ];
    const timed = (mark: string) =>
      subjects.flatMap(([subject, columns]) =>
        Object.entries(columns)
          .filter(([, column]) => partsOf(column).some(({ values }) => values.includes(mark)))
          .map(([name]) => `${subject} ${name}`),
      );
    const known = (by: object) =>
      Object.entries(by).flatMap(([subject, fields]) =>
        Object.keys(fields as object).map((name) => `${subject} ${name}`),
      );
    expect(timed(TODAY).filter((name) => !known(AGEING).includes(name))).toEqual([]);
    expect(timed(NOW).filter((name) => !known(EXPIRING).includes(name))).toEqual([]);
    expect([timed(TODAY).length, timed(NOW).length]).toEqual([2, 2]);
  });
});
