import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ClaimInput } from '../../../infra/db/sending/ledger.ts';
import { numberRecipients } from '../../../domain/sending/number-recipients.ts';
import { newId } from '../../../infra/ids.ts';
import { byHand } from '../../support/rows/by-hand.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { ACCEPTED, QueueWorld } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const claimOf = (
  messageId: string,
  addresses: string[],
  before: Parameters<typeof numberRecipients>[1],
  isFirst: boolean,
): ClaimInput => ({
  messageId,
  isFirst,
  source: { kind: 'action', id: messageId },
  belongs: { enrollmentId: null, runId: null, step: null, touchpointId: null },
  gates: [{ kind: 'switch' }, { kind: 'program', id: 'prg_1' }, { kind: 'mailbox', id: 'mbx_1' }],
  channel: 'email',
  leftOut: [],
  taken: null,
  fromAddress: null,
  customerId: 'cus_1',
  contactId: null,
  mailboxId: 'mbx_1',
  token: newId('claim'),
  arVersion: 1,
  headerId: messageId,
  language: null,
  subject: '',
  html: '',
  segments: null,
  text: '',
  threadId: null,
  references: [],
  facts: {},
  tracking: null,
  approvedById: null,
  recipients: numberRecipients(
    addresses.map((address, i) => ({ kind: i === 0 ? 'to' : 'cc', address })),
    before,
  ),
  now: api.now,
});
const claim = (
  messageId: string,
  addresses: string[],
  before: Parameters<typeof numberRecipients>[1] = [],
  isFirst = false,
) =>
  api.db.$transaction((tx) =>
    api.deps.store.ledger.claim(tx, claimOf(messageId, addresses, before, isFirst)),
  );
const copies = async (messageId: string) =>
  (await api.db.messageRecipient.findMany({ where: { messageId }, orderBy: { n: 'asc' } })).map(
    ({ n, kind, address, status }) => [n, kind, address, status],
  );

test('a claimed step names sequence, branch, step, sender and the gates it passes', async () => {
  const row = await api.row({ steps: [{ timing: onDay(0, '08:00') }] });
  const claimed = await api.claim(row);
  const { stepId } = await api.execution(row.executionId);
  const { branchId } = await api.db.step.findUniqueOrThrow({ where: { id: stepId } });
  const { mailboxId } = api.world;
  const gates = ['switch', `sequence/${row.sequenceId}`, `mailbox/${mailboxId}`];
  expect(await api.db.message.findUniqueOrThrow({ where: { id: claimed.mail.messageId } })).toMatchObject({
    sequenceId: row.sequenceId,
    branchId,
    stepId,
    touchpointId: null,
    senderId: mailboxId,
    gates,
  });
  expect(await api.handedOver(await api.row())).toMatchObject({ kind: 'claimed' });
});

test('recipients are numbered as they are listed, the main one first', async () => {
  await claim('msg_a', ['z@x', 'b@x', 'a@x']);
  const rows = [
    [1, 'to', 'z@x', 'waiting'],
    [2, 'cc', 'b@x', 'waiting'],
    [3, 'cc', 'a@x', 'waiting'],
  ];
  expect(await copies('msg_a')).toEqual(rows);
  expect(await api.db.message.findUniqueOrThrow({ where: { id: 'msg_a' } })).toMatchObject({
    stepId: null,
    gates: ['switch', 'program/prg_1', 'mailbox/mbx_1'],
  });
});

test('claimed anew with other recipients, who accepted keeps its number, and the others share the free ones', async () => {
  await claim('msg_b', ['a@x', 'b@x', 'c@x', 'd@x']);
  const where = { messageId_n: { messageId: 'msg_b', n: 2 } };
  const accepted = { where, data: { status: 'accepted', code: 250 } };
  await byHand(api.db, (tx) => tx.messageRecipient.update(accepted));
  await claim('msg_b', ['e@x', 'c@x'], [{ n: 2, status: 'accepted' }]);
  expect(await copies('msg_b')).toEqual([
    [1, 'to', 'e@x', 'waiting'],
    [2, 'cc', 'b@x', 'accepted'],
    [3, 'cc', 'c@x', 'waiting'],
  ]);
});

test('D1: the first claim of a row writes what any claim writes, and fails where somebody had claimed the row', async () => {
  const of = async (messageId: string) => ({
    ...(await api.db.message.findUniqueOrThrow({ where: { id: messageId } })),
    recipients: await api.db.messageRecipient.findMany({ where: { messageId }, orderBy: { n: 'asc' } }),
    attempts: await api.db.messageAttempt.findMany({ where: { messageId }, orderBy: { token: 'asc' } }),
  });
  const alike = (row: Awaited<ReturnType<typeof of>>) =>
    JSON.stringify(row).replaceAll(row.token, 'clm').replaceAll(row.id, 'msg');
  await claim('msg_c', ['a@x', 'b@x'], [], true);
  await claim('msg_d', ['a@x', 'b@x']);
  const first = await of('msg_c');
  expect(alike(first)).toBe(alike(await of('msg_d')));
  await expect(claim('msg_c', ['e@x'], [], true)).rejects.toThrow(/23505|[Uu]nique/);
  expect(await of('msg_c')).toEqual(first);
});

test('a settled message is of the copy it was', async () => {
  const row = await api.row();
  const claimed = await api.handedOver(row);
  await api.settle(row, claimed, ACCEPTED);
  expect(await copies(claimed.mail.messageId)).toEqual([
    [1, 'to', claimed.mail.recipients[0]!.address, 'accepted'],
  ]);
});
