import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Watches the connections of a server that is to end some day (O13). The function it returns stops listening, has calls
 * under way answered, and closes every other connection at once: kept alive, silent, or without a whole request yet.
 * Calls that take longer than `limitMs` are cut. It resolves when no connection is left.
 */
export function drainOf(server: Server, { limitMs }: { limitMs: number }): () => Promise<void> {
  const calls = new Map<Socket, Set<ServerResponse>>();
  let isDraining = false;
  server.on('connection', (socket: Socket) => {
    calls.set(socket, new Set());
    socket.once('close', () => calls.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    const underWay = calls.get(socket);
    underWay?.add(response);
    response.once('close', () => {
      underWay?.delete(response);
      // Node would keep it open for the next call.
      if (isDraining && underWay?.size === 0) socket.destroySoon();
    });
  });
  return async () => {
    isDraining = true;
    const cut = setTimeout(() => server.closeAllConnections(), limitMs);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const [socket, underWay] of calls) {
      if (underWay.size === 0) socket.destroy();
      for (const response of underWay) if (!response.headersSent) response.setHeader('Connection', 'close');
    }
    await closed;
    clearTimeout(cut);
  };
}
