import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLinks } from '../../infra/mail/links.ts';
import type { HandOverResult } from '../../infra/mail/hand-over-result.ts';
import type { SmsGatewayConfig } from '../../infra/sms/sms-gateway.ts';
import { createTexter } from '../../infra/sms/texter.ts';
import { SECRET, ScriptedGateway } from '../support/servers/scripted-gateway.ts';

const links = createLinks({ publicUrl: 'https://acme.example', secretKey: 'k'.repeat(43) + '=' });
const TEXT = 'Ihre Rechnung über 1.250,00 € ist überfällig & offen.';
const TO = '+4915112345678';

let gateway: ScriptedGateway;
beforeEach(async () => {
  gateway = await new ScriptedGateway().start();
});
afterEach(() => gateway.stop());

interface Handing {
  fence?: () => Promise<boolean>;
  signal?: AbortSignal;
}

async function handOver(config: SmsGatewayConfig | null, handing: Handing = {}): Promise<HandOverResult> {
  const { fence = () => Promise.resolve(true), signal = new AbortController().signal } = handing;
  let result: HandOverResult | null = null;
  const number = { mailboxId: 'sms_1', number: '+4915100000000', zone: 'UTC', dailyCap: null };
  await createTexter(config, links).deliver(
    {
      messageId: 'msg_1',
      headerId: '<msg_1@sms>',
      mailbox: { ...number, minIntervalSeconds: 0, version: 1 },
      recipients: [{ n: 1, kind: 'to', address: TO }],
      subject: '',
      text: TEXT,
      key: 'msg_1',
      date: 0,
    },
    [1],
    {
      fence,
      settle: (_n, settled) => {
        result = settled;
        return Promise.resolve('stop');
      },
    },
    signal,
  );
  if (result === null) throw new Error('not settled');
  return result;
}

describe.each(['twilio', 'json'] as const)('a gateway of the kind %s', (kind) => {
  test('M1, M7: an sms leaves whole and once, with the address for its reports', async () => {
    const result = await handOver(gateway.config(kind));
    expect(result).toEqual({ kind: 'sent', code: 201, reply: 'HTTP 201', gatewayId: 'SM1' });
    expect(gateway.taken).toEqual([
      { to: TO, from: '+4915100000000', text: TEXT, key: kind === 'json' ? 'msg_1' : null },
    ]);
    const [call] = gateway.calls;
    const report = call!.fields[kind === 'json' ? 'reportUrl' : 'StatusCallback'];
    expect(report).toMatch(new RegExp(`^https://acme.example/v1/sms/${kind}/reports\\?message=`));
    const authorization = kind === 'json' ? `Bearer ${SECRET}` : `Basic ${btoa(`AC123:${SECRET}`)}`;
    expect(call!.headers.authorization).toBe(authorization);
  });

  test('D1: the fence is asked once the connection is there, and before the first byte', async () => {
    const seen: number[][] = [];
    await handOver(gateway.config(kind), {
      fence: () => {
        seen.push([gateway.connections, gateway.calls.length]);
        return Promise.resolve(true);
      },
    });
    expect(seen).toEqual([[1, 0]]);
  });

  test('D1: a fence that says no, or throws, leaves the gateway without a request', async () => {
    expect(await handOver(gateway.config(kind), { fence: () => Promise.resolve(false) })).toEqual({
      kind: 'fenced_off',
    });
    const cause = new Error('the database is gone');
    expect(await handOver(gateway.config(kind), { fence: () => Promise.reject(cause) })).toEqual({
      kind: 'fence_failed',
      cause,
    });
    expect(gateway.calls).toEqual([]);
  });

  test('D1: called off before the fence nothing leaves', async () => {
    expect(await handOver(gateway.config(kind), { signal: AbortSignal.abort() })).toEqual({
      kind: 'aborted',
    });
    expect(gateway.connections).toBe(0);
  });

  test('D2: nobody there is the sender’s failure, and nothing has left', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const result = await handOver({ ...gateway.config(kind), url: `http://127.0.0.1:${port}` });
    expect(result).toEqual({
      kind: 'mailbox_failure',
      reply: 'The sms gateway cannot be reached: ECONNREFUSED',
    });
  });

  test.each([401, 403, 404, 302])('D2: %i is about us: the sender fails', async (status) => {
    gateway.next({ status, body: { code: 20003, message: 'Authenticate' } });
    expect((await handOver(gateway.config(kind))).kind).toBe('mailbox_failure');
  });

  test.each([429, 500, 503])('D2: %i is put off', async (status) => {
    gateway.next({ status });
    expect(await handOver(gateway.config(kind))).toEqual({
      kind: 'temporary_after_body',
      code: status,
      reply: `HTTP ${status}`,
    });
  });

  test.each([502, 504])('D1: %i is said by somebody in between: nobody knows', async (status) => {
    gateway.next({ status });
    expect(await handOver(gateway.config(kind))).toMatchObject({ kind: 'unknown' });
  });

  test('D1: a connection that is cut before the answer is in doubt, taken or not', async () => {
    gateway.next({ cut: 'before_answer', isTaken: true }, { cut: 'before_answer', isTaken: false });
    expect((await handOver(gateway.config(kind))).kind).toBe('unknown');
    expect((await handOver(gateway.config(kind))).kind).toBe('unknown');
  });

  test('D1: a gateway that remembers keys says for how long it may be tried again', async () => {
    gateway.next({ cut: 'before_answer', isTaken: true });
    const config = gateway.config(kind, { idempotentMs: 3_600_000 });
    expect(await handOver(config)).toMatchObject({ kind: 'unknown', repeatableMs: 3_600_000 });
    expect(gateway.calls[0]!.key).toBe('msg_1');
  });

  test('D1: a status counts, also when its body is cut short', async () => {
    gateway.next({ cut: 'in_answer', status: 201 }, { cut: 'in_answer', status: 400 });
    expect(await handOver(gateway.config(kind))).toMatchObject({ kind: 'sent', gatewayId: null });
    expect(await handOver(gateway.config(kind))).toMatchObject({ kind: 'refused', code: 400 });
  });

  test('D1: a slow gateway is waited for, also when the send is called off behind the fence', async () => {
    const { reached, release } = gateway.hold();
    const calling = new AbortController();
    const sending = handOver(gateway.config(kind), { signal: calling.signal });
    await reached;
    calling.abort();
    release();
    expect((await sending).kind).toBe('sent');
  });

  test('O4, M1: secrets stand in no words that are kept', async () => {
    const basic = btoa(`AC123:${SECRET}`);
    gateway.next({ status: 400, body: { message: `no: ${SECRET} ${basic}`, code: 1 } });
    const result = await handOver(gateway.config(kind));
    expect(JSON.stringify(result)).not.toContain(SECRET);
    if (kind === 'twilio') expect(JSON.stringify(result)).not.toContain(basic);
  });
});

