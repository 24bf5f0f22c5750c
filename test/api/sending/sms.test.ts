import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { onDay } from '../../support/rows/fixtures.ts';
import { SECRET } from '../../support/servers/scripted-gateway.ts';
import { E164, PHONE, SmsWorld } from '../../support/worlds/sms-world.ts';

const api = new SmsWorld();
const start = api.now;
beforeAll(() => api.open());
beforeEach(() => {
  api.now = start;
  api.gateway.reset();
  api.useGateway();
});
afterAll(() => api.close());

test('S3, M7, S21: an automatic sms leaves over the gateway, and stands in ledger and thread with its segments', async () => {
  const body = 'Dear {{contact.name}}, please pay {{balance.total}} €.';
  const row = await api.smsRow({ step: { body } });
  const directive = await api.send(row);
  expect(directive).toEqual({ kind: 'finished', reason: 'completed' });
  expect(api.gateway.taken).toEqual([
    expect.objectContaining({ to: E164, from: '+4915100000001', text: expect.stringMatching(/^Dear Pat/) }),
  ]);
  const message = await api.message(row);
  expect(message).toMatchObject({
    channel: 'sms',
    status: 'sent',
    mailboxId: null,
    smsSenderId: api.smsSenderId,
    segments: 1,
    gatewayId: 'SM1',
    subject: '',
    bodyHtml: null,
    tracking: null,
  });
  expect(message.recipients).toMatchObject([{ n: 1, address: E164, status: 'accepted' }]);
  const [said] = await api.db.communication.findMany({
    where: { enrollmentId: row.enrollmentId, kind: 'sms' },
    orderBy: { id: 'asc' },
  });
  expect(said).toMatchObject({ direction: 'outbound', outcome: 'sent', messageId: message.id });
  expect(said!.content).toBe(api.gateway.taken[0]!.text);
  const summary = await api.db.customerSummary.findUniqueOrThrow({ where: { customerId: row.customerId } });
  expect(summary.lastContactAt?.getTime()).toBe(api.now);
  expect(await api.standing(row)).toBe('done');
});

test('D6: an sms is a contact as a mail is', async () => {
  const row = await api.smsRow({
    more: [{ timing: { kind: 'delay', amount: 0, unit: 'minutes', atTime: null } }],
  });
  await api.send(row);
  await api.ok('PATCH', '/v1/organisation', { body: { contactPolicy: { daysBetween: 2, perDay: 1 } } });
  const second = await api.executionOf(row.enrollmentId, 1);
  await api.send({ ...row, executionId: second });
  expect(await api.standing({ ...row, executionId: second })).toContain('contact_policy');
  await api.ok('PATCH', '/v1/organisation', { body: { contactPolicy: { daysBetween: 1, perDay: null } } });
});

