import { createServer, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const HOST = '127.0.0.1';
/** How far a busy default port is moved before any free port is taken. */
const PORTS_TO_TRY = 20;

function canListen(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ port, host: HOST, exclusive: true }, () => {
      const address = server.address();
      const taken = typeof address === 'object' && address !== null ? address.port : null;
      server.close(() => resolve(taken));
    });
  });
}

/** A port that is free now: `preferred`, else one of the next twenty, else any. Without `preferred`: any. */
export async function freePort(preferred = 0): Promise<number> {
  for (let port = preferred; preferred > 0 && port < preferred + PORTS_TO_TRY; port += 1) {
    if ((await canListen(port)) !== null) return port;
  }
  const port = await canListen(0);
  if (port === null) throw new Error('no free port on this machine');
  return port;
}

/** Whether somebody accepts connections at `host:port` now. */
export function isListening(port: number, host = HOST): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    const answer = (isUp: boolean): void => {
      socket.destroy();
      resolve(isUp);
    };
    socket.setTimeout(1000, () => answer(false));
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}

/**
 * Returns when somebody accepts connections at the port.
 * @throws after `timeoutMs`, or at once when `hasEnded` says that the server is gone.
 */
export async function waitForPort(
  port: number,
  { timeoutMs = 30_000, hasEnded = () => false }: { timeoutMs?: number; hasEnded?: () => boolean } = {},
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isListening(port))) {
    if (hasEnded()) throw new Error(`the server for port ${port} ended while starting`);
    if (Date.now() > deadline) throw new Error(`nothing listens on port ${port} after ${timeoutMs / 1000} s`);
    await sleep(50);
  }
}