const refusal = async (kind: 'twilio' | 'json', body: object) => {
  gateway.next({ status: 400, body });
  return handOver(gateway.config(kind));
};

test.each([21211, 21214, 21217, 21614])('D3: Twilio’s %i says that the number is none', async (code) => {
  const result = await refusal('twilio', { code, message: 'Invalid' });
  expect(result).toEqual({ kind: 'address', code, reply: `${code} Invalid` });
});

test('D3, M7: a number that has opted out says so', async () => {
  expect(await refusal('twilio', { code: 21610, message: 'Unsubscribed' })).toMatchObject({
    kind: 'address',
    isOptedOut: true,
  });
  expect(await refusal('json', { error: 'opted_out' })).toMatchObject({ kind: 'address', isOptedOut: true });
  expect(await refusal('json', { error: 'invalid_number' })).toMatchObject({ kind: 'address' });
});

test('D2: what a gateway says of our number, or of later, is no refusal of the message', async () => {
  expect((await refusal('twilio', { code: 21606, message: 'From' })).kind).toBe('mailbox_failure');
  expect((await refusal('twilio', { code: 21611, message: 'Queue' })).kind).toBe('temporary_after_body');
  expect((await refusal('json', { error: 'invalid_sender' })).kind).toBe('mailbox_failure');
  expect((await refusal('json', { error: 'try_later' })).kind).toBe('temporary_after_body');
});

test('D2: any other 4xx is final, in the words of the gateway', async () => {
  expect(await refusal('twilio', { code: 21617, message: 'Too long' })).toEqual({
    kind: 'refused',
    code: 21617,
    reply: '21617 Too long',
  });
  expect(await refusal('json', { message: 'no such plan' })).toMatchObject({ kind: 'refused', code: 400 });
});

test('M1: without a gateway nothing leaves and the words say why', async () => {
  expect(await handOver(null)).toMatchObject({
    kind: 'mailbox_failure',
    reply: expect.stringContaining('SMS_GATEWAY'),
  });
});
