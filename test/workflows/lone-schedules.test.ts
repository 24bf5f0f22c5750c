import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureAutomationFeed } from '../../infra/temporal/schedules/automations/automation-feed.ts';
import { ensureReconcileSchedule } from '../../infra/temporal/schedules/upkeep.ts';
import { ensureWebhookSchedule } from '../../infra/temporal/schedules/webhooks.ts';
import { devServerConnection, type DevServer } from '../support/servers/temporal.ts';
import { ENGINE_START_MS } from '../support/worlds/engine.ts';

let server: DevServer;
beforeAll(async () => {
  server = await devServerConnection();
}, ENGINE_START_MS);
afterAll(() => server?.close());

test.each([
  ['automation-feed', () => ensureAutomationFeed(server.client)],
  ['webhook-feed', () => ensureWebhookSchedule(server.client)],
  ['reconcile', () => ensureReconcileSchedule(server.client, 15)],
] as const)(
  'O9: %s runs at once where it is first made sure of, and is counted, so that no other begins beside it',
  async (id, ensure) => {
    await ensure();
    const handle = server.client.schedule.getHandle(id);
    // O3: one line that says what its workflows are about.
    expect((await handle.describe()).action).toMatchObject({
      staticSummary: expect.stringMatching(/^.{20}/),
    });
    // The server begins what is triggered after it has answered.
    const begun = async () => (await handle.describe()).info;
    while ((await begun()).runningActions.length === 0) await new Promise(setImmediate);
    const { runningActions, numActionsTaken } = await begun();
    expect([runningActions.length, numActionsTaken]).toEqual([1, 1]);
    await ensure();
    expect((await begun()).runningActions).toEqual(runningActions);
  },
);
