import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LOGIN, startImap } from '../../support/servers/imap-fixture.ts';
import { FollowingWorld, letter } from '../../support/worlds/following-world.ts';

const world = new FollowingWorld();
beforeAll(() => world.open());
afterAll(() => world.close());

const DAY_MS = 86_400_000;
const old = { receivedAt: world.now - 3 * DAY_MS };
/** Of the day, whatever the clock says when it comes. */
const now = { receivedAt: world.now + 3_600_000 };
const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `m${index + 1}`);
const seen = () => world.taken.map(({ id, isHistory }) => [id, isHistory]);

/** Reading goes on for longer than a look at what comes may wait. */
const pass = (): void => void (world.now += 25_000);

describe('I1: new mail does not wait behind old mail', () => {
  test('what comes on the first day is taken up before the history is read, with its effect, and once', async () => {
    const imap = await startImap();
    const { inbox } = imap.store;
    for (const id of numbers(150)) inbox.add(letter(id), old);
    await world.follow({ ...imap, ...LOGIN });
    world.onTake = ({ uid }) => {
      if (uid === 3) inbox.add(letter('new'), now);
      if (uid === 3) pass();
      return Promise.resolve();
    };
    await world.workUntil(async () => (await world.state()).followStatus === 'following');
    const [first, second, third, ...rest] = numbers(150).map((id) => [id, true]);
    expect(seen()).toEqual([first, second, third, ['new', false], ...rest]);
    await world.workUntil(async () => (await world.folders())[0]!.uid === 151n);
    expect(world.taken).toHaveLength(151);
    expect(await world.db.mailTrouble.count()).toBe(0);
  });

  test('while another folder is read too, which comes before INBOX', async () => {
    const imap = await startImap();
    const sent = imap.store.folder('Sent')!;
    for (const id of numbers(10)) sent.add(letter(id), old);
    await world.follow({ ...imap, ...LOGIN });
    // The second look finds what came after the first.
    world.onTake = ({ uid, folder }) => {
      if (folder.path !== 'Sent') return Promise.resolve();
      if (uid === 2 || uid === 4) pass();
      if (uid === 3) imap.store.inbox.add(letter('new'), now);
      return Promise.resolve();
    };
    await world.workUntil(async () => (await world.state()).followStatus === 'following');
    expect(world.taken.map(({ id }) => id)).toEqual(['m1', 'm2', 'm3', 'm4', 'new', ...numbers(10).slice(4)]);
  });

  test('one over which everybody dies is left to its turn: old mail is read on, and nothing is lost', async () => {
    const imap = await startImap();
    const { inbox } = imap.store;
    for (const id of numbers(20)) inbox.add(letter(id), old);
    await world.follow({ ...imap, ...LOGIN });
    world.onTake = ({ uid }) => {
      if (uid === 21) return Promise.reject(new Error('poison'));
      if (uid === 3) inbox.add(letter('poison'), now);
      if (uid % 3 === 0) pass();
      return Promise.resolve();
    };
    expect(await world.work().ended).toMatchObject({ error: { message: 'poison' } });
    expect(world.ids).toEqual(['m1', 'm2', 'm3']);
    expect(await world.work().ended).toMatchObject({ error: { message: 'poison' } });
    expect(world.ids).toEqual(numbers(20));
    expect(await world.db.mailTrouble.findMany({ orderBy: { uid: 'asc' } })).toMatchObject([
      { uid: 21n, kind: 'nothing' },
    ]);
    world.onTake = () => Promise.resolve();
    world.now += 11 * 60_000;
    await world.workUntil(() => world.ids.includes('poison'));
    expect(world.taken.at(-1)).toMatchObject({ isHistory: false, extent: 'whole' });
    await world.workUntil(async () => (await world.db.mailTrouble.count()) === 0);
    world.now -= 11 * 60_000;
  });

  test('UIDs that change while a page is read: nothing is lost', async () => {
    const imap = await startImap();
    const { inbox } = imap.store;
    for (const id of numbers(20)) inbox.add(letter(id), now);
    await world.follow({ ...imap, ...LOGIN });
    world.onTake = ({ uid, uidValidity }) => {
      if (uid === 5 && uidValidity !== 77) {
        inbox.renumber(77);
        pass();
      }
      return Promise.resolve();
    };
    await world.workUntil(async () => (await world.state()).followStatus === 'following');
    expect(world.ids.sort()).toEqual(numbers(20).sort());
    expect(world.taken.filter(({ extent }) => extent === 'whole').length).toBeGreaterThanOrEqual(20);
    expect((await world.folders())[0]).toMatchObject({ uidValidity: 77n, uid: 20n });
  });
});
