import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { onDay } from '../../support/rows/fixtures.ts';
import { BUSY, COPY, CopyWorld, LOST, UNKNOWN_USER, type Letter } from '../../support/worlds/copy-world.ts';

const api = new CopyWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.begin());

const MINUTE = 60_000;
const pay = ({ invoiceId }: { invoiceId: string }) =>
  api.ok('POST', `/v1/invoices/${invoiceId}/payments`, { body: { amount: '1.00', paidOn: '2026-03-02' } });
const stop = ({ enrollmentId }: { enrollmentId: string }) =>
  api.ok('POST', `/v1/enrollments/${enrollmentId}/stop`, { body: {} });

describe('a message with copies', () => {
  test('M5, D1: the main copy leaves first, the others behind it over the same connection, and the step is done', async () => {
    const row = await api.due({ cc: [COPY, 'second@acme.example'], email: 'main@acme.example' });
    expect(await api.send(row)).toMatchObject({ kind: 'wait', reason: 'scheduled' });
    expect(api.left).toEqual(['main@acme.example', COPY, 'second@acme.example']);
    const letter = await api.messageOf(row);
    expect(await api.standing(letter)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(api.lifecycle.started).not.toContain(`copies ${letter.messageId}`);
  });

  test('D1: while the main recipient is put off or refused, no copy leaves', async () => {
    for (const result of [BUSY, UNKNOWN_USER]) {
      const row = await api.due({ email: 'main@acme.example' });
      api.tell('main@acme.example', { result });
      await api.send(row).catch(() => undefined);
      expect(api.left).toEqual([]);
      expect(await api.drain(await api.messageOf(row))).toEqual({ kind: 'ended' });
    }
    expect(api.asked).not.toContain(COPY);
  });

  test('D1: a copy that is refused, put off or lost never holds the step, and the next one follows where it can', async () => {
    for (const [result, standing] of [
      [UNKNOWN_USER, ['accepted', 'refused', 'accepted']],
      [BUSY, ['accepted', 'waiting', 'accepted']],
      [LOST, ['accepted', 'uncertain', 'waiting']],
    ] as const) {
      const row = await api.due({ cc: [COPY, 'second@acme.example'] });
      api.tell(COPY, { result });
      await api.send(row);
      const letter = await api.messageOf(row);
      expect(await api.standing(letter)).toEqual(standing);
      expect((await api.execution(row.executionId)).status).toBe('done');
      const isLeft = standing.includes('waiting' as never);
      expect(api.lifecycle.started.includes(`copies ${letter.messageId}`)).toBe(isLeft);
    }
  });

  test('D1: what is left is taken up at once where nobody had begun it, else after its distance', async () => {
    const row = await api.due({ cc: [COPY, 'second@acme.example'] });
    api.tell(COPY, { result: BUSY });
    const letter = await api.messageOf((await api.send(row), row));
    expect(await api.drain(letter)).toEqual({ kind: 'wait', until: api.now + 5 * MINUTE, waiting: 1 });
    api.pass(5 * MINUTE);
    expect(await api.drain(letter)).toEqual({ kind: 'ended' });
    expect(api.left.slice(1)).toEqual(['second@acme.example', COPY]);
  });

  test('S3: the first usable `to` is the main one; a suppressed one and doubles get none', async () => {
    await api.ok('POST', '/v1/suppressions', { body: { address: 'gone@acme.example' } });
    const row = await api.due({ cc: [COPY, 'TWO@acme.example'] });
    const to = ['gone@acme.example', 'one@acme.example', 'two@acme.example'];
    await api.ok('PATCH', `/v1/queue/${row.executionId}`, { body: { to } });
    await api.ok('POST', `/v1/queue/${row.executionId}/send`, { body: {} });
    await api.send(row);
    expect(api.left).toEqual(['one@acme.example', 'two@acme.example', COPY]);
    const { copies } = await api.shown(await api.messageOf(row));
    expect(copies).toMatchObject([
      { n: 1, kind: 'to', address: 'one@acme.example' },
      { n: 2, kind: 'to', address: 'two@acme.example' },
      { n: 3, kind: 'cc', address: COPY },
    ]);
  });

  test('D1: cc edited after the main copy left: the row is done, the copies stay as they were', async () => {
    const letter = await api.waiting();
    const body = { cc: ['other@acme.example'] };
    expect((await api.call('PATCH', `/v1/queue/${letter.executionId}`, { body })).status).toBe(409);
    await api.drain(letter);
    expect(api.left).toEqual([COPY]);
  });
});

describe('between the copies of a message', () => {
  test('D7: a payment cancels what has not left, and a person may send it alone all the same', async () => {
    const row = await api.due({ cc: [COPY, 'second@acme.example'] });
    api.tell(COPY, { after: () => pay(row) });
    await api.send(row);
    const letter = await api.messageOf(row);
    expect(await api.standing(letter)).toEqual(['accepted', 'accepted', 'cancelled facts_moved']);
    expect((await api.answer(letter, 'retry', 3)).body.copies[2]).toMatchObject({
      status: 'waiting',
      reason: null,
    });
    expect(api.lifecycle.started).toContain(`copies ${letter.messageId}`);
    expect(await api.drain(letter)).toEqual({ kind: 'ended' });
    expect(api.left).toContain('second@acme.example');
    expect(await api.standing(letter)).toEqual(['accepted', 'accepted', 'accepted']);
  });

  test('D1: a main one that is called off ends its copies, with the reason', async () => {
    const row = await api.due();
    await api.claim(row);
    expect((await api.act(row.executionId, 'cancel')).status).toBe(200);
    expect((await api.standing(await api.messageOf(row)))[1]).toBe('cancelled main_cancelled');
  });

  test('D3: an address that is suppressed gets none, and nobody can ask for it', async () => {
    const letter = await api.waiting({ cc: ['leaving@acme.example'] });
    await api.ok('POST', '/v1/suppressions', { body: { address: 'leaving@acme.example' } });
    expect(await api.drain(letter)).toEqual({ kind: 'ended' });
    expect(await api.standing(letter)).toEqual(['accepted', 'cancelled suppressed']);
    const answer = await api.answer(letter, 'retry');
    expect([answer.status, answer.body.detail]).toEqual([409, expect.stringContaining('suppressed')]);
    expect(api.left).toEqual([]);
  });

  test('S10: a stop cancels the open copies, also when one of them is being handed over and comes back', async () => {
    const row = await api.due({ cc: [COPY, 'second@acme.example'] });
    const later = { kind: 'temporary_after_body', code: 451, reply: '451 later' } as const;
    api.tell(COPY, { after: () => stop(row), result: later });
    await api.send(row);
    const letter = await api.messageOf(row);
    expect(await api.standing(letter)).toEqual(['accepted', 'cancelled stopped', 'cancelled stopped']);
    expect(await api.drain(letter)).toEqual({ kind: 'ended' });
    expect(api.left.slice(1)).toEqual([COPY]);
  });

  test('S10: a stop names the copy whose hand-over had begun, with what became of it', async () => {
    const row = await api.due();
    let inFlight: unknown;
    api.tell(COPY, { after: async () => void ({ inFlight } = await stop(row)) });
    await api.send(row);
    const { messageId } = await api.messageOf(row);
    const { executionId: stepExecutionId } = row;
    expect(inFlight).toEqual([{ messageId, n: 2, stepExecutionId, outcome: 'handed_over' }]);
    expect(await api.standing({ messageId })).toEqual(['accepted', 'accepted']);
  });

  test('S10: a stop while the main copy is in doubt cancels the others', async () => {
    const row = await api.due({ email: 'doubt@acme.example' });
    api.tell('doubt@acme.example', { result: LOST });
    await api.send(row);
    await stop(row);
    expect(await api.standing(await api.messageOf(row))).toEqual(['uncertain', 'cancelled stopped']);
  });

  test('M5: a completed enrollment is no obstacle', async () => {
    const letter = await api.waiting({ steps: [{ timing: onDay(0, '08:00'), cc: [COPY] }] });
    expect((await api.ok('GET', `/v1/enrollments/${letter.enrollmentId}`)).status).toBe('completed');
    expect(await api.drain(letter)).toEqual({ kind: 'ended' });
    expect(api.left).toEqual([COPY]);
  });
});

describe('what holds a copy back', () => {
  const onSwitch = (scope: string, id?: string) => (isOn: boolean) =>
    api.ok('PUT', '/v1/switches', {
      body: { scope, ...(id && { id }), isOn, ...(isOn && { reason: 'Stop' }) },
    });
  type Begin = (letter: Letter) => Promise<() => Promise<unknown>>;
  const switched =
    (of: (letter: Letter) => ReturnType<typeof onSwitch>): Begin =>
    async (letter) => {
      await of(letter)(true);
      return () => of(letter)(false);
    };
  const ways: [string, Begin, string][] = [
    [
      'a pause of its enrollment',
      async ({ enrollmentId }) => {
        await api.ok('POST', `/v1/enrollments/${enrollmentId}/pause`, { body: {} });
        return () => api.ok('POST', `/v1/enrollments/${enrollmentId}/resume`, { body: {} });
      },
      'paused',
    ],
    [
      'a pause of its sequence',
      async ({ sequenceId }) => {
        await api.ok('POST', `/v1/sequences/${sequenceId}/pause`, { body: {} });
        return () => api.ok('POST', `/v1/sequences/${sequenceId}/resume`, { body: {} });
      },
      'sequence_paused',
    ],
    ['the emergency switch of everything', switched(() => onSwitch('all')), 'switched_off'],
    ['that of its sequence', switched(({ sequenceId }) => onSwitch('sequence', sequenceId)), 'switched_off'],
    ['that of its mailbox', switched(() => onSwitch('mailbox', api.world.mailboxId)), 'mailbox_hold'],
  ];

  test.each(ways)(
    'D8, D9: %s: the copy waits and names it as rows do, the server is not bothered, and it leaves afterwards',
    async (way, begin, heldReason) => {
      const letter = await api.waiting();
      const end = await begin(letter);
      const look = await api.drain(letter);
      expect(look).toMatchObject({ kind: 'wait', waiting: 1 });
      expect([api.asked, await api.standing(letter)]).toEqual([[], ['accepted', 'waiting held']]);
      const heldDetail = /pause/.test(way) ? null : expect.stringMatching(/^Sending is .*: Stop$/);
      expect((await api.shown(letter)).copies).toMatchObject([
        { heldReason: null, heldDetail: null },
        { heldReason, heldDetail },
      ]);
      await end();
      expect((await api.shown(letter)).copies[1]).toMatchObject({ heldReason: null, heldDetail: null });
      if (look.kind === 'wait') api.now = look.until;
      expect(await api.drain(letter)).toEqual({ kind: 'ended' });
      expect(api.left).toEqual([COPY]);
    },
  );

  test.each(ways.slice(2))('D9: %s does not keep copies of what a person sent by hand', async (_, begin) => {
    const row = await api.due({ steps: [{ timing: onDay(0, '08:00'), cc: [COPY], isManual: true }] });
    await api.act(row.executionId, 'send', {});
    const claim = await api.sent(row);
    const letter = { ...row, claim, messageId: claim.mail.messageId };
    await api.sender(letter).giveBack();
    const end = await begin(letter);
    expect(await api.drain(letter)).toEqual({ kind: 'ended' });
    expect(api.left).toEqual([COPY]);
    await end();
  });

  test('D8: a pause that begins before the server asks for the body sends the copy back', async () => {
    const letter = await api.waiting();
    const path = `/v1/enrollments/${letter.enrollmentId}`;
    api.tell(COPY, { before: () => api.ok('POST', `${path}/pause`, { body: {} }) });
    expect(await api.drain(letter)).toMatchObject({ kind: 'wait', waiting: 1 });
    expect([api.asked, api.left]).toEqual([[COPY], []]);
    await api.ok('POST', `${path}/resume`, { body: {} });
    api.pass(15 * MINUTE);
    expect(await api.drain(letter)).toEqual({ kind: 'ended' });
    expect(api.left).toEqual([COPY]);
  });
});
