import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { numberRecipients } from '../../../domain/sending/number-recipients.ts';
import { newId } from '../../../infra/ids.ts';

const FOLDER = new URL('../../../prisma/migrations/', import.meta.url);
const COPIES = '20261129000001_changes_and_copies';

/** Messages as they were when all recipients of one got it in one transaction. */
const ROWS = `
  SET session_replication_role = replica;
  INSERT INTO message (id, source_kind, source_id, customer_id, channel, status, token, ar_version, header_id, subject,
    body_text, reference_ids, facts, attempts, claimed_at, created_at)
  SELECT id, 'action', id, 'cus_1', 'email', status, 't', 1, id, 's', 't', '{}', '{}', 1, now(), now()
  FROM (VALUES ('msg_main', 'refused'), ('msg_copy', 'refused'), ('msg_sent', 'sent')) AS v(id, status);
  INSERT INTO message_recipient (message_id, kind, address, status) VALUES
    ('msg_main', 'to', 'a@x', 'accepted'), ('msg_main', 'to', 'b@x', 'refused'), ('msg_main', 'cc', 'c@x', 'refused'),
    ('msg_copy', 'to', 'a@x', 'refused'), ('msg_copy', 'cc', 'b@x', 'accepted'), ('msg_copy', 'cc', 'c@x', 'pending'),
    ('msg_sent', 'to', 'a@x', 'accepted'), ('msg_sent', 'cc', 'b@x', 'refused');`;

const name = `copies_${newId('claim').slice(4)}`;
let admin: Client;
let db: Client;
const apply = async (migration: string) =>
  db.query(await readFile(new URL(`${migration}/migration.sql`, FOLDER), 'utf8'));

beforeAll(async () => {
  const url = process.env['TEST_DATABASE_ADMIN_URL']!;
  admin = new Client({ connectionString: url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  db = new Client({ connectionString: url.replace(/\/[^/]*$/, `/${name}`) });
  await db.connect();
  const folders = await readdir(FOLDER, { withFileTypes: true });
  const names = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  for (const migration of names.sort().filter((each) => each < COPIES)) await apply(migration);
  await db.query(ROWS);
  await apply(COPIES);
});
afterAll(async () => {
  await db.end();
  await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await admin.end();
});

async function copiesOf(messageId: string) {
  const sql = 'SELECT n, kind, address, status FROM message_recipient WHERE message_id = $1 ORDER BY n';
  return (
    await db.query<Parameters<typeof numberRecipients>[1][number] & { address: string }>(sql, [messageId])
  ).rows;
}

test('D1: who accepted an unsent message before copies had numbers keeps one, and is never the main recipient', async () => {
  for (const [messageId, accepted, left] of [
    ['msg_main', 'a@x', ['b@x', 'c@x']],
    ['msg_copy', 'b@x', ['a@x', 'c@x']],
  ] as const) {
    const before = await copiesOf(messageId);
    expect(before.find(({ status }) => status === 'accepted')).toMatchObject({ n: 3, address: accepted });
    const again = numberRecipients(
      left.map((address) => ({ kind: 'to', address })),
      before,
    );
    expect(again.map(({ n, address }) => [n, address])).toEqual([
      [1, left[0]],
      [2, left[1]],
    ]);
  }
});

test('a sent message keeps its main recipient, whatever became of the others', async () => {
  expect((await copiesOf('msg_sent')).map(({ n, address, status }) => [n, address, status])).toEqual([
    [1, 'a@x', 'accepted'],
    [2, 'b@x', 'refused'],
  ]);
});
