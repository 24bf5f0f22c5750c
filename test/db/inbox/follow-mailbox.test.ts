import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LOGIN, startImap } from '../../support/servers/imap-fixture.ts';
import { FollowingWorld, letter } from '../../support/worlds/following-world.ts';

const world = new FollowingWorld();
beforeAll(() => world.open());
afterAll(() => world.close());

const DAY_MS = 86_400_000;
const at = (days: number): { receivedAt: number } => ({ receivedAt: world.now + days * DAY_MS });
const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `m${from + index}`);

describe('I1: following a mailbox', () => {
  test('reads the history of so many days, without effect, then what comes, with effect, within seconds', async () => {
    const imap = await startImap();
    const { inbox } = imap.store;
    inbox.add(letter('ancient'), at(-100));
    inbox.add(letter('old'), at(-80));
    inbox.add(letter('yesterday'), at(-1));
    imap.store.folder('Sent')!.add(letter('sent'), at(-2));
    await world.follow({ ...imap, ...LOGIN });
    const run = world.work();
    await run.until(async () => (await world.state()).followStatus === 'following');
    expect(world.taken.map(({ id, path, isHistory }) => [id, path, isHistory])).toEqual([
      ['sent', 'Sent', true],
      ['old', 'INBOX', true],
      ['yesterday', 'INBOX', true],
    ]);
    const began = performance.now();
    inbox.add(letter('new'), at(0));
    await run.until(() => world.ids.includes('new'));
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(world.taken.at(-1)).toMatchObject({ id: 'new', isHistory: false, extent: 'whole' });
    await run.stop();
    expect(await world.folders()).toMatchObject([
      { path: 'INBOX', role: 'inbox', uid: 4n, tries: 0 },
      { path: 'Sent', role: 'sent', uid: 1n },
    ]);
  });

  test('goes on from its cursor: nothing is asked for twice, and gaps in UIDs are nothing', async () => {
    const imap = await startImap();
    const { inbox } = imap.store;
    for (const id of numbers(1, 5)) inbox.add(letter(id), at(0));
    inbox.remove([2, 3]);
    await world.follow({ ...imap, ...LOGIN });
    await world.workUntil(() => world.ids.length === 3);
    for (const id of numbers(6, 9)) inbox.add(letter(id), at(0));
    inbox.remove([6, 7]);
    inbox.uidNext = 4_000_000;
    inbox.add(letter('far'), at(0));
    await world.workUntil(() => world.ids.includes('far'));
    expect(world.taken.map(({ id }) => id)).toEqual(['m1', 'm4', 'm5', 'm8', 'm9', 'far']);
    expect(world.looked).toHaveLength(6);
    expect((await world.folders())[0]).toMatchObject({ uid: 4_000_000n });
  });

  test('reads the bytes of those only that somebody is interested in', async () => {
    const imap = await startImap();
    const { inbox } = imap.store;
    for (const id of numbers(1, 250)) {
      const more = id.endsWith('7') ? '' : 'X-Boring: yes\r\n';
      inbox.add(letter(id, { more, bytes: 20_000 }), at(0));
    }
    await world.follow({ ...imap, ...LOGIN });
    await world.workUntil(async () => (await world.state()).followStatus === 'following');
    expect(world.taken).toHaveLength(25);
    expect(world.looked).toHaveLength(250);
    const fetched = imap.sessions.flatMap(({ commands }) => commands.filter((line) => /FETCH/.test(line)));
    expect(fetched.filter((line) => /BODY\.PEEK\[\]/.test(line))).toHaveLength(25);
    expect(imap.sessions.reduce((sum, { bytesSent }) => sum + bytesSent, 0)).toBeLessThan(700_000);
  });

  test('a changed UIDVALIDITY loses nothing, and what was there has no effect a second time', async () => {
    const imap = await startImap();
    const { inbox } = imap.store;
    inbox.add(letter('before'), at(-3));
    await world.follow({ ...imap, ...LOGIN });
    inbox.add(letter('live'), at(0));
    await world.workUntil(async () => (await world.state()).followStatus === 'following');
    const began = world.now;
    world.now += 2 * DAY_MS;
    inbox.add(letter('missed'), { receivedAt: world.now - 60_000 });
    inbox.renumber(77);
    world.taken = [];
    await world.workUntil(() => world.ids.includes('missed'));
    expect(world.taken.map(({ id, isHistory }) => [id, isHistory])).toEqual([
      ['before', true],
      // Within the hour before the last look: taken as new, since it is stored already or was missed.
      ['live', false],
      ['missed', false],
    ]);
    expect((await world.folders())[0]).toMatchObject({ uidValidity: 77n, uid: 3n, arrearsUid: 3n });
    world.now = began;
  });

  test('a mailbox that nobody read for a month takes up all, of which the last week has an effect', async () => {
    const imap = await startImap();
    const { inbox } = imap.store;
    await world.follow({ ...imap, ...LOGIN });
    await world.workUntil(async () => (await world.state()).followStatus === 'following');
    const began = world.now;
    world.now += 30 * DAY_MS;
    for (const days of [-20, -8, -6, -1]) inbox.add(letter(`${days}`), at(days));
    await world.workUntil(() => world.ids.length === 4);
    expect(world.taken.map(({ id, isHistory }) => [id, isHistory])).toEqual([
      ['-20', true],
      ['-8', true],
      ['-6', false],
      ['-1', false],
    ]);
    world.now = began;
  });

  test('a mail that was copied in from elsewhere keeps its day, whatever the server says', async () => {
    const imap = await startImap();
    await world.follow({ ...imap, ...LOGIN });
    const more =
      'Received: from a.example (a.example [192.0.2.1])\r\n\tby mx.acme.example with ESMTPS id 1; Tue, 01 Sep 2026 10:00:00 +0200 (CEST)\r\nReceived: from x; Tue, 01 Sep 2026 09:59:00 +0200\r\n';
    imap.store.inbox.add(letter('copied', { more }), at(0));
    await world.workUntil(() => world.ids.includes('copied'));
    expect(world.taken[0]).toMatchObject({ isHistory: true, receivedAt: Date.parse('2026-09-01T08:00:00Z') });
  });

  test('mail that a rule moves is found in a folder that is followed; mail that goes away unread is known by its headers', async () => {
    const imap = await startImap();
    const { inbox } = imap.store;
    const customers = imap.store.create({ name: 'INBOX/Customers' });
    await world.follow({ ...imap, ...LOGIN }, { imapFolders: ['INBOX/Customers', 'none'] });
    const run = world.work();
    await run.until(async () => (await world.state()).followStatus === 'following');
    customers.add(letter('moved by a rule'), at(0));
    inbox.add(letter('wakes'), at(0));
    await run.until(() => world.ids.length === 2);
    world.onLook = () => {
      inbox.remove(inbox.uids);
      return Promise.resolve();
    };
    inbox.add(letter('gone'), at(0));
    await run.until(() => world.ids.length === 3);
    await run.stop();
    const seen = world.taken.map(({ id, extent, path }) => [id, extent, path]);
    expect(seen).toContainEqual(['moved by a rule', 'whole', 'INBOX/Customers']);
    expect(seen).toContainEqual(['gone', 'headers', 'INBOX']);
  });

  test('a mail above the limit is read in part: its headers and the beginning of its text', async () => {
    const imap = await startImap();
    imap.store.inbox.add(letter('huge', { bytes: 26 * 1_024 * 1_024 }), at(0));
    await world.follow({ ...imap, ...LOGIN });
    await world.workUntil(() => world.ids.includes('huge'));
    expect(world.taken).toMatchObject([{ extent: 'beginning' }]);
    expect(world.taken[0]!.text).toHaveLength(256 * 1_024);
    expect(imap.sessions.reduce((sum, { bytesSent }) => sum + bytesSent, 0)).toBeLessThan(400_000);
  });

  test('10,000 headers are not read whole to know who wrote', async () => {
    const imap = await startImap();
    const more = Array.from({ length: 10_000 }, (_, n) => `X-Header-${n}: ${'y'.repeat(50)}\r\n`).join('');
    imap.store.inbox.add(letter('many', { more: `${more}X-Boring: yes\r\n` }), at(0));
    await world.follow({ ...imap, ...LOGIN });
    await world.workUntil(() => world.ids.includes('many'));
    const heads = imap.sessions.flatMap(({ commands }) =>
      commands.filter((line) => line.includes('BODY.PEEK[HEADER]')),
    );
    expect(heads.every((line) => line.includes('<0.65536>'))).toBe(true);
  });
});
