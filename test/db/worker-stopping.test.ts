import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ActivityDeps } from '../../activities/deps.ts';
import {
  createBulkActivities,
  createControlActivities,
  createSendActivities,
  createWebhookActivities,
} from '../../activities/index.ts';
import { newId } from '../../infra/ids.ts';
import { createSmtpPool } from '../../infra/mail/smtp-pool.ts';
import { createActivityDeps } from '../../worker/deps.ts';
import { promptInput } from '../support/rows/prompt-inputs.ts';
import { useWriter } from '../support/worlds/writer-fixture.ts';

const GIVEN_BACK = { type: 'worker_stopping', nonRetryable: false, nextRetryDelay: 1_000 };

describe('O13: a worker that stops', () => {
  const fixture = useWriter();
  // Nothing of this connects to Temporal.
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  let stopping: AbortController;
  let deps: ActivityDeps;
  afterAll(() => connection.close());
  beforeEach(() => {
    stopping = new AbortController();
    deps = createActivityDeps({
      config: {
        secretKey: randomBytes(32),
        http: { host: '127.0.0.1', port: 0, publicUrl: 'https://a.example', isBehindProxy: false },
        mail: { uncertainRetryAfterMs: 600_000 },
        llm: fixture.server.config({ timeoutMs: 60_000 }),
      },
      db: fixture.database.db,
      client: new Client({ connection }),
      pool: createSmtpPool(),
      stopping: stopping.signal,
    });
  });

  test('gives back what it would only begin: sends, webhooks, their feed, long work over many rows', async () => {
    stopping.abort();
    const { executeStep, sendAction } = createSendActivities(deps);
    const { deliverWebhooks } = createWebhookActivities(deps);
    const { runWebhookFeed, followAutomations } = createControlActivities(deps);
    const { drainSequenceChange, refreshAllCustomers, prepareRun } = createBulkActivities(deps);
    const run = (activity: () => Promise<unknown>) => new MockActivityEnvironment().run(activity);
    for (const activity of [
      () => executeStep({ enrollmentId: newId('enrollment'), stepExecutionId: newId('stepExecution') }),
      () => sendAction({ actionId: newId('action') }),
      () => deliverWebhooks({ webhookId: newId('webhook') }),
      () => runWebhookFeed(),
      () => followAutomations(),
      () => drainSequenceChange({ sequenceId: newId('sequence'), planVersion: 1 }),
      () => refreshAllCustomers(),
      () => prepareRun({ runId: newId('programRun') }),
    ]) {
      await expect(run(activity)).rejects.toMatchObject(GIVEN_BACK);
    }
  });

  test('does not wait for the next pass of the feed', async () => {
    const passed = new Promise<void>((resolve) => {
      const { webhookFeed } = deps.store;
      const skipToEnd: typeof webhookFeed.skipToEnd = async (tx, input) => {
        await webhookFeed.skipToEnd(tx, input);
        resolve();
      };
      deps = { ...deps, store: { ...deps.store, webhookFeed: { ...webhookFeed, skipToEnd } } };
    });
    const run = new MockActivityEnvironment().run(createControlActivities(deps).runWebhookFeed);
    await passed;
    stopping.abort();
    await expect(run).rejects.toMatchObject(GIVEN_BACK);
  });

  test('does not wait for a language model', async () => {
    const source = { kind: 'draft', id: newId('draft') } as const;
    const asked = new Promise<void>((resolve) => fixture.server.will(() => resolve()));
    const writing = deps.writer.write({ ...promptInput(), source, customerId: newId('customer') });
    await asked;
    stopping.abort();
    await expect(writing).rejects.toMatchObject(GIVEN_BACK);
  });
});
