import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MigratingDatabase } from '../support/servers/migrating-database.ts';

let db: MigratingDatabase;
const read = (sql: string) => db.query(sql);

/** One customer with an invoice, one step, one touchpoint, and messages of both and of an action. */
const ROWS = `
  INSERT INTO customer (id, name, status, currency, score, properties, source, ar_version, created_at, updated_at)
    VALUES ('cus_1', 'A', 'active', 'EUR', 0, '{}', 'api', 1, '2026-01-01', '2026-01-01');
  INSERT INTO invoice (id, customer_id, currency, number, status, issued_on, due_on, amount, balance, is_disputed, source,
      created_at, updated_at)
    VALUES ('inv_1', 'cus_1', 'EUR', '1', 'void', '2026-01-01', '2026-01-31', 100, 0, false, 'import', now(), now());
  INSERT INTO balance_change (id, invoice_id, customer_id, currency, kind, delta, balance, effective_on, created_at) VALUES
    ('bal_1', 'inv_1', 'cus_1', 'EUR', 'issued', 100, 100, '2026-01-01', now()),
    ('bal_2', 'inv_1', 'cus_1', 'EUR', 'payment', -40, 60, '2026-01-02', now()),
    ('bal_3', 'inv_1', 'cus_1', 'EUR', 'import', -10, 50, '2026-01-03', now()),
    ('bal_4', 'inv_1', 'cus_1', 'EUR', 'import', -50, 0, '2026-01-04', now());
  INSERT INTO change (entity, entity_id, kind, at, actor_id, data) VALUES
    ('customer', 'cus_1', 'created', '2026-01-31T23:59:59.999Z', 'usr_1', NULL),
    ('invoice', 'inv_1', 'created', '2026-02-01T00:00:00Z', 'usr_1', '{"source": "import"}'),
    ('customer', 'cus_1', 'updated', '2026-04-02', 'usr_1', '{"customerId": "cus_1", "bulkChangeId": "blk_1"}'),
    ('promise', 'prm_gone', 'broken', '2026-04-01', 'system', '{"customerId": "cus_1"}'),
    ('user', 'usr_1', 'created', '2026-02-03', 'usr_1', NULL);
  INSERT INTO audit (at, actor_id, request_id, action, entity, entity_id, after) VALUES
    ('2026-01-31', 'usr_1', 'r', 'customer.created', 'customer', 'cus_1', '{"name": "A"}'),
    ('2026-03-01', 'usr_1', NULL, 'customer.updated', 'customer', 'cus_1', NULL);
  INSERT INTO sequence (id, name, name_key, zone, purpose, status, is_template, default_delivery, send_days, stop_rules,
      version, plan_version, drained_version, created_by_id, created_at, updated_at)
    VALUES ('seq_1', 'S', 's', 'UTC', 'collections', 'active', false, 'auto', '{}', '{}', 1, 1, 1, 'usr_1', now(), now());
  INSERT INTO branch (id, sequence_id, name, position) VALUES ('brn_1', 'seq_1', 'main', 0);
  INSERT INTO step (id, sequence_id, branch_id, position, type, label, priority, timing, delivery, content_mode,
      assignee_rule, contact_types, cc, bcc, is_threaded, outcome_labels, timing_edited_at, is_archived, created_at)
    VALUES ('stp_1', 'seq_1', 'brn_1', 0, 'email', '', 'normal', 'offset', 'auto', 'template', 'primary', '{}', '{}', '{}',
      false, '{}', now(), false, now());
  INSERT INTO enrollment (id, sequence_id, customer_id, status, is_live, start_date, planned_from, intent_version,
      applied_version, plan_version, thread_references, has_owed, source, created_by_id, created_at)
    VALUES ('enr_1', 'seq_1', 'cus_1', 'active', true, now(), now(), 1, 1, 1, '{}', true, 'api', 'usr_1', now());
  INSERT INTO step_execution (id, enrollment_id, step_id, sequence_id, customer_id, position, type, priority, is_manual,
      status, created_at)
    VALUES ('exe_1', 'enr_1', 'stp_1', 'seq_1', 'cus_1', 0, 'email', 'normal', false, 'done', now());
  INSERT INTO scheduled_touchpoint (id, program_id, touchpoint_id, customer_id, level, subject_id, status, planned_on,
      planned_at, plan_version, history, created_at, updated_at)
    VALUES ('stc_1', 'prg_1', 'tch_1', 'cus_1', 'account', 'cus_1', 'completed', now(), now(), 1, '[]', now(), now());
  INSERT INTO message (id, source_kind, source_id, customer_id, enrollment_id, mailbox_id, channel, status, token,
      ar_version, header_id, subject, body_text, reference_ids, facts, attempts, claimed_at, created_at) VALUES
    ('msg_1', 'step_execution', 'exe_1', 'cus_1', 'enr_1', 'mbx_1', 'email', 'sent', 't', 1, 'h1', 's', 't', '{}', '{}', 1, now(), now()),
    ('msg_2', 'touchpoint', 'stc_1', 'cus_1', NULL, 'mbx_1', 'email', 'sent', 't', 1, 'h2', 's', 't', '{}', '{}', 1, now(), now()),
    ('msg_3', 'action', 'act_1', 'cus_1', NULL, NULL, 'email', 'claimed', 't', 1, 'h3', 's', 't', '{}', '{}', 1, now(), now());
  INSERT INTO message_recipient (message_id, kind, address, status) VALUES
    ('msg_1', 'bcc', 'b@x', 'accepted'), ('msg_1', 'to', 'z@x', 'accepted'), ('msg_1', 'cc', 'c@x', 'refused'),
    ('msg_1', 'to', 'a@x', 'accepted'), ('msg_2', 'to', 'a@x', 'pending');
  INSERT INTO message_attempt (message_id, token, attempt, started_at) VALUES ('msg_1', 't', 1, now());
  INSERT INTO mail_event (id, kind, customer_id, enrollment_id, message_id, address, occurred_at, created_at, created_by_id)
    VALUES ('mev_1', 'bounce', 'cus_1', 'enr_1', 'msg_1', 'a@x', '2026-02-01', '2026-02-02', 'usr_1'),
      ('mev_2', 'unsubscribe', 'cus_1', 'enr_1', NULL, 'a@x', '2026-02-01', '2026-02-02', 'system');`;

