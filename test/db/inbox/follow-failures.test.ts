import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LOGIN, startImap } from '../../support/servers/imap-fixture.ts';
import { FollowingWorld, letter, until } from '../../support/worlds/following-world.ts';

const world = new FollowingWorld();
beforeAll(() => world.open());
afterAll(() => world.close());

const received = { receivedAt: world.now };
const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `m${index + 1}`);
/** What the real one waits between tries, without the waiting: tests of distances look at what it says. */
const again = async (): Promise<void> => {
  await world.db.mailbox.update({ where: { id: world.mailboxId }, data: { followFailures: 0 } });
};

describe('I1: a server that fails', () => {
  const CUTS: readonly [string, object][] = [
    ['connect', {}],
    ['AUTHENTICATE', {}],
    ['LIST', {}],
    ['EXAMINE', { skip: 1 }],
    ['UID SEARCH', { skip: 2 }],
    ['UID FETCH', {}],
    ['UID FETCH', { afterBytes: 900 }],
    ['UID FETCH', { skip: 1 }],
    ['UID FETCH', { skip: 3, afterBytes: 30 }],
    ['IDLE', {}],
  ];
  test.each(CUTS)('cut at %s %j: nothing is lost, and nothing is taken up twice', async (command, fault) => {
    const imap = await startImap();
    for (const id of numbers(5)) imap.store.inbox.add(letter(id), received);
    await world.follow({ ...imap, ...LOGIN });
    imap.faults.cutAt(command, fault);
    const run = world.work();
    await run.until(async () => (await world.state()).followFailures > 0 || world.ids.length === 5);
    if (command === 'IDLE') await run.until(() => imap.sessions[0]!.isClosed);
    await run.stop();
    imap.store.inbox.add(letter('later'), received);
    await again();
    await world.workUntil(() => world.ids.length === 6);
    expect(world.taken.map(({ id }) => id).sort()).toEqual(['later', ...numbers(5)]);
    expect(world.taken.every(({ extent, isHistory }) => extent === 'whole' && !isHistory)).toBe(true);
  });

  test('a single lost connection says nothing; the next failure says it in the words of the server', async () => {
    const imap = await startImap();
    await world.follow({ ...imap, ...LOGIN });
    await world.workUntil(async () => (await world.state()).followStatus === 'following');
    imap.faults.byeAt('AUTHENTICATE', 'Down for maintenance', { times: 2 });
    const run = world.work();
    await run.until(async () => (await world.state()).followFailures === 1);
    expect(await world.state()).toMatchObject({ followStatus: 'following', followReason: null });
    await run.until(async () => (await world.state()).followFailures === 2);
    expect(await world.state()).toMatchObject({
      followStatus: 'failing',
      followReason: 'Down for maintenance',
    });
    await run.until(async () => (await world.state()).followStatus === 'following');
    expect(await world.state()).toMatchObject({ followReason: null, followFailures: 0 });
    await run.stop();
  }, 40_000);

  test('a wrong password is said in the words of the server, and tried less and less often; sending goes on', async () => {
    const imap = await startImap();
    await world.follow({ ...imap, ...LOGIN, password: 'not this one' });
    expect(await world.work().ended).toEqual({
      directive: { kind: 'wait', until: world.now + 5 * 60_000, reason: 'login' },
    });
    expect(await world.state()).toMatchObject({
      status: 'working',
      followStatus: 'failing',
      followFailures: 1,
    });
    expect((await world.state()).followReason).toMatch(/^\[AUTHENTICATIONFAILED\]/);
    expect((await world.state()).followReason).not.toContain('not this one');
    expect(await world.work().ended).toMatchObject({ directive: { until: world.now + 10 * 60_000 } });
  });

  test('a server that cannot be reached at all is left alone for longer each time, a quarter of an hour at most', async () => {
    const imap = await startImap();
    await imap.stop();
    await world.follow({ ...imap, ...LOGIN });
    for (const [failures, minutes] of [
      [4, 80 / 60],
      [5, 160 / 60],
      [12, 15],
      [40, 15],
    ]) {
      await world.db.mailbox.update({ where: { id: world.mailboxId }, data: { followFailures: failures! } });
      expect(await world.work().ended).toMatchObject({
        directive: { kind: 'wait', until: world.now + minutes! * 60_000, reason: 'connection' },
      });
    }
    expect((await world.state()).followReason).toMatch(/does not accept connections \(ECONNREFUSED\)/);
  });

  test.each(['AUTHENTICATE', 'EXAMINE', 'UID SEARCH', 'UID FETCH'])(
    'a server that is busy at %s is asked again soon: no password is wrong, no folder is gone',
    async (command) => {
      const imap = await startImap();
      for (const id of numbers(5)) imap.store.inbox.add(letter(id), received);
      await world.follow({ ...imap, ...LOGIN });
      imap.faults.refuseAt(command, '[THROTTLED] Slow down');
      const run = world.work();
      await run.until(async () => (await world.state()).followFailures === 1);
      const { followStatus, followReason } = await world.state();
      expect([followStatus, followReason]).toEqual([
        'failing',
        expect.stringMatching(/Slow down|refused to search/),
      ]);
      await run.until(async () => (await world.state()).followStatus === 'following');
      await run.stop();
      expect(world.taken.map(({ id }) => id)).toEqual(numbers(5));
    },
    40_000,
  );

  test('a mailbox without a server to receive from is not followed', async () => {
    const imap = await startImap();
    await world.follow({ ...imap, ...LOGIN });
    await world.db.mailbox.update({ where: { id: world.mailboxId }, data: { imapHost: null } });
    expect(await world.work().ended).toEqual({ directive: { kind: 'ended' } });
  });

  test('a server without INBOX says so; other folders that are gone are passed over', async () => {
    const imap = await startImap();
    imap.store.remove('Sent');
    imap.store.remove('INBOX');
    await world.follow({ ...imap, ...LOGIN });
    const run = world.work();
    await run.until(async () => (await world.state()).followStatus === 'failing');
    expect((await world.state()).followReason).toBe('The server has no folder INBOX.');
    await run.stop();
  });
});

