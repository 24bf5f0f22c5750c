import { judgeTransaction } from './hand-over-judgement.ts';
import type { HandOverResult } from './hand-over-result.ts';
import { resetConnection, type OpenFailure } from './smtp-connection.ts';
import { createSmtpPool, type SmtpLease, type SmtpPool } from './smtp-pool.ts';
import { SMTP_TIMEOUTS, type SmtpServer, type SmtpTimeouts } from './smtp-server.ts';
import { runTransaction, type Transaction } from './smtp-transaction.ts';

/** One recipient's copy of a message: a hand-over of its own. */
export interface HandOverCopy {
  /** RCPT TO. */
  recipient: string;
  /** The message as MIME, CRLF line ends. Composed when its turn comes. */
  raw: () => Promise<Buffer>;
  /**
   * Asked at most once, after the server's 354 and before the first byte: true when this hand-over is marked and may
   * go on.
   */
  fence: () => Promise<boolean>;
  /** Told how it ended, before anything else is done; whether the next copy may follow. */
  settle: (result: HandOverResult) => Promise<'next' | 'stop'>;
}

/** One message and where its copies go. */
export type HandOverInput = {
  server: SmtpServer;
  /** MAIL FROM. */
  from: string;
  /** At least one, in order; each is handed over after the one before was settled. */
  copies: readonly HandOverCopy[];
  /** Honoured until a fence is asked; from then on the fence decides, and after it the real outcome is awaited. */
  signal: AbortSignal;
  timeouts?: Partial<SmtpTimeouts>;
  /** Where connections are kept between messages; without it, one is opened and closed for this one. */
  pool?: SmtpPool;
  /** Whoever sends it has others on their way in the same worker slot: it is in nobody's line. */
  isOneOfMany?: boolean;
};

/**
 * Hands the copies of a message to a mail server over one connection, each at most once (D1, D2): a transaction a
 * recipient. Each result tells by phase what is certain, so that whatever follows a crash or a lost connection is decided
 * on facts. A connection that is lost leaves the copies behind it untouched and unsettled.
 *
 * @throws RangeError when there is no recipient, or an address would break the SMTP dialogue; nothing has left then
 * @throws what `settle` throws
 */
export async function handOver(input: HandOverInput): Promise<void> {
  refuseBrokenAddresses(input);
  const [main, ...rest] = input.copies as [HandOverCopy, ...HandOverCopy[]];
  const first = { copy: main, raw: await main.raw() };
  const pool = input.pool ?? createSmtpPool({ idleMs: 0 });
  const session = await begin(input, pool, first);
  if ('failure' in session) return void (await main.settle(session.failure));
  const { lease } = session;
  let { transaction } = session;
  let copy = main;
  let isLeased = true;
  const release = (): void => {
    if (isLeased) lease.release(isInOrder(transaction) ? 'in_order' : 'broken');
    isLeased = false;
  };
  try {
    for (const next of [...rest, null]) {
      const result = judgeTransaction(transaction, input.server);
      const following = isInOrder(transaction) ? next : null;
      // Others wait for the connection: it is given back before the last of them is settled.
      if (following === null) release();
      const answer = await copy.settle(result);
      if (following === null || answer === 'stop' || input.signal.aborted) return;
      if (transaction.end.by === 'error' && !(await resetConnection(lease.connection))) return;
      copy = following;
      const raw = await copy.raw();
      const place = await inLine(input, pool, () => placeOfNext(input, pool));
      if (place === null) return;
      const turn = { copy, raw, startedAt: performance.now() };
      transaction = await transact(input, lease, turn).finally(place);
    }
  } finally {
    release();
  }
}

interface Turn {
  copy: HandOverCopy;
  raw: Buffer;
  /** On the clock of `performance.now()`. */
  startedAt: number;
}

/** Leases a connection and runs the first transaction over it; a kept one that turns out to be closed is replaced. */
async function begin(
  input: HandOverInput,
  pool: SmtpPool,
  { copy, raw }: Omit<Turn, 'startedAt'>,
): Promise<{ lease: SmtpLease; transaction: Transaction } | { failure: HandOverResult }> {
  const timeouts = timeoutsOf(input);
  const startedAt = performance.now();
  const setup = withDeadline(input.signal, timeouts.beforeBodyMs);
  try {
    const seated = await inLine(input, pool, () => leaseWithPlace(input, pool, setup.signal));
    if ('failure' in seated) return seated;
    const { lease, place } = seated;
    try {
      const transaction = await transact(input, lease, { copy, raw, startedAt });
      if (!lease.isReused || !isStale(transaction)) return { lease, transaction };
      const replaced = await lease.replace(setup.signal);
      if (!replaced.ok) return { failure: resultOf(replaced.failure, input.signal) };
      const again = await transact(input, replaced.lease, { copy, raw, startedAt });
      return { lease: replaced.lease, transaction: again };
    } finally {
      place();
    }
  } finally {
    setup.end();
  }
}

