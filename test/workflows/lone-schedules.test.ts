import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../infra/ids.ts';
import { createLifecycle } from '../../infra/temporal/lifecycle.ts';
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

test.each([
  ['automation-feed', () => ensureAutomationFeed(server.client)],
  ['webhook-feed', () => ensureWebhookSchedule(server.client)],
  ['reconcile', () => ensureReconcileSchedule(server.client, 15)],
] as const)(
  'O9: %s that an operator terminates, or that no worker has, is followed by one run where it is made sure of by several',
  async (id, ensure) => {
    await ensure();
    const query = `WorkflowId STARTS_WITH '${id}' AND ExecutionStatus = 'Running'`;
    const running = async () => {
      const ids: string[] = [];
      for await (const { workflowId } of server.client.workflow.list({ query })) ids.push(workflowId);
      return ids;
    };
    const until = async (isSo: (ids: string[]) => boolean) => {
      for (;;) {
        const ids = await running();
        if (isSo(ids)) return ids;
        await new Promise(setImmediate);
      }
    };
    const [first] = await until((ids) => ids.length > 0);
    await server.client.workflow.getHandle(first!).terminate();
    await until((ids) => !ids.includes(first!));
    // Three workers begin at the same time, and a fourth later.
    await Promise.all([ensure(), ensure(), ensure()]);
    const next = await until((ids) => ids.length > 0);
    await ensure();
    expect(await until(() => true)).toEqual(next);
    expect(next).toHaveLength(1);
  },
);

test('O9: of what is started under an id of its own there is one, whoever starts it and how often', async () => {
  const lifecycle = createLifecycle(server.client);
  const mailboxId = newId('mailbox');
  const lone = {
    'model-insights': () => lifecycle.startModelInsights(),
    'mail-reading': () => lifecycle.startMailReading(),
    [`mailbox/${mailboxId}`]: () => lifecycle.startMailbox(mailboxId),
  };
  for (const [id, start] of Object.entries(lone)) {
    const handle = server.client.workflow.getHandle(id);
    await Promise.all([start(), start(), start()]);
    const { runId } = await handle.describe();
    await start();
    expect((await handle.describe()).runId).toBe(runId);
    await handle.terminate();
    await Promise.all([start(), start()]);
    const after = await handle.describe();
    expect([after.status.name, after.runId === runId]).toEqual(['RUNNING', false]);
  }
});
