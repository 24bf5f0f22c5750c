import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { startApiProcess, type ApiProcess } from '../support/api-process.ts';
import { createSequence } from '../support/rows/fixtures.ts';
import { ApiFixture, SECRET_KEY, type Json } from '../support/servers/api-fixture.ts';

/** What O12 promises a wake-up; the rest is the call itself on a loaded machine. */
const MOST_MS = 1_000 + 1_500;
const TIMEOUT_MS = 120_000;

/** Takes connections and never says anything: a Temporal that hangs. */
const silent = createServer();
const sockets: Socket[] = [];
const fixture = new ApiFixture();
let api: ApiProcess;

beforeAll(async () => {
  silent.on('connection', (socket) => sockets.push(socket.on('error', () => undefined)));
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  await fixture.open();
  const { port } = silent.address() as AddressInfo;
  const stack = {
    databaseUrl: fixture.database.url,
    temporalAddress: `127.0.0.1:${port}`,
    namespace: 'default',
  };
  api = await startApiProcess({ ...stack, secretKey: SECRET_KEY });
}, TIMEOUT_MS);
afterAll(async () => {
  await api?.terminate(0);
  for (const socket of sockets) socket.destroy();
  silent.close();
  await fixture.close();
});

/** A call and how long it took. */
async function timed(method: string, path: string, body?: object): Promise<{ body: Json; ms: number }> {
  const startedAt = performance.now();
  const response = await fetch(`http://127.0.0.1:${api.port}${path}`, {
    method,
    headers: { Authorization: `Bearer ${fixture.adminKey}`, 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const said = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(said)}`);
  return { body: said, ms: performance.now() - startedAt };
}

it(
  'O12: with Temporal that hangs a call is answered within a second, its intent is stored, and what was lost is counted',
  async () => {
    const { id: mailboxId } = await fixture.ok('POST', '/v1/mailboxes', {
      body: {
        name: 'Receivables',
        fromAddress: 'ar@example.com',
        fromName: 'Acme',
        smtp: { host: 'smtp.example.com', port: 587, security: 'starttls' },
        zone: 'UTC',
      },
    });
    const { sequenceId } = await createSequence(
      fixture.database.db,
      { userId: fixture.adminId, mailboxId },
      { now: Date.now(), steps: [{ type: 'call', timing: { kind: 'offset', days: 0, sendTime: '09:00' } }] },
    );
    const { body: customer } = await timed('POST', '/v1/customers', { name: 'Northwind', currency: 'EUR' });
    const enrolled = await timed('POST', `/v1/sequences/${sequenceId}/enrollments`, {
      customerId: customer.id,
    });
    const stopped = await timed('POST', `/v1/enrollments/${enrolled.body.enrollment.id}/stop`, {});
    const program = await timed('POST', '/v1/programs', { name: 'Dunning' });
    const times = [enrolled, stopped, program].map(({ ms }) => ms);
    expect(Math.max(...times)).toBeLessThan(MOST_MS);
    const row = await fixture.database.db.enrollment.findUnique({
      where: { id: enrolled.body.enrollment.id },
    });
    expect(row?.status).toBe('stopped');
    const metrics = await (await fetch(`http://127.0.0.1:${api.port}/metrics`)).text();
    expect(metrics).toMatch(/followthrough_lost_wake_ups\{what="startEnrollment"\} 1/);
  },
  TIMEOUT_MS,
);
