import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import type { Worker } from '@temporalio/worker';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import { close, createDatabase, type Database } from '../../infra/db/client.ts';
import { createLogger } from '../../infra/logger.ts';
import { createSmtpPool } from '../../infra/mail/smtp-pool.ts';
import { createWorkers } from '../../worker/create.ts';
import { createActivityDeps } from '../../worker/deps.ts';
import { devServerConnection, type DevServer } from '../support/servers/temporal.ts';
import { workflowBundle } from '../support/servers/workflow-bundle.ts';
import { ENGINE_START_MS } from '../support/worlds/engine.ts';

let server: DevServer;
// No statement is made: it never connects.
let db: Database;
beforeAll(async () => {
  server = await devServerConnection();
  db = createDatabase('postgresql://nobody@127.0.0.1:1/nothing', { pool: 1 });
}, ENGINE_START_MS);
afterAll(async () => {
  await close(db);
  await server.close();
});

async function end(worker: Worker): Promise<void> {
  const run = worker.run();
  worker.shutdown();
  await run;
}

test('a worker process makes workers for the queues that it is given and for no other, whichever those are', async () => {
  const pool = createSmtpPool();
  const config = {
    secretKey: randomBytes(32),
    http: { host: '127.0.0.1', port: 0, publicUrl: 'https://followthrough.example', isBehindProxy: false },
    mail: { uncertainRetryAfterMs: 600_000 },
  };
  const { client, nativeConnection: connection, namespace } = server;
  const input = {
    connection,
    namespace,
    deps: createActivityDeps({ config, db, client, pool }),
    logger: createLogger({ name: 'test', level: 'silent' }),
    bundle: await workflowBundle(),
    maxSends: 1,
  };
  const all = Object.values(TASK_QUEUES);
  for (const queues of [
    ...all.map((queue) => [queue]),
    [TASK_QUEUES.mailSend, TASK_QUEUES.inbox],
    undefined,
  ]) {
    const workers = await createWorkers({ ...input, ...(queues && { queues }) });
    expect(workers.map(({ options }) => options.taskQueue).sort()).toEqual([...(queues ?? all)].sort());
    await Promise.all(workers.map(end));
  }
  await pool.close();
});