describe('who gets it', () => {
  test('case 31, M7: spellings of a number are one, and a suppression covers all', async () => {
    await api.ok('POST', '/v1/suppressions', { body: { channel: 'sms', address: '+61 (0)491 570 156' } });
    for (const phone of ['+61 491 570 156', '+61-491-570-156', 'tel:+61491570156']) {
      const row = await api.smsRow({ phone });
      await api.send(row);
      expect(await api.standing(row)).toBe('error all_suppressed');
    }
    expect(api.gateway.calls).toEqual([]);
    const row = await api.smsRow({ phone: '+46 (0)70-174 06 05' });
    await api.send(row);
    expect(api.gateway.taken.map(({ to }) => to)).toEqual(['+46701740605']);
  });

  test('case 31, Q4: a number that is none is an error at the step, and `retry` sends after it was mended', async () => {
    const row = await api.smsRow({ phone: '+49 89 12' });
    await api.send(row);
    expect(await api.execution(row.executionId)).toMatchObject({
      status: 'error',
      errorCode: 'invalid_number',
      errorDetail: 'The phone number cannot be used: it is not a valid number of its country.',
    });
    await api.ok('PATCH', `/v1/contacts/${row.contactId}`, {
      body: { phone: PHONE },
    });
    expect((await api.act(row.executionId, 'retry')).status).toBeLessThan(300);
    await api.send(row);
    expect(await api.standing(row)).toBe('done');
  });

  test('M7: a national number without a default region is an error at the sms', async () => {
    await api.ok('PATCH', '/v1/organisation', { body: { defaultRegion: null } });
    const row = await api.smsRow();
    await api.send(row);
    expect(await api.standing(row)).toBe('error invalid_number');
    await api.ok('PATCH', '/v1/organisation', { body: { defaultRegion: 'DE' } });
  });

  test('S3: no phone at all is `no_recipient`; the next contact with a usable one is taken, and the record says why', async () => {
    const lonely = await api.smsRow({ phone: null });
    await api.send(lonely);
    expect(await api.standing(lonely)).toBe('error no_recipient');
    const row = await api.smsRow({ phone: '+49 171 9999999' });
    await api.ok('POST', '/v1/suppressions', { body: { channel: 'sms', address: '+491719999999' } });
    const second = { name: 'Second', phone: '+49 172 5555555', email: 'second@payer.example' };
    await api.ok('POST', `/v1/customers/${row.customerId}/contacts`, { body: second });
    await api.send(row);
    const message = await api.message(row);
    expect(message.recipients.map(({ address }) => address)).toEqual(['+491725555555']);
    expect(message.leftOut).toMatchObject([{ contactId: row.contactId, reason: 'suppressed' }]);
  });

  test('D3: a number that the gateway says is none is suppressed, and the next contact gets the sms at once', async () => {
    const row = await api.smsRow({ phone: '+49 173 1111111' });
    const second = { name: 'Second', phone: '+49 173 2222222', email: 'third@payer.example' };
    await api.ok('POST', `/v1/customers/${row.customerId}/contacts`, { body: second });
    api.gateway.next({ status: 400, body: { error: 'invalid_number', message: 'no such number' } });
    await api.send(row);
    expect(api.gateway.taken.map(({ to }) => to)).toEqual(['+491732222222']);
    const { items } = await api.ok('GET', '/v1/suppressions?channel=sms');
    expect(items).toContainEqual(
      expect.objectContaining({ address: '+491731111111', reason: 'hard_bounce', channel: 'sms' }),
    );
  });

  test('D3, M7: the only number has opted out at the gateway: in error, in its words, and nothing leaves again', async () => {
    const row = await api.smsRow({ phone: '+49 173 3333333' });
    api.gateway.next({
      status: 400,
      body: { error: 'opted_out', message: 'Attempt to send to unsubscribed' },
    });
    await api.send(row);
    expect(await api.execution(row.executionId)).toMatchObject({
      status: 'error',
      errorCode: 'all_suppressed',
      errorDetail: expect.stringContaining('Attempt to send to unsubscribed'),
    });
    await api.act(row.executionId, 'retry');
    await api.send(row);
    expect([await api.standing(row), api.gateway.calls.length]).toEqual(['error all_suppressed', 1]);
    const mail = await api.ok('GET', '/v1/suppressions?channel=email');
    expect(mail.items).toEqual([]);
  });

  test('case 28, Q2: after the number is off the list again, `retry` sends', async () => {
    const row = await api.smsRow({ phone: '+49 173 4444444' });
    const listed = await api.ok('POST', '/v1/suppressions', {
      body: { channel: 'sms', address: '+491734444444' },
    });
    await api.send(row);
    expect([await api.standing(row), api.gateway.calls]).toEqual(['error all_suppressed', []]);
    expect((await api.call('DELETE', `/v1/suppressions/${listed.id}`)).status).toBeLessThan(300);
    await api.act(row.executionId, 'retry');
    await api.send(row);
    expect(api.gateway.taken.map(({ to }) => to)).toEqual(['+491734444444']);
  });
});

