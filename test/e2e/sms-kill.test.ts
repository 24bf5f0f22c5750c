import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeGate } from '../../infra/db/locks.ts';
import type { ChaosRig } from '../../tools/chaos/rig.ts';
import { ScriptedGateway, SECRET } from '../support/servers/scripted-gateway.ts';
import { openKillRig, untilOf } from '../support/worlds/kill-rig.ts';

/** Starts of workers, heartbeat timeouts. */
const TIMEOUT_MS = 180_000;
const [BEFORE_FENCE, BEHIND_FENCE, ANSWERED] = ['+4915110000001', '+4915110000002', '+4915110000003'];
const NUMBERS = [BEFORE_FENCE, BEHIND_FENCE, ANSWERED] as const;

interface Made {
  id: string;
}

describe.each([
  { kind: 'knows no keys', hours: '0', isIdempotent: false },
  { kind: 'remembers keys', hours: '24', isIdempotent: true },
])('a worker that is killed while sms leave over a gateway that $kind', ({ hours, isIdempotent }) => {
  const gateway = new ScriptedGateway();
  let rig: ChaosRig;

  beforeAll(async () => {
    await gateway.start();
    gateway.knowsKeys = isIdempotent;
    const environment = {
      SMS_GATEWAY: 'json',
      SMS_URL: gateway.config().url,
      SMS_SECRET: SECRET,
      SMS_IDEMPOTENCY_HOURS: hours,
    };
    rig = await openKillRig(environment);
    const { settings } = await rig.db.organisation.findFirstOrThrow();
    await rig.db.organisation.updateMany({
      data: { settings: { ...(settings as object), quietHours: null } },
    });
    const me = await rig.db.user.findFirstOrThrow({ select: { id: true } });
    const behind = gateway.holdTo(BEHIND_FENCE!);
    const answered = gateway.holdTo(ANSWERED!);
    const stalled = await sequenceOf(me.id, 'stalled');
    const others = await sequenceOf(me.id, 'others');
    // Whoever passes no gate of its sender stands before the fence.
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    const closed = rig.db.$transaction(
      async (tx) => {
        await closeGate(tx, { kind: 'mailbox', id: stalled.smsSenderId });
        await opened;
      },
      { timeout: TIMEOUT_MS },
    );
    await rig.worker.start();
    await enrol(stalled.id, BEFORE_FENCE!);
    await enrol(others.id, BEHIND_FENCE!);
    await enrol(others.id, ANSWERED!);
    await Promise.all([behind.reached, answered.reached]);
    await until(
      async () => (await statusOf(BEFORE_FENCE!)) === 'claimed' && gateway.connections >= 3,
      'a claim',
    );
    rig.databaseProxy.stall();
    answered.release();
    await until(() => Promise.resolve(gateway.taken.length === 1), 'an answer');
    // The answer reaches the worker, whose commit does not reach the database.
    await sleep(500);
    await rig.worker.kill();
    rig.databaseProxy.cut();
    rig.databaseProxy.release();
    open();
    await closed;
    behind.release();
    await rig.worker.start();
  }, TIMEOUT_MS);
  afterAll(async () => {
    await rig?.close();
    await gateway.stop();
  });

  async function sequenceOf(primaryUserId: string, name: string): Promise<Made & { smsSenderId: string }> {
    const { call } = rig.api;
    const number = `+491511000010${name.length}`;
    const sender = await call.post<Made>('/v1/sms-senders', { json: { name, number, zone: 'UTC' } });
    const json = { name, zone: 'UTC', smsSenderId: sender.id, primaryUserId, purpose: 'outreach' };
    const { id } = await call.post<Made>('/v1/sequences', { json });
    const timing = { kind: 'delay', amount: 0, unit: 'minutes' };
    await call.post(`/v1/sequences/${id}/steps`, {
      json: { type: 'sms', label: 'Text', timing, body: 'Hello' },
    });
    await call.post(`/v1/sequences/${id}/activate`, { json: {} });
    return { id, smsSenderId: sender.id };
  }

  async function enrol(sequenceId: string, phone: string): Promise<void> {
    const { call } = rig.api;
    const json = { name: `Customer ${phone}`, status: 'active', currency: 'EUR' };
    const customer = await call.post<Made>('/v1/customers', { json });
    await call.post(`/v1/customers/${customer.id}/contacts`, { json: { name: 'Pat', phone } });
    await call.post(`/v1/sequences/${sequenceId}/enrollments`, { json: { customerId: customer.id } });
  }

  const until = (condition: () => Promise<boolean>, what: string): Promise<void> =>
    untilOf(rig, { condition, what, patienceMs: TIMEOUT_MS / 2 });

  async function statusOf(address: string): Promise<string | undefined> {
    const row = await rig.db.message.findFirst({ where: { recipients: { some: { address } } } });
    return row?.status;
  }

  const becomes = (address: string, status: string): Promise<void> =>
    until(async () => (await statusOf(address)) === status, `an sms that is ${status}`);
  const takenOf = (address: string): number => gateway.taken.filter(({ to }) => to === address).length;

  test(
    'D1: before the fence: nothing had left, and it leaves once',
    async () => {
      await becomes(BEFORE_FENCE!, 'sent');
      expect(takenOf(BEFORE_FENCE!)).toBe(1);
    },
    TIMEOUT_MS,
  );

  test.each([
    ['behind the fence, before the answer', BEHIND_FENCE!],
    ['after the answer, before our commit', ANSWERED!],
  ])(
    `D1: ${isIdempotent ? 'tried again under the same key, it arrives once' : 'in doubt, and not sent again'}: %s`,
    async (_, number) => {
      await becomes(number, isIdempotent ? 'sent' : 'uncertain');
      expect(takenOf(number)).toBe(1);
      const calls = gateway.calls.filter(({ fields }) => fields['to'] === number);
      expect([calls.length, new Set(calls.map(({ key }) => key)).size]).toEqual([isIdempotent ? 2 : 1, 1]);
    },
    TIMEOUT_MS,
  );

  test('D1: each number got one sms', () => {
    expect(NUMBERS.map((number) => takenOf(number!))).toEqual([1, 1, 1]);
  });
});
