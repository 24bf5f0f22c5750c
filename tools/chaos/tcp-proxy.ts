import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Bytes on their way in one direction of one connection. */
interface Lane {
  from: Socket;
  to: Socket;
  waiting: Buffer[];
  /** How many bytes may still pass; `Infinity` unless limited. */
  allowance: number;
  /** The sender is gone: once all is passed on, the receiver hears of it. */
  isEnded: boolean;
}

interface Pair {
  /** From the client to the server. */
  up: Lane;
  down: Lane;
}

/**
 * A TCP proxy that stands still, goes on or cuts when told. While it stands still, bytes and new connections wait
 * inside it; after a process was killed they can be passed on (the network had them) or thrown away (it had not).
 */
export class TcpProxy {
  /** Port on 127.0.0.1, after `start`. */
  port = 0;
  /** How often `cut` has ended connections. */
  cuts = 0;
  readonly #server: Server;
  readonly #target: { host: string; port: number };
  readonly #pairs = new Set<Pair>();
  #isStalled = false;
  #isHushed = false;

  constructor(target: { host: string; port: number }) {
    this.#target = target;
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
  }

  /** Listens on a free port of 127.0.0.1. */
  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** Bytes of clients that wait inside. */
  get held(): number {
    return [...this.#pairs].reduce((sum, { up }) => sum + lengthOf(up), 0);
  }

  /** Bytes of the server that wait inside. */
  get unheard(): number {
    return [...this.#pairs].reduce((sum, { down }) => sum + lengthOf(down), 0);
  }

  /** Nothing passes any more, in either direction. */
  stall(): void {
    this.#isStalled = true;
  }

  /** Clients are heard and get no answer any more, those that connect now too, until `release`. */
  hush(): void {
    this.#isHushed = true;
    this.hushOpen();
  }

  /** The same, but those that connect now get answers. */
  hushOpen(): void {
    for (const { down } of this.#pairs) down.allowance = 0;
  }

  /** Lets everything pass again, what has waited first. */
  release(): void {
    this.#isStalled = false;
    this.#isHushed = false;
    for (const { up, down } of this.#pairs) {
      for (const lane of [up, down]) {
        lane.allowance = Infinity;
        this.#pass(lane);
      }
    }
  }

  /** Ends all connections at once, on both sides, and throws away what waits. */
  cut(): void {
    if (this.#pairs.size > 0) this.cuts += 1;
    for (const { up } of this.#pairs) {
      up.from.destroy();
      up.to.destroy();
    }
    this.#pairs.clear();
  }

  /** Throws away what waits of clients that are gone, and tells the server so. */
  forgetDead(): void {
    for (const { up } of this.#pairs) {
      if (!up.isEnded) continue;
      up.waiting.length = 0;
      up.to.destroy();
    }
  }

  /** Whether the client is gone whose connection the server sees under this port. */
  isGone(peerPort: number): boolean {
    const pair = [...this.#pairs].find(({ up }) => up.to.localPort === peerPort);
    return pair === undefined || pair.up.isEnded;
  }

  /** Lets only so many more bytes of one client pass; `peerPort` is what the server sees of the connection. */
  limit(peerPort: number, bytes: number): void {
    for (const { up } of this.#pairs) if (up.to.localPort === peerPort) up.allowance = bytes;
  }

  /** Cuts all connections and stops listening. */
  async stop(): Promise<void> {
    for (const { up } of this.#pairs) {
      up.from.destroy();
      up.to.destroy();
    }
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(client: Socket): void {
    const server = connect({ ...this.#target, allowHalfOpen: true });
    const pair = { up: lane(client, server), down: lane(server, client) };
    if (this.#isHushed) pair.down.allowance = 0;
    this.#pairs.add(pair);
    for (const each of [pair.up, pair.down]) this.#carry(each);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('close', () => {
        if (client.destroyed && server.destroyed) this.#pairs.delete(pair);
      });
    }
  }

  #carry(each: Lane): void {
    const end = (): void => {
      each.isEnded = true;
      this.#pass(each);
    };
    each.from.on('data', (chunk) => {
      each.waiting.push(chunk);
      this.#pass(each);
    });
    each.from.once('end', end);
    // A killed process resets its connections; what it had sent before may still arrive.
    each.from.on('error', end);
    each.from.once('close', end);
  }

  #pass(each: Lane): void {
    while (!this.#isStalled && each.allowance > 0 && each.waiting.length > 0) {
      const chunk = each.waiting.shift()!;
      const passing = chunk.subarray(0, each.allowance);
      if (passing.length < chunk.length) each.waiting.unshift(chunk.subarray(passing.length));
      each.allowance -= passing.length;
      if (each.to.writable) each.to.write(passing);
    }
    if (each.isEnded && !this.#isStalled && each.waiting.length === 0) each.to.end();
  }
}

function lane(from: Socket, to: Socket): Lane {
  return { from, to, waiting: [], allowance: Infinity, isEnded: false };
}

function lengthOf({ waiting }: Lane): number {
  return waiting.reduce((sum, chunk) => sum + chunk.length, 0);
}
