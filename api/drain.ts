import { setTimeout as sleep } from 'node:timers/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Calls that left before anybody could know arrive by then. */
const LAST_CALL_MS = 500;

/**
 * Watches the connections of a server that is to end some day (O13). The function it returns answers what is on its way
 * for half a second more, since a call may have left before its caller could know; then it stops listening, has calls under
 * way answered, and closes every other connection: kept alive, silent, or without a whole request yet.
 * Calls that take longer than `limitMs` are cut. It resolves when no connection is left.
 */
export function drainOf(
  server: Server,
  { limitMs, lastCallMs = LAST_CALL_MS }: { limitMs: number; lastCallMs?: number },
): () => Promise<void> {
  const calls = new Map<Socket, Set<ServerResponse>>();
  let isDraining = false;
  server.on('connection', (socket: Socket) => {
    calls.set(socket, new Set());
    socket.once('close', () => calls.delete(socket));
  });
  // Before whoever answers: it may do so at once.
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const underWay = calls.get(socket);
    underWay?.add(response);
    if (isDraining) response.setHeader('Connection', 'close');
    response.once('close', () => {
      underWay?.delete(response);
      // Node would keep it open for the next call.
      if (isDraining && underWay?.size === 0) socket.destroySoon();
    });
  });
  return async () => {
    isDraining = true;
    for (const underWay of calls.values())
      for (const response of underWay) if (!response.headersSent) response.setHeader('Connection', 'close');
    await sleep(lastCallMs);
    const cut = setTimeout(() => server.closeAllConnections(), limitMs);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const [socket, underWay] of calls) if (underWay.size === 0) socket.destroy();
    await closed;
    clearTimeout(cut);
  };
}
