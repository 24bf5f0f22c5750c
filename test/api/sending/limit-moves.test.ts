import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { LimitWorld, limitedUntil } from '../../support/worlds/limit-world.ts';

const api = new LimitWorld();
beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(() => api.beginWeek());

describe('what changes while somebody waits', () => {
  const mailbox = async (name: string): Promise<string> => {
    const smtp = { host: 'localhost', port: 25, security: 'none' };
    const body = { name, fromAddress: `${name}@acme.example`, fromName: 'AR', zone: 'UTC', smtp };
    const { id } = await api.ok('POST', '/v1/mailboxes', { body });
    await api.ok('POST', `/v1/mailboxes/${id}/verify`);
    return id;
  };

  test('M1, S24: the mailbox is retired: its waiters stand in the line of its successor', async () => {
    const [old, heir] = [await mailbox(`old${api.week}`), await mailbox(`heir${api.week}`)];
    const rows = await api.crowd(3, await api.sequenceWith({ mailboxId: old }));
    await api.setMailbox({ dailyCap: 1 }, old);
    await api.setMailbox({ dailyCap: 1 }, heir);
    await api.trying(rows);
    await api.ok('POST', `/v1/mailboxes/${old}/retire`, { body: { successorId: heir } });
    for (const { enrollmentId } of rows.slice(1)) await api.look(enrollmentId);
    expect(await api.trying(rows.slice(1))).toEqual(['sent', limitedUntil(api.on(1, '00:00'))]);
    expect(await api.db.sendBucket.count({ where: { scope: `mailbox/${old}`, booked: { gt: 0 } } })).toBe(0);
  });

  test('S24: the sequence gets another mailbox: they leave there at once, and their places are free', async () => {
    const { sequenceId, rows } = await api.lined();
    const other = await mailbox(`other${api.week}`);
    await api.ok('PATCH', `/v1/sequences/${sequenceId}`, { body: { mailboxId: other } });
    for (const { enrollmentId } of rows.slice(1)) await api.look(enrollmentId);
    expect(await api.trying(rows.slice(1))).toEqual(['sent', 'sent', 'sent']);
    expect(await api.db.sendBucket.count({ where: { booked: { gt: 0 } } })).toBe(0);
  });

  test('S6: a step that is edited to another mailbox sends from it what is not in the queue yet', async () => {
    const { sequenceId, first } = await api.lined();
    const other = await mailbox(`edited${api.week}`);
    const { steps } = await api.ok('GET', `/v1/sequences/${sequenceId}`);
    await api.ok('PATCH', `/v1/sequences/${sequenceId}/steps/${steps[0].id}`, { body: { mailboxId: other } });
    await api.look(first.enrollmentId);
    expect(await api.tries(first)).toBe(limitedUntil(api.on(1, '00:00')));
    const [newer] = await api.crowd(1, sequenceId);
    expect(await api.tries(newer!)).toBe('sent');
  });

  test('M1: the zone of the mailbox is moved: midnight is the new one’s, and the day’s count that of its local day', async () => {
    const { first, second } = await api.lined();
    // Monday 18:00 in Tokyo; nothing counts double, nobody leaves early.
    await api.setMailbox({ zone: 'Asia/Tokyo' });
    expect(await api.trying([second, first])).toEqual([
      limitedUntil(api.on(1, '15:00')),
      limitedUntil(api.on(0, '15:00')),
    ]);
    api.now = api.on(0, '15:00');
    expect(await api.trying([first, second])).toEqual(['sent', limitedUntil(api.on(1, '15:00'))]);
    await api.setMailbox({ zone: 'America/New_York' });
    expect(await api.tries(second)).toBe(limitedUntil(api.on(2, '04:00')));
  });

  test.each([
    [
      'fails',
      () => ({
        status: 'failing',
        statusReason: 'gone',
        failures: 1,
        probeAt: new Date(api.now + 3_600_000),
      }),
    ],
  ])('M1, D2: a cap raised while its mailbox %s lets nobody leave, and loses nobody', async (_, data) => {
    const { rows, first } = await api.lined();
    await api.db.mailbox.update({ where: { id: api.world.mailboxId }, data: data() });
    await api.setMailbox({ dailyCap: 9 });
    expect(await api.tries(first)).toMatch(/^mailbox_failing/);
    await api.db.mailbox.update({
      where: { id: api.world.mailboxId },
      data: { status: 'working', statusReason: null, failures: 0, probeAt: null },
    });
    api.now += 3_600_000;
    await api.upkeep();
    for (const { enrollmentId } of rows.slice(1)) await api.look(enrollmentId);
    expect(await api.trying(rows.slice(1))).toEqual(['sent', 'sent', 'sent']);
  });

  test('M1, D9: a cap raised while everything is switched off lets nobody leave, and loses nobody', async () => {
    const { rows } = await api.lined();
    const turn = (isOn: boolean) =>
      api.ok('PUT', '/v1/switches', { body: { scope: 'all', isOn, reason: 'x' } });
    await turn(true);
    await api.setMailbox({ dailyCap: 9 });
    for (const { enrollmentId } of rows.slice(1)) await api.look(enrollmentId);
    await turn(false);
    for (const { enrollmentId } of rows.slice(1)) await api.look(enrollmentId);
    expect(await api.trying(rows.slice(1))).toEqual(['sent', 'sent', 'sent']);
  });

  test('S14: a worker whose clock is behind lets nobody leave early and keeps the order', async () => {
    const sequenceId = await api.sequenceWith();
    await api.setLimits(sequenceId, [{ channel: 'email', amount: 1, per: 'minute' }]);
    const [a, b, c] = await api.crowd(3, sequenceId);
    api.now += 2_000;
    expect(await api.tries(a!)).toBe('sent');
    api.now -= 2_000;
    expect(await api.tries(b!)).toMatch(/^sequence_limit/);
    const told = await api.toldOf(b!);
    expect(told).toBeGreaterThanOrEqual(api.on(0, '09:01') + 2_000);
    await api.tries(c!);
    expect(await api.toldOf(c!)).toBeGreaterThan(told + 59_000);
  });
});
