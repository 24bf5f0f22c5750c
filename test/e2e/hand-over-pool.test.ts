import { describe, expect, test } from '@jest/globals';
import { createMailPlaces } from '../../infra/mail/mail-places.ts';
import { closed, handOverOne, input, neverAsked, pool, start } from '../support/servers/hand-over-fixture.ts';

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

test('M1: while servers hold their replies, nobody joins a line that does not move, and never more mails are on their way than there are places, whoever sends them', async () => {
  const servers = await Promise.all([start(), start()]);
  let now = 0;
  const places = createMailPlaces({ most: 3, line: 4, now: () => now });
  const kept = pool({ maxPerMailbox: 2, places });
  const holds = servers.map((server) => server.hold('accepted'));
  const onTheirWay = { now: 0, most: 0 };
  const send = async (port: number) => {
    const fence = () => {
      onTheirWay.now += 1;
      onTheirWay.most = Math.max(onTheirWay.most, onTheirWay.now);
      return Promise.resolve(true);
    };
    const { kind } = await handOverOne(input(port, { pool: kept, fence }));
    onTheirWay.now -= 1;
    return kind;
  };
  const sending = servers.flatMap(({ port }) => Array.from({ length: 4 }, () => send(port)));
  await Promise.all(holds.map(({ reached }) => reached));
  while (onTheirWay.now < 3) await new Promise(setImmediate);
  // Two wait for a connection of each mailbox, one has its connection and waits for a place: the eighth is on nobody's way.
  now = 4_999;
  expect(places.isCrowded()).toBe(false);
  now = 5_000;
  expect(places.isCrowded()).toBe(true);
  for (const { release } of holds) release();
  expect(await Promise.all(sending)).toEqual(Array.from({ length: 8 }, () => 'sent'));
  expect(onTheirWay.most).toBe(3);
  expect(places.isCrowded()).toBe(false);
});

test('M1: those of a batch wait in nobody’s line, however slow their mailbox is', async () => {
  const [slow, other] = await Promise.all([start(), start()]);
  let now = 0;
  const places = createMailPlaces({ most: 50, line: 4, now: () => now });
  const kept = pool({ maxPerMailbox: 1, places });
  const hold = slow.hold('accepted');
  const sending = Array.from({ length: 16 }, () =>
    handOverOne(input(slow.port, { pool: kept, isOneOfMany: true })),
  );
  await hold.reached;
  now = 60_000;
  expect(places.isCrowded()).toBe(false);
  expect((await handOverOne(input(other.port, { pool: kept }))).kind).toBe('sent');
  hold.release();
  expect((await Promise.all(sending)).every(({ kind }) => kind === 'sent')).toBe(true);
});

test('D2: who has no place in time has tried nothing, and its server refused nothing', async () => {
  const [slow, quick] = await Promise.all([start(), start()]);
  const kept = pool({ places: createMailPlaces({ most: 1, line: 9 }) });
  const hold = slow.hold('accepted');
  const first = handOverOne(input(slow.port, { pool: kept }));
  await hold.reached;
  const late = input(quick.port, { pool: kept, timeouts: { beforeBodyMs: 300 }, fence: neverAsked });
  expect(await handOverOne(late)).toEqual({ kind: 'aborted' });
  hold.release();
  expect((await first).kind).toBe('sent');
});

test('D2: who waits for a place holds no connection meanwhile, keeps the turn of its mailbox, and opens another one if it was closed', async () => {
  const [slow, quick] = await Promise.all([start(), start()]);
  const kept = pool({ maxPerMailbox: 1, idleMs: 20, places: createMailPlaces({ most: 1, line: 9 }) });
  const hold = slow.hold('accepted');
  const first = handOverOne(input(slow.port, { pool: kept }));
  await hold.reached;
  const waiting = [1, 2].map(() => handOverOne(input(quick.port, { pool: kept })));
  while (quick.sessions.length === 0) await new Promise(setImmediate);
  await closed(quick);
  expect(quick.sessions).toHaveLength(1);
  hold.release();
  expect((await Promise.all([first, ...waiting])).map(({ kind }) => kind)).toEqual(['sent', 'sent', 'sent']);
  expect(quick.sessions.length).toBeLessThanOrEqual(3);
});

test('D2: the connection of who waits for a place is used again if it still stands, and never are there more than the mailbox may have', async () => {
  const [slow, quick] = await Promise.all([start(), start()]);
  const kept = pool({ maxPerMailbox: 2, places: createMailPlaces({ most: 1, line: 9 }) });
  const hold = slow.hold('accepted');
  const first = handOverOne(input(slow.port, { pool: kept }));
  await hold.reached;
  const waiting = Array.from({ length: 5 }, () => handOverOne(input(quick.port, { pool: kept })));
  while (quick.sessions.length < 2) await new Promise(setImmediate);
  hold.release();
  const results = await Promise.all([first, ...waiting]);
  expect(results.every(({ kind }) => kind === 'sent')).toBe(true);
  expect(quick.sessions).toHaveLength(2);
});

test('S10: an abort ends the wait for a place, and gives the connection back', async () => {
  const server = await start();
  const kept = pool({ places: createMailPlaces({ most: 1, line: 9 }) });
  const hold = server.hold('accepted');
  const first = handOverOne(input(server.port, { pool: kept }));
  await hold.reached;
  const controller = new AbortController();
  const second = handOverOne(input(server.port, { pool: kept, signal: controller.signal }));
  while (server.sessions.length < 2) await new Promise(setImmediate);
  controller.abort();
  expect(await second).toEqual({ kind: 'aborted' });
  hold.release();
  expect((await first).kind).toBe('sent');
  expect((await handOverOne(input(server.port, { pool: kept }))).kind).toBe('sent');
});

test('M1: who is turned away by a crowd comes back one after the other, not all at once', () => {
  const places = createMailPlaces({ most: 1, line: 1 });
  const delays = Array.from({ length: 1_000 }, () => places.turnAway());
  expect(delays[0]).toBeGreaterThanOrEqual(2_000);
  expect(delays.at(-1)! - delays[0]!).toBeGreaterThan(15_000);
});
