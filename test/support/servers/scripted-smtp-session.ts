import { createHmac } from 'node:crypto';
import type { Socket } from 'node:net';
import type { AcceptedMessage, SmtpPhase, SmtpRule } from './scripted-smtp.ts';

/**
 * What the server offers. `auth`: it demands this login before MAIL. `mechanisms`: those it announces, PLAIN and LOGIN
 * unless named; `unknown`: those of them it answers 504. `tokens`: it demands a login by one of these. `extensions`: further
 * EHLO lines.
 */
export type ScriptedSmtpOptions = {
  auth?: { user: string; password: string };
  tokens?: (user: string, token: string) => boolean | Promise<boolean>;
  mechanisms?: readonly string[];
  unknown?: readonly string[];
  pipelining?: boolean;
  extensions?: string[];
};

/** What a session has seen so far; live, so a rule's `when` can look at it. */
export type SmtpSessionRecord = {
  id: number;
  /** Command lines, without credentials. */
  commands: string[];
  from: string | null;
  recipients: string[];
  isAuthenticated: boolean;
  /** Bytes seen after a 354, over all its messages. */
  bodyBytes: number;
  isClosed: boolean;
};

type Host = {
  nextRule(phase: SmtpPhase, record: SmtpSessionRecord): SmtpRule | undefined;
  accept(message: AcceptedMessage): void;
};

class ConnectionGone extends Error {}

/** One connection: reads on demand, so that a session that stands still stops reading and TCP pushes back. */
export class ScriptedSmtpSession {
  readonly record: SmtpSessionRecord;
  readonly #socket: Socket;
  readonly #options: ScriptedSmtpOptions;
  readonly #host: Host;
  readonly #chunks: AsyncIterator<Buffer>;
  #buffered = '';

