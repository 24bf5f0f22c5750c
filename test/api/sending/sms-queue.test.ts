import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { onDay } from '../../support/rows/fixtures.ts';
import { E164, SmsWorld } from '../../support/worlds/sms-world.ts';

const api = new SmsWorld();
beforeAll(() => api.open());
beforeEach(() => {
  api.gateway.reset();
  api.useGateway();
});
afterAll(() => api.close());

const MANUAL = { isManual: true };
const detail = (id: string) => api.ok('GET', `/v1/queue/${id}`);
const edit = (id: string, body: object) => api.call('PATCH', `/v1/queue/${id}`, { body });

describe('preview and draft', () => {
  test.each([
    ['a'.repeat(160), 'GSM-7', 160, 1],
    ['a'.repeat(161), 'GSM-7', 161, 2],
    ['a'.repeat(158) + '€', 'GSM-7', 160, 1],
    ['['.repeat(81), 'GSM-7', 162, 2],
    ['a'.repeat(70) + 'ł', 'UCS-2', 71, 2],
    ['a'.repeat(69) + '😀', 'UCS-2', 71, 2],
    ['a'.repeat(159) + 'Ç', 'GSM-7', 160, 1],
  ])(
    'case 27, M7: the segments of %j are shown by the preview, in the queue and in the ledger',
    async (body, coding, units, segments) => {
      const row = await api.smsRow({ step: { ...MANUAL, body } });
      const { stepId } = await api.execution(row.executionId);
      const { preview } = await api.ok('POST', `/v1/sequences/${row.sequenceId}/preview`, {
        body: { stepId, customerId: row.customerId },
      });
      expect([preview.text, preview.subject, preview.html]).toEqual([body, null, null]);
      expect(preview.sms).toMatchObject({ coding, units, segments });
      expect(preview.recipient).toEqual({ contactId: row.contactId, address: E164 });
      expect((await detail(row.executionId)).draft).toMatchObject({
        text: body,
        html: null,
        to: [E164],
        sms: { coding, units, segments },
      });
      await api.act(row.executionId, 'send');
      await api.send(row);
      expect((await api.message(row)).segments).toBe(segments);
      expect(api.gateway.taken[0]!.text).toBe(body);
    },
  );

  test('S19: a step that is not saved is rendered; nobody with a number is said', async () => {
    const row = await api.smsRow({ phone: null, step: MANUAL });
    const step = {
      type: 'sms',
      label: 'Text',
      timing: { kind: 'offset', days: 3 },
      body: 'Dear {{customer.name}}',
    };
    const { preview } = await api.ok('POST', `/v1/sequences/${row.sequenceId}/preview`, {
      body: { step, customerId: row.customerId },
    });
    expect([preview.text, preview.recipient, preview.problems]).toEqual([
      expect.stringMatching(/^Dear Customer/),
      null,
      [{ field: 'recipient', message: 'there is none' }],
    ]);
    expect((await detail(row.executionId)).draftProblem).toBe('No contact with a phone number matches.');
  });
});

describe('what a person does', () => {
  test('Q2, D7: an edited sms goes verbatim to the number that was named, and comes back when balances move', async () => {
    const row = await api.smsRow({ step: MANUAL });
    expect((await edit(row.executionId, { body: 'Call me', to: ['0172 5555555'] })).status).toBe(200);
    expect((await detail(row.executionId)).draft).toMatchObject({ text: 'Call me', isEdited: true });
    await api.act(row.executionId, 'send');
    await api.send(row);
    expect(api.gateway.taken).toMatchObject([{ to: '+491725555555', text: 'Call me' }]);
    const moved = await api.smsRow({ step: MANUAL });
    await edit(moved.executionId, { body: 'You owe 1250' });
    await api.ok('POST', `/v1/invoices/${moved.invoiceId}/payments`, {
      body: { amount: '10.00', paidOn: new Date(api.now).toISOString().slice(0, 10) },
    });
    await api.act(moved.executionId, 'send');
    await api.send(moved);
    expect(await api.standing(moved)).toBe('error facts_moved');
  });

  test('Q2: what an sms does not have is refused with its field, and nothing is stored', async () => {
    const row = await api.smsRow({ step: MANUAL });
    const body = {
      subject: 'No',
      cc: ['a@b.example'],
      to: ['call Anna', '0172 5555555'],
      body: 'Hi {{nothing}}',
    };
    const refused = await edit(row.executionId, body);
    expect([refused.status, refused.body.errors.map(({ field }: { field: string }) => field)]).toEqual([
      422,
      ['subject', 'cc', 'to[0]', 'to', 'body'],
    ]);
    expect((await api.execution(row.executionId)).pinned).toMatchObject({ origin: 'template' });
  });

  test('Q2: addresses of a mail are still checked, each with its field', async () => {
    const row = await api.row({ steps: [{ timing: onDay(0, '08:00'), isManual: true }] });
    const refused = await edit(row.executionId, { to: ['no address'], cc: ['fine@a.example', 'not'] });
    expect([refused.status, refused.body.errors.map(({ field }: { field: string }) => field)]).toEqual([
      422,
      ['to[0]', 'cc[1]'],
    ]);
  });

  test('Q2, Q3: an sms is sent, not completed; a second person hears what happened', async () => {
    const row = await api.smsRow({ step: MANUAL });
    expect((await api.act(row.executionId, 'complete')).status).toBe(409);
    expect((await api.act(row.executionId, 'send')).status).toBeLessThan(300);
    await api.send(row);
    expect((await api.act(row.executionId, 'send')).status).toBe(409);
    expect(api.gateway.taken).toHaveLength(1);
  });

  test('D9, Q2: a switch of the sender holds what leaves by itself, and not what a person sends', async () => {
    const { id } = await api.sender();
    const automatic = await api.smsRow({ smsSenderId: id });
    const manual = await api.smsRow({ smsSenderId: id, step: MANUAL });
    const body = { scope: 'mailbox', id, isOn: true, reason: 'Wrong texts' };
    const on = await api.ok('PUT', '/v1/switches', { body });
    expect(on).toMatchObject({ scope: 'mailbox', id, isOn: true });
    await api.send(automatic).catch(() => undefined);
    expect(await api.standing(automatic)).toContain('mailbox_hold');
    await api.act(manual.executionId, 'send');
    await api.send(manual);
    expect(await api.standing(manual)).toBe('done');
    await api.ok('PUT', '/v1/switches', { body: { scope: 'mailbox', id, isOn: false } });
    await api.send(automatic);
    expect(await api.standing(automatic)).toBe('done');
  });
});

