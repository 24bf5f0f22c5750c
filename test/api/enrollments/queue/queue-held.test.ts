import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { onDay } from '../../../support/rows/fixtures.ts';
import type { Json } from '../../../support/servers/api-fixture.ts';
import { claimStep } from '../../../support/worlds/claims.ts';
import { ACCEPTED, QueueWorld, type Row } from '../../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const until = '2026-03-20T08:00:00.000Z';
const call = { type: 'call' as const, timing: onDay(0, '08:00') };
const automatic = { timing: onDay(0, '08:00') };
const manual = { timing: onDay(0, '08:00'), isManual: true };
const shown = async ({ customerId }: Row, query = ''): Promise<Json[]> =>
  (await api.ok('GET', `/v1/queue?customerId=${customerId}${query}`)).items;
const hold = (body: object) => api.ok('POST', '/v1/holds', { body: { reason: 'x', ...body } });
const turn = (body: object) => api.ok('PUT', '/v1/switches', { body: { reason: 'x', ...body } });
const toDo = async ({ sequenceId }: Row): Promise<number> =>
  (await api.ok('GET', `/v1/sequences/${sequenceId}/overview`)).tasks.toDo;

/** How a row can be held back without anybody having paused it; each answers how it ends. */
const holders: [string, (row: Row) => Promise<() => Promise<unknown>>, [string, string | null]][] = [
  [
    'the switch of everything',
    async () => {
      await turn({ scope: 'all', isOn: true });
      return () => turn({ scope: 'all', isOn: false });
    },
    ['switched_off', null],
  ],
  [
    'the switch of its sequence',
    async ({ sequenceId: id }) => {
      await turn({ scope: 'sequence', id, isOn: true });
      return () => turn({ scope: 'sequence', id, isOn: false });
    },
    ['switched_off', null],
  ],
  [
    "a customer's hold",
    async ({ customerId }) => {
      const { id } = await hold({ scope: 'customer', customerId, expiresAt: until });
      return () => api.ok('POST', `/v1/holds/${id}/end`, { body: {} });
    },
    ['customer_hold', until],
  ],
];

describe.each(holders)('Q1, D9: rows held by %s', (_name, begin, [heldReason, heldUntil]) => {
  test('stay in the default queue, with the reason and until when, and are counted', async () => {
    const row = await api.row({ steps: [call] });
    const end = await begin(row);
    expect(await shown(row)).toMatchObject([{ id: row.executionId, heldReason, heldUntil, isPaused: false }]);
    expect(await shown(row, '&include=paused')).toEqual([]);
    expect((await api.ok('GET', `/v1/queue/counts?customerId=${row.customerId}`)).total).toBe(1);
    expect(await toDo(row)).toBe(1);
    await end();
    expect(await shown(row)).toMatchObject([{ id: row.executionId, heldReason: null, heldUntil: null }]);
  });

  test('can be worked on by hand; what would leave by itself is not sent', async () => {
    const [row, email] = [
      await api.row({ steps: [{ ...call, outcomeLabels: ['left voicemail'] }] }),
      await api.row({ steps: [automatic] }),
    ];
    const ends = [await begin(row), await begin(email)];
    expect((await api.act(row.executionId, 'mark-as', { outcome: 'left voicemail' })).status).toBe(200);
    expect((await api.act(row.executionId, 'complete', { note: 'spoke' })).status).toBe(200);
    expect((await api.execution(row.executionId)).status).toBe('done');
    const edit = await api.call('PATCH', `/v1/queue/${email.executionId}`, { body: { subject: 'Hi' } });
    expect(edit.status).toBe(200);
    const sent = await api.act(email.executionId, 'send', {});
    expect([sent.status, sent.body.heldReason]).toEqual([409, heldReason]);
    expect((await api.act(email.executionId, 'cancel', {})).status).toBe(200);
    for (const end of ends) await end();
  });
});

const switches: [string, (row: Row) => object][] = [
  ['everything', () => ({ scope: 'all' })],
  ['its sequence', ({ sequenceId: id }) => ({ scope: 'sequence', id })],
  ['its mailbox', () => ({ scope: 'mailbox', id: api.world.mailboxId })],
];