function inLine<T>({ isOneOfMany }: HandOverInput, { places }: SmtpPool, work: () => Promise<T>): Promise<T> {
  return isOneOfMany === true ? work() : places.whileInLine(work);
}

/** The connection of the mailbox stands idle meanwhile: whoever comes later may have it. */
async function placeOfNext(input: HandOverInput, { places }: SmtpPool): Promise<(() => void) | null> {
  const waiting = withDeadline(input.signal, timeoutsOf(input).nextPlaceMs);
  return places.take(waiting.signal).finally(waiting.end);
}

/**
 * A connection first: whoever waits for one takes no other mail's place. Nor is one held for nothing while there is no place:
 * it may be minutes, and servers count the sessions of an account.
 */
async function leaseWithPlace(
  input: HandOverInput,
  pool: SmtpPool,
  signal: AbortSignal,
): Promise<{ lease: SmtpLease; place: () => void } | { failure: HandOverResult }> {
  const leased = await pool.lease(input.server, timeoutsOf(input), signal);
  if (!leased.ok) return { failure: resultOf(leased.failure, input.signal) };
  const free = pool.places.takeFree();
  if (free !== null) return { lease: leased.lease, place: free };
  const turn = leased.lease.standAside();
  const place = await pool.places.take(signal);
  if (place === null) {
    turn.leave();
    // No server was asked for it, and its mailbox may be as quick as any: nothing was tried.
    return { failure: { kind: 'aborted' } };
  }
  const again = await turn.resume(signal);
  if (again.ok) return { lease: again.lease, place };
  place();
  return { failure: resultOf(again.failure, input.signal) };
}

function transact(
  input: HandOverInput,
  { connection }: SmtpLease,
  { copy, raw, startedAt }: Turn,
): Promise<Transaction> {
  const { from, signal } = input;
  const { recipient, fence } = copy;
  const timeouts = timeoutsOf(input);
  return runTransaction({ connection, from, recipient, raw, fence, signal, timeouts, startedAt });
}

function timeoutsOf({ timeouts }: HandOverInput): SmtpTimeouts {
  return { ...SMTP_TIMEOUTS, ...timeouts };
}

/** A kept connection that turns out to be closed, before anything of this message was decided. */
function isStale({ end, body }: Transaction): boolean {
  if (body.state !== 'untouched' || end.by !== 'error') return false;
  const { response, command } = end.error;
  return response === undefined ? command !== 'MAIL FROM' : response.startsWith('421');
}

/** The server has answered and waits for the next command. */
function isInOrder({ end, body }: Transaction): boolean {
  if (body.state !== 'untouched' && !(body.state === 'handed_over' && body.isWhole)) return false;
  return end.by === 'accepted' || (end.by === 'error' && REPLIED_COMMANDS.has(end.error.command ?? ''));
}

const REPLIED_COMMANDS = new Set(['MAIL FROM', 'RCPT TO', 'DATA']);

function resultOf(failure: OpenFailure, signal: AbortSignal): HandOverResult {
  switch (failure.kind) {
    case 'mailbox_failure': {
      const { kind, reply, needsSignIn = false } = failure;
      return { kind, reply, ...(needsSignIn && { needsSignIn }) };
    }
    case 'temporary':
      return { ...failure, isMarked: false };
    case 'aborted':
      if (signal.aborted) return failure;
      return { kind: 'temporary', code: null, reply: 'no connection was free in time', isMarked: false };
  }
}

function withDeadline(signal: AbortSignal, afterMs: number): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = setTimeout(abort, afterMs);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort);
  const end = (): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  };
  return { signal: controller.signal, end };
}

function refuseBrokenAddresses({ from, copies }: HandOverInput): void {
  const addresses = [from, ...copies.map(({ recipient }) => recipient)];
  const isBroken = addresses.some((address) => address === '' || /[\p{Cc}\s<>]/u.test(address));
  if (isBroken || copies.length === 0) throw new RangeError('an envelope address is missing or malformed');
}
