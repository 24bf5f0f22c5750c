import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../infra/ids.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { ACCEPTED, QueueWorld } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const change = (enrollmentId: string, what: string, body?: object) =>
  api.call('POST', `/v1/enrollments/${enrollmentId}/${what}`, body === undefined ? {} : { body });
const show = (enrollmentId: string) => api.ok('GET', `/v1/enrollments/${enrollmentId}`);
const codeOf = (answer: { body: { type: string } }) => answer.body.type.split(':').at(-1);

describe('S10: stopping', () => {
  test('is final, keeps the reason, cancels what is open, wakes the workflow and leaves its trace', async () => {
    const row = await api.row({ steps: [{ type: 'call', timing: onDay(0, '08:00') }] });
    const answer = await change(row.enrollmentId, 'stop', { reason: 'paid by phone' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      enrollment: { status: 'stopped', stopReason: 'manual', stopNote: 'paid by phone', nextStep: null },
      inFlight: [],
    });
    expect(await api.execution(row.executionId)).toMatchObject({ status: 'cancelled', action: 'stopped' });
    expect(api.lifecycle.woken).toContain(row.enrollmentId);
    expect(await api.auditActions(row.enrollmentId)).toEqual(['enrollment.enrolled', 'enrollment.stopped']);
    expect(await api.stopsTold(row.enrollmentId)).toEqual([
      { actorId: api.adminId, data: expect.objectContaining({ reason: 'manual' }) },
    ]);
    const thread = await api.db.communication.findMany({
      where: { enrollmentId: row.enrollmentId },
      orderBy: { id: 'asc' },
    });
    expect(thread.map(({ subject }) => subject?.split(':')[0])).toEqual(['Enrolled', 'Stopped']);
  });

  test('again answers 409 with when and why it had stopped, and changes nothing', async () => {
    const row = await api.row();
    await change(row.enrollmentId, 'stop', { reason: 'first' });
    const before = await api.db.enrollment.findUnique({ where: { id: row.enrollmentId } });
    const again = await change(row.enrollmentId, 'stop', { reason: 'second' });
    expect([again.status, codeOf(again)]).toEqual([409, 'already_acted']);
    expect(again.body.happened).toMatchObject({ status: 'stopped', reason: 'manual', note: 'first' });
    expect(await api.db.enrollment.findUnique({ where: { id: row.enrollmentId } })).toEqual(before);
  });

  test('two at once: one stops it, the other hears what happened', async () => {
    const row = await api.row();
    const answers = await Promise.all([
      change(row.enrollmentId, 'stop', {}),
      change(row.enrollmentId, 'stop', {}),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)!.body.happened.status).toBe('stopped');
  });

  test('a claim that was not handed over is taken away: nothing passes the fence after the answer', async () => {
    const row = await api.row();
    const claim = await api.claim(row);
    expect((await change(row.enrollmentId, 'stop', {})).body.inFlight).toEqual([]);
    expect(await api.passFence(claim)).toBe(false);
  });

  test('a message whose hand-over had begun is named with the outcome that comes while we wait', async () => {
    const row = await api.row();
    const claim = await api.handedOver(row);
    const stopping = change(row.enrollmentId, 'stop', {});
    await until(async () => (await show(row.enrollmentId)).status === 'stopped');
    await api.settle(row, claim, ACCEPTED);
    const messageId = claim.mail.messageId;
    const inFlight = [{ messageId, stepExecutionId: row.executionId, outcome: 'sent' }];
    expect((await stopping).body.inFlight).toEqual(inFlight);
    expect((await api.execution(row.executionId)).status).toBe('done');
  });

  test('a message nobody knows the outcome of is named as it stands', async () => {
    const [slow, lost] = [await api.row(), await api.row()];
    await api.handedOver(slow);
    await api.uncertain(lost);
    const outcomes = await Promise.all(
      [slow, lost].map(({ enrollmentId }) => change(enrollmentId, 'stop', {})),
    );
    expect(outcomes.map(({ body }) => body.inFlight[0].outcome)).toEqual(['handed_over', 'uncertain']);
  });
});

describe('S10: pausing and resuming one enrollment', () => {
  test('pauses at its position and goes on; each leaves audit, feed and thread entries', async () => {
    const row = await api.row();
    const paused = await change(row.enrollmentId, 'pause', { reason: 'holiday' });
    expect([paused.status, paused.body.status]).toEqual([200, 'paused']);
    const resumed = await change(row.enrollmentId, 'resume');
    expect([resumed.status, resumed.body.status]).toEqual([200, 'active']);
    const actions = ['enrollment.enrolled', 'enrollment.paused', 'enrollment.resumed'];
    expect(await api.auditActions(row.enrollmentId)).toEqual(actions);
  });

  test('pausing a paused one, resuming one that runs, and either after the end answer 409', async () => {
    const { enrollmentId } = await api.row();
    expect((await change(enrollmentId, 'resume')).status).toBe(409);
    await change(enrollmentId, 'pause', {});
    const again = await change(enrollmentId, 'pause', {});
    expect([again.status, codeOf(again)]).toEqual([409, 'conflict']);
    await change(enrollmentId, 'stop', {});
    for (const what of ['pause', 'resume'])
      expect(codeOf(await change(enrollmentId, what, {}))).toBe('already_acted');
  });

  test('a pause with an end resumes by itself then; an end in the past is refused', async () => {
    const { enrollmentId } = await api.row();
    const past = await change(enrollmentId, 'pause', { until: '2026-03-02T07:00:00Z' });
    expect([past.status, past.body.errors[0].field]).toEqual([422, 'until']);
    await change(enrollmentId, 'pause', { until: '2026-03-02T09:00:00Z' });
    expect((await show(enrollmentId)).status).toBe('paused');
    api.now += 3_600_000;
    expect((await show(enrollmentId)).status).toBe('active');
    api.now -= 3_600_000;
  });

  test('resuming it leaves the pause of its sequence alone', async () => {
    const { enrollmentId, sequenceId } = await api.row();
    await change(enrollmentId, 'pause', {});
    await api.ok('POST', `/v1/sequences/${sequenceId}/pause`, { body: {} });
    expect((await change(enrollmentId, 'resume')).body.status).toBe('paused');
    expect((await change(enrollmentId, 'resume')).status).toBe(409);
  });

  test('a pause takes an unmarked claim away, and resuming lets it be claimed anew', async () => {
    const row = await api.row();
    const claim = await api.claim(row);
    await change(row.enrollmentId, 'pause', {});
    expect(await api.passFence(claim)).toBe(false);
    await change(row.enrollmentId, 'resume');
    expect(await api.passFence(await api.claim(row))).toBe(true);
  });
});