describe.each(switches)('D9, Q2: the switch of %s', (name, scopeOf) => {
  const claimOf = ({ enrollmentId, executionId: stepExecutionId }: Row) =>
    claimStep(api.engine, { enrollmentId, stepExecutionId });

  test("a person's own send of a manual step goes out, and says so", async () => {
    const row = await api.row({ steps: [manual, { timing: onDay(1, '08:00') }] });
    const scope = scopeOf(row);
    await turn({ ...scope, isOn: true });
    expect((await api.act(row.executionId, 'send', {})).status).toBe(202);
    expect(await shown(row)).toMatchObject([{ heldReason: null, heldDetail: null, isSendRequested: true }]);
    const explained = await api.ok('GET', `/v1/enrollments/${row.enrollmentId}/explain`);
    expect(explained.nextSendAt).toBe(new Date(api.now).toISOString());
    expect(explained.reasons).toContainEqual({
      code: 'sent_by_person',
      text: '"Step 1" goes out all the same, because a person asked: only what is automatic is off.',
      until: null,
    });
    await api.sent(row);
    expect((await api.execution(row.executionId)).status).toBe('done');
    await turn({ ...scope, isOn: false });
  });

  test('so does one that was asked for before it was switched off, at any moment before the hand-over', async () => {
    const [asked, claimed] = [await api.row({ steps: [manual] }), await api.row({ steps: [manual] })];
    for (const { executionId } of [asked, claimed]) await api.act(executionId, 'send', {});
    const claim = await api.claim(claimed);
    for (const row of [asked, claimed]) await turn({ ...scopeOf(row), isOn: true });
    expect(await api.passFence(claim)).toBe(true);
    await api.settle(claimed, claim, ACCEPTED);
    await api.sent(asked);
    for (const row of [asked, claimed]) await turn({ ...scopeOf(row), isOn: false });
  });

  test('and a retry of one that was in error, or an early send', async () => {
    const [failed, early] = [
      await api.row({ steps: [manual] }),
      await api.row({ steps: [{ ...manual, timing: onDay(3, '08:00') }] }),
    ];
    await api.act(failed.executionId, 'send', {});
    await api.settle(failed, await api.claim(failed), { kind: 'refused', code: 550, reply: '550 no' });
    expect((await api.execution(failed.executionId)).status).toBe('error');
    for (const row of [failed, early]) await turn({ ...scopeOf(row), isOn: true });
    expect((await api.act(failed.executionId, 'retry', {})).status).toBe(202);
    expect((await api.act(early.executionId, 'send', {})).status).toBe(202);
    for (const row of [failed, early]) {
      await api.sent(row);
      await turn({ ...scopeOf(row), isOn: false });
    }
  });

  test('what would leave by itself is refused, named in words, and does not pass the fence', async () => {
    const [row, claimed] = [await api.row({ steps: [automatic] }), await api.row({ steps: [automatic] })];
    const claim = await api.claim(claimed);
    for (const each of [row, claimed]) await turn({ ...scopeOf(each), isOn: true, reason: 'wrong amounts' });
    const { status, body } = await api.act(row.executionId, 'send', {});
    const reason = name === 'its mailbox' ? 'mailbox_hold' : 'switched_off';
    expect([status, body.heldReason]).toEqual([409, reason]);
    expect(body.detail).toMatch(/^It is not sent, since .* Sending is switched off for .*: wrong amounts$/);
    expect(await api.passFence(claim)).toBe(false);
    for (const each of [row, claimed]) await turn({ ...scopeOf(each), isOn: false });
  });

  test("a customer's hold beside it keeps the manual one too, before and after it was asked for", async () => {
    const [row, asked] = [await api.row({ steps: [manual] }), await api.row({ steps: [manual] })];
    await api.act(asked.executionId, 'send', {});
    const claim = await api.claim(asked);
    for (const each of [row, asked]) {
      await turn({ ...scopeOf(each), isOn: true });
      await hold({ scope: 'customer', customerId: each.customerId });
    }
    const refused = await api.act(row.executionId, 'send', {});
    expect([refused.status, refused.body.heldReason]).toEqual([409, 'customer_hold']);
    expect(await api.passFence(claim)).toBe(false);
    expect((await claimOf(asked)).kind).toBe('not_now');
    expect(await shown(asked)).toMatchObject([{ heldReason: 'customer_hold' }]);
    for (const each of [row, asked]) await turn({ ...scopeOf(each), isOn: false });
  });
});

test('Q1: a reply holds a row and does not pause it: it stays, with the reason', async () => {
  const row = await api.row({ steps: [call] });
  await api.db.hold.create({
    data: {
      id: 'hld_reply',
      scope: 'enrollment',
      kind: 'reply',
      enrollmentId: row.enrollmentId,
      customerId: row.customerId,
      authorId: 'system',
      startedAt: new Date(api.now),
    },
  });
  expect(await shown(row)).toMatchObject([{ id: row.executionId, isPaused: false }]);
});