describe('I1: whoever takes mail up ends in the middle', () => {
  test('a worker that stops gives the mailbox back between two mails, at once, and nothing was wrong with any', async () => {
    const imap = await startImap();
    for (const id of numbers(30)) imap.store.inbox.add(letter(id), received);
    await world.follow({ ...imap, ...LOGIN });
    const run = world.work();
    world.onTake = ({ uid }) => Promise.resolve(uid === 7 ? void run.stop() : undefined);
    expect(await run.ended).toMatchObject({ error: { type: 'worker_stopping' } });
    expect(world.taken).toHaveLength(7);
    expect((await world.folders()).every(({ tries }) => tries === 0)).toBe(true);
    await world.workUntil(() => world.ids.length === 30);
    expect(world.taken).toHaveLength(30);
  });

  test('changed settings call it off at once', async () => {
    const imap = await startImap();
    await world.follow({ ...imap, ...LOGIN });
    const run = world.work();
    await run.until(async () => (await world.state()).followStatus === 'following');
    expect(await run.cancel()).toMatchObject({ error: { name: 'CancelledFailure' } });
    await until(() => imap.sessions.every(({ isClosed }) => isClosed));
  });

  test.each([1, 2, 50, 100, 101, 150])(
    'killed at mail %i, before and after it was stored: the next one goes on there',
    async (n) => {
      const imap = await startImap();
      for (const id of numbers(150)) imap.store.inbox.add(letter(id), received);
      await world.follow({ ...imap, ...LOGIN });
      const killed = new Error('killed');
      for (const isStored of [false, true]) {
        const { takeMail } = world.deps.intake;
        const intake: typeof world.deps.intake = {
          ...world.deps.intake,
          takeMail: async (deps, mail) => {
            if (mail.uid !== n) return takeMail(deps, mail);
            if (isStored) await takeMail(deps, mail);
            world.deps = { ...world.deps, intake: { ...intake, takeMail } };
            throw killed;
          },
        };
        world.deps = { ...world.deps, intake };
        if (isStored) await world.db.mailFolder.updateMany({ data: { uid: 0 } });
        if (isStored) await world.db.mailPlace.deleteMany({});
        if (isStored) world.taken = [];
        expect(await world.work().ended).toEqual({ error: killed });
        expect((await world.folders())[0]).toMatchObject({
          uid: BigInt(n - 1),
          tryingUid: BigInt(n),
          tries: 1,
        });
        await world.workUntil(() => world.ids.length === 150);
        expect(world.taken).toHaveLength(150);
      }
    },
    40_000,
  );

  test('a mail over which everybody fails does not block its folder: alone, then its headers, then nothing, and it is said', async () => {
    const imap = await startImap();
    for (const id of numbers(20)) imap.store.inbox.add(letter(id), received);
    await world.follow({ ...imap, ...LOGIN });
    world.onTake = (mail) =>
      mail.uid === 3 || (mail.uid === 8 && mail.extent === 'whole')
        ? Promise.reject(new Error('poison'))
        : Promise.resolve();
    const attempts: unknown[] = [];
    while (!world.ids.includes('m20')) {
      const run = world.work();
      await Promise.race([run.until(() => world.ids.includes('m20')).catch(() => undefined), run.ended]);
      attempts.push(await run.stop());
    }
    expect(attempts).toHaveLength(6 + 4 + 1);
    expect(world.ids).toHaveLength(19);
    expect(world.taken.filter(({ extent }) => extent !== 'whole').map(({ id }) => id)).toEqual(['m8']);
    const troubles = await world.db.mailTrouble.findMany({ orderBy: { uid: 'asc' } });
    expect(troubles).toMatchObject([
      { path: 'INBOX', uid: 3n, kind: 'nothing' },
      { path: 'INBOX', uid: 8n, kind: 'headers' },
    ]);
    // Once it was ours and is mended, it is taken up.
    world.onTake = () => Promise.resolve();
    world.now += 11 * 60_000;
    await world.workUntil(() => world.ids.includes('m3'));
    expect(world.taken.at(-1)).toMatchObject({ id: 'm3', extent: 'whole', isHistory: false });
    await world.workUntil(async () => (await world.db.mailTrouble.count()) === 1);
    world.now -= 11 * 60_000;
  }, 60_000);

  test('headers over which everybody fails are found by looking at fewer, and passed over', async () => {
    const imap = await startImap();
    for (const id of numbers(40)) imap.store.inbox.add(letter(id), received);
    await world.follow({ ...imap, ...LOGIN });
    const { areOfInterest } = world.deps.intake;
    const refusing: typeof areOfInterest = (deps, seen) =>
      seen.heads.some(({ uid }) => uid === 30)
        ? Promise.reject(new Error('poison'))
        : areOfInterest(deps, seen);
    world.deps = { ...world.deps, intake: { ...world.deps.intake, areOfInterest: refusing } };
    let attempts = 0;
    while (!world.ids.includes('m40')) {
      attempts += 1;
      const run = world.work();
      await Promise.race([run.until(() => world.ids.includes('m40')).catch(() => undefined), run.ended]);
      await run.stop();
    }
    expect(attempts).toBeLessThan(15);
    expect(world.ids).toHaveLength(39);
    expect(
      await world.db.mailTrouble.findMany({ where: { uid: 30 }, orderBy: { uid: 'asc' } }),
    ).toMatchObject([{ kind: 'nothing' }]);
  }, 60_000);
});
