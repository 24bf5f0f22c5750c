import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ActivityDeps } from '../../../activities/deps.ts';
import { followEnrollments } from '../../../commands/enrollments/follow-enrollments.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { allReleased } from '../../support/worlds/all-released.ts';
import { meanwhile, meanwhileLooking } from '../../support/worlds/meanwhile.ts';
import { SmsWorld } from '../../support/worlds/sms-world.ts';
import type { Row } from '../../support/worlds/queue-world.ts';

const api = new SmsWorld();
/** 07:00 in Berlin. */
const SEVEN = Date.parse('2030-06-04T05:00:00Z');
const NIGHT = { start: '20:00', stop: '08:00' };

beforeAll(() => api.open());
afterAll(() => api.close());
beforeEach(async () => {
  api.now = SEVEN;
  await setQuiet(NIGHT);
  await api.db.release.deleteMany();
});

const setQuiet = (quietHours: typeof NIGHT | null) =>
  api.ok('PATCH', '/v1/organisation', { body: { quietHours } });

/** Passes of the reconciler, until nothing is to be released once more. @returns who was woken by then */
async function released(): Promise<string[]> {
  api.lifecycle.woken.length = 0;
  await allReleased(api.deps);
  return [...api.lifecycle.woken];
}

const waitOf = async ({ enrollmentId: id }: Row) =>
  (await api.db.enrollment.findUniqueOrThrow({ where: { id } })).waitReason;

/** Sends with an engine that does something in between. */
async function sendWith(engine: ActivityDeps, row: Row): Promise<void> {
  const before = api.engine;
  api.engine = engine;
  await api.send(row).catch(() => undefined);
  api.engine = before;
}

describe('settings that change while an sms is looked at', () => {
  test('M7: one that a look has kept for the quiet hours before leaves, and not in the morning', async () => {
    const row = await api.smsRow({ step: { timing: onDay(0, '05:00') } });
    await followEnrollments(
      meanwhileLooking(api.engine, () => setQuiet(null)),
      [row.enrollmentId],
    );
    expect(await waitOf(row)).toBe('quiet_hours');
    expect(await released()).toContain(row.enrollmentId);
    await api.look(row.enrollmentId);
    expect(await waitOf(row)).toBe(null);
    await api.send(row);
    expect(await api.standing(row)).toBe('done');
  });

  test('M7, Q2: so does one that a person sends, which its claim has kept', async () => {
    const row = await api.smsRow({ step: { timing: onDay(0, '23:00') } });
    await api.act(row.executionId, 'send');
    await sendWith(
      meanwhile(api.engine, () => setQuiet(null)),
      row,
    );
    expect(await api.standing(row)).toBe('planned quiet_hours 2030-06-04T06:00:00.000Z');
    expect(await released()).toContain(row.enrollmentId);
    await api.send(row);
    expect(await api.standing(row)).toBe('done');
  });

  test('M1, S24: one that waits at a number retired by then leaves from its successor', async () => {
    await setQuiet(null);
    const [old, heir] = [await api.sender({ dailyCap: 1 }), await api.sender()];
    const steps = { smsSenderId: old.id, step: { timing: onDay(0, '05:00') } };
    await api.send(await api.smsRow(steps));
    const row = await api.smsRow(steps);
    await api.db.release.deleteMany();
    const retire = () =>
      api.ok('POST', `/v1/sms-senders/${old.id}/retire`, { body: { successorId: heir.id } });
    await sendWith(meanwhile(api.engine, retire), row);
    expect(await api.standing(row)).toMatch(/^planned mailbox_limit/);
    expect(await released()).toContain(row.enrollmentId);
    await api.send(row);
    expect([await api.standing(row), (await api.message(row)).smsSenderId]).toEqual(['done', heir.id]);
  });

  test('M7: quiet hours that begin before the claim are asked by it (D7), not those of the look', async () => {
    await setQuiet(null);
    const row = await api.smsRow({ step: { timing: onDay(0, '05:00') } });
    await setQuiet(NIGHT);
    await api.send(row);
    expect(await api.standing(row)).toMatch(/^planned/);
    expect(await api.db.message.count({ where: { sourceId: row.executionId } })).toBe(0);
  });
});
