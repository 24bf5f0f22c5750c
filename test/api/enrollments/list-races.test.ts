import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Tx } from '../../../infra/db/client.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { untilSomebodyWaits } from '../../support/servers/until-somebody-waits.ts';
import { call, ListWorld } from '../../support/worlds/list-world.ts';

const api = new ListWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.at('2030-06-03 10:00'));

const steps = [call(onDay(0, '08:00'))];

/** Does `first` and `then` while somebody else has the enrollment: `first` waits for it when `then` begins. */
async function meeting<A, B>(
  enrollmentId: string,
  first: () => Promise<A>,
  then: () => Promise<B>,
): Promise<[A, B]> {
  let begun: [Promise<A>, Promise<B>] | null = null;
  await api.db.$transaction(async (tx: Tx) => {
    await tx.$queryRaw`SELECT id FROM enrollment WHERE id = ${enrollmentId} FOR UPDATE`;
    const one = first();
    await untilSomebodyWaits(api.db);
    const other = then();
    await Promise.race([untilWaiting(2), other.catch(() => null)]);
    begun = [one, other];
  });
  return Promise.all(begun!);
}

const untilWaiting = async (count: number): Promise<void> => {
  for (;;) {
    const rows = await api.db.$queryRaw<{ n: number }[]>`
      SELECT count(*)::int AS n FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    if (rows[0]!.n >= count) return;
  }
};

describe('S17: people and the engine change one list at one moment, and nobody is refused for it', () => {
  const removals = {
    'remove from the enrollments': ({ id }: Json) =>
      api.call('POST', `/v1/enrollments/${id}/remove`, { body: {} }),
    'remove from the queue': async ({ id }: Json) => api.act(await api.executionOf(id, 1), 'remove'),
  };

  for (const [name, remove] of Object.entries(removals)) {
    test(`${name} while somebody takes the customer off the list`, async () => {
      const walk = await api.followed(steps);
      await api.look(walk.id);
      const off = () => api.call('DELETE', `/v1/lists/${walk.listId}/members/${walk.customerId}`);
      const [removed, dropped] = await meeting(walk.id, () => remove(walk), off);
      expect([removed.status, dropped.status]).toEqual([200, 200]);
      expect((await api.of(walk.customerId))[0]).toMatchObject({ status: 'paused', waitReason: 'removed' });
      expect(await api.db.hold.count({ where: { enrollmentId: walk.id, kind: 'list' } })).toBe(1);
    });

    test(`${name} while the durable operation takes the members in`, async () => {
      const listId = await api.list();
      const sequenceId = await api.following({ steps });
      const customerId = await api.member();
      const { enrollment } = await api.enroll(sequenceId, customerId);
      await api.look(enrollment.id);
      await api.add(listId, customerId);
      await api.ok('PATCH', `/v1/sequences/${sequenceId}`, { body: { listId } });
      const [removed] = await meeting(
        enrollment.id,
        () => remove({ id: enrollment.id }),
        () => api.takeIn().catch(() => 'to be tried again'),
      );
      await api.takeIn();
      expect(removed.status).toBe(200);
      expect((await api.of(customerId)).map((row: Json) => row.status)).toEqual(['paused']);
      expect((await api.ok('GET', `/v1/lists/${listId}/members`)).items).toEqual([]);
    });
  }
});

describe('S17: two people change one list in one second', () => {
  /** Many of a list, and the two changes of it that are counted and not applied yet. */
  async function crowd(actions: readonly ('addToList' | 'removeFromList')[], isOn: boolean) {
    const listId = await api.list();
    const customerIds = await Promise.all(Array.from({ length: 12 }, () => api.member()));
    const sequenceId = await api.following({ listId, steps });
    if (isOn) for (const customerId of customerIds) await api.add(listId, customerId);
    const tokens: string[] = [];
    for (const type of actions) {
      const body = { selection: { customerIds }, action: { type, listId } };
      tokens.push((await api.ok('POST', '/v1/customer-bulk-changes', { body })).token);
    }
    return { listId, sequenceId, customerIds, tokens };
  }
  const apply = (token: string) => api.call('POST', `/v1/bulk-changes/${token}/apply`);

  test('the same crowd, taken off twice or put on twice: both are answered, each customer once', async () => {
    for (const type of ['addToList', 'removeFromList'] as const) {
      const { sequenceId, tokens } = await crowd([type, type], type === 'removeFromList');
      const answers = await Promise.all(tokens.map(apply));
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(answers.map(({ body }) => body.changed).sort((a, b) => a - b)).toEqual([0, 12]);
      expect(await api.db.enrollment.count({ where: { sequenceId } })).toBe(12);
    }
  });

  test('who is taken off while a crowd is put on is on the list again, and goes on at once', async () => {
    const walk = await api.followed(steps);
    const { id, listId, customerId } = walk;
    await api.drop(listId, customerId);
    const body = { selection: { customerIds: [customerId] }, action: { type: 'addToList', listId } };
    const { token } = await api.ok('POST', '/v1/customer-bulk-changes', { body });
    await api.add(listId, customerId);
    const [, added] = await meeting(
      id,
      () => api.drop(listId, customerId),
      () => apply(token),
    );
    expect(added).toMatchObject({ status: 200, body: { changed: 1 } });
    expect((await api.of(customerId))[0]).toMatchObject({ status: 'active' });
  });
});
