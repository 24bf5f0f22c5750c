import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import {
  ScriptedSmtpSession,
  type ScriptedSmtpOptions,
  type SmtpSessionRecord,
} from './scripted-smtp-session.ts';

/**
 * The moments of a session at which the server can be told to hold, drop or answer differently, in their order.
 *
 * `connect` before the greeting · `ehlo` · `auth` (credentials seen, not answered) · `mail` · `rcpt` (each) · `data`
 * (before the 354) · `after354` · `body` (first bytes of the body seen) · `dot` (message complete, not taken) ·
 * `accepted` (message recorded, reply not yet sent) · `replied` (after the reply) · `rset` · `quit`
 */
export type SmtpPhase =
  | 'connect'
  | 'ehlo'
  | 'auth'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'after354'
  | 'body'
  | 'dot'
  | 'accepted'
  | 'replied'
  | 'rset'
  | 'quit';

/** A message the server took responsibility for. */
export type AcceptedMessage = { from: string; recipients: string[]; raw: string; sessionId: number };

/** Which session, and how often, a rule applies. `times` defaults to 1; `Infinity` until removed. */
export type RuleOptions = { when?: (session: SmtpSessionRecord) => boolean; times?: number };

/** A session that stands still. */
export type SmtpHold = {
  /** Resolves when a session stands at the phase. */
  reached: Promise<SmtpSessionRecord>;
  /** Lets it go on, or lets the next one pass if none has come yet. */
  release(): void;
};

/** What to do at a phase. Only the server and its sessions need it. */
export type SmtpRule = RuleOptions & {
  phase: SmtpPhase;
  act:
    | { kind: 'hold'; until: Promise<void>; reached: (session: SmtpSessionRecord) => void }
    | { kind: 'drop'; lastWords: string }
    | { kind: 'reply'; line: string };
};

/**
 * A mail server for tests that does as it is told at a chosen phase, and keeps a record of what it accepted and saw.
 * Speaks RFC 5321 with AUTH PLAIN and LOGIN and, if asked, PIPELINING. Rules apply in the order in which they were
 * made, each as often as it says.
 */
export class ScriptedSmtp {
  /** Messages accepted, oldest first. A message dropped at `accepted` is among them, one dropped at `dot` is not. */
  readonly messages: AcceptedMessage[] = [];
  /** Every connection ever made. */
  readonly sessions: SmtpSessionRecord[] = [];
  /** Port on 127.0.0.1, after `start`. */
  port = 0;

  readonly #options: ScriptedSmtpOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #rules: SmtpRule[] = [];

  constructor(options: ScriptedSmtpOptions = {}) {
    this.#options = options;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Listens on a free port of 127.0.0.1, or on the given one. */
  async start(port = 0): Promise<this> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  /** Drops all sessions and stops listening. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Makes the next matching session stand still at the phase until released. */
  hold(phase: SmtpPhase, options: Omit<RuleOptions, 'times'> = {}): SmtpHold {
    let reach = (_session: SmtpSessionRecord): void => undefined;
    let free = (): void => undefined;
    const reached = new Promise<SmtpSessionRecord>((resolve) => (reach = resolve));
    const until = new Promise<void>((resolve) => (free = resolve));
    const rule = this.#add({ ...options, phase, act: { kind: 'hold', until, reached: reach } });
    const release = (): void => {
      this.#remove(rule);
      free();
    };
    return { reached, release };
  }

  /** Cuts the connection at the phase; `lastWords` are sent before, without a line end. */
  dropAt(phase: SmtpPhase, options: RuleOptions & { lastWords?: string } = {}): void {
    const { lastWords = '', ...rule } = options;
    this.#add({ ...rule, phase, act: { kind: 'drop', lastWords } });
  }

  /**
   * Answers the phase with this line instead. At `dot` anything but a 2xx refuses the message; at `accepted` the
   * message stays recorded whatever the line says. A line of `421` closes the connection, as a real server does.
   */
  replyAt(phase: SmtpPhase, line: string, options: RuleOptions = {}): void {
    this.#add({ ...options, phase, act: { kind: 'reply', line } });
  }

  /** Forgets all rules; sessions that stand still go on standing. */
  reset(): void {
    this.#rules = [];
  }

  /** Bytes of bodies seen over all sessions, accepted or not, dots included. */
  get bodyBytes(): number {
    return this.sessions.reduce((sum, session) => sum + session.bodyBytes, 0);
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    const session = new ScriptedSmtpSession(socket, this.sessions.length, this.#options, {
      nextRule: (phase, record) => this.#takeRule(phase, record),
      accept: (message) => this.messages.push(message),
    });
    this.sessions.push(session.record);
    void session.run();
  }

  #takeRule(phase: SmtpPhase, session: SmtpSessionRecord): SmtpRule | undefined {
    const rule = this.#rules.find(
      (candidate) => candidate.phase === phase && (candidate.when?.(session) ?? true),
    );
    if (!rule) return undefined;
    rule.times = (rule.times ?? 1) - 1;
    if (rule.times <= 0) this.#remove(rule);
    return rule;
  }

  #add(rule: SmtpRule): SmtpRule {
    this.#rules.push(rule);
    return rule;
  }

  #remove(rule: SmtpRule): void {
    this.#rules = this.#rules.filter((candidate) => candidate !== rule);
  }
}