describe('settings', () => {
  test('S7: activation names every step without a sender, and a sender whose languages have no opt-out words', async () => {
    const make = (body: object) =>
      api.ok('POST', '/v1/sequences', { body: { zone: 'UTC', primaryUserId: api.adminId, ...body } });
    const text = { type: 'sms', label: 'Text', timing: { kind: 'offset', days: 0 }, body: 'Pay' };
    const none = await make({ name: 'Without a number' });
    await api.ok('POST', `/v1/sequences/${none.id}/steps`, { body: text });
    const refused = await api.call('POST', `/v1/sequences/${none.id}/activate`, { body: {} });
    expect([refused.status, refused.body.errors]).toEqual([
      422,
      [{ field: 'steps[0].type', message: 'no sms sender' }],
    ]);
    const thai = await api.sender({ languages: ['th-TH'] });
    const mute = await make({ name: 'Without words', smsSenderId: thai.id });
    await api.ok('POST', `/v1/sequences/${mute.id}/steps`, { body: text });
    const { body } = await api.call('POST', `/v1/sequences/${mute.id}/activate`, { body: {} });
    expect(body.errors).toEqual([
      { field: 'smsSenderId', message: 'has no opt-out words: none are known in th-TH' },
    ]);
    await api.ok('PATCH', `/v1/sms-senders/${thai.id}`, { body: { languages: ['de'] } });
    const active = await api.ok('POST', `/v1/sequences/${mute.id}/activate`, { body: {} });
    expect([active.status, active.smsSenderId]).toEqual(['active', thai.id]);
    expect(
      (await api.call('PATCH', `/v1/sequences/${mute.id}`, { body: { smsSenderId: null } })).status,
    ).toBe(422);
  });

  test('S2: a sender that is none, or retired for good, is refused with its field; a duplicate keeps its own', async () => {
    const gone = await api.sender();
    await api.ok('POST', `/v1/sms-senders/${gone.id}/retire`, { body: { successorId: null } });
    const unknown = 'sms_01h455vb4pex5vsknk084sn02q';
    for (const [smsSenderId, message] of [
      [gone.id, 'is retired and has no successor'],
      [unknown, 'is not an sms sender'],
    ]) {
      const { body } = await api.call('POST', '/v1/sequences', {
        body: { name: 'X', zone: 'UTC', smsSenderId },
      });
      expect(body.errors).toEqual([{ field: 'smsSenderId', message }]);
    }
    const body = { name: 'Original', zone: 'UTC', smsSenderId: api.smsSenderId };
    const { id } = await api.ok('POST', '/v1/sequences', { body });
    const copy = await api.ok('POST', `/v1/sequences/${id}/duplicate`, { body: { name: 'Copy' } });
    expect(copy.smsSenderId).toBe(api.smsSenderId);
  });

  test('M1: a sender has a name and a number of its own; bad ones are refused with every field', async () => {
    const taken = await api.ok('GET', `/v1/sms-senders/${api.smsSenderId}`);
    const { name, number } = taken;
    const clash = await api.call('POST', '/v1/sms-senders', {
      body: { name: name.toUpperCase(), number, zone: 'UTC' },
    });
    expect([clash.status, clash.body.errors]).toEqual([
      409,
      [
        { field: 'name', message: 'is taken' },
        { field: 'number', message: 'is taken' },
      ],
    ]);
    const bad = await api.call('POST', '/v1/sms-senders', {
      body: { name: '', number: '0151 1', zone: 'Mars', dailyCap: 0 },
    });
    expect([bad.status, bad.body.errors.map(({ field }: { field: string }) => field).sort()]).toEqual([
      422,
      ['dailyCap', 'name', 'number', 'zone'],
    ]);
    expect(taken).toMatchObject({ languages: [expect.any(String)], status: 'working', dailyCap: null });
    const self = await api.call('POST', `/v1/sms-senders/${api.smsSenderId}/retire`, {
      body: { successorId: api.smsSenderId },
    });
    expect([self.status, self.body.errors]).toEqual([
      422,
      [{ field: 'successorId', message: 'is the sender itself' }],
    ]);
    const { items } = await api.ok('GET', '/v1/sms-senders?limit=1');
    expect(items).toHaveLength(1);
  });

  test('O11: a folder names the sender of a sequence', async () => {
    const body = { name: 'Named in a folder', zone: 'UTC', smsSenderId: api.smsSenderId };
    await api.ok('POST', '/v1/sequences', { body });
    const { files } = await api.ok('GET', '/v1/configuration');
    const file = files.find(({ path }: { path: string }) => path.includes('named-in-a-folder'));
    expect(file.content ?? file.text ?? JSON.stringify(file)).toContain('smsSender: Number 1');
  });
});
