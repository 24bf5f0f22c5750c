import { describe, expect, test } from '@jest/globals';
import { handOverOne, start, pool, input } from '../support/servers/hand-over-fixture.ts';

describe.each([{ pipelining: false }, { pipelining: true }])('with a server that says %j', (options) => {
  test('D2: messages to one mailbox share a connection, with a reset between them', async () => {
    const server = await start(options);
    const kept = pool();
    const results = [
      await handOverOne(input(server.port, { pool: kept })),
      await handOverOne(input(server.port, { pool: kept })),
    ];
    expect(results.map(({ kind }) => kind)).toEqual(['sent', 'sent']);
    expect(server.sessions).toHaveLength(1);
    const verbs = server.sessions[0]!.commands.map((line) => line.slice(0, 4));
    expect(verbs.filter((verb) => verb === 'MAIL' || verb === 'RSET').slice(0, 3)).toEqual([
      'MAIL',
      'RSET',
      'MAIL',
    ]);
  });

  test('D2: a kept connection that the server has given up is replaced, once and unseen', async () => {
    const server = await start(options);
    const kept = pool();
    await handOverOne(input(server.port, { pool: kept }));
    server.dropAt('mail');
    expect((await handOverOne(input(server.port, { pool: kept }))).kind).toBe('sent');
    server.replyAt('mail', '421 4.4.2 idle too long');
    expect((await handOverOne(input(server.port, { pool: kept }))).kind).toBe('sent');
    expect([server.sessions.length, server.messages.length]).toEqual([3, 3]);
    server.dropAt('mail', { times: 2 });
    expect((await handOverOne(input(server.port, { pool: kept }))).kind).toBe('temporary');
  });

  test('D2: never more connections to a mailbox than its maximum; those who wait come in turn', async () => {
    const server = await start(options);
    const kept = pool({ maxPerMailbox: 2 });
    const results = await Promise.all(
      Array.from({ length: 8 }, () => handOverOne(input(server.port, { pool: kept }))),
    );
    expect(results.every(({ kind }) => kind === 'sent')).toBe(true);
    expect([server.sessions.length, server.messages.length]).toEqual([2, 8]);
  });
});

test('S10: an abort ends the wait for a connection', async () => {
  const server = await start();
  const kept = pool({ maxPerMailbox: 1 });
  const hold = server.hold('accepted');
  const first = handOverOne(input(server.port, { pool: kept }));
  await hold.reached;
  const controller = new AbortController();
  const second = handOverOne(input(server.port, { pool: kept, signal: controller.signal }));
  controller.abort();
  expect(await second).toEqual({ kind: 'aborted' });
  hold.release();
  expect((await first).kind).toBe('sent');
});
