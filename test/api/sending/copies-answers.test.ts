import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { generateRun } from '../../../commands/programs/runs/generate-run.ts';
import { prepareRun } from '../../../commands/programs/runs/prepare-run.ts';
import { newId } from '../../../infra/ids.ts';
import { claimAction, claimTouchpoint, settleAction, settleTouchpoint } from '../../support/worlds/claims.ts';
import { createProgramRow, createTouchpointRow } from '../../support/rows/program-fixture.ts';
import { BUSY, COPY, CopyWorld, LOST, UNKNOWN_USER, type Letter } from '../../support/worlds/copy-world.ts';

const api = new CopyWorld();
beforeAll(async () => {
  await api.open();
  await api.ok('PATCH', '/v1/organisation', { body: { defaultMailboxId: api.world.mailboxId } });
});
afterAll(() => api.close());
beforeEach(() => api.begin());

const TEN_MINUTES = 600_000;

/** A letter whose copy ended so. */
async function letterWith(result: typeof LOST): Promise<Letter> {
  const letter = await api.waiting();
  api.tell(COPY, { result });
  await api.drain(letter);
  return letter;
}

describe('a copy that is uncertain', () => {
  test('D1: it is shown at the message, in doubt alone, and is not tried again by itself', async () => {
    const letter = await letterWith(LOST);
    expect(await api.shown(letter)).toMatchObject({
      status: 'sent',
      copies: [
        { n: 1, status: 'accepted' },
        {
          n: 2,
          kind: 'cc',
          address: COPY,
          status: 'uncertain',
          handedOverAt: new Date(api.now).toISOString(),
        },
      ],
    });
    api.pass(10 * TEN_MINUTES);
    expect(await api.drain(letter)).toEqual({ kind: 'ended' });
    expect(api.left).toEqual([COPY]);
  });

  test('D1: its retry answers 409 with the time from which it works, and works from then on', async () => {
    const letter = await letterWith(LOST);
    api.pass(TEN_MINUTES - 1);
    const early = await api.answer(letter, 'retry');
    const retryAt = new Date(api.start + TEN_MINUTES).toISOString();
    expect([early.status, early.body.retryAt]).toEqual([409, retryAt]);
    api.pass(1);
    const answer = await api.answer(letter, 'retry');
    expect([answer.status, answer.body.copies[1].status]).toEqual([200, 'waiting']);
    expect(api.lifecycle.started).toContain(`copies ${letter.messageId}`);
    await api.drain(letter);
    expect(await api.standing(letter)).toEqual(['accepted', 'accepted']);
    expect(api.left).toEqual([COPY, COPY]);
  });

  test('D1: marked as sent it is settled for good, and both answers are in the audit without its address', async () => {
    const letter = await letterWith(LOST);
    expect((await api.answer(letter, 'mark-sent')).body.copies[1].status).toBe('accepted');
    for (const verb of ['mark-sent', 'retry'] as const) {
      const again = await api.answer(letter, verb);
      expect([again.status, again.body.happened]).toEqual([409, { status: 'accepted' }]);
    }
    expect(await api.auditActions(letter.messageId)).toEqual(['message.copyMarkedAsSent']);
    const [entry] = await api.db.audit.findMany({
      where: { entityId: letter.messageId },
      orderBy: { id: 'asc' },
    });
    expect(
      JSON.stringify(entry, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
    ).not.toContain(COPY);
  });

  test('D1: two people answer at once: one is heard, the other gets 409', async () => {
    const letter = await letterWith(LOST);
    api.pass(TEN_MINUTES);
    const answers = await Promise.all([api.answer(letter, 'retry'), api.answer(letter, 'mark-sent')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test('D1: the owner’s late answer still settles it', async () => {
    const letter = await api.letter();
    const sender = api.sender(letter);
    await sender.passFence(2);
    await api.deps.store.openCopies.settleStale(api.db, { handedOverBefore: api.now + 1 });
    expect(await api.standing(letter)).toEqual(['accepted', 'uncertain']);
    await sender.settle(2, { kind: 'sent', code: 250, reply: '250 ok' });
    expect(await api.standing(letter)).toEqual(['accepted', 'accepted']);
  });
});

describe('a copy that is refused', () => {
  test('D1: it is shown with the server’s words and tried again alone when a person says so', async () => {
    const letter = await letterWith(UNKNOWN_USER);
    const { copies } = await api.shown(letter);
    expect(copies[1]).toMatchObject({
      status: 'refused',
      code: 550,
      reply: '550 5.1.1 no such user',
      attempts: 1,
    });
    expect((await api.answer(letter, 'mark-sent')).body.happened).toEqual({ status: 'refused' });
    await api.answer(letter, 'retry');
    api.tell(COPY, { result: BUSY });
    const look = await api.drain(letter);
    expect(look).toMatchObject({ kind: 'wait', waiting: 1 });
    expect((await api.answer(letter, 'retry')).body.happened).toEqual({ status: 'waiting' });
    if (look.kind === 'wait') api.now = look.until;
    await api.drain(letter);
    expect((await api.shown(letter)).copies[1]).toMatchObject({ status: 'accepted', attempts: 3 });
    const attempts = await api.db.messageAttempt.findMany({
      where: { messageId: letter.messageId, n: 2 },
      orderBy: { attempt: 'asc' },
    });
    expect(attempts.map(({ attempt, result }) => [attempt, result])).toEqual([
      [1, 'refused'],
      [2, 'waiting'],
      [3, 'accepted'],
    ]);
  });
});

describe('who may answer', () => {
  test('U3: the message of a hidden customer is 404, and its copies cannot be answered', async () => {
    const letter = await letterWith(LOST);
    await api.hide(letter.customerId);
    const { key } = await api.user('manager');
    expect((await api.call('GET', `/v1/messages/${letter.messageId}`, { key })).status).toBe(404);
    api.pass(TEN_MINUTES);
    for (const verb of ['retry', 'mark-sent'] as const)
      expect((await api.answer(letter, verb, 2, key)).status).toBe(404);
    expect(await api.standing(letter)).toEqual(['accepted', 'uncertain']);
  });

  test('U1: a viewer sees the copies and answers nothing', async () => {
    const letter = await letterWith(LOST);
    const { key } = await api.user('viewer');
    expect((await api.shown(letter, key)).copies).toHaveLength(2);
    expect((await api.answer(letter, 'retry', 2, key)).status).toBe(403);
  });

  test('D1: the main copy, one that is absent and a message that is absent are refused', async () => {
    const letter = await api.letter();
    expect((await api.answer(letter, 'retry', 1)).status).toBe(409);
    expect((await api.answer(letter, 'retry', 3)).status).toBe(404);
    expect((await api.answer({ messageId: newId('message') }, 'retry')).status).toBe(404);
  });
});

describe('a main copy that is uncertain', () => {
  test('D1: of a step: no copy passes; mark sent lets them leave', async () => {
    const row = await api.due();
    const claim = await api.uncertain(row);
    const { messageId } = claim.mail;
    const letter = { ...row, claim, messageId };
    expect(await api.sender(letter).passFence(2)).toBe(false);
    expect(await api.drain(letter)).toEqual({ kind: 'ended' });
    expect((await api.answer(letter, 'retry')).status).toBe(409);
    await api.act(row.executionId, 'mark-sent');
    expect(api.lifecycle.started).toContain(`copies ${messageId}`);
    await api.drain(letter);
    expect([api.left, await api.standing(letter)]).toEqual([[COPY], ['accepted', 'accepted']]);
  });

  test('D1: its retry starts anew, with everybody', async () => {
    const row = await api.due({ email: 'main@acme.example' });
    await api.uncertain(row);
    api.pass(TEN_MINUTES);
    await api.act(row.executionId, 'retry');
    await api.send(row);
    expect(api.left).toEqual(['main@acme.example', COPY]);
    expect(await api.standing(await api.messageOf(row))).toEqual(['accepted', 'accepted']);
  });

  test('D1: of a touchpoint: mark sent lets its copies leave, and a program that is left keeps them back', async () => {
    const { now, adminId: authorId } = api;
    const programId = await createProgramRow(api.db, { now, authorId });
    const touchpointId = await createTouchpointRow(api.db, { now, programId, offsetDays: 1 });
    await api.db.touchpoint.update({ where: { id: touchpointId }, data: { cc: [COPY] } });
    const { customerId } = await api.payer();
    const { id: runId } = await api.ok('POST', `/v1/programs/${programId}/runs`, { body: {} });
    await generateRun(api.deps, { runId });
    await prepareRun(api.deps, { runId });
    const item = await api.db.scheduledTouchpoint.findFirstOrThrow({ where: { programId, customerId } });
    const { contentHash } = await api.ok('GET', `/v1/review-batches/${item.batchId}`);
    await api.ok('POST', `/v1/review-batches/${item.batchId}/approve`, { body: { contentHash } });
    const { id: scheduledTouchpointId } = item;
    const input = { scheduledTouchpointId, programId };
    const claim = await claimTouchpoint(api.engine, input);
    if (claim.kind !== 'claimed') throw new Error(JSON.stringify(claim.directive));
    const { messageId } = claim.mail;
    const fence = { messageId, token: claim.token, now };
    await api.db.$transaction((tx) => api.deps.store.touchpointSends.passFence(tx, fence));
    await settleTouchpoint(api.engine, { ...input, claim, result: LOST });
    await api.ok('POST', `/v1/scheduled-touchpoints/${scheduledTouchpointId}/mark-sent`, { body: {} });
    expect(api.lifecycle.started).toContain(`copies ${messageId}`);
    await api.ok('PUT', '/v1/switches', {
      body: { scope: 'program', id: programId, isOn: true, reason: 'Stop' },
    });
    expect(await api.drain({ messageId })).toMatchObject({ kind: 'wait', waiting: 1 });
    expect(api.asked).toEqual([]);
    await api.ok('PUT', '/v1/switches', { body: { scope: 'program', id: programId, isOn: false } });
    await api.ok('PUT', `/v1/programs/${programId}/enrollments/${customerId}`, {
      body: { isEnrolled: false },
    });
    expect(await api.standing({ messageId })).toEqual(['accepted', 'cancelled stopped']);
  });

  test('D1: of an action: mark sent lets its copies leave', async () => {
    const { customerId } = await api.payer({ name: 'Northwind' });
    await api.ok('POST', `/v1/customers/${customerId}/insights/refresh`);
    const { items } = await api.ok('GET', `/v1/actions?customerId=${customerId}&kind=email`);
    const { id: actionId } = items[0];
    const { mailboxId } = api.world;
    await api.ok('POST', `/v1/actions/${actionId}/send`, { body: { mailboxId, cc: [COPY] } });
    const claim = await claimAction(api.engine, { actionId });
    if (claim.kind !== 'claimed') throw new Error(JSON.stringify(claim.directive));
    const fence = { messageId: claim.mail.messageId, token: claim.token, now: api.now };
    await api.db.$transaction((tx) => api.deps.store.actionSends.passFence(tx, fence));
    await settleAction(api.engine, { actionId, claim, result: LOST });
    await api.ok('POST', `/v1/actions/${actionId}/mark-sent`, { body: {} });
    expect(api.lifecycle.started).toContain(`copies ${claim.mail.messageId}`);
    await api.drain(claim.mail);
    expect(api.left).toEqual([COPY]);
  });
});
