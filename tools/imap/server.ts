import { createServer as createPlainServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type SecureContextOptions } from 'node:tls';
import { Connection } from './connection.ts';
import { Faults, type SessionRecord } from './faults.ts';
import { ImapSession, type ImapAccount } from './session.ts';
import { ImapStore } from './store.ts';

/** What it can do beside the base of RFC 3501, unless named otherwise. */
export const USUAL_OFFERS = [
  'ID',
  'IDLE',
  'NAMESPACE',
  'UIDPLUS',
  'MOVE',
  'UNSELECT',
  'SPECIAL-USE',
  'ESEARCH',
  'LITERAL+',
] as const;

/** What a server is started with. */
export interface ImapServerOptions {
  account: ImapAccount;
  /** INBOX and Sent in memory, unless named. */
  store?: ImapStore;
  /** Any free port, unless named. */
  port?: number;
  security?: 'none' | 'starttls' | 'tls';
  /** For the two kinds of TLS. */
  certificate?: SecureContextOptions;
  offers?: readonly string[];
}

/** An IMAP4rev1 server on 127.0.0.1 for one account, in this process: of the local stack, and of tests. */
export interface ImapServer {
  port: number;
  store: ImapStore;
  /** Replace its fields to change the password, or who comes in by token. */
  account: ImapAccount;
  faults: Faults;
  /** All since it was started. */
  sessions: SessionRecord[];
  /** Breaks all connections, as a network does. */
  cut(): void;
  /** Starts to listen on the same port again after `stop`. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one. @throws Error when the port is taken */
export async function startImapServer(options: ImapServerOptions): Promise<ImapServer> {
  const {
    account,
    store = new ImapStore(),
    security = 'none',
    certificate = {},
    offers = USUAL_OFFERS,
  } = options;
  const faults = new Faults();
  const sessions: SessionRecord[] = [];
  const open = new Set<Connection>();
  const parts = { store, account, faults, offers, startTls: security === 'starttls' ? certificate : null };
  const accept = (socket: Socket): void => {
    const connection = new Connection(socket, faults);
    const session = new ImapSession(connection, parts, sessions.length);
    sessions.push(session.record);
    open.add(connection);
    void session.run().finally(() => open.delete(connection));
  };
  const create = (): Server =>
    security === 'tls' ? createTlsServer(certificate, accept) : createPlainServer(accept);
  const cut = (): void => {
    for (const connection of open) connection.destroy();
  };
  let server: Server | null = null;
  const imap: ImapServer = {
    port: options.port ?? 0,
    store,
    account,
    faults,
    sessions,
    cut,
    start: async () => {
      server = create();
      imap.port = await listen(server, imap.port);
    },
    stop: async () => {
      const ending = server;
      server = null;
      cut();
      if (ending !== null) await new Promise<void>((resolve) => ending.close(() => resolve()));
    },
  };
  await imap.start();
  return imap;
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
