import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { audienceTables } from '../../../infra/db/automations/audience-columns.ts';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('A8: the tables that the catalogue names are those of the database, sets and records of records included', async () => {
  const tables = audienceTables();
  expect(tables).toEqual(
    expect.arrayContaining([
      'customer',
      'customer_label',
      'customer_summary',
      'document_file',
      'invoice_label',
      'related_record_event',
      'tracking_hit',
      'visibility_group_customer',
    ]),
  );
  const rows = await database.db.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name`;
  const known = rows.map(({ name }) => name);
  expect(tables.filter((table) => !known.includes(table))).toEqual([]);
});