test('S20: what is to do leaves out tasks of paused enrollments and sequences, until they go on', async () => {
  const row = await api.row({ steps: [call] });
  for (const path of [`/v1/enrollments/${row.enrollmentId}`, `/v1/sequences/${row.sequenceId}`]) {
    expect(await toDo(row)).toBe(1);
    await api.ok('POST', `${path}/pause`, { body: { reason: 'wait' } });
    expect([await toDo(row), (await shown(row)).length]).toEqual([0, 0]);
    await api.ok('POST', `${path}/resume`, { body: {} });
  }
  expect(await toDo(row)).toBe(1);
});

test('D9: a row tells in words what is switched off, also a mailbox', async () => {
  const row = await api.row({ steps: [manual] });
  const { name } = await api.db.sequence.findUniqueOrThrow({ where: { id: row.sequenceId } });
  const [{ status }, [before]] = [
    await api.ok('GET', `/v1/enrollments/${row.enrollmentId}`),
    await shown(row),
  ];
  expect([status, before!.heldDetail]).toEqual(['active', null]);
  await turn({ scope: 'sequence', id: row.sequenceId, isOn: true, reason: 'wrong amounts' });
  expect((await shown(row))[0]!.heldDetail).toBe(
    `Sending is switched off for the sequence ${name}: wrong amounts`,
  );
  const enrollment = await api.ok('GET', `/v1/enrollments/${row.enrollmentId}`);
  expect(enrollment.status).toBe('active');
  const { reasons } = await api.ok('GET', `/v1/enrollments/${row.enrollmentId}/explain`);
  expect(reasons).toContainEqual({
    code: 'switched_off',
    text: expect.stringMatching(/^Sending is switched off for the sequence by .*: wrong amounts\.$/),
    until: null,
  });
  await turn({ scope: 'sequence', id: row.sequenceId, isOn: false });
});

describe('Q1: the filters of the queue', () => {
  test('held: only what something holds back, or only the rest; counts follow', async () => {
    const { sequenceId } = await api.sequence({ steps: [call] });
    const rows = [
      await api.row({ sequenceId }),
      await api.row({ sequenceId }),
      await api.row({ sequenceId }),
    ];
    const [byHold, byDispute, free] = rows as [Row, Row, Row];
    await hold({ scope: 'customer', customerId: byHold.customerId });
    await api.ok('POST', `/v1/invoices/${byDispute.invoiceId}/dispute`, { body: { reason: 'hours' } });
    const list = async (held: string) =>
      (await api.ok('GET', `/v1/queue?sequenceId=${sequenceId}&held=${held}`)).items;
    const count = async (held: string) =>
      api.ok('GET', `/v1/queue/counts?sequenceId=${sequenceId}&held=${held}`);
    expect((await list('true')).map((row: Json) => [row.id, row.heldReason])).toEqual([
      [byHold.executionId, 'customer_hold'],
      [byDispute.executionId, 'all_disputed'],
    ]);
    expect((await list('false')).map((row: Json) => row.id)).toEqual([free.executionId]);
    expect(await count('true')).toMatchObject({ total: 2, byType: { call: 2, email: 0 } });
    expect(await count('false')).toMatchObject({ total: 1, byType: { call: 1 } });
  });

  test('list: only customers on it, and none whom the viewer may not see', async () => {
    const { sequenceId } = await api.sequence({ steps: [call] });
    const [listed, hidden, other] = [
      await api.row({ sequenceId }),
      await api.row({ sequenceId }),
      await api.row({ sequenceId }),
    ];
    const { id } = await api.ok('POST', '/v1/lists', { body: { name: 'Big ones' } });
    for (const { customerId } of [listed, hidden])
      await api.ok('PUT', `/v1/lists/${id}/members/${customerId}`, { body: {} });
    await api.hide(hidden.customerId);
    const { key } = await api.user('manager');
    const seen = async (path: string, as?: string) =>
      api.ok(
        'GET',
        `/v1/queue${path}sequenceId=${sequenceId}&listId=${id}`,
        as === undefined ? {} : { key: as },
      );
    const ids = async (as?: string) => (await seen('?', as)).items.map((row: Json) => row.id);
    expect(await ids()).toEqual([listed.executionId, hidden.executionId]);
    expect(await ids(key)).toEqual([listed.executionId]);
    expect((await seen('/counts?', key)).total).toBe(1);
    expect(other.executionId).not.toBe(listed.executionId);
  });
});
