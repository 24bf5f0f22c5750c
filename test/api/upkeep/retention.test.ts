import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RETENTION_KINDS } from '../../../contracts/access/kinds.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { PARTITIONED } from '../../../infra/db/upkeep/partitions.ts';
import { forgetByAge, RETAINED } from '../../../infra/db/upkeep/retention.ts';
import type { Tx } from '../../../infra/db/client.ts';
import { Prisma, type Message } from '../../../infra/db/generated/client.ts';
import { newId } from '../../../infra/ids.ts';
import { CopyWorld } from '../../support/worlds/copy-world.ts';
import { whereItStands } from '../../support/worlds/whole-database.ts';

const api = new CopyWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const DAY = 24 * 60 * 60_000;
const keep = (retention: object) => api.ok('PATCH', '/v1/organisation', { body: { retention } });

test('U5: everything is kept for ever until somebody says otherwise, in days that make sense', async () => {
  const { retention } = await api.ok('GET', '/v1/organisation');
  expect(retention).toEqual(Object.fromEntries(RETENTION_KINDS.map((kind) => [kind, null])));
  const kinds = [...RETAINED, ...PARTITIONED].map(({ kind }) => kind);
  expect([...new Set(kinds)].sort()).toEqual([...RETENTION_KINDS].sort());
  for (const days of [0, 29, 36_501, 30.5, '30'])
    expect(
      (await api.call('PATCH', '/v1/organisation', { body: { retention: { audit: days } } })).status,
    ).toBe(422);
  const wrong = await api.call('PATCH', '/v1/organisation', { body: { retention: { invoices: 90 } } });
  expect(wrong.status).toBe(422);
  expect((await keep({ audit: 400 })).retention).toMatchObject({ audit: 400, messages: null });
  expect((await keep({ messages: 90 })).retention).toMatchObject({ audit: 400, messages: 90 });
  expect((await keep({ audit: null, messages: null })).retention).toEqual(retention);
});

test('U5: words older than their days are replaced in the background; what is younger, open or proof stays', async () => {
  const old = await api.letter({ email: 'old@keep.example', cc: [] });
  const open = await api.uncertain(await api.row({ email: 'open@keep.example' }));
  const messageId = old.messageId;
  const prompt = {
    model: 'm',
    prompt: 'old prompt',
    facts: { a: 1 },
    answer: 'old answer',
    problems: [],
    factsHash: 'h',
  };
  await api.db.promptAnswer.create({
    data: {
      ...prompt,
      id: newId('promptAnswer'),
      sourceKind: 'draft',
      sourceId: 'x',
      customerId: old.customerId,
      durationMs: 5,
      inputTokens: 7,
      createdAt: new Date(api.now),
    },
  });
  await api.db.import.create({
    data: {
      id: newId('import'),
      kind: 'contacts',
      isDryRun: false,
      status: 'completed',
      total: 1,
      created: 0,
      updated: 0,
      skipped: 0,
      failed: 1,
      createdById: api.adminId,
      createdAt: new Date(api.now),
      errors: { create: { line: 2, column: 'email', message: '"bad@old" is no address' } },
    },
  });
  const days = {
    messages: 60,
    communications: 60,
    promptAnswers: 60,
    imports: 60,
    audit: 60,
    mailEvents: 60,
    webhooks: 60,
  };
  await keep(days);
  api.pass(50 * DAY);
  await reconcile(api.deps);
  expect((await api.db.message.findUniqueOrThrow({ where: { id: messageId } })).bodyText).not.toBe(
    '[erased]',
  );

  api.pass(11 * DAY);
  const young = await api.ok('POST', `/v1/customers/${old.customerId}/notes`, { body: { content: 'young' } });
  await reconcile(api.deps);
  const message = await api.db.message.findUniqueOrThrow({ where: { id: messageId } });
  expect(message).toMatchObject({
    status: 'sent',
    subject: '[erased]',
    bodyText: '[erased]',
    bodyHtml: null,
  });
  expect(message.contentHash).toMatch(/^[0-9a-f]{64}$/);
  expect(await whereItStands(api.db, ['old prompt', 'old answer', 'bad@old'])).toEqual([]);
  const answer = await api.db.promptAnswer.findFirstOrThrow();
  expect(answer).toMatchObject({ inputTokens: 7, durationMs: 5 });
  expect((await api.db.import.findFirstOrThrow()).failed).toBe(1);
  const inDoubt = await api.db.message.findUniqueOrThrow({ where: { id: open.mail.messageId } });
  expect(inDoubt.bodyText).not.toBe('[erased]');
  const { items } = await api.ok('GET', `/v1/audit?entityId=${young.id}`);
  expect(items[0].after).toMatchObject({ content: 'young' });
  const first = await api.ok('GET', `/v1/audit?entityId=${api.world.mailboxId}`);
  expect(first.items.at(-1)).toMatchObject({ action: 'mailbox.created', before: null, after: null });

  // What was in doubt is settled later, and found when it is looked at again.
  await api.db.message.update({
    where: { id: open.mail.messageId },
    data: { status: 'sent', settledAt: new Date(api.now) },
  });
  await api.db.messageRecipient.updateMany({
    where: { messageId: open.mail.messageId },
    data: { isOpen: false },
  });
  api.pass(8 * DAY);
  await reconcile(api.deps);
  expect((await api.db.message.findUniqueOrThrow({ where: { id: open.mail.messageId } })).bodyText).toBe(
    '[erased]',
  );
});

