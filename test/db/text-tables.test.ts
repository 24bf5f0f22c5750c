import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { erasurePatterns } from '../../domain/erasure-terms.ts';
import { erasePage } from '../../infra/db/text-tables.ts';
import { TEXT_TABLES } from '../../infra/db/upkeep/texts.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Names of columns in which nobody writes words: keys, states of closed lists, hashes, clocks, places of a calendar. */
const WORDLESS =
  /^(id|.*_ids?|kind|key|status|type|source|source_kind|channel|currency|zone|locale|level|role|scope|origin|entity|action|event|event_key|verdict|token|hash|.*_hash|.*_key|.*_status|timing|delivery|default_delivery|delay_unit|send_time|window_st(art|op)|content_mode|assignee_rule|purpose|priority|closing|matching|decision|cause|rule|severity|model|result|wait_reason|stop_reason|held_reason|skip_reason|error_code|contact_types|outcome_labels|gates|.*_references|events|holiday_\w+|smtp_security|imap_security|permission|send_status|operation|source_id|day|send_days|direction)$/;

/** Whole tables and columns that are somebody else's: our own people and settings, definitions' names, what is emptied as a row. */
const EXEMPT = new Map([
  ['organisation', 'our own settings'],
  ['app_user', 'our own people'],
  ['user_permission', 'our own people'],
  ['api_key', 'our own people'],
  ['visibility_group', 'names of definitions'],
  ['label_group', 'names of definitions'],
  ['label', 'names of definitions'],
  ['property', 'names of definitions'],
  ['branch', 'names of definitions'],
  ['customer_score', 'names of criteria of a definition'],
  ['customer_summary', 'the name of the customer, for search'],
  ['contact', 'emptied as a row'],
  ['oauth_provider', 'our own settings'],
  ['oauth_flow', 'sealed'],
  ['feed_position', 'no words'],
  ['contact_policy_change', 'no words'],
  ['send_limit', 'domains'],
  ['domain_wait', 'domains'],
  ['import_profile', 'how columns are named'],
  ['program_run', 'no words'],
  ['program_plan', 'why a plan was made anew, of a closed list'],
  ['review_batch', 'no words'],
  ['edge_decision', 'outcomes as the definition names them'],
  ['sequence_version', 'no words'],
  ['erasure', 'counts and sealed terms'],
  ['erased_key', 'hashes'],
  ['tracking_hit', 'signs and reasons of closed lists, and a keyed hash for minutes'],
  ['mail_folder', 'names of folders'],
  ['mail_trouble', 'names of folders'],
  ['retention_position', 'no words'],
  ['result_fact', 'outcomes as the definition names them'],
  ['result_sum', 'outcomes as the definition names them'],
  ['result_month', 'outcomes as the definition names them'],
  ['result_money', 'kinds of groups, of a closed list'],
  ['result_enrolled', 'states of a closed list'],
  ['result_enrolled_sum', 'states of a closed list'],
  ['result_check', 'no words'],
  ['mail_folder', 'how folders are named, and how far they were read'],
  ['mail_place', 'how folders are named'],
  ['oauth_provider', 'our own settings'],
  ['oauth_flow', 'hashed and sealed'],
  ['mailbox_oauth', 'our own settings, sealed'],
  ['_prisma_migrations', 'not of the product'],
]);
const EXEMPT_COLUMNS = [
  'automation.compared_as',
  'automation.actions',
  'automation.audience',
  'automation.calendar_zone',
  'automation.every_unit',
  'automation.name',
  'automation.pause_reason',
  'automation.sight',
  'automation_effect.reason',
  'automation_message.recipient',
  'automation_pass.filled_to',
  'automation_pass.reason',
  'automation_record.reason',
  'bulk_enrollment_row.outcome',
  'model_insight.claim',
  'model_insight.dropped',
  'model_insight.failure_code',
  'mail_reading.claim',
  'mail_reading.dropped',
  'mail_reading.failure_code',
  'conversation_answer.from_address',
  'conversation_answer.release',
  'document_file.content_type',
  'document_file.sha256',
  'queue_bulk.permissions',
  'queue_bulk_row.detail',
  'queue_bulk_row.outcome',
  'queue_bulk_row.refusal',
  'queue_card.fields',
  'related_record.of_kind',
  'saved_view.screen',
  'scheduled_touchpoint.reason',
  'customer.name',
  'enrollment.from_address',
  'import.ignored_columns',
  'import.missing',
  'import.missing_credit',
  'import.open_before',
  'import_open_item.names',
  'import_error.column',
  'invoice.number',
  'list.name',
  'mail.fingerprint',
  'mail.judged_as',
  'mail.linked_by',
  'mail.problems',
  'mail.wish_answer',
  'mail_attachment.content_type',
  'mail_attachment.sha256',
  'mailbox_oauth.access_token',
  'mailbox_oauth.refresh_token',
  'mailbox.aliases',
  'mailbox.from_address',
  'mailbox.from_name',
  'mailbox.follow_reason',
  'mailbox.imap_authority',
  'mailbox.imap_folders',
  'mailbox.imap_host',
  'mailbox.imap_secret',
  'mailbox.imap_sent_folder',
  'mailbox.imap_user',
  'mailbox.name',
  'mailbox.probe_domains',
  'mailbox.reply_to',
  'mailbox.signature_html',
  'mailbox.signature_text',
  'mailbox.smtp_authority',
  'mailbox.smtp_client_name',
  'mailbox.smtp_host',
  'mailbox.smtp_secret',
  'mailbox.smtp_user',
  'mailbox.unsubscribe_address',
  'mailbox_user.from_address',
  'sms_inbound.answer',
  'sms_inbound.gateway',
  'sms_sender.languages',
  'sms_sender.name',
  'sms_sender.number',
  'sms_sender.probe_domains',
  'message.from_address',
  'message.language',
  'message.places',
  'message_recipient.reason',
  'program.from_address',
  'program.latest_send_time',
  'program.minimum_amounts',
  'program.name',
  'program.tracking',
  'sequence.from_address',
  'sequence.holidays',
  'send_ticket.held_by',
  'send_ticket.lane',
  'send_ticket.places',
  'sequence.limits',
  'sequence.name',
  'sequence.stop_rules',
  'sequence.tracking',
  'step.conditions',
  'step.fallback',
  'step.from_address',
  'step.label',
  'step.language',
  'step.moves',
  'step_execution.pinned_rule',
  'suppression.address',
  'suppression.reason',
  'template.language',
  'template.name',
  'touchpoint.label',
  'webhook.disabled_reason',
  'webhook.former_secret',
  'webhook.secret',
  'webhook.url',
];

