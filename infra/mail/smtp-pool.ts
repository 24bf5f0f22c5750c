import { createHash } from 'node:crypto';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import { closeConnection, openConnection, resetConnection, type OpenFailure } from './smtp-connection.ts';
import { createMailPlaces, type MailPlaces } from './mail-places.ts';
import type { SmtpServer, SmtpTimeouts } from './smtp-server.ts';

/** A connection on loan. Give it back exactly once. */
export type SmtpLease = {
  connection: SMTPConnection;
  /** It has carried a message before, so the server may have closed it meanwhile. */
  isReused: boolean;
  /** Gives it back: reset and kept when the session is in order, else closed. */
  release(state: 'in_order' | 'broken'): void;
  /** Gives it back as broken and opens a new one in its place. */
  replace(signal: AbortSignal): Promise<LeaseResult>;
  /** Lets it be idle, as one that nothing was said over, and closed if that takes long; the turn of the mailbox is kept. */
  standAside(): KeptTurn;
};

/** A connection's worth of a mailbox, without the connection. Use one of both, once. */
export type KeptTurn = {
  /** Takes a connection again, an idle one if there is any. */
  resume(signal: AbortSignal): Promise<LeaseResult>;
  leave(): void;
};

/** A lease, or why there is none. */
export type LeaseResult = { ok: true; lease: SmtpLease } | { ok: false; failure: OpenFailure };

/** Connections to mail servers, kept for a moment since connecting costs more than sending. */
export type SmtpPool = {
  /** Waits, first come first served, while the mailbox has its maximum in use. */
  lease(server: SmtpServer, timeouts: SmtpTimeouts, signal: AbortSignal): Promise<LeaseResult>;
  /** How many mails are on their way over its connections. */
  places: MailPlaces;
  /** Closes what is idle, and what is on loan as it comes back. */
  close(): Promise<void>;
};

/** `idleMs` 0 keeps nothing; without `places` there are as many as connections. */
export type SmtpPoolOptions = { maxPerMailbox?: number; idleMs?: number; places?: MailPlaces };

/** Providers commonly allow ten sessions an account; half of that leaves room for people's own mail programs. */
const MAX_PER_MAILBOX = 5;
/** Well below the minutes after which servers close an idle session. */
const IDLE_MS = 30_000;
/** A process that ends does not wait longer for the goodbye of a server: nothing hangs on it. */
const GOODBYE_MS = 500;

/** `null`: room to open a new connection. `'aborted'`: the waiter went away. */
type Slot = SMTPConnection | null | 'aborted';

type MailboxConnections = {
  /** On loan, being opened or being reset, or whoever has them stands aside. */
  inUse: number;
  /** Those of `inUse` that are about to be idle. */
  resetting: number;
  idle: Map<SMTPConnection, NodeJS.Timeout>;
  waiting: Set<(slot: Slot) => void>;
};

