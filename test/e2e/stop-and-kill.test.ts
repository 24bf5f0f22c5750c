import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stopped } from '../../contracts/enrollments/enrollments.ts';
import { enrol, populate } from '../../tools/chaos/population.ts';
import { openRig, type ChaosRig } from '../../tools/chaos/rig.ts';
import { createTestDatabase, type TestDatabase } from '../support/servers/database.ts';
import { devServerConnection, type DevServer } from '../support/servers/temporal.ts';

/** A worker's start, a heartbeat timeout, and another start. */
const TIMEOUT_MS = 120_000;

describe('a worker process that is killed', () => {
  let database: TestDatabase;
  let temporal: DevServer;
  let rig: ChaosRig;
  beforeAll(async () => {
    [database, temporal] = await Promise.all([createTestDatabase(), devServerConnection()]);
    const stack = {
      databaseUrl: database.url,
      temporalAddress: temporal.address,
      namespace: temporal.namespace,
    };
    rig = await openRig(stack, ['worker/main.ts']);
  }, TIMEOUT_MS);
  afterAll(async () => {
    await rig?.close();
    await Promise.all([database?.drop(), temporal?.close()]);
  });

  async function until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await sleep(50);
  }

  it(
    'S10, D1: stopped and then killed during SMTP, the mail is shown as uncertain, never sent again, and can be answered',
    async () => {
      const population = await populate(rig, { customers: 1, mailboxes: 1, delays: [0] });
      const message = () => rig.db.message.findFirstOrThrow();
      let drop = (_answer: 'drop'): void => undefined;
      const told = new Promise<'drop'>((resolve) => (drop = resolve));
      rig.smtp.atMoment = (moment) => (moment === 'accepted' ? told : undefined);
      await rig.worker.start();
      await enrol(rig, population, population.customerIds);
      await until(async () => (await rig.db.message.count({ where: { status: 'handed_over' } })) === 1);
      const { id } = await rig.db.enrollment.findFirstOrThrow();
      const stopped = await rig.api.call.post<Stopped>(`/v1/enrollments/${id}/stop`, { json: {} });
      expect(stopped.inFlight).toMatchObject([{ outcome: 'handed_over' }]);
      await rig.worker.kill();
      drop('drop');
      rig.smtp.atMoment = () => undefined;
      await rig.worker.start();
      await until(async () => (await message()).status === 'uncertain');
      const execution = await rig.db.stepExecution.findFirstOrThrow({ where: { status: 'uncertain' } });
      await rig.api.call.post(`/v1/queue/${execution.id}/mark-sent`, { json: {} });
      expect((await message()).status).toBe('sent');
      const handle = temporal.client.workflow.getHandle(`enrollment/${id}`);
      await until(async () => (await handle.describe()).status.name === 'COMPLETED');
      expect(await rig.db.enrollment.findFirstOrThrow()).toMatchObject({
        status: 'stopped',
        stopReason: 'manual',
      });
      expect(rig.smtp.total).toBe(1);
    },
    TIMEOUT_MS,
  );
});
