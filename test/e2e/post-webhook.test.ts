import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createPostWebhook } from '../../infra/webhooks/post-webhook.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/servers/webhook-receiver.ts';

let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await startWebhookReceiver();
});
afterAll(() => receiver.close());

const call = (url: string) => ({ url, headers: { 'webhook-id': 'whd_1' }, body: '{"a":1}' });
const open = createPostWebhook({ isPrivateAllowed: true });
const strict = createPostWebhook({ isPrivateAllowed: false });

test('O5: a call is a POST of the body with its headers, and the answer is kept', async () => {
  receiver.answer = (_call, response) => void response.writeHead(201).end('thanks');
  expect(await open(call(receiver.url))).toMatchObject({ statusCode: 201, error: null, reply: 'thanks' });
  expect(receiver.calls.at(-1)).toMatchObject({
    path: '/hook',
    body: '{"a":1}',
    headers: { 'webhook-id': 'whd_1', 'content-type': 'application/json; charset=utf-8' },
  });
});

test('O5: private and loopback addresses are never called, in whatever spelling', async () => {
  const before = receiver.calls.length;
  const hosts = [
    '127.0.0.1',
    '2130706433',
    '0x7f000001',
    '127.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    'localhost',
  ];
  for (const host of hosts) {
    expect(await strict(call(`https://${host}:${receiver.port}/`))).toMatchObject({
      statusCode: null,
      error: 'private_address',
    });
  }
  expect(await strict(call(receiver.url))).toMatchObject({ error: 'not_https' });
  expect(receiver.calls).toHaveLength(before);
});

test('O5: a name of which one address is private is refused, however many are public', async () => {
  const resolve = () =>
    Promise.resolve([
      { address: '93.184.216.34', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ]);
  const post = createPostWebhook({ isPrivateAllowed: false, resolve });
  expect(await post(call('https://mixed.example/'))).toMatchObject({ error: 'private_address' });
});

test('O5: a name is resolved once, and the connection goes to the address that was checked (no DNS rebinding)', async () => {
  let lookups = 0;
  const resolve = () => {
    lookups += 1;
    return Promise.resolve([{ address: lookups === 1 ? '127.0.0.1' : '192.0.2.1', family: 4 }]);
  };
  const post = createPostWebhook({ isPrivateAllowed: true, resolve });
  const answer = await post(call(`http://rebind.example:${receiver.port}/pinned`));
  expect([answer.statusCode, lookups]).toEqual([201, 1]);
  expect(receiver.calls.at(-1)).toMatchObject({
    path: '/pinned',
    headers: { host: `rebind.example:${receiver.port}` },
  });
});

test('O5: a redirect is an answer, not an order', async () => {
  const before = receiver.calls.length;
  receiver.answer = (_call, response) => void response.writeHead(302, { Location: receiver.url }).end();
  expect(await open(call(receiver.url))).toMatchObject({ statusCode: 302 });
  expect(receiver.calls).toHaveLength(before + 1);
});

test('O5: of an endless answer only the beginning is read', async () => {
  receiver.answer = (_call, response) => {
    response.writeHead(200);
    const write = (): void => {
      while (!response.destroyed && response.write('x'.repeat(10_000)));
      if (!response.destroyed) response.once('drain', write);
    };
    write();
  };
  const answer = await open(call(receiver.url));
  expect([answer.statusCode, answer.reply?.length]).toEqual([200, 2_000]);
});

test('O5: an answer counts from its status on, however slow, endless or broken the rest of it is', async () => {
  const hasty = createPostWebhook({ isPrivateAllowed: true, timeoutMs: 300 });
  receiver.answer = (_call, response) => void response.writeHead(200).write('so far');
  expect(await hasty(call(receiver.url))).toMatchObject({ statusCode: 200, error: null, reply: 'so far' });
  receiver.answer = (_call, response) => {
    response.writeHead(202, { 'Content-Length': 100 }).write('cut');
    setTimeout(() => response.destroy(), 50);
  };
  expect(await open(call(receiver.url))).toMatchObject({ statusCode: 202, error: null, reply: 'cut' });
});

test('O5: a receiver that is silent, hangs up or changes the protocol ends the call', async () => {
  const hasty = createPostWebhook({ isPrivateAllowed: true, timeoutMs: 300 });
  receiver.answer = () => undefined;
  expect(await hasty(call(receiver.url))).toMatchObject({ statusCode: null, error: 'timeout' });
  receiver.answer = (_call, response) => void response.destroy();
  expect(await open(call(receiver.url))).toMatchObject({ statusCode: null, error: 'ECONNRESET' });
  receiver.answer = (_call, { socket }) =>
    void socket?.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
  expect(await open(call(receiver.url))).toMatchObject({ statusCode: 101, error: null });
});

test('O5: of several checked addresses the next is tried when one takes no call', async () => {
  receiver.answer = (_call, response) => void response.writeHead(204).end();
  const resolve = () =>
    Promise.resolve([
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ]);
  const post = createPostWebhook({ isPrivateAllowed: true, resolve });
  expect(await post(call(`http://dual.example:${receiver.port}/`))).toMatchObject({ statusCode: 204 });
  const nowhere = createPostWebhook({ isPrivateAllowed: true, resolve: () => Promise.resolve([]) });
  expect(await nowhere(call('http://none.example/'))).toMatchObject({ error: 'no_address' });
});

test('O5: a name whose address is private is never called, whatever its spelling', async () => {
  const before = receiver.calls.length;
  for (const address of [
    '127.0.0.1',
    '0.0.0.0',
    '169.254.169.254',
    '::ffff:127.0.0.1',
    '::1',
    'fd00:ec2::254',
  ]) {
    const family = address.includes(':') ? 6 : 4;
    const post = createPostWebhook({
      isPrivateAllowed: false,
      resolve: () => Promise.resolve([{ address, family }]),
    });
    const answer = await post(call(`https://metadata.example:${receiver.port}/`));
    expect([address, answer.statusCode, answer.error]).toEqual([address, null, 'private_address']);
  }
  expect(receiver.calls).toHaveLength(before);
});

test('O5: no server, no name and a call that is called off are told in a word', async () => {
  expect(await open(call('http://127.0.0.1:1/'))).toMatchObject({ statusCode: null, error: 'ECONNREFUSED' });
  const unknown = createPostWebhook({
    isPrivateAllowed: true,
    resolve: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
  });
  expect(await unknown(call('http://nobody.example/'))).toMatchObject({ error: 'ENOTFOUND' });
  receiver.answer = () => undefined;
  const controller = new AbortController();
  const pending = open(call(receiver.url), controller.signal);
  controller.abort();
  expect(await pending).toMatchObject({ statusCode: null });
});
