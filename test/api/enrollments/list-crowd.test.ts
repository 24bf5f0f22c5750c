import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { onDay } from '../../support/rows/fixtures.ts';
import { email, ListWorld } from '../../support/worlds/list-world.ts';

/** How many are on the list: fewer here, 50,000 where it is measured. */
const MEMBERS = Number(process.env['LIST_MEMBERS'] ?? 2_000);
const INACTIVE = 120;
const TIMEOUT_MS = 120_000 + MEMBERS * 20;

const api = new ListWorld();
beforeAll(() => api.open(), TIMEOUT_MS);
afterAll(() => api.close(), TIMEOUT_MS);

const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(1);

test(
  'case 16: activation answers at once; the members are taken in over a crash in the middle, each once, and are paused at once',
  async () => {
    api.at('2030-06-03 08:00');
    const listId = await api.list();
    const at = new Date(api.now);
    await api.db.$executeRaw`
      INSERT INTO customer (id, name, status, currency, score, properties, source, ar_version, created_at, updated_at)
      SELECT 'cus_' || lpad(n::text, 26, '0'), 'Crowd ' || n, CASE WHEN n <= ${INACTIVE} THEN 'inactive' ELSE 'active' END,
        'EUR', 0, '{}', 'test', 1, ${at}, ${at} FROM generate_series(1, ${MEMBERS}) n`;
    await api.db.$executeRaw`
      INSERT INTO list_member (list_id, customer_id, added_at, added_by_id)
      SELECT ${listId}, id, ${at}, ${api.adminId} FROM customer WHERE name LIKE 'Crowd %'`;
    const sequenceId = await api.draft({ listId, steps: [email(onDay(30))] });
    const activating = performance.now();
    expect((await api.activate(sequenceId)).status).toBe(200);
    const answered = seconds(activating);
    const progress = () => api.ok('GET', `/v1/sequences/${sequenceId}/list`);
    expect(await progress()).toMatchObject({ members: MEMBERS, pending: MEMBERS, running: 0 });

    const { startEnrollment } = api.engine.lifecycle;
    let isAlive = true;
    let starts = 0;
    api.engine.lifecycle.startEnrollment = (enrollment) => {
      starts += 1;
      if (isAlive && starts > MEMBERS * 0.4) return Promise.reject(new Error('killed'));
      return startEnrollment(enrollment);
    };
    const taking = performance.now();
    await expect(api.takeIn()).rejects.toThrow('killed');
    const { pending } = await progress();
    expect(pending).toBeGreaterThan(0);
    expect(pending).toBeLessThan(MEMBERS);
    isAlive = false;
    const late = [await api.member(), await api.member(), await api.member()];
    for (const customerId of late) await api.add(listId, customerId);
    const [first, last] = [200, MEMBERS].map((n) => `cus_${String(n).padStart(26, '0')}`);
    for (const customerId of [first!, last!]) await api.drop(listId, customerId);
    await api.takeIn();
    const taken = seconds(taking);

    const running = MEMBERS - INACTIVE + 3 - 2;
    expect(await progress()).toMatchObject({
      members: MEMBERS + 1,
      pending: 0,
      running,
      waiting: INACTIVE,
      removed: 1,
    });
    const counts = await api.db.enrollment.groupBy({ by: ['customerId'], _count: true });
    expect([counts.length, counts.every(({ _count: count }) => count === 1)]).toEqual([MEMBERS + 2, true]);
    expect(await api.db.enrollment.count({ where: { startedAt: null, bulkId: { not: null } } })).toBe(0);

    process.stdout.write(`${MEMBERS} members: activation ${answered} s, taken in ${taken} s\n`);
    const leaving = performance.now();
    const body = { selection: { filter: { listId } }, action: { type: 'removeFromList', listId } };
    const { token } = await api.ok('POST', '/v1/customer-bulk-changes', { body });
    const { changed } = await api.ok('POST', `/v1/bulk-changes/${token}/apply`);
    expect([changed, (await progress()).removed]).toEqual([MEMBERS + 1, MEMBERS + 2]);
    process.stdout.write(`${MEMBERS} members: taken off ${seconds(leaving)} s\n`);
  },
  TIMEOUT_MS,
);
