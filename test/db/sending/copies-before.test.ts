import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { numberRecipients } from '../../../domain/sending/number-recipients.ts';
import { MigratingDatabase } from '../../support/servers/migrating-database.ts';

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

let db: MigratingDatabase;
beforeAll(async () => {
  db = await MigratingDatabase.open({ migration: '20261129000001_changes_and_copies', rows: ROWS });
});
afterAll(() => db.drop());

async function copiesOf(messageId: string) {
  const sql = 'SELECT n, kind, address, status FROM message_recipient WHERE message_id = $1 ORDER BY n';
  return (await db.query(sql, [messageId])) as (Parameters<typeof numberRecipients>[1][number] & {
    address: string;
  })[];
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
