import { afterEach, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { drainOf } from '../../api/drain.ts';

let server: Server;
let sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  server.close();
});

async function listen(): Promise<void> {
  server = createServer((_request, response) => response.end('answered')).listen(0, '127.0.0.1');
  await once(server, 'listening');
}

async function open(): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  sockets = [...sockets, socket];
  await once(socket, 'connect');
  return socket;
}

async function ask(socket: Socket): Promise<string> {
  const answer = once(socket, 'data');
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  return String((await answer)[0]);
}

it('O13: what was on its way when it was told to end is answered, over a connection kept alive and over a new one', async () => {
  await listen();
  const drain = drainOf(server, { limitMs: 10_000, lastCallMs: 2_000 });
  const kept = await open();
  expect(await ask(kept)).toContain('keep-alive');
  const drained = drain();
  const fresh = await open();
  for (const answer of [await ask(kept), await ask(fresh)])
    expect(answer).toMatch(/200 OK[^]*Connection: close/);
  await drained;
  expect(server.listening).toBe(false);
});