beforeAll(async () => {
  db = await MigratingDatabase.open({ migration: '20261129000001_changes_and_copies', rows: ROWS });
});
afterAll(() => db.drop());

test('changes keep their numbers, go to the month they belong to, and name customer and origin', async () => {
  const sql = `SELECT seq::int, tableoid::regclass::text AS part, entity_id, customer_id, origin, origin_id, depth
    FROM change ORDER BY seq`;
  expect((await read(sql)).map((row) => Object.values(row as object))).toEqual([
    [1, 'change_2026_01', 'cus_1', 'cus_1', 'api', null, 0],
    [2, 'change_2026_02', 'inv_1', 'cus_1', 'import', null, 0],
    [3, 'change_2026_04', 'cus_1', 'cus_1', 'bulk', 'blk_1', 0],
    [4, 'change_2026_04', 'prm_gone', 'cus_1', 'engine', null, 0],
    [5, 'change_2026_02', 'usr_1', null, 'api', null, 0],
  ]);
  const next = `INSERT INTO change (entity, entity_id, kind, at, actor_id, origin)
    VALUES ('user', 'u', 'updated', '2030-01-01', 'x', 'api') RETURNING seq::int, tableoid::regclass::text AS part`;
  expect(await read(next)).toEqual([{ seq: 6, part: 'change_default' }]);
});

test('audit entries keep their numbers and what they say', async () => {
  const sql = 'SELECT id::int, tableoid::regclass::text AS part, action, after FROM audit ORDER BY id';
  expect(await read(sql)).toEqual([
    { id: 1, part: 'audit_2026_01', action: 'customer.created', after: { name: 'A' } },
    { id: 2, part: 'audit_2026_03', action: 'customer.updated', after: null },
  ]);
});

test('messages name what they were written for, who sent them, and the gates they pass', async () => {
  const sql = `SELECT id, sequence_id, branch_id, step_id, touchpoint_id, sender_id, gates FROM message ORDER BY id`;
  expect((await read(sql)).map((row) => Object.values(row as object))).toEqual([
    ['msg_1', 'seq_1', 'brn_1', 'stp_1', null, 'mbx_1', ['switch', 'sequence/seq_1', 'mailbox/mbx_1']],
    ['msg_2', null, null, null, 'tch_1', 'mbx_1', ['switch', 'program/prg_1', 'mailbox/mbx_1']],
    ['msg_3', null, null, null, null, null, ['switch']],
  ]);
});

test('the first `to` is the main recipient; the others follow as to, cc, bcc', async () => {
  const sql = `SELECT message_id, n, address, status, is_open, attempts FROM message_recipient ORDER BY message_id, n`;
  expect((await read(sql)).map((row) => Object.values(row as object))).toEqual([
    ['msg_1', 1, 'z@x', 'accepted', false, 0],
    ['msg_1', 2, 'a@x', 'accepted', false, 0],
    ['msg_1', 3, 'c@x', 'refused', false, 0],
    ['msg_1', 4, 'b@x', 'accepted', false, 0],
    ['msg_2', 1, 'a@x', 'waiting', false, 0],
  ]);
  expect(await read('SELECT n FROM message_attempt')).toEqual([{ n: 1 }]);
});

test('mail events are events of messages, judged when they were told', async () => {
  const sql = `SELECT id, event_key, n, step_execution_id, source, verdict, judged_at = created_at AS judged
    FROM message_event ORDER BY id`;
  expect((await read(sql)).map((row) => Object.values(row as object))).toEqual([
    ['mev_1', 'mev_1', 1, 'exe_1', 'api', null, true],
    ['mev_2', 'mev_2', null, null, 'link', null, true],
  ]);
});

test('movements of balances have a cause; what an import lowered to nothing by voiding was never owed', async () => {
  const rows = (await read('SELECT cause FROM balance_change ORDER BY id')) as { cause: string }[];
  expect(rows.map((row) => row.cause)).toEqual(['issued', 'payment', 'import', 'void']);
});

test('U3: earlier audit entries name the customer whose thing they are about', async () => {
  await db.query(`INSERT INTO audit (at, actor_id, action, entity, entity_id, before) VALUES
    ('2026-03-02', 'usr_1', 'message.copyRetried', 'message', 'msg_3', NULL),
    ('2026-03-02', 'usr_1', 'enrollment.stopped', 'enrollment', 'enr_1', NULL),
    ('2026-03-02', 'usr_1', 'note.removed', 'note', 'nte_gone', '{"customerId": "cus_1"}'),
    ('2026-03-02', 'usr_1', 'user.created', 'user', 'usr_1', NULL)`);
  await db.apply('20261130000001_audit_by_customer');
  expect(await read('SELECT entity, customer_id FROM audit ORDER BY id')).toEqual([
    { entity: 'customer', customer_id: 'cus_1' },
    { entity: 'customer', customer_id: 'cus_1' },
    { entity: 'message', customer_id: 'cus_1' },
    { entity: 'enrollment', customer_id: 'cus_1' },
    { entity: 'note', customer_id: 'cus_1' },
    { entity: 'user', customer_id: null },
  ]);
});
