import { createServer, type Server } from 'node:http';
import { inTime, probe } from './probe.ts';

/** What the health of a worker process is made of. */
export interface WorkerHealth {
  /** States of its workers, as the SDK has them; null: there are none yet. */
  states: () => readonly string[] | null;
  database: () => Promise<unknown>;
  temporal: () => Promise<unknown>;
  /** Whether the database has the newest migration. */
  migrated: () => Promise<boolean>;
}

/**
 * `/healthz`: the process answers. `/readyz`: it polls all of its task queues, PostgreSQL and Temporal answer, and the database is migrated. No work
 * comes in this way: readiness keeps a rollout from stopping the former process before this one works.
 */
export function createHealthServer({ states, database, temporal, migrated }: WorkerHealth): Server {
  return createServer((request, response) => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (request.url === '/healthz') return answer(200, { status: 'ok' });
    if (request.url !== '/readyz') return answer(404, { status: 'not found' });
    const asked = [probe(database), probe(temporal), inTime(migrated().catch(() => false))] as const;
    return void Promise.all(asked).then(([isDatabaseUp, isTemporalUp, isMigrated]) => {
      const isPolling = states()?.every((state) => state === 'RUNNING') === true;
      const isReady = isPolling && isDatabaseUp && isTemporalUp && isMigrated;
      answer(isReady ? 200 : 503, {
        status: isReady ? 'ready' : 'not ready',
        database: isDatabaseUp ? 'ok' : 'unreachable',
        schema: isMigrated ? 'ok' : 'not migrated',
        temporal: isTemporalUp ? 'ok' : 'unreachable',
        isPolling,
      });
    });
  });
}
