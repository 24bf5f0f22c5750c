import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * Where a session can be held: `mail` (logged in, not yet asked), `data` (before the 354), `after354` (right after
 * it), `body` (first bytes seen), `dot` (whole message seen, not taken), `accepted` (recorded, not answered),
 * `replied`.
 */
export type SmtpMoment = 'mail' | 'data' | 'after354' | 'body' | 'dot' | 'accepted' | 'replied';

/** A session as it stands. */
export interface SmtpSession {
  /** The client's port as seen here: names the connection to a proxy. */
  peerPort: number;
  recipient: string;
  moment: SmtpMoment | 'connected';
  /** Told to stand still where it is. */
  isHeld: boolean;
  bodyBytes: number;
  isClosed: boolean;
}

/** What a session does at a moment: holds while the promise is pending; `drop` ends the connection. */
export type AtMoment = (moment: SmtpMoment, session: SmtpSession) => Promise<'go' | 'drop'> | undefined;

class Gone extends Error {}

/** Bytes of a body have been seen, and no answer was given. */
const UNANSWERED: ReadonlySet<string> = new Set<SmtpMoment>(['body', 'dot', 'accepted']);

/** A mail server that takes every message, remembers which ledger row each belongs to, and can be held anywhere. */
export class RecordingSmtp {
  /** How often the message of a ledger id was accepted. */
  readonly accepted = new Map<string, number>();
  readonly sessions = new Set<SmtpSession>();
  /** Hand-overs of which the client was gone before it was answered: doubts, whatever its ledger says (D1). */
  doubts = 0;
  /** Replace it to hold or drop sessions. */
  atMoment: AtMoment = () => undefined;
  port = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor() {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.once('close', () => this.#sockets.delete(socket));
      void this.#serve(socket);
    });
  }

  /** Listens on a free port of 127.0.0.1. */
  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Mails accepted, duplicates included. */
  get total(): number {
    return [...this.accepted.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Whether a message to this address may still be accepted by a session that is open. */
  isUndecided(recipient: string): boolean {
    return [...this.sessions].some(
      (session) => session.recipient === recipient && session.moment !== 'replied',
    );
  }

  async #serve(socket: Socket): Promise<void> {
    const session: SmtpSession = {
      peerPort: socket.remotePort ?? 0,
      recipient: '',
      moment: 'connected',
      isHeld: false,
      bodyBytes: 0,
      isClosed: false,
    };
    this.sessions.add(session);
    socket.once('close', () => (session.isClosed = true));
    try {
      await this.#converse(socket, session);
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
    } finally {
      if (UNANSWERED.has(session.moment)) this.doubts += 1;
      socket.destroy();
      this.sessions.delete(session);
    }
  }

  async #converse(socket: Socket, session: SmtpSession): Promise<void> {
    const reader = new LineReader(socket);
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    say('220 chaos ESMTP');
    for (;;) {
      const line = await reader.until('\r\n');
      switch (line.slice(0, 4).toUpperCase()) {
        case 'EHLO':
          say('250-chaos\r\n250-8BITMIME\r\n250 AUTH PLAIN');
          break;
        case 'AUTH':
          say('235 2.7.0 ok');
          break;
        case 'MAIL':
          await this.#reach('mail', session);
          say('250 2.1.0 ok');
          break;
        case 'RCPT':
          session.recipient = /<([^>]*)>/.exec(line)?.[1] ?? '';
          say('250 2.1.5 ok');
          break;
        case 'DATA':
          await this.#take(reader, session, say);
          break;
        case 'QUIT':
          say('221 2.0.0 bye');
          throw new Gone();
        default:
          say('250 2.0.0 ok');
      }
    }
  }

  async #take(reader: LineReader, session: SmtpSession, say: (line: string) => void): Promise<void> {
    await this.#reach('data', session);
    say('354 go ahead');
    await this.#reach('after354', session);
    await reader.some();
    session.bodyBytes = reader.size;
    await this.#reach('body', session);
    const message = await reader.until('\r\n.\r\n');
    await this.#reach('dot', session);
    const ledgerId = /^X-Followthrough-Message: (\S+)/im.exec(message)?.[1] ?? 'unknown';
    this.accepted.set(ledgerId, (this.accepted.get(ledgerId) ?? 0) + 1);
    await this.#reach('accepted', session);
    say('250 2.0.0 queued');
    await this.#reach('replied', session);
    session.recipient = '';
    session.bodyBytes = 0;
  }

  async #reach(moment: SmtpMoment, session: SmtpSession): Promise<void> {
    session.moment = moment;
    const told = this.atMoment(moment, session);
    if (!told) return;
    session.isHeld = true;
    const answer = await told;
    session.isHeld = false;
    if (answer === 'drop') throw new Gone();
  }
}

/** Reads a socket up to a mark. */
class LineReader {
  #buffered = '';
  readonly #chunks: AsyncIterator<Buffer>;

  constructor(socket: Socket) {
    this.#chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  get size(): number {
    return this.#buffered.length;
  }

  /** Waits until there is anything. */
  async some(): Promise<void> {
    if (this.#buffered === '') await this.#read();
  }

  async until(mark: string): Promise<string> {
    for (;;) {
      const end = this.#buffered.indexOf(mark);
      if (end >= 0) {
        const text = this.#buffered.slice(0, end);
        this.#buffered = this.#buffered.slice(end + mark.length);
        return text;
      }
      await this.#read();
    }
  }

  async #read(): Promise<void> {
    const next = await this.#chunks.next().catch(() => ({ value: undefined, done: true }));
    if (next.done || !next.value) throw new Gone();
    this.#buffered += (next.value as Buffer).toString('latin1');
  }
}
