import { afterEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TASK_QUEUES } from '../../contracts/task-queues.ts';
import { loadConfig } from '../../infra/config.ts';
import { createHealthServer, type WorkerHealth } from '../../infra/health-server.ts';

const ENVIRONMENT = {
  DATABASE_URL: 'postgresql://a:b@localhost:5432/c',
  SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
};
const queuesOf = (text: string) => loadConfig({ ...ENVIRONMENT, WORKER_QUEUES: text }).worker.queues;

test('a worker works the task queues that WORKER_QUEUES names, all without it, and refuses a name that is none', () => {
  expect(queuesOf('')).toEqual(Object.values(TASK_QUEUES));
  expect(queuesOf(' mail-send, inbox ')).toEqual(['mail-send', 'inbox']);
  expect(() => queuesOf('mail-send,mailSend')).toThrow('WORKER_QUEUES: must be of enrollments, mail-send');
});

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

async function ask(path: string, health: Partial<WorkerHealth>) {
  const up = () => Promise.resolve();
  server = createHealthServer({
    states: () => ['RUNNING'],
    database: up,
    temporal: up,
    migrated: () => Promise.resolve(true),
    ...health,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } });
  server.close();
  return [answer.status, await answer.json()];
}

test('a worker is alive while it answers, and ready while it polls all of its queues and what it needs is there', async () => {
  const away = () => Promise.reject(new Error('away'));
  const ready = { status: 'ready', database: 'ok', schema: 'ok', temporal: 'ok', isPolling: true };
  expect(await ask('/readyz', {})).toEqual([200, ready]);
  const notReady = { ...ready, status: 'not ready' };
  expect(await ask('/readyz', { states: () => ['RUNNING', 'DRAINING'] })).toEqual([
    503,
    { ...notReady, isPolling: false },
  ]);
  expect(await ask('/readyz', { states: () => null })).toEqual([503, { ...notReady, isPolling: false }]);
  expect(await ask('/readyz', { database: away })).toEqual([503, { ...notReady, database: 'unreachable' }]);
  expect(await ask('/readyz', { temporal: away })).toEqual([503, { ...notReady, temporal: 'unreachable' }]);
  expect(await ask('/readyz', { migrated: () => Promise.resolve(false) })).toEqual([
    503,
    { ...notReady, schema: 'not migrated' },
  ]);
  expect(await ask('/healthz', { database: away, temporal: away, states: () => ['STOPPING'] })).toEqual([
    200,
    { status: 'ok' },
  ]);
});
