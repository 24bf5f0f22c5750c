import { judgeTransaction } from './hand-over-judgement.ts';
import type { HandOverResult } from './hand-over-result.ts';
import type { OpenFailure } from './smtp-connection.ts';
import { createSmtpPool, type SmtpLease, type SmtpPool } from './smtp-pool.ts';
import { SMTP_TIMEOUTS, type SmtpServer, type SmtpTimeouts } from './smtp-server.ts';
import { runTransaction, type Transaction } from './smtp-transaction.ts';

/** One composed message and where it goes. */
export type HandOverInput = {
  server: SmtpServer;
  /** The message as MIME, CRLF line ends. */
  raw: Buffer;
  /** MAIL FROM. */
  from: string;
  /** RCPT TO, each once. */
  recipients: string[];
  /**
   * Asked at most once, after the server's 354 and before the first byte: true when this hand-over is marked and may
   * go on.
   */
  fence: () => Promise<boolean>;
  /** Honoured until the fence is asked; from then on the fence decides, and after it the real outcome is awaited. */
  signal: AbortSignal;
  timeouts?: Partial<SmtpTimeouts>;
  /** Where connections are kept between messages; without it, one is opened and closed for this one. */
  pool?: SmtpPool;
};

/**
 * Hands one message to a mail server, at most once (D1, D2). The result tells by phase what is certain, so that
 * whatever follows a crash or a lost connection is decided on facts. Ends within `totalMs`.
 *
 * @throws RangeError when there is no recipient, or an address would break the SMTP dialogue; nothing has left then
 */
export async function handOver(input: HandOverInput): Promise<HandOverResult> {
  refuseBrokenAddresses(input);
  const timeouts = { ...SMTP_TIMEOUTS, ...input.timeouts };
  const pool = input.pool ?? createSmtpPool({ idleMs: 0 });
  const startedAt = performance.now();
  const setup = withDeadline(input.signal, timeouts.beforeBodyMs);
  try {
    const leased = await pool.lease(input.server, timeouts, setup.signal);
    if (!leased.ok) return resultOf(leased.failure, input.signal);
    const run = (lease: SmtpLease): Promise<Transaction> =>
      runTransaction({ ...input, connection: lease.connection, timeouts, startedAt });
    let lease = leased.lease;
    let transaction = await run(lease);
    if (lease.isReused && isStale(transaction)) {
      const replaced = await lease.replace(setup.signal);
      if (!replaced.ok) return resultOf(replaced.failure, input.signal);
      lease = replaced.lease;
      transaction = await run(lease);
    }
    lease.release(isInOrder(transaction) ? 'in_order' : 'broken');
    return judgeTransaction(transaction, input);
  } finally {
    setup.end();
  }
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
    case 'mailbox_failure':
      return failure;
    case 'temporary':
      return { ...failure, rejected: [], isMarked: false };
    case 'aborted':
      if (signal.aborted) return failure;
      return {
        kind: 'temporary',
        code: null,
        reply: 'no connection was free in time',
        rejected: [],
        isMarked: false,
      };
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

function refuseBrokenAddresses({ from, recipients }: HandOverInput): void {
  const isBroken = [from, ...recipients].some((address) => address === '' || /[\p{Cc}\s<>]/u.test(address));
  if (isBroken || recipients.length === 0)
    throw new RangeError('an envelope address is missing or malformed');
}