describe('S16, D3: what mail systems report', () => {
  const report = (enrollmentId: string, event: object, headers = {}) =>
    api.call('POST', `/v1/enrollments/${enrollmentId}/events`, { body: event, headers });
  const suppressed = (address: string) => api.db.suppression.findFirst({ where: { addressKey: address } });

  test('a reply, a bounce and an unsubscribe stop; the two last suppress the address of the last message', async () => {
    for (const [kind, reason] of [
      ['reply', null],
      ['bounce', 'hard_bounce'],
      ['unsubscribe', 'unsubscribed'],
    ] as const) {
      const email = `${kind}@customer.example`;
      const row = await api.row({ email, steps: [{ timing: onDay(0, '08:00') }, { timing: onDay(5) }] });
      const claim = await api.sent(row);
      const answer = await report(row.enrollmentId, {
        kind,
        messageId: claim.mail.messageId,
        detail: 'words',
      });
      expect(answer.body).toMatchObject({
        effect: 'stopped',
        enrollment: { status: 'stopped', stopReason: kind },
      });
      expect((await suppressed(email))?.reason ?? null).toBe(reason);
      const [event] = await api.db.messageEvent.findMany({
        where: { enrollmentId: row.enrollmentId },
        orderBy: { id: 'asc' },
      });
      expect(event).toMatchObject({ kind, address: email, detail: 'words' });
      expect(await api.auditActions(row.enrollmentId)).toContain(`enrollment.${kind}_recorded`);
    }
  });

  test('where the rule is off, a reply and a bounce are recorded; an unsubscribe always stops', async () => {
    const stopRules = { onReply: false, onBounce: false };
    const { sequenceId } = await api.sequence({ stopRules });
    for (const [kind, effect] of [
      ['reply', 'recorded'],
      ['bounce', 'recorded'],
      ['unsubscribe', 'stopped'],
    ]) {
      const row = await api.row({ sequenceId });
      expect((await report(row.enrollmentId, { kind })).body.effect).toBe(effect);
    }
  });

  test('I4: an automatic reply holds for 14 days or until the given day, and never stops', async () => {
    const [open, dated] = [await api.row(), await api.row()];
    const { body } = await report(open.enrollmentId, { kind: 'auto_reply' });
    expect([body.effect, body.enrollment.status]).toEqual(['held', 'paused']);
    await report(dated.enrollmentId, { kind: 'auto_reply', until: '2026-03-20T00:00:00Z' });
    const ends = async (id: string) =>
      (await api.db.hold.findFirstOrThrow({ where: { enrollmentId: id } })).expiresAt;
    expect(await ends(open.enrollmentId)).toEqual(new Date(api.now + 14 * 86_400_000));
    expect(await ends(dated.enrollmentId)).toEqual(new Date('2026-03-20T00:00:00Z'));
    const past = await report(dated.enrollmentId, { kind: 'auto_reply', until: '2020-01-01T00:00:00Z' });
    expect([past.status, past.body.errors[0].field]).toEqual([422, 'until']);
  });

  test('a bounce of the last message, after the end, suppresses and is recorded; the end stays as it is', async () => {
    const row = await api.row({ email: 'late@customer.example' });
    await api.sent(row);
    const before = await show(row.enrollmentId);
    expect(before.status).toBe('completed');
    const answer = await report(row.enrollmentId, { kind: 'bounce' });
    expect([answer.status, answer.body.effect]).toEqual([200, 'recorded']);
    expect(await show(row.enrollmentId)).toEqual(before);
    expect((await suppressed('late@customer.example'))?.reason).toBe('hard_bounce');
  });

  test('a message of another enrollment is refused, and an Idempotency-Key records an event once', async () => {
    const [row, other] = [await api.row(), await api.row()];
    const claim = await api.sent(other);
    const wrong = await report(row.enrollmentId, { kind: 'reply', messageId: claim.mail.messageId });
    expect([wrong.status, wrong.body.errors[0].field]).toEqual([422, 'messageId']);
    const headers = { 'Idempotency-Key': newId('claim') };
    const first = await report(row.enrollmentId, { kind: 'reply' }, headers);
    expect((await report(row.enrollmentId, { kind: 'reply' }, headers)).body).toEqual(first.body);
    expect(await api.db.messageEvent.count({ where: { enrollmentId: row.enrollmentId } })).toBe(1);
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < 1_000; look++) if (await condition()) return;
  throw new Error('never came');
}