/** Creates a pool for one process. Mailboxes are told apart by all their settings: changed ones never meet old sessions. */
export function createSmtpPool(options: SmtpPoolOptions = {}): SmtpPool {
  const { maxPerMailbox = MAX_PER_MAILBOX, idleMs = IDLE_MS, places = createMailPlaces() } = options;
  const mailboxes = new Map<string, MailboxConnections>();
  let isClosed = false;

  function takeSlot(mailbox: MailboxConnections, signal: AbortSignal): Promise<Slot> | Slot {
    if (signal.aborted) return 'aborted';
    // There may be idle ones of those who stand aside, too. What is being reset comes back sooner than a new one opens.
    const isFull = mailbox.inUse >= maxPerMailbox;
    if (isFull || (mailbox.idle.size === 0 && mailbox.waiting.size < mailbox.resetting))
      return waitForSlot(mailbox, signal);
    mailbox.inUse += 1;
    return takeIdle(mailbox);
  }

  function giveSlot(mailbox: MailboxConnections, connection: SMTPConnection | null): void {
    const [waiter] = mailbox.waiting;
    if (waiter) return waiter(connection);
    mailbox.inUse -= 1;
    if (connection) keepIdle(mailbox, connection);
  }

  function keepIdle(mailbox: MailboxConnections, connection: SMTPConnection): void {
    if (isClosed || idleMs === 0) return void closeConnection(connection);
    const timer = setTimeout(() => {
      forget(mailbox, connection);
      void closeConnection(connection);
    }, idleMs);
    mailbox.idle.set(connection, timer);
  }

  function release(
    mailbox: MailboxConnections,
    connection: SMTPConnection,
    state: 'in_order' | 'broken',
  ): void {
    if (state === 'broken' || connection.destroyed) {
      connection.close();
      return giveSlot(mailbox, null);
    }
    if (isClosed || idleMs === 0) {
      void closeConnection(connection).then(() => giveSlot(mailbox, null));
      return;
    }
    mailbox.resetting += 1;
    void resetConnection(connection).then((isReset) => {
      mailbox.resetting -= 1;
      giveSlot(mailbox, isReset ? connection : null);
    });
  }

  async function open(
    mailbox: MailboxConnections,
    server: SmtpServer,
    timeouts: SmtpTimeouts,
    signal: AbortSignal,
  ): Promise<LeaseResult> {
    const opened = await openConnection(server, timeouts, signal);
    if (!opened.ok) {
      giveSlot(mailbox, null);
      return opened;
    }
    opened.connection.once('end', () => forget(mailbox, opened.connection));
    return { ok: true, lease: lent(mailbox, opened.connection, false, server, timeouts) };
  }

  function lent(
    mailbox: MailboxConnections,
    connection: SMTPConnection,
    isReused: boolean,
    server: SmtpServer,
    timeouts: SmtpTimeouts,
  ): SmtpLease {
    return {
      connection,
      isReused,
      release: (state) => release(mailbox, connection, state),
      replace: (signal) => {
        connection.close();
        return open(mailbox, server, timeouts, signal);
      },
      standAside() {
        if (!connection.destroyed) keepIdle(mailbox, connection);
        return {
          resume: (signal) => leaseOf(mailbox, takeIdle(mailbox), server, timeouts, signal),
          leave: () => giveSlot(mailbox, null),
        };
      },
    };
  }

  /** Over a connection that was idle, or a new one. */
  async function leaseOf(
    mailbox: MailboxConnections,
    idle: SMTPConnection | null,
    server: SmtpServer,
    timeouts: SmtpTimeouts,
    signal: AbortSignal,
  ): Promise<LeaseResult> {
    if (!idle) return open(mailbox, server, timeouts, signal);
    return { ok: true, lease: lent(mailbox, idle, true, server, timeouts) };
  }

  return {
    places,
    async lease(server, timeouts, signal) {
      const mailbox = mailboxOf(mailboxes, server);
      const slot = await takeSlot(mailbox, signal);
      if (slot === 'aborted') return { ok: false, failure: { kind: 'aborted' } };
      return leaseOf(mailbox, slot, server, timeouts, signal);
    },
    async close() {
      isClosed = true;
      const idle = [...mailboxes.values()].flatMap((mailbox) =>
        [...mailbox.idle.keys()].map((connection) => {
          forget(mailbox, connection);
          return closeConnection(connection, GOODBYE_MS);
        }),
      );
      await Promise.all(idle);
    },
  };
}

function mailboxOf(mailboxes: Map<string, MailboxConnections>, server: SmtpServer): MailboxConnections {
  const { host, port, security, user, password, certificateAuthority, clientName, signInId } = server;
  // Not by its token, which changes every hour.
  const settings = [host, port, security, user, password, certificateAuthority, clientName, signInId];
  const key = createHash('sha256').update(JSON.stringify(settings)).digest('base64');
  const known = mailboxes.get(key);
  if (known) return known;
  const created: MailboxConnections = { inUse: 0, resetting: 0, idle: new Map(), waiting: new Set() };
  mailboxes.set(key, created);
  return created;
}

function waitForSlot(mailbox: MailboxConnections, signal: AbortSignal): Promise<Slot> {
  return new Promise((resolve) => {
    const settle = (slot: Slot): void => {
      mailbox.waiting.delete(settle);
      signal.removeEventListener('abort', abort);
      resolve(slot);
    };
    const abort = (): void => settle('aborted');
    signal.addEventListener('abort', abort);
    mailbox.waiting.add(settle);
  });
}

/** The one that was used last. */
function takeIdle(mailbox: MailboxConnections): SMTPConnection | null {
  const idle = [...mailbox.idle.keys()].at(-1);
  if (idle) forget(mailbox, idle);
  return idle ?? null;
}

function forget(mailbox: MailboxConnections, connection: SMTPConnection): void {
  clearTimeout(mailbox.idle.get(connection));
  mailbox.idle.delete(connection);
}