test('U5: what a person wrote into a step goes with the words of its message, and out of the summary that quotes it', async () => {
  const row = await api.row({ email: 'written@keep.example' });
  const body = { subject: 'quoll subject', body: '<p>quoll body</p>' };
  await api.ok('PATCH', `/v1/queue/${row.executionId}`, { body });
  await api.sent(row);
  expect((await api.execution(row.executionId)).pinned).toMatchObject({ subject: 'quoll subject' });
  api.pass(61 * DAY);
  await reconcile(api.deps);
  expect(await whereItStands(api.db, ['quoll'])).toEqual([]);
});

test('U5, A8: who came into audiences and went out is forgotten by age, and what passes did is not', async () => {
  const move = { automationId: 'aut_keep', isIn: true };
  const add = (customerId: string) =>
    api.db.automationMove.create({ data: { ...move, customerId, at: new Date(api.now) } });
  await add('cus_old');
  api.pass(40 * DAY);
  await add('cus_young');
  const kept = async () =>
    (await api.db.automationMove.findMany({ orderBy: { id: 'asc' } })).map(({ customerId }) => customerId);
  await reconcile(api.deps);
  expect(await kept()).toEqual(['cus_old', 'cus_young']);
  await keep({ moves: 35 });
  await reconcile(api.deps);
  expect(await kept()).toEqual(['cus_young']);
});

test('U5, O9: the ledger keeps its keys when its words go by age, page by page, and goes on where it was cut off', async () => {
  await keep({ moves: null, audit: null });
  const rows = [];
  for (const name of ['one', 'two', 'three'])
    rows.push(await api.letter({ email: `${name}@ledger.example`, cc: [] }));
  const ids = rows.map(({ messageId }) => messageId);
  const read = () =>
    api.db.message.findMany({
      where: { id: { in: ids } },
      include: { recipients: true, log: true },
      orderBy: { id: 'asc' },
    });
  const before = await read();
  const table = RETAINED.find((each) => each.table === 'message')!;
  const now = api.now + 61 * DAY;
  const page = (tx: Tx) => forgetByAge(tx, { table, before: api.now + DAY, rows: 1, now });
  const wordless = async () => (await read()).filter(({ bodyText }) => bodyText === '[erased]').length;
  await api.db.retentionPosition.deleteMany();
  const older = await api.db.message.count({ where: { id: { lt: ids.toSorted()[0]! } } });
  for (let n = 0; n < older; n += 1) await api.db.$transaction(page);
  expect(await wordless()).toBe(0);
  await api.db.$transaction(page);
  // Whoever is killed in a page has done nothing of it; the next one begins there.
  await expect(
    api.db.$transaction(async (tx) => {
      await page(tx);
      throw new Error('killed');
    }),
  ).rejects.toThrow('killed');
  expect(await wordless()).toBe(1);
  for (let n = 0; n < 2; n += 1) await api.db.$transaction(page);
  expect(await wordless()).toBe(3);

  const after = await read();
  const keyOf = ({ id, sourceKind, sourceId, headerId, token, status, customerId, settledAt }: Message) => ({
    id,
    sourceKind,
    sourceId,
    headerId,
    token,
    status,
    customerId,
    settledAt,
  });
  expect(after.map(keyOf)).toEqual(before.map(keyOf));
  const copies = (messages: typeof before) =>
    messages.map(({ recipients, log }) => [
      recipients.map(({ n, address, status }) => [n, address, status]),
      log.map(({ token, attempt, result, code }) => [token, attempt, result, code]),
    ]);
  expect(copies(after)).toEqual(copies(before));
  // What was sent once cannot be claimed again: its source has a message.
  const { recipients: _, log: __, ...first } = after[0]!;
  const twin = { ...first, facts: {}, leftOut: [], tracking: Prisma.DbNull, places: Prisma.DbNull };
  await expect(
    api.db.message.create({ data: { ...twin, id: newId('message'), headerId: 'another' } }),
  ).rejects.toMatchObject({ code: 'P2002' });
});