  constructor(socket: Socket, id: number, options: ScriptedSmtpOptions, host: Host) {
    this.#socket = socket;
    this.#options = options;
    this.#host = host;
    this.record = {
      id,
      commands: [],
      from: null,
      recipients: [],
      isAuthenticated: false,
      bodyBytes: 0,
      isClosed: false,
    };
    // Without it replies to pipelined commands wait for delayed ACKs.
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.once('close', () => (this.record.isClosed = true));
    this.#chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** Serves until either side ends it. */
  async run(): Promise<void> {
    try {
      await this.#answer('connect', '220 scripted ESMTP');
      for (;;) await this.#command(await this.#line());
    } catch (error) {
      this.#socket.destroy();
      if (!(error instanceof ConnectionGone)) throw error;
    }
  }

  async #command(line: string): Promise<void> {
    const { record } = this;
    const verb = line.split(/[ :]/, 1)[0]!.toUpperCase();
    record.commands.push(verb === 'AUTH' ? line.split(' ').slice(0, 2).join(' ') : line);
    if (verb === 'EHLO' || verb === 'HELO') return void (await this.#answer('ehlo', this.#greeting()));
    if (verb === 'AUTH') return this.#auth(line);
    if (verb === 'RSET') {
      this.#forgetEnvelope();
      return void (await this.#answer('rset', '250 2.0.0 ok'));
    }
    if (verb === 'NOOP') return this.#say('250 2.0.0 ok');
    if (verb === 'QUIT') {
      await this.#answer('quit', '221 2.0.0 bye');
      throw new ConnectionGone();
    }
    const { auth, tokens } = this.#options;
    if ((auth || tokens) && !record.isAuthenticated) return this.#say('530 5.7.0 Authentication required');
    const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
    if (verb === 'MAIL') {
      record.from = address;
      if (!(await this.#answer('mail', '250 2.1.0 ok'))) record.from = null;
      return;
    }
    if (verb === 'RCPT') return this.#recipient(address);
    if (verb === 'DATA') return this.#data();
    this.#say('502 5.5.1 unknown command');
  }

  async #recipient(address: string): Promise<void> {
    if (this.record.from === null) return this.#say('503 5.5.1 MAIL first');
    // Listed before the answer, so that a rule can look for it.
    this.record.recipients.push(address);
    if (!(await this.#answer('rcpt', '250 2.1.5 ok'))) this.record.recipients.pop();
  }

  async #data(): Promise<void> {
    if (this.record.recipients.length === 0) return this.#say('554 5.5.1 no valid recipients');
    if (!(await this.#answer('data', '354 go ahead'))) return;
    await this.#answer('after354', null);
    const raw = await this.#body();
    const { from, recipients, id } = this.record;
    const message = { from: from ?? '', recipients: [...recipients], raw, sessionId: id };
    if (await this.#answer('dot', null)) {
      this.#host.accept(message);
      await this.#answer(
        'accepted',
        `250 2.0.0 queued as ${message.sessionId}.${this.record.commands.length}`,
      );
      await this.#answer('replied', null);
    }
    this.#forgetEnvelope();
  }

  async #body(): Promise<string> {
    if (this.#buffered === '') await this.#read();
    this.record.bodyBytes += this.#buffered.length;
    await this.#answer('body', null);
    for (;;) {
      const end = this.#buffered.startsWith('.\r\n') ? 0 : this.#buffered.indexOf('\r\n.\r\n') + 2;
      if (end !== 1) {
        const raw = this.#buffered.slice(0, end);
        this.#buffered = this.#buffered.slice(end + 3);
        return raw.replace(/^\./gm, '');
      }
      this.record.bodyBytes += await this.#read();
    }
  }

  async #auth(line: string): Promise<void> {
    const decode = (text: string): string => Buffer.from(text, 'base64').toString();
    const [, method = '', initial] = line.split(' ');
    if (this.#options.unknown?.includes(method))
      return this.#say('504 5.5.4 Unrecognized authentication type');
    if (method === 'XOAUTH2' || method === 'OAUTHBEARER')
      return this.#decideToken(method, decode(initial ?? ''));
    if (method === 'CRAM-MD5') return this.#decide(await this.#challenge());
    let user: string | undefined;
    let password: string | undefined;
    if (method.toUpperCase() === 'LOGIN') {
      this.#say('334 VXNlcm5hbWU6');
      user = decode(await this.#line());
      this.#say('334 UGFzc3dvcmQ6');
      password = decode(await this.#line());
    } else {
      if (!initial) this.#say('334 ');
      [, user, password] = decode(initial ?? (await this.#line())).split('\0');
    }
    const { auth } = this.#options;
    return this.#decide(!auth || (auth.user === user && auth.password === password));
  }

  /** RFC 2195: the password never goes over the wire. */
  async #challenge(): Promise<boolean> {
    const challenge = '<1896.697170952@scripted.example>';
    this.#say(`334 ${Buffer.from(challenge).toString('base64')}`);
    const answer = Buffer.from(await this.#line(), 'base64').toString();
    const { user, password } = this.#options.auth ?? { user: '', password: '' };
    return answer === `${user} ${createHmac('md5', password).update(challenge).digest('hex')}`;
  }

  /** As Microsoft and Google do it, and RFC 7628: what is wrong comes as a challenge, which the client has to answer. */
  async #decideToken(method: 'XOAUTH2' | 'OAUTHBEARER', said: string): Promise<void> {
    const form =
      method === 'XOAUTH2'
        ? /^user=([^\x01]*)\x01auth=Bearer ([^\x01]*)\x01\x01$/
        : /^n,a=([^,]*),\x01auth=Bearer ([^\x01]*)\x01\x01$/;
    const [, user = '', token = ''] = form.exec(said) ?? [];
    if (await this.#options.tokens?.(user, token)) return this.#decide(true);
    const problem = JSON.stringify({ status: '400', schemes: 'Bearer', scope: 'mail' });
    this.#say(`334 ${Buffer.from(problem).toString('base64')}`);
    const answer = await this.#line();
    this.record.commands.push(`(${answer})`);
    return this.#decide(false);
  }

  async #decide(isRight: boolean): Promise<void> {
    const isYes = await this.#answer('auth', isRight ? '235 2.7.0 ok' : '535 5.7.8 Authentication failed');
    this.record.isAuthenticated = isYes;
  }

  /** Applies the rules of a phase, then sends the line. Resolves to whether what was sent is a yes. */
  async #answer(phase: SmtpPhase, usual: string | null): Promise<boolean> {
    let line = usual;
    for (
      let rule = this.#host.nextRule(phase, this.record);
      rule;
      rule = this.#host.nextRule(phase, this.record)
    ) {
      if (rule.act.kind === 'drop') return this.#hangUp(rule.act.lastWords);
      if (rule.act.kind === 'reply') {
        line = rule.act.line;
        break;
      }
      rule.act.reached(this.record);
      await rule.act.until;
    }
    if (line === null) return true;
    this.#say(line);
    if (line.startsWith('421')) return this.#hangUp('');
    return /^[23]/.test(line);
  }

  async #hangUp(lastWords: string): Promise<never> {
    // Only an orderly end delivers what was said; a drop without words may be as abrupt as it likes.
    if (lastWords !== '' || this.#socket.writableLength > 0) {
      await new Promise<void>((resolve) => this.#socket.end(lastWords, () => resolve()));
    }
    throw new ConnectionGone();
  }

  #greeting(): string {
    const { auth, tokens, pipelining, extensions = [] } = this.#options;
    const { mechanisms = tokens ? ['LOGIN', 'XOAUTH2'] : ['PLAIN', 'LOGIN'] } = this.#options;
    const offers = [
      'scripted',
      '8BITMIME',
      ...(pipelining ? ['PIPELINING'] : []),
      ...(auth || tokens ? [`AUTH ${mechanisms.join(' ')}`] : []),
      ...extensions,
    ];
    return offers.map((offer, index) => `250${index === offers.length - 1 ? ' ' : '-'}${offer}`).join('\r\n');
  }

  #say(line: string): void {
    this.#socket.write(`${line}\r\n`);
  }

  async #line(): Promise<string> {
    let end = this.#buffered.indexOf('\r\n');
    while (end < 0) {
      await this.#read();
      end = this.#buffered.indexOf('\r\n');
    }
    const line = this.#buffered.slice(0, end);
    this.#buffered = this.#buffered.slice(end + 2);
    return line;
  }

  /** Resolves to the number of bytes read. Latin-1 keeps one character a byte. */
  async #read(): Promise<number> {
    const { value, done } = await this.#chunks.next().catch(() => ({ value: undefined, done: true }));
    if (done || !value) throw new ConnectionGone();
    const bytes = value as Buffer;
    this.#buffered += bytes.toString('latin1');
    return bytes.length;
  }

  #forgetEnvelope(): void {
    this.record.from = null;
    this.record.recipients = [];
  }
}
