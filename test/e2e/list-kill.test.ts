import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../../infra/ids.ts';
import type { Json } from '../support/servers/api-fixture.ts';
import { BulkWorld } from '../support/worlds/bulk-world.ts';

/** How many are on the list: few here, 50,000 where it is measured. */
const MEMBERS = Number(process.env['LIST_MEMBERS'] ?? 1_100);
const INACTIVE = 120;
/** Two starts of a worker, the heartbeat timeout between them, and the members themselves, on a busy machine. */
const TIMEOUT_MS = 240_000 + MEMBERS * 60;

const api = new BulkWorld();
beforeAll(() => api.open(), TIMEOUT_MS);
afterAll(() => api.close(), TIMEOUT_MS);

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(200);
}

async function put(listId: string, customerIds: readonly string[]): Promise<void> {
  const at = new Date(api.now);
  for (let start = 0; start < customerIds.length; start += 5_000) {
    const some = customerIds.slice(start, start + 5_000);
    await api.db.listMember.createMany({
      data: some.map((customerId) => ({ listId, customerId, addedAt: at, addedById: api.adminId })),
    });
  }
}

async function draft(listId: string): Promise<string> {
  const { mailboxId, userId: primaryUserId } = api.world;
  const settings = { name: 'Spring', zone: 'UTC', purpose: 'outreach', mailboxId, primaryUserId, listId };
  const { id } = await api.ok('POST', '/v1/sequences', { body: settings });
  const timing = { kind: 'offset', days: 30 };
  const body = { type: 'email', label: 'Hello', timing, subject: 'Hello', body: 'Hello' };
  await api.ok('POST', `/v1/sequences/${id}/steps`, { body });
  return id;
}

test(
  'case 16: a list is taken in by a worker that is killed in the middle: everybody once, whoever left not, the inactive wait',
  async () => {
    const { id: listId } = await api.ok('POST', '/v1/lists', { body: { name: newId('list') } });
    const active = await api.customers(MEMBERS - INACTIVE, { prefix: 'A-' });
    const inactive = await api.customers(INACTIVE, { prefix: 'I-', status: 'inactive' });
    const late = await api.customers(3, { prefix: 'L-' });
    await put(listId, [...active, ...inactive]);
    const sequenceId = await draft(listId);
    const progress = (): Promise<Json> => api.ok('GET', `/v1/sequences/${sequenceId}/list`);

    const before = performance.now();
    await api.ok('POST', `/v1/sequences/${sequenceId}/activate`, { body: {} });
    const answeredMs = performance.now() - before;
    expect(await progress()).toMatchObject({
      isFollowed: true,
      members: MEMBERS,
      pending: MEMBERS,
      running: 0,
    });

    await api.worker.start();
    await until(async () => (await progress()).pending <= MEMBERS * 0.6);
    await api.worker.kill();
    expect((await progress()).pending).toBeGreaterThan(0);
    for (const customerId of late) await api.ok('PUT', `/v1/lists/${listId}/members/${customerId}`);
    const gone = [active[0]!, active.at(-1)!];
    for (const customerId of gone) await api.ok('DELETE', `/v1/lists/${listId}/members/${customerId}`);
    await api.worker.start();
    await until(async () => (await progress()).pending === 0);
    await until(async () => (await api.db.bulkEnrollment.count({ where: { status: 'running' } })) === 0);
    await until(async () => (await api.db.enrollment.count({ where: { status: 'starting' } })) === 0);
    const seconds = (performance.now() - before) / 1000;

    const running = MEMBERS - INACTIVE + late.length - gone.length;
    expect(await progress()).toMatchObject({
      members: MEMBERS + late.length - gone.length,
      running,
      waiting: INACTIVE,
      pending: 0,
    });
    const rows = await api.db.enrollment.groupBy({ by: ['customerId'], _count: true });
    expect(rows.every(({ _count: count }) => count === 1)).toBe(true);
    const left = await api.ok('GET', `/v1/enrollments?sequenceId=${sequenceId}&customerId=${gone[0]}`);
    expect(left.items.map(({ status }: Json) => status)).toEqual(['paused']);
    expect(await api.db.message.count()).toBe(0);
    process.stdout.write(
      `${MEMBERS} members: activation answered in ${answeredMs.toFixed(0)} ms, all taken in after ${seconds.toFixed(0)} s\n`,
    );
  },
  TIMEOUT_MS,
);
