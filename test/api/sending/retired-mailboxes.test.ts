import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { onDay } from '../../support/rows/fixtures.ts';
import { BUSY, COPY, CopyWorld } from '../../support/worlds/copy-world.ts';

const api = new CopyWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.begin());

let made = 0;
async function mailbox(change: object = {}): Promise<string> {
  made += 1;
  const smtp = { host: 'localhost', port: 25, security: 'none' };
  const body = {
    name: `Box ${made}`,
    fromAddress: `box${made}@acme.example`,
    fromName: 'AR',
    zone: 'UTC',
    smtp,
  };
  const { id } = await api.ok('POST', '/v1/mailboxes', { body: { ...body, ...change } });
  await api.ok('POST', `/v1/mailboxes/${id}/verify`);
  return id;
}
const retire = (id: string, successorId: string | null) =>
  api.ok('POST', `/v1/mailboxes/${id}/retire`, { body: { successorId } });
const refused = async (id: string, successorId: string | null) => {
  const { status, body } = await api.call('POST', `/v1/mailboxes/${id}/retire`, { body: { successorId } });
  return [status, body.errors?.[0]?.message];
};
const due = (mailboxId: string, change: object = {}) =>
  api.row({ steps: [{ timing: onDay(0, '08:00'), ...change }], mailboxId });

