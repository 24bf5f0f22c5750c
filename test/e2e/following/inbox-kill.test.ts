import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ChaosRig } from '../../../tools/chaos/rig.ts';
import { say } from '../../../tools/stack/progress.ts';
import { startImapServer, type ImapServer } from '../../../tools/imap/server.ts';
import { countOf } from '../../support/rows/runs.ts';
import { letter } from '../../support/worlds/following-world.ts';
import { openKillRig, untilOf } from '../../support/worlds/kill-rig.ts';

const LOGIN = { user: 'ar@firm.example', password: 'quiet river' };
/** In the proof ten thousand. */
const MAILS = countOf({ test: 160, proof: 10_000 });
const KILLS = countOf({ test: 1, proof: 12 });
const CUSTOMERS = countOf({ test: 3, proof: 100 });
/** A worker that was killed is known by its beats. */
const TIMEOUT_MS = 120_000 + KILLS * 60_000 + MAILS * 250;
const mailOf = (n: number): Buffer =>
  Buffer.from(
    letter(`m${n}`)
      .toString()
      .replace('ann@', `ann${n % CUSTOMERS}@`),
  );
/** Beats that stop are missed after half a minute; then the mails up to the next kill. */
const PATIENCE_MS = 70_000 + Math.ceil(MAILS / KILLS) * 300;
/** Where a worker stands when it is killed, in turn. */
const POINTS = ['transaction', 'fetch', 'cut', 'anywhere'] as const;

const seconds = (since: number): string => ((performance.now() - since) / 1_000).toFixed(1);

describe('I1: workers that are killed while they take mail up', () => {
  let rig: ChaosRig;
  let imap: ImapServer;

  beforeAll(async () => {
    imap = await startImapServer({ account: { ...LOGIN } });
    rig = await openKillRig();
    const { call } = rig.api;
    for (let n = 0; n < CUSTOMERS; n += 1) {
      const json = { name: `Ann ${n} Ltd`, currency: 'EUR' };
      const { id } = await call.post<{ id: string }>('/v1/customers', { json });
      const contact = { name: 'Ann', email: `ann${n}@customer.example` };
      await call.post(`/v1/customers/${id}/contacts`, { json: contact });
    }
    for (let n = 1; n <= MAILS; n += 1) imap.store.inbox.add(mailOf(n), { receivedAt: Date.now() + 60_000 });
    await rig.worker.start();
    await call.post('/v1/mailboxes', {
      json: {
        name: 'AR',
        fromAddress: LOGIN.user,
        fromName: 'AR',
        zone: 'UTC',
        smtp: { host: '127.0.0.1', port: rig.smtpProxy.port, security: 'none' },
        imap: { host: '127.0.0.1', port: imap.port, security: 'none', ...LOGIN },
      },
    });
  }, TIMEOUT_MS);
  afterAll(async () => {
    await rig?.close();
    await imap?.stop();
  });

  const stored = () => rig.db.mail.count();
  const until = (condition: () => Promise<boolean>, what: string) =>
    untilOf(rig, { condition, what, patienceMs: PATIENCE_MS });

  /** Brings what is under way to a point, and kills its worker there. */
  const killAt = async (point: (typeof POINTS)[number]): Promise<void> => {
    if (point === 'transaction') rig.databaseProxy.stall();
    if (point === 'cut') imap.cut();
    const held = point === 'fetch' ? imap.faults.holdAt('UID FETCH') : null;
    await held?.reached;
    await rig.worker.kill();
    held?.release();
    rig.databaseProxy.cut();
    rig.databaseProxy.release();
  };

  test(
    'nothing is lost and nothing is stored twice, wherever they stood',
    async () => {
      const stood: number[] = [];
      const points: string[] = [];
      const began = performance.now();
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const from = await stored();
        if (kill > 1) await rig.worker.start();
        const next = Math.min(from + Math.ceil(MAILS / (KILLS + 1)), MAILS - 1);
        await until(async () => (await stored()) >= next, `mail ${next}`);
        const point = POINTS[(kill - 1) % POINTS.length]!;
        await killAt(point);
        stood.push(await stored());
        points.push(point);
      }
      await rig.worker.start();
      await until(async () => (await stored()) === MAILS, 'all mails');
      const takenSeconds = seconds(began);
      const deliveredAt = performance.now();
      imap.store.inbox.add(mailOf(MAILS + 1), { receivedAt: Date.now() + 60_000 });
      await until(async () => (await stored()) === MAILS + 1, 'the last mail');
      const lastSeconds = seconds(deliveredAt);
      await until(
        async () => (await rig.db.mail.count({ where: { processedAt: null } })) === 0,
        'what follows',
      );
      expect(stood.every((count) => count < MAILS)).toBe(true);
      const ids = await rig.db.mail.findMany({ select: { headerId: true }, orderBy: { id: 'asc' } });
      expect(new Set(ids.map(({ headerId }) => headerId)).size).toBe(MAILS + 1);
      expect(await rig.db.mailPlace.count()).toBe(MAILS + 1);
      expect(await rig.db.mailTrouble.count()).toBe(0);
      const entries = await rig.db.communication.groupBy({ by: ['customerId'], _count: true });
      expect(entries).toHaveLength(CUSTOMERS);
      expect(entries.reduce((sum, { _count }) => sum + _count, 0)).toBe(MAILS + 1);
      expect(await rig.db.mailbox.findFirst()).toMatchObject({
        followStatus: 'following',
        followReason: null,
      });
      const kills = points.map((point, index) => `${point} at ${stood[index]}`).join(', ');
      say(`${MAILS} mails, ${rig.worker.kills} kills (${kills}): all stored once, in ${takenSeconds} s;`);
      say(`delivered to stored in ${lastSeconds} s; ${imap.sessions.length} sessions`);
    },
    TIMEOUT_MS,
  );
});
