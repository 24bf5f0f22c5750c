import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RETENTION_KINDS } from '../../../contracts/access/kinds.ts';
import { reconcile } from '../../../commands/upkeep/reconcile.ts';
import { RETAINED } from '../../../infra/db/upkeep/retention.ts';
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
  expect([...new Set(RETAINED.map(({ kind }) => kind))].sort()).toEqual([...RETENTION_KINDS].sort());
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
