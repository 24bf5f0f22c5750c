import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { TLSSocket, type SecureContextOptions } from 'node:tls';
import type { Faults } from './faults.ts';
import { tokensOf, type Token } from './tokens.ts';

/** The client is gone, or was hung up on. */
export class ConnectionGone extends Error {}

/** A command as it came. */
export interface Command {
  tag: string;
  /** In capitals; with `UID ` before it for those that take uids. */
  name: string;
  /** Without the tag. */
  line: string;
  /** What comes after the name. @throws BadCommand when it cannot be read */
  args(): Token[];
}

const LITERAL_AT_END = /\{(\d{1,10})(\+?)\}$/;
const MOST_LINE_BYTES = 1_000_000;
const MOST_LITERAL_BYTES = 100_000_000;

/** One connection: lines with literals in, bytes out, with what the faults do to them. */
export class Connection {
  bytesSent = 0;
  #socket: Socket;
  readonly #faults: Faults;
  #chunks: Buffer[] = [];
  #size = 0;
  #isGone = false;
  #wake: () => void = () => undefined;
  /** So many bytes may still leave before the cut; null: all. */
  #left: number | null = null;
  #nextContext: SecureContextOptions | null = null;

  constructor(socket: Socket, faults: Faults) {
    this.#socket = socket;
    this.#faults = faults;
    this.#listen();
  }

  get isSecure(): boolean {
    return this.#socket instanceof TLSSocket;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** The next command; its bytes have all come. @throws ConnectionGone */
  async command(): Promise<Command> {
    const literals: Buffer[] = [];
    let last = await this.line();
    let line = last;
    for (let literal = LITERAL_AT_END.exec(last); literal; literal = LITERAL_AT_END.exec(last)) {
      const size = Number(literal[1]);
      if (size > MOST_LITERAL_BYTES) throw new ConnectionGone();
      if (literal[2] === '') await this.send('+ go on\r\n');
      literals.push(await this.#bytes(size));
      last = await this.line();
      line += last;
    }
    const [tag = '', first = '', second = ''] = line.split(' ', 3);
    const name = (first.toUpperCase() === 'UID' ? `UID ${second}` : first).toUpperCase();
    const rest = line.slice(tag.length + 1 + name.length + 1);
    return { tag, name, line: line.slice(tag.length + 1), args: () => tokensOf(rest, literals) };
  }

  /** The next line without its end; letters of Latin-1 are bytes. */
  async line(): Promise<string> {
    for (;;) {
      const all = this.#join();
      const end = all.indexOf('\n');
      if (end >= 0) {
        this.#keep(all.subarray(end + 1));
        return all.subarray(0, end).toString('latin1').replace(/\r$/, '');
      }
      if (this.#size > MOST_LINE_BYTES) throw new ConnectionGone();
      await this.#more();
    }
  }

  /** Sends bytes, or a text of Latin-1 letters; slowly or only in part where a fault says so. */
  async send(data: string | Buffer): Promise<void> {
    let bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
    const isLast = this.#left !== null && bytes.length >= this.#left;
    if (isLast) bytes = bytes.subarray(0, this.#left!);
    if (this.#left !== null) this.#left -= bytes.length;
    const { slowness } = this.#faults;
    for (let at = 0; slowness !== null && at < bytes.length; at += slowness.bytes) {
      await this.#write(bytes.subarray(at, at + slowness.bytes));
      await pause(slowness.everyMs);
    }
    if (slowness === null) await this.#write(bytes);
    if (isLast) await this.hangUp();
  }

  /** The connection breaks after so many more bytes, unless the answer is shorter. */
  cutAfter(bytes: number): void {
    this.#left = bytes;
  }

  /** Ends it after what was sent has left. @throws ConnectionGone always */
  async hangUp(): Promise<never> {
    if (!this.#isGone) await new Promise<void>((resolve) => this.#socket.end(resolve));
    this.destroy();
    throw new ConnectionGone();
  }

  destroy(): void {
    this.#isGone = true;
    this.#socket.destroy();
    this.#wake();
  }

  /** Goes on in TLS once the answer has left. */
  secureAfterAnswer(context: SecureContextOptions): void {
    this.#nextContext = context;
  }

  /** Called after each answer. */
  async answered(): Promise<void> {
    this.#left = null;
    const context = this.#nextContext;
    this.#nextContext = null;
    if (context !== null) await this.#secure(context);
  }

  async #secure(context: SecureContextOptions): Promise<void> {
    this.#socket.removeAllListeners('data');
    const secured = new TLSSocket(this.#socket, { isServer: true, ...context });
    this.#socket = secured;
    this.#listen();
    await new Promise<void>((resolve) => secured.once('secure', resolve));
  }

  #listen(): void {
    const socket = this.#socket;
    const end = (): void => {
      this.#isGone = true;
      this.#wake();
    };
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.once('close', end);
    socket.once('end', end);
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#size += chunk.length;
      this.#wake();
    });
  }

  async #write(bytes: Buffer): Promise<void> {
    if (this.#isGone) throw new ConnectionGone();
    this.bytesSent += bytes.length;
    if (bytes.length === 0 || this.#socket.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const go = (): void => {
        this.#socket.off('drain', go).off('close', go);
        resolve();
      };
      this.#socket.on('drain', go).on('close', go);
    });
  }

  async #bytes(size: number): Promise<Buffer> {
    while (this.#size < size) await this.#more();
    const all = this.#join();
    this.#keep(all.subarray(size));
    return Buffer.from(all.subarray(0, size));
  }

  async #more(): Promise<void> {
    if (this.#isGone) throw new ConnectionGone();
    await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  #join(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  #keep(rest: Buffer): void {
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#size = rest.length;
  }
}