describe('a mailbox is retired, never deleted', () => {
  test('M1: with a successor or none; audit, feed and event tell it; asked again it names another', async () => {
    const [old, heir, other] = [await mailbox(), await mailbox(), await mailbox()];
    expect(await retire(old, heir)).toMatchObject({ retiredAt: expect.any(String), successorId: heir });
    expect(await retire(old, other)).toMatchObject({ successorId: other });
    expect(await api.ok('POST', `/v1/mailboxes/${old}/reinstate`)).toMatchObject({
      retiredAt: null,
      successorId: null,
    });
    const changes = await api.db.change.findMany({ where: { entityId: old }, orderBy: { seq: 'asc' } });
    expect(changes.map(({ kind, data }) => [kind, data]).slice(-3)).toEqual([
      ['retired', { successorId: heir }],
      ['retired', { successorId: other }],
      ['reinstated', null],
    ]);
    const audit = await api.db.audit.findMany({
      where: { entityId: old, action: 'mailbox.retired' },
      orderBy: { id: 'asc' },
    });
    expect(audit).toHaveLength(2);
  });

  test('M1: a successor that is none, the mailbox itself, or retired is refused with its field, and nothing is stored', async () => {
    const [old, gone] = [await mailbox(), await mailbox()];
    await retire(gone, null);
    expect(await refused(old, old)).toEqual([422, 'is the mailbox itself']);
    expect(await refused(old, gone)).toEqual([422, 'is retired itself']);
    expect(
      await refused(
        old,
        old.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      ),
    ).toEqual([422, 'is not a mailbox']);
    expect(await api.ok('GET', `/v1/mailboxes/${old}`)).toMatchObject({ retiredAt: null });
  });

  test('S24: what names it leaves from its successor, down a whole line; a ring leaves nobody and ends', async () => {
    const [first, second, third] = [await mailbox(), await mailbox(), await mailbox()];
    const row = await due(first);
    await retire(first, second);
    await retire(second, third);
    const { mail } = await api.claim(row);
    expect([mail.mailbox.mailboxId, mail.mailbox.fromAddress]).toEqual([
      third,
      expect.stringMatching(/^box/),
    ]);
    await api.db.mailbox.update({
      where: { id: third },
      data: { retiredAt: new Date(api.now), successorId: first },
    });
    const lost = await due(second);
    await expect(api.claim(lost)).rejects.toThrow('not claimed');
    expect((await api.execution(lost.executionId)).errorCode).toBe('no_sender');
  });

  test('M1: without a successor its steps are in error, `no_sender`; `retry` sends them once there is one', async () => {
    const [old, heir] = [await mailbox(), await mailbox()];
    const row = await due(old);
    await retire(old, null);
    await expect(api.claim(row)).rejects.toThrow('not claimed');
    expect(await api.execution(row.executionId)).toMatchObject({ status: 'error', errorCode: 'no_sender' });
    const told = await api.ok('GET', `/v1/enrollments/${row.enrollmentId}/explain`);
    expect(told.nextSendAt).toBeNull();
    await retire(old, heir);
    expect((await api.act(row.executionId, 'retry')).status).toBe(202);
    expect((await api.claim(row)).mail.mailbox.mailboxId).toBe(heir);
  });

  test('S24, S6: a row in error whose own sender is gone is tried again from the one its step has now', async () => {
    const [old, other] = [await mailbox(), await mailbox()];
    const timing = onDay(0, '08:00');
    const row = await api.row({
      steps: [{ timing, isManual: true, mailboxId: old }],
    });
    const step = await api.db.step.findFirstOrThrow({ where: { sequenceId: row.sequenceId } });
    const path = `/v1/sequences/${row.sequenceId}/steps/${step.id}`;
    await api.ok('PATCH', path, { body: { mailboxId: other } });
    await retire(old, null);
    await api.act(row.executionId, 'send', {});
    await expect(api.claim(row)).rejects.toThrow('not claimed');
    expect((await api.execution(row.executionId)).errorCode).toBe('no_sender');
    expect((await api.act(row.executionId, 'retry')).status).toBe(202);
    expect((await api.sent(row)).mail.mailbox.mailboxId).toBe(other);
    const { pinnedRule } = await api.execution(row.executionId);
    expect(pinnedRule).toMatchObject({ mailboxId: other, contactTypes: expect.any(Array) });
  });

  test('S24: a claim that was made before passes no fence any more', async () => {
    const [old, heir] = [await mailbox(), await mailbox()];
    const row = await due(old);
    const claim = await api.claim(row);
    await retire(old, heir);
    expect(await api.passFence(claim)).toBe(false);
    await api.settle(row, claim, { kind: 'fenced_off' });
    expect((await api.sent(row)).mail.mailbox.mailboxId).toBe(heir);
  });

  test('S24: what waits for its daily cap or its health looks again at once, without the slot it had', async () => {
    const [old, heir] = [await mailbox({ dailyCap: 1 }), await mailbox()];
    const { sequenceId } = await api.sequence({ steps: [{ timing: onDay(0, '08:00') }], mailboxId: old });
    await api.sent(await api.row({ sequenceId }));
    const waiting = await api.row({ sequenceId });
    await expect(api.claim(waiting)).rejects.toThrow('mailbox_limit');
    api.lifecycle.woken.length = 0;
    await retire(old, heir);
    expect(api.lifecycle.woken).toContain(waiting.enrollmentId);
    expect((await api.claim(waiting)).mail.mailbox.mailboxId).toBe(heir);
    expect(await api.execution(waiting.executionId)).toMatchObject({ heldReason: null, slotAt: null });
    expect(await api.db.sendTicket.count({ where: { sourceId: waiting.executionId } })).toBe(0);
  });

  test('S24: what waits for its cap or its health looks again at once where the sequence names another', async () => {
    const [old, other] = [await mailbox({ dailyCap: 1 }), await mailbox()];
    const steps = [{ timing: onDay(0, '08:00') }];
    const { sequenceId } = await api.sequence({ steps, mailboxId: old });
    await api.sent(await api.row({ sequenceId }));
    const capped = await api.row({ sequenceId });
    await expect(api.claim(capped)).rejects.toThrow('mailbox_limit');
    const failing = await api.row({ sequenceId });
    await api.db.mailbox.update({
      where: { id: old },
      data: { status: 'failing', probeAt: new Date(api.now + 300_000) },
    });
    await expect(api.claim(failing)).rejects.toThrow('mailbox_failing');
    api.lifecycle.woken.length = 0;
    await api.ok('PATCH', `/v1/sequences/${sequenceId}`, { body: { mailboxId: other } });
    for (const row of [capped, failing]) {
      expect(api.lifecycle.woken).toContain(row.enrollmentId);
      expect((await api.claim(row)).mail.mailbox.mailboxId).toBe(other);
      expect(await api.execution(row.executionId)).toMatchObject({ heldReason: null, slotAt: null });
    }
  });

  test('S24: what waits for the cap of its successor leaves at once from a mailbox that is reinstated', async () => {
    const [old, heir] = [await mailbox(), await mailbox({ dailyCap: 1 })];
    await retire(old, heir);
    const { sequenceId } = await api.sequence({ steps: [{ timing: onDay(0, '08:00') }], mailboxId: old });
    await api.sent(await api.row({ sequenceId }));
    const row = await api.row({ sequenceId });
    await expect(api.claim(row)).rejects.toThrow('mailbox_limit');
    api.lifecycle.woken.length = 0;
    await api.ok('POST', `/v1/mailboxes/${old}/reinstate`);
    expect(api.lifecycle.woken).toContain(row.enrollmentId);
    expect((await api.claim(row)).mail.mailbox.mailboxId).toBe(old);
  });

  test('S24: a sender that its step names, and a thread’s that works, keep their place when the sequence’s changes', async () => {
    const [old, other] = [await mailbox({ dailyCap: 1 }), await mailbox()];
    const named = { timing: onDay(0, '08:00'), mailboxId: old };
    const { sequenceId } = await api.sequence({ steps: [named], mailboxId: old });
    await api.sent(await api.row({ sequenceId }));
    const row = await api.row({ sequenceId });
    await expect(api.claim(row)).rejects.toThrow('mailbox_limit');
    const before = await api.execution(row.executionId);
    await api.ok('PATCH', `/v1/sequences/${sequenceId}`, { body: { mailboxId: other } });
    expect(await api.execution(row.executionId)).toEqual(before);
  });

  test('D2, S24: a row is told the words of the mailbox that it leaves from now, and is let go with it', async () => {
    const [old, now, heir] = [await mailbox(), await mailbox(), await mailbox()];
    const steps = [{ timing: onDay(0, '08:00') }, { timing: onDay(1, '08:00') }];
    const row = await api.row({ steps, mailboxId: old });
    await api.sent(row);
    await api.ok('PATCH', `/v1/sequences/${row.sequenceId}`, { body: { mailboxId: now } });
    await retire(now, heir);
    const probeAt = new Date(api.now + 30 * 3_600_000);
    await api.db.mailbox.update({
      where: { id: heir },
      data: { status: 'failing', statusReason: '535 5.7.8 of the heir', probeAt },
    });
    api.pass(24 * 3_600_000);
    await api.look(row.enrollmentId);
    const second = { ...row, executionId: await api.executionOf(row.enrollmentId, 1) };
    await expect(api.claim(second)).rejects.toThrow('mailbox_failing');
    const { putOff } = await api.ok('GET', `/v1/queue/${second.executionId}`);
    expect(putOff.reply).toBe('535 5.7.8 of the heir');
    api.lifecycle.woken.length = 0;
    await api.ok('POST', `/v1/mailboxes/${heir}/verify`);
    expect(api.lifecycle.woken).toContain(row.enrollmentId);
    expect((await api.claim(second)).mail.mailbox.mailboxId).toBe(heir);
  });

  test('S24: open copies leave from the successor under the same message; without one they end and say so', async () => {
    const [old, heir, none] = [await mailbox(), await mailbox(), await mailbox()];
    const letter = await api.waiting({ mailboxId: old });
    const lost = await api.waiting({ mailboxId: none });
    api.tell(COPY, { result: BUSY });
    expect(await api.drain(letter)).toMatchObject({ kind: 'wait' });
    await retire(old, heir);
    await retire(none, null);
    api.pass(24 * 3_600_000);
    expect(await api.drain(letter)).toEqual({ kind: 'ended' });
    expect(await api.standing(letter)).toEqual(['accepted', 'accepted']);
    expect(await api.drain(lost)).toEqual({ kind: 'ended' });
    expect(await api.standing(lost)).toEqual(['accepted', 'cancelled no_sender']);
  });

  test('P2: a program and the organisation’s default hand over too', async () => {
    const [old, heir] = [await mailbox(), await mailbox()];
    await api.ok('PATCH', '/v1/organisation', { body: { defaultMailboxId: old } });
    const named = await api.ok('POST', '/v1/programs', { body: { name: 'Named', mailboxId: old } });
    const byDefault = await api.ok('POST', '/v1/programs', { body: { name: 'By default' } });
    await retire(old, heir);
    const shown = async ({ id }: { id: string }) => (await api.ok('GET', `/v1/programs/${id}`)).mailbox?.id;
    expect([await shown(named), await shown(byDefault)]).toEqual([heir, heir]);
    await retire(old, null);
    const { mailbox: none, silentBecause } = await api.ok('GET', `/v1/programs/${named.id}`);
    expect([none, silentBecause[0].reason]).toEqual([null, 'no_mailbox']);
  });

  test('S7: nothing new names a mailbox that nobody sends for', async () => {
    const gone = await mailbox();
    await retire(gone, null);
    const body = { name: 'New', zone: 'UTC', mailboxId: gone };
    const answer = await api.call('POST', '/v1/sequences', { body });
    expect([answer.status, answer.body.errors]).toEqual([
      422,
      [{ field: 'mailboxId', message: 'is retired and has no successor' }],
    ]);
  });
});

