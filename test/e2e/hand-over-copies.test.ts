import { describe, expect, test } from '@jest/globals';
import type { HandOverResult } from '../../infra/mail/hand-over-result.ts';
import { handOver, type HandOverCopy } from '../../infra/mail/hand-over.ts';
import { createMailPlaces } from '../../infra/mail/mail-places.ts';
import {
  COPY,
  handOverOne,
  input,
  mailbox,
  MAIN,
  pool,
  RAW,
  start,
} from '../support/servers/hand-over-fixture.ts';

const ARCHIVE = 'archive@firm.example';

/** Hands copies over, noting what happens in order: fences that are asked, and what is told of each. */
async function deliver(
  port: number,
  recipients: readonly string[],
  change: { fence?: (n: number) => boolean; stopAfter?: number; signal?: AbortSignal } = {},
): Promise<string[]> {
  const { fence = () => true, stopAfter = 0, signal = new AbortController().signal } = change;
  const story: string[] = [];
  const copies = recipients.map((recipient, index): HandOverCopy => {
    const n = index + 1;
    return {
      recipient,
      raw: () => Promise.resolve(Buffer.from(`Subject: copy ${n}\r\n\r\nwords\r\n`)),
      fence: () => {
        story.push(`fence ${n}`);
        return Promise.resolve(fence(n));
      },
      settle: (result: HandOverResult) => {
        story.push(`${result.kind} ${n}`);
        return Promise.resolve(n === stopAfter || (n === 1 && result.kind !== 'sent') ? 'stop' : 'next');
      },
    };
  });
  await handOver({ server: mailbox(port), from: 'ar@firm.example', copies, signal, pool: pool() });
  return story;
}

describe.each([{ pipelining: false }, { pipelining: true }])('a server that says %j', (options) => {
  test('M5: each recipient gets a transaction of its own over one connection, the main one first', async () => {
    const server = await start(options);
    expect(await deliver(server.port, [MAIN, COPY, ARCHIVE])).toEqual([
      'fence 1',
      'sent 1',
      'fence 2',
      'sent 2',
      'fence 3',
      'sent 3',
    ]);
    expect(server.messages.map(({ recipients, sessionId }) => [recipients, sessionId])).toEqual([
      [[MAIN], 0],
      [[COPY], 0],
      [[ARCHIVE], 0],
    ]);
    expect(server.sessions).toHaveLength(1);
    expect(server.messages.map(({ raw }) => raw.slice(0, 15))).toEqual([
      'Subject: copy 1',
      'Subject: copy 2',
      'Subject: copy 3',
    ]);
  });

  test('D1: while the main recipient is refused, no copy is offered to the server', async () => {
    const server = await start(options);
    server.replyAt('rcpt', '450 4.2.0 mailbox busy', {
      when: ({ recipients }) => recipients.at(-1) === MAIN,
    });
    expect(await deliver(server.port, [MAIN, COPY])).toEqual(['temporary 1']);
    expect(server.messages).toEqual([]);
    expect(server.sessions[0]!.commands.join()).not.toContain(COPY);
  });

  test('D2: a copy that is refused concerns no other, and the session is reset behind it alone', async () => {
    const server = await start(options);
    server.replyAt('rcpt', '550 5.1.1 no such user', {
      when: ({ recipients }) => recipients.at(-1) === COPY,
    });
    expect(await deliver(server.port, [MAIN, COPY, ARCHIVE])).toEqual([
      'fence 1',
      'sent 1',
      'address 2',
      'fence 3',
      'sent 3',
    ]);
    expect(server.messages.map(({ recipients }) => recipients)).toEqual([[MAIN], [ARCHIVE]]);
  });

  test('D1: a copy that its fence sends back breaks the session, and what follows is left untouched', async () => {
    const server = await start(options);
    expect(await deliver(server.port, [MAIN, COPY, ARCHIVE], { fence: (n) => n !== 2 })).toEqual([
      'fence 1',
      'sent 1',
      'fence 2',
      'fenced_off 2',
    ]);
    expect(server.messages.map(({ recipients }) => recipients)).toEqual([[MAIN]]);
  });

  test('O13: whoever settles may end it: nothing more is offered', async () => {
    const server = await start(options);
    expect(await deliver(server.port, [MAIN, COPY, ARCHIVE], { stopAfter: 2 })).toEqual([
      'fence 1',
      'sent 1',
      'fence 2',
      'sent 2',
    ]);
  });

  test('D1: a connection that is lost behind the fence of a copy leaves that copy alone in doubt', async () => {
    const server = await start(options);
    server.dropAt('dot', { when: ({ recipients }) => recipients.at(-1) === COPY });
    expect(await deliver(server.port, [MAIN, COPY, ARCHIVE])).toEqual([
      'fence 1',
      'sent 1',
      'fence 2',
      'unknown 2',
    ]);
  });
});

test('M5: a copy that gets no place soon is left to others, and the connection of its mailbox is free again', async () => {
  const [server, slow] = await Promise.all([start(), start()]);
  const kept = pool({ maxPerMailbox: 1, places: createMailPlaces({ most: 1, line: 9 }) });
  const hold = slow.hold('accepted');
  const others: Promise<HandOverResult>[] = [];
  const settled: string[] = [];
  const copies = [MAIN, COPY].map((recipient) => ({
    recipient,
    raw: () => Promise.resolve(RAW),
    fence: () => Promise.resolve(true),
    settle: async ({ kind }: HandOverResult) => {
      settled.push(`${kind} ${recipient}`);
      others.push(handOverOne(input(slow.port, { pool: kept })));
      await hold.reached;
      return 'next' as const;
    },
  }));
  const timeouts = { nextPlaceMs: 100 };
  const from = 'ar@firm.example';
  const { signal } = new AbortController();
  await handOver({ server: mailbox(server.port), from, copies, signal, pool: kept, timeouts });
  expect(settled).toEqual([`sent ${MAIN}`]);
  hold.release();
  expect(await others[0]).toMatchObject({ kind: 'sent' });
  expect((await handOverOne(input(server.port, { pool: kept }))).kind).toBe('sent');
});
