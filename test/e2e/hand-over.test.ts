import { describe, expect, test } from '@jest/globals';
import type { HandOverResult } from '../../infra/mail/hand-over-result.ts';
import type { SmtpPhase } from '../support/servers/scripted-smtp.ts';
import {
  handOverOne,
  AUTH,
  MAIN,
  RAW,
  start,
  pool,
  mailbox,
  input,
  heldFence,
  watchedPool,
  ended,
  neverAsked,
  closed,
} from '../support/servers/hand-over-fixture.ts';

describe.each([{ pipelining: false }, { pipelining: true }])('with a server that says %j', (options) => {
  test('D1: a message that is accepted arrives once, byte for byte', async () => {
    const server = await start({ ...options, auth: AUTH });
    const result = await handOverOne(input(server.port, { server: mailbox(server.port, AUTH) }));
    expect(result).toEqual({ kind: 'sent', code: 250, reply: expect.stringMatching(/^250 2\.0\.0 queued/) });
    expect(server.messages).toEqual([
      { from: 'dunning@firm.example', recipients: [MAIN], raw: RAW.toString(), sessionId: 0 },
    ]);
  });

  test('D1: a fence that says no leaves the server without a byte of the body and without a dot', async () => {
    const server = await start(options);
    const result = await handOverOne(input(server.port, { fence: () => Promise.resolve(false) }));
    expect(result).toEqual({ kind: 'fenced_off' });
    expect(server.sessions[0]?.commands.at(-1)).toBe('DATA');
    expect([server.bodyBytes, server.messages]).toEqual([0, []]);
  });

  test('D1: a fence that throws sends nothing, and says that its mark may be stored', async () => {
    const server = await start(options);
    const cause = new Error('connection to the database lost');
    expect(await handOverOne(input(server.port, { fence: () => Promise.reject(cause) }))).toEqual({
      kind: 'fence_failed',
      cause,
    });
    expect([server.bodyBytes, server.messages]).toEqual([0, []]);
  });

  test('D1: a fence that hangs is given up, and its late yes sends nothing', async () => {
    const server = await start(options);
    const { fence, answer } = heldFence();
    const result = await handOverOne(input(server.port, { fence, timeouts: { fenceMs: 50 } }));
    expect(result.kind).toBe('fence_failed');
    answer(true);
    await server.stop();
    expect([server.bodyBytes, server.messages]).toEqual([0, []]);
  });

  test('D1: the fence is asked only after the 354', async () => {
    const server = await start(options);
    const hold = server.hold('data');
    let asked = 0;
    const running = handOverOne(input(server.port, { fence: () => Promise.resolve(++asked > 0) }));
    await hold.reached;
    expect(asked).toBe(0);
    hold.release();
    expect((await running).kind).toBe('sent');
    expect(asked).toBe(1);
  });

  test.each<SmtpPhase>(['dot', 'accepted'])(
    'D1: a connection lost at %s, after the body and before the reply, is unknown',
    async (phase) => {
      const server = await start(options);
      server.dropAt(phase);
      expect(await handOverOne(input(server.port))).toMatchObject({ kind: 'unknown', phase: 'final_reply' });
      expect(server.messages).toHaveLength(phase === 'accepted' ? 1 : 0);
    },
  );

  test('D1: a connection lost in the middle of a long body is unknown', async () => {
    const server = await start(options);
    server.dropAt('body');
    const raw = Buffer.alloc(20_000_000, 'a line of sixteen\r\n');
    expect(await handOverOne(input(server.port, { raw }))).toMatchObject({ kind: 'unknown', phase: 'body' });
    expect(server.messages).toEqual([]);
  });

  test('D1: no reply to the final dot in time is unknown', async () => {
    const server = await start(options);
    const hold = server.hold('accepted');
    const result = await handOverOne(input(server.port, { timeouts: { finalReplyMs: 100 } }));
    expect(result).toMatchObject({ kind: 'unknown', phase: 'final_reply' });
    await hold.reached;
    expect(server.messages).toHaveLength(1);
  });

  test('D1: half a reply line of a lost connection is no answer', async () => {
    const server = await start(options);
    for (const lastWords of ['550 5.7.1 no', '451-4.3.0 first line', '250 2.0.0 o']) {
      server.dropAt('dot', { lastWords });
      expect(await handOverOne(input(server.port))).toMatchObject({ kind: 'unknown', phase: 'final_reply' });
    }
  });

  test.each<SmtpPhase>(['mail', 'rcpt', 'data'])(
    'D2: a connection lost at %s is temporary: nothing has left',
    async (phase) => {
      const server = await start(options);
      server.dropAt(phase);
      const result = await handOverOne(input(server.port, { fence: neverAsked }));
      expect(result).toMatchObject({ kind: 'temporary', code: null, isMarked: false });
      expect(server.bodyBytes).toBe(0);
    },
  );

  test.each<SmtpPhase>(['mail', 'rcpt', 'data'])('D2: a 451 at %s is temporary', async (phase) => {
    const server = await start(options);
    server.replyAt(phase, '451 4.3.0 come back later');
    expect(await handOverOne(input(server.port, { fence: neverAsked }))).toMatchObject({
      kind: 'temporary',
      code: 451,
      reply: '451 4.3.0 come back later',
      isMarked: false,
    });
    expect(server.bodyBytes).toBe(0);
  });

  test.each<[SmtpPhase, HandOverResult['kind'], string]>([
    ['mail', 'refused', '550 5.5.4 not like this'],
    ['mail', 'mailbox_failure', '550 5.7.1 not from you'],
    ['mail', 'mailbox_failure', '553 5.1.8 your domain does not exist'],
    ['rcpt', 'refused', '550 5.2.1 disabled'],
    ['rcpt', 'policy', '553 5.7.1 <ar@firm.example>: Sender address rejected: not owned by user'],
    ['rcpt', 'mailbox_failure', '530 5.7.1 Authentication required'],
    ['rcpt', 'address', '550-5.1.1 nobody\r\n550 5.1.1 is here'],
    ['data', 'refused', '554 5.5.1 no'],
    ['data', 'policy', '550 5.7.1 not from you'],
  ])('D2: a 5xx at %s is %s, with the words of the server: %s', async (phase, kind, reply) => {
    const server = await start(options);
    server.replyAt(phase, reply);
    const result = await handOverOne(input(server.port, { fence: neverAsked }));
    const said = reply.replace('\r\n', '\n');
    expect({ ...result, reply: 'reply' in result ? result.reply.replaceAll('\r', '') : null }).toEqual({
      kind,
      ...(kind !== 'mailbox_failure' && { code: Number(reply.slice(0, 3)) }),
      reply: said,
    });
    expect(server.bodyBytes).toBe(0);
  });

  test('D2: a 5xx to the final dot is final, a 4xx may be tried again', async () => {
    const server = await start(options);
    server.replyAt('dot', '554 5.6.0 spam');
    expect(await handOverOne(input(server.port))).toMatchObject({
      kind: 'refused',
      code: 554,
      reply: '554 5.6.0 spam',
    });
    server.replyAt('dot', '452 4.3.1 disk full');
    expect(await handOverOne(input(server.port))).toEqual({
      kind: 'temporary_after_body',
      code: 452,
      reply: '452 4.3.1 disk full',
    });
    expect(server.messages).toEqual([]);
  });

  test('D1, D3: an address that is refused for good is told with the words of the server, before the fence', async () => {
    const server = await start(options);
    server.replyAt('rcpt', '550 5.1.1 no such user');
    expect(await handOverOne(input(server.port, { fence: neverAsked }))).toEqual({
      kind: 'address',
      code: 550,
      reply: '550 5.1.1 no such user',
    });
    server.replyAt('rcpt', '550 5.2.1 mailbox disabled');
    expect(await handOverOne(input(server.port, { fence: neverAsked }))).toMatchObject({ kind: 'refused' });
  });

  test('D2: a recipient refused with 4xx is temporary, before the fence', async () => {
    const server = await start(options);
    server.replyAt('rcpt', '450 4.2.1 greylisted');
    expect(await handOverOne(input(server.port, { fence: neverAsked }))).toMatchObject({
      kind: 'temporary',
      code: 450,
      isMarked: false,
    });
  });

  test('D1: a connection lost while the fence passes sends nothing, and says that the row is marked', async () => {
    const server = await start(options);
    const { fence, asked, answer } = heldFence();
    const hold = server.hold('after354');
    server.dropAt('after354');
    const { leases, watched } = watchedPool(pool());
    const running = handOverOne(input(server.port, { fence, pool: watched }));
    await asked;
    const lost = ended(leases[0]!);
    hold.release();
    await lost;
    answer(true);
    expect(await running).toMatchObject({ kind: 'temporary', isMarked: true });
    expect([server.bodyBytes, server.messages]).toEqual([0, []]);
  });

  test('D1: a server that refuses while the fence passes gets nothing, and the row is marked', async () => {
    const server = await start(options);
    const { fence, asked, answer } = heldFence();
    const hold = server.hold('after354');
    server.replyAt('after354', '421 4.3.2 shutting down');
    const { leases, watched } = watchedPool(pool());
    const running = handOverOne(input(server.port, { fence, pool: watched }));
    await asked;
    const lost = ended(leases[0]!);
    hold.release();
    await lost;
    answer(true);
    expect(await running).toMatchObject({ kind: 'temporary', code: 421, isMarked: true });
    expect([server.bodyBytes, server.messages]).toEqual([0, []]);
  });

  test.each<SmtpPhase>(['connect', 'mail', 'rcpt', 'data'])(
    'S10: an abort at %s sends nothing',
    async (phase) => {
      const server = await start(options);
      const hold = server.hold(phase);
      const controller = new AbortController();
      const running = handOverOne(input(server.port, { signal: controller.signal, fence: neverAsked }));
      await hold.reached;
      controller.abort();
      expect(await running).toEqual({ kind: 'aborted' });
      hold.release();
      await closed(server);
      expect([server.bodyBytes, server.messages]).toEqual([0, []]);
    },
  );

  test('S10: an abort while the fence is asked leaves the decision to the fence', async () => {
    const server = await start(options);
    const controller = new AbortController();
    const abortAndAnswer = (isPassed: boolean) => (): Promise<boolean> => {
      controller.abort();
      return Promise.resolve(isPassed);
    };
    const sent = await handOverOne(
      input(server.port, { signal: controller.signal, fence: abortAndAnswer(true) }),
    );
    expect(sent.kind).toBe('sent');
    const other = new AbortController();
    const stopped = await handOverOne(
      input(server.port, { signal: other.signal, fence: abortAndAnswer(false) }),
    );
    expect(stopped.kind).toBe('fenced_off');
    expect(server.messages).toHaveLength(1);
  });

  test('S10: an abort after the fence is ignored and the real outcome told', async () => {
    const server = await start(options);
    const hold = server.hold('accepted');
    const controller = new AbortController();
    const running = handOverOne(input(server.port, { signal: controller.signal }));
    await hold.reached;
    controller.abort();
    hold.release();
    expect((await running).kind).toBe('sent');
  });

  test('D2: a message larger than the server takes is refused before it is offered', async () => {
    const server = await start({ ...options, extensions: ['SIZE 20'] });
    expect(await handOverOne(input(server.port, { fence: neverAsked }))).toMatchObject({
      kind: 'refused',
      code: 552,
    });
  });
});

test('header injection: an envelope address with a line break is refused before anything is opened', async () => {
  const server = await start();
  await expect(handOverOne(input(server.port, { recipient: 'a@b.example>\r\nDATA' }))).rejects.toThrow(
    RangeError,
  );
  expect(server.sessions).toEqual([]);
});