test('U5: every column of the database that can hold words is looked through, or exempt by name', async () => {
  const columns = await database.db.$queryRaw<{ table: string; column: string }[]>`
    SELECT c.table_name AS "table", c.column_name AS "column" FROM information_schema.columns c
    JOIN pg_class k ON k.oid = c.table_name::regclass AND NOT k.relispartition
    WHERE c.table_schema = 'public' AND c.data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY')
    ORDER BY 1, 2`;
  const listed = new Set(
    TEXT_TABLES.flatMap(({ table, texts = [], json = [], lists = [] }) =>
      [...texts, ...json, ...lists].map((column) => `${table}.${column}`),
    ),
  );
  const there = new Set(columns.map(({ table, column }) => `${table}.${column}`));
  expect([...listed].filter((column) => !there.has(column))).toEqual([]);
  const forgotten = columns
    .filter(({ table, column }) => !EXEMPT.has(table) && !WORDLESS.test(column))
    .map(({ table, column }) => `${table}.${column}`)
    .filter((column) => !listed.has(column) && !EXEMPT_COLUMNS.includes(column));
  expect(forgotten).toEqual([]);
});

test('U5: a long table is looked through in pages, and a page begins where the last one ended', async () => {
  const table = TEXT_TABLES.find((each) => each.table === 'reconcile_finding')!;
  await database.db.reconcileFinding.createMany({
    data: Array.from({ length: 25 }, (_, n) => ({
      at: new Date(0),
      kind: 'k',
      entity: 'e',
      entityId: `${n}`,
      isRepaired: true,
      detail: n % 5 === 0 ? `found Jo@Example.com ${n}` : 'nothing',
    })),
  });
  const pages: number[] = [];
  for (let after: string | null = null; ;) {
    const page = await erasePage(database.db, table, {
      pattern: 'jo@example\\.com',
      after,
      rows: 10,
      mode: 'erase',
    });
    pages.push(page.found);
    if (page.after === null) break;
    after = page.after;
  }
  expect(pages).toEqual([2, 2, 1]);
  expect(await database.db.reconcileFinding.count({ where: { detail: { contains: '[erased]' } } })).toBe(5);
});

test('U5: what JSON spells otherwise is found too: after a line break, with quotes, as a number', async () => {
  const table = TEXT_TABLES.find((each) => each.table === 'bulk_change')!;
  const terms = { emails: ['jo@example.com'], names: ['Jo "The Boss" Park'], phones: ['+1 555 1234567'] };
  const { ofNobody } = erasurePatterns(terms, { emails: [], names: [], phones: [] });
  const action = {
    note: 'mail\njo@example.com, call\nJo "The\nBoss" Park',
    phone: 15551234567,
    other: ['mojo@example.com', 'jo@example.com.au', 15551234567.5, '5551234567.00'],
  };
  const at = new Date(0);
  const row = {
    id: 'bch_1',
    entity: 'customer',
    targetIds: [],
    createdById: 'x',
    createdAt: at,
    expiresAt: at,
  };
  await database.db.bulkChange.create({ data: { ...row, action } });
  const page = { pattern: ofNobody!, after: null, rows: 10 };
  expect(await erasePage(database.db, table, { ...page, mode: 'count' })).toMatchObject({ found: 1 });
  expect(await erasePage(database.db, table, { ...page, mode: 'erase' })).toMatchObject({ found: 1 });
  const after = await database.db.bulkChange.findUniqueOrThrow({ where: { id: 'bch_1' } });
  expect(after.action).toEqual({ ...action, note: 'mail\n[erased], call\n[erased]', phone: '[erased]' });
});
