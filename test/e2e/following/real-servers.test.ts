import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { ImapFlow } from 'imapflow';
import { deliverTo, testOnRealServers } from '../../support/servers/real-imap.ts';
import type { RealImapServer } from '../../support/servers/real-imap-server.ts';
import { FollowingWorld, letter } from '../../support/worlds/following-world.ts';

const world = new FollowingWorld();
beforeAll(() => world.open());
afterAll(() => world.close());

const DAY_MS = 86_400_000;
const mail = (id: string, { days = 0, folder = 'INBOX', bytes = 0 } = {}) => ({
  bytes: letter(id, { bytes }),
  receivedAt: world.now + days * DAY_MS,
  folder,
});
const isFollowing = async (): Promise<boolean> => (await world.state()).followStatus === 'following';

async function over<T>(server: RealImapServer, work: (client: ImapFlow) => Promise<T>): Promise<T> {
  const { port, user, password: pass } = server;
  const client = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    auth: { user, pass },
    logger: false,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.logout();
  }
}

describe('I1: servers that others have written', () => {
  testOnRealServers('history, then new mail within seconds, moved mail once', async (server) => {
    await over(server, async (client) => {
      await client.mailboxCreate('Customers');
      if (!(await client.list()).some(({ path }) => path === 'Sent')) await client.mailboxCreate('Sent');
    });
    await deliverTo(server, [
      mail('old', { days: -30 }),
      mail('large', { days: -2, bytes: 3_000_000 }),
      mail('sent', { days: -1, folder: 'Sent' }),
    ]);
    await world.follow(server, { imapFolders: ['Customers'] });
    const run = world.work();
    await run.until(isFollowing);
    expect(world.taken.map(({ id, isHistory, extent }) => [id, isHistory, extent]).sort()).toEqual([
      ['large', true, 'whole'],
      ['old', true, 'whole'],
      ['sent', true, 'whole'],
    ]);
    expect(world.taken.find(({ id }) => id === 'large')!.text).toHaveLength(
      letter('large', { bytes: 3_000_000 }).length,
    );
    const began = performance.now();
    await deliverTo(server, [mail('new')]);
    await run.until(() => world.ids.includes('new'));
    expect(performance.now() - began).toBeLessThan(5_000);
    await run.stop();
    await over(server, async (client) => {
      await client.mailboxOpen('INBOX');
      const [uid] = (await client.search({ header: { 'message-id': '<new>' } }, { uid: true })) || [];
      await client.messageMove(`${uid}`, 'Customers', { uid: true });
    });
    await deliverTo(server, [mail('later')]);
    await world.workUntil(() => world.ids.includes('later'));
    // The moved one is seen once more, where it lies now: what stores it knows it by its Message-ID.
    expect(world.taken.filter(({ id }) => id === 'new').map(({ path }) => path)).toEqual([
      'INBOX',
      'Customers',
    ]);
    expect(world.ids.sort()).toEqual(['large', 'later', 'new', 'old', 'sent']);
  });

  testOnRealServers(
    'a restart of the server loses nothing, whether it keeps its UIDs or not',
    async (server) => {
      await deliverTo(server, [mail('before')]);
      await world.follow(server);
      const run = world.work();
      await run.until(isFollowing);
      expect(world.ids).toEqual(['before']);
      await server.restart();
      await deliverTo(server, [mail('after')]);
      await run.until(() => world.ids.includes('after'));
      await run.stop();
      expect(world.taken.filter(({ id }) => id === 'after')).toHaveLength(1);
    },
  );

  testOnRealServers('a wrong password is said in the words of the server', async (server) => {
    await world.follow({ ...server, password: 'wrong' });
    expect(await world.work().ended).toMatchObject({ directive: { kind: 'wait', reason: 'login' } });
    expect(await world.state()).toMatchObject({ followStatus: 'failing' });
    expect((await world.state()).followReason).toMatch(/authenticat|credential|login|password/i);
  });
});