describe('what a gateway answers', () => {
  test('D2: 429 and 500 are put off with growing distance, in the words of the gateway; then it leaves, whole', async () => {
    const row = await api.smsRow();
    api.gateway.next({ status: 429, body: { message: 'slow down' } }, { status: 500 });
    await expect(api.send(row)).rejects.toMatchObject({ type: 'retrying' });
    const minute = 60_000;
    expect(await api.standing(row)).toBe(`planned retrying ${new Date(start + 5 * minute).toISOString()}`);
    const shown = await api.ok('GET', `/v1/queue/${row.executionId}`);
    expect(shown.putOff).toMatchObject({ reply: '429 slow down', tries: 1 });
    api.now = start + 5 * minute;
    await expect(api.send(row)).rejects.toMatchObject({ type: 'retrying' });
    api.now += 10 * minute;
    await api.send(row);
    expect([await api.standing(row), api.gateway.taken.length]).toEqual(['done', 1]);
  });

  test('D2: any other 4xx is an error at once; `retry` tries it under another key', async () => {
    const row = await api.smsRow();
    api.gateway.next({ status: 400, body: { message: 'text is not allowed' } });
    await api.send(row);
    expect(await api.execution(row.executionId)).toMatchObject({
      status: 'error',
      errorCode: 'refused',
      errorDetail: '400 text is not allowed',
    });
    await api.act(row.executionId, 'retry');
    await api.send(row);
    const [first, second] = api.gateway.calls.map(({ key }) => key);
    expect([await api.standing(row), second]).toEqual(['done', `${first}.1`]);
  });

  test('D2: 401 marks the sender failing: its sms wait and say so, one tries it, then all leave', async () => {
    const { id } = await api.sender();
    const rows = [await api.smsRow({ smsSenderId: id }), await api.smsRow({ smsSenderId: id })];
    api.gateway.next({ status: 401, body: { message: `bad token ${SECRET}` } });
    await api.send(rows[0]!).catch(() => undefined);
    await api.send(rows[1]!).catch(() => undefined);
    expect(api.gateway.calls).toHaveLength(1);
    for (const row of rows) expect(await api.standing(row)).toContain('mailbox_failing');
    const failing = await api.ok('GET', `/v1/sms-senders/${id}`);
    expect([failing.status, failing.statusReason]).toEqual(['failing', '401 bad token …']);
    const told = await api.ok('GET', `/v1/enrollments/${rows[0]!.enrollmentId}/explain`);
    expect(told.reasons).toContainEqual(
      expect.objectContaining({ code: 'mailbox_failing', text: 'The sms sender fails: 401 bad token …' }),
    );
    api.now += 60_000;
    await api.send(rows[0]!);
    expect((await api.ok('GET', `/v1/sms-senders/${id}`)).status).toBe('working');
    await api.send(rows[1]!);
    expect(await Promise.all(rows.map((row) => api.standing(row)))).toEqual(['done', 'done']);
    const changes = await api.db.change.findMany({
      where: { entity: 'sms_sender', entityId: id },
      orderBy: { seq: 'asc' },
    });
    expect(changes.map(({ kind }) => kind).sort()).toEqual(['created', 'failing', 'working']);
  });

  test('O4, O6: no secret and no number stands in a log line or a failure', async () => {
    const row = await api.smsRow({ phone: '+49 173 5555555' });
    api.gateway.next({ status: 503, body: { message: `+491735555555 ${SECRET}` } });
    const failure: unknown = await api.send(row).catch((error: unknown) => error);
    const words = JSON.stringify([failure, String(failure), api.logLines]);
    expect(words).not.toContain(SECRET);
    expect(words).not.toContain('491735555555');
    const { body } = await api.call('GET', `/v1/queue/${row.executionId}`);
    expect(JSON.stringify(body)).not.toContain(SECRET);
  });
});

test('S24: a retired sender hands over to its successor; without one its sms are in error', async () => {
  const [old, heir] = [await api.sender(), await api.sender()];
  const row = await api.smsRow({ smsSenderId: old.id });
  await api.ok('POST', `/v1/sms-senders/${old.id}/retire`, { body: { successorId: heir.id } });
  await api.send(row);
  expect(api.gateway.taken[0]!.from).toBe(heir.number);
  const lost = await api.smsRow({ smsSenderId: old.id });
  await api.ok('POST', `/v1/sms-senders/${old.id}/retire`, { body: { successorId: null } });
  await api.send(lost);
  expect(await api.standing(lost)).toBe('error no_sender');
  await api.ok('POST', `/v1/sms-senders/${old.id}/reinstate`);
  await api.act(lost.executionId, 'retry');
  await api.send(lost);
  expect(await api.standing(lost)).toBe('done');
});

test('S16, S3: an sms step behind others waits for its own day', async () => {
  const row = await api.smsRow({ more: [{ type: 'sms', timing: onDay(2) }] });
  await api.send(row);
  const told = await api.ok('GET', `/v1/enrollments/${row.enrollmentId}/explain`);
  expect(told.answer).toMatch(/^"Step 2" leaves on 2026-03-04 09:00/);
});
