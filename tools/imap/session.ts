import type { SecureContextOptions } from 'node:tls';
import { ConnectionGone, type Command, type Connection } from './connection.ts';
import type { FaultAct, Faults, SessionRecord } from './faults.ts';
import { folderCommands } from './folder-commands.ts';
import { loginCommands } from './login-commands.ts';
import { mailCommands } from './mail-commands.ts';
import type { ImapStore } from './store.ts';
import { BadCommand, Refused, type Token } from './tokens.ts';
import type { FolderView } from './view.ts';

/** Who may come in. */
export interface ImapAccount {
  user: string;
  /** Null: nobody comes in by password. */
  password: string | null;
  /** Whether an OAuth token opens it now; without it no token does. */
  acceptsToken?: (token: string) => boolean;
}

/** What all sessions of a server share. */
export interface ServerParts {
  store: ImapStore;
  /** Replace its fields to let in others. */
  account: ImapAccount;
  faults: Faults;
  /** What the server can do beside the base, in the order of its CAPABILITY. */
  offers: readonly string[];
  /** For STARTTLS; null: it is not offered. */
  startTls: SecureContextOptions | null;
}

/** A command of the protocol: the state that it needs, and what it does; its text follows OK. */
export interface CommandKind {
  needs: 'nothing' | 'login' | 'folder';
  /** What the server must offer for it. */
  offer?: string;
  /** The client counts on sequence numbers while it is answered, so it is told of nothing that is gone. */
  keepsNumbers?: true;
  run(session: ImapSession, args: Token[]): Promise<string | void>;
}

const COMMANDS: Readonly<Record<string, CommandKind>> = {
  ...loginCommands,
  ...folderCommands,
  ...mailCommands,
};

const HIDDEN = new Set(['LOGIN', 'AUTHENTICATE']);

/** One client: takes commands, one after the other, until it goes. */
export class ImapSession {
  readonly connection: Connection;
  readonly server: ServerParts;
  readonly record: SessionRecord;
  /** The open folder. */
  view: FolderView | null = null;
  /** It has said goodbye. */
  isEnding = false;

  constructor(connection: Connection, server: ServerParts, id: number) {
    this.connection = connection;
    this.server = server;
    this.record = { id, commands: [], tag: '', user: null, folder: null, bytesSent: 0, isClosed: false };
  }

  /** Serves until either side ends it. */
  async run(): Promise<void> {
    try {
      await this.#meet(this.server.faults.take('connect', this.record, ''));
      await this.say(`* OK [CAPABILITY ${this.capabilities()}] ready`);
      while (!this.isEnding) await this.#answer(await this.connection.command());
      await this.connection.hangUp();
    } catch (error) {
      this.connection.destroy();
      if (!(error instanceof ConnectionGone)) throw error;
    } finally {
      this.record.isClosed = true;
    }
  }

  /** One line. */
  async say(line: string): Promise<void> {
    await this.connection.send(`${line}\r\n`);
    this.record.bytesSent = this.connection.bytesSent;
  }

  /** What is offered in this state. */
  capabilities(): string {
    const { offers, startTls, account } = this.server;
    const isSecurable = startTls !== null && !this.connection.isSecure;
    const ways = [
      ...(isSecurable ? ['STARTTLS', 'LOGINDISABLED'] : []),
      ...(!isSecurable && account.password !== null ? ['AUTH=PLAIN'] : []),
      ...(!isSecurable && account.acceptsToken ? ['AUTH=XOAUTH2', 'AUTH=OAUTHBEARER'] : []),
      ...(isSecurable ? [] : ['SASL-IR']),
    ];
    return ['IMAP4rev1', ...(this.record.user === null ? ways : []), ...offers].join(' ');
  }

  /** Opens a folder, or none. */
  open(view: FolderView | null): void {
    this.view = view;
    this.record.folder = view?.folder.name ?? null;
  }

  /** The open folder. @throws BadCommand without one */
  get folder(): FolderView {
    if (this.view === null) throw new BadCommand('no folder is open');
    return this.view;
  }

  /** Tells what has changed in the open folder since the client was last told. */
  async tellChanges(): Promise<void> {
    const { view } = this;
    if (view === null) return;
    if (view.uidValidity !== view.folder.uidValidity) await this.#bye('The folder was rebuilt');
    const { gone, exists, flagged } = view.takeChanges();
    for (const sequence of gone) await this.say(`* ${sequence} EXPUNGE`);
    if (exists !== null) await this.say(`* ${exists} EXISTS\r\n* 0 RECENT`);
    for (const sequence of flagged) {
      const uid = view.uidOf(sequence);
      const flags = view.folder.find(uid)?.flags ?? [];
      await this.say(`* ${sequence} FETCH (UID ${uid} FLAGS (${flags.join(' ')}))`);
    }
  }

  async #answer(command: Command): Promise<void> {
    const { name, tag, line } = command;
    this.record.tag = tag;
    this.record.commands.push(HIDDEN.has(name) ? name : line);
    const refusal = await this.#meet(this.server.faults.take(name, this.record, line));
    if (refusal !== null) await this.say(`${tag} NO ${refusal}`);
    else await this.say(`${tag} ${await this.#resultOf(command)}`);
    await this.connection.answered();
  }

  async #resultOf({ name, args }: Command): Promise<string> {
    try {
      const kind = this.#allowed(name);
      const text = await kind.run(this, args());
      if (kind.needs === 'folder' && !kind.keepsNumbers) await this.tellChanges();
      return `OK ${text ?? `${name} done`}`;
    } catch (error) {
      if (error instanceof BadCommand) return `BAD ${error.message}`;
      if (error instanceof Refused) return `NO ${error.message}`;
      if (error instanceof ConnectionGone) throw error;
      // What a client sends ends no process, and what went wrong is seen by whoever tests with it.
      return `NO [SERVERBUG] ${String(error).replace(/[^\x20-\x7e]+/g, ' ')}`;
    }
  }

  #allowed(name: string): CommandKind {
    const kind = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (kind === undefined) throw new BadCommand(`unknown command ${name}`);
    if (kind.offer !== undefined && !this.server.offers.includes(kind.offer))
      throw new BadCommand(`${name} is not offered`);
    if (kind.needs !== 'nothing' && this.record.user === null) throw new BadCommand('log in first');
    if (kind.needs === 'folder' && this.view === null) throw new BadCommand('no folder is open');
    return kind;
  }

  /** Lives through the faults of a command; what it is refused with, or null when it goes on. */
  async #meet(acts: readonly FaultAct[]): Promise<string | null> {
    for (const act of acts) {
      if (act.kind === 'deaf') await this.connection.hangUp();
      if (act.kind === 'bye') await this.#bye(act.text);
      if (act.kind === 'refuse') return act.text;
      if (act.kind === 'cut') this.connection.cutAfter(act.afterBytes);
      if (act.kind !== 'hold') continue;
      act.reached(this.record);
      await act.until;
    }
    return null;
  }

  async #bye(text: string): Promise<never> {
    await this.say(`* BYE ${text}`);
    return this.connection.hangUp();
  }
}