describe('aliases as senders', () => {
  test('M1, S3: a step is seen from its alias, in any case; bounces come back to the mailbox', async () => {
    const box = await mailbox({ aliases: ['Dunning@acme.example'] });
    const row = await due(box, { fromAddress: 'dunning@ACME.example' });
    const claim = await api.sent(row);
    expect(claim.mail.mailbox).toMatchObject({
      fromAddress: 'Dunning@acme.example',
      envelopeFrom: expect.stringMatching(/^box/),
    });
    const message = await api.db.message.findFirstOrThrow({ where: { sourceId: row.executionId } });
    expect(message.fromAddress).toBe('Dunning@acme.example');
  });

  test('M1: an address that is none of its mailbox is refused at the step, the sequence and the program', async () => {
    const box = await mailbox({ aliases: ['dunning@acme.example'] });
    const problem = [{ field: 'fromAddress', message: 'is no address of the mailbox' }];
    const foreign = { mailboxId: box, fromAddress: 'foreign@acme.example' };
    const sequence = await api.call('POST', '/v1/sequences', {
      body: { name: 'A', zone: 'UTC', ...foreign },
    });
    const program = await api.call('POST', '/v1/programs', { body: { name: 'A', ...foreign } });
    expect([sequence.status, sequence.body.errors]).toEqual([422, problem]);
    expect([program.status, program.body.errors]).toEqual([422, problem]);
    const { id } = await api.ok('POST', '/v1/sequences', {
      body: { name: 'B', zone: 'UTC', mailboxId: box, fromAddress: 'DUNNING@acme.example' },
    });
    const step = { type: 'email', label: 'One', timing: onDay(0, '09:00'), subject: 'S', body: 'B' };
    const path = `/v1/sequences/${id}/steps`;
    const refusal = await api.call('POST', path, { body: { ...step, fromAddress: 'foreign@acme.example' } });
    expect([refusal.status, refusal.body.errors]).toEqual([422, problem]);
    const own = await mailbox();
    const named = await api.call('PATCH', `/v1/sequences/${id}`, { body: { mailboxId: own } });
    expect([named.status, named.body.errors]).toEqual([422, problem]);
  });

  test('M5: a reply of an alias is our own', async () => {
    await mailbox({ aliases: ['alias-of-ours@acme.example'] });
    const row = await due(api.world.mailboxId);
    await api.sent(row);
    const answer = await api.ok('POST', `/v1/enrollments/${row.enrollmentId}/events`, {
      body: { kind: 'reply', address: 'ALIAS-of-ours@acme.example' },
    });
    expect(answer.effect).toBe('ignored');
  });
});
