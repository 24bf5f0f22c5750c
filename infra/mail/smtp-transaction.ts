import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import { FencedBody, type BodyState } from './fenced-body.ts';
import type { SmtpTimeouts } from './smtp-server.ts';

/** The only parts of a nodemailer error that count: what the server said, and to which command. */
export type SmtpError = { response?: string; command?: string; message: string };

/** What ended a transaction. */
export type TransactionEnd =
  | { by: 'accepted'; reply: string }
  | { by: 'error'; error: SmtpError }
  | { by: 'timeout' }
  | { by: 'abort' }
  /** The fence didn't pass. */
  | { by: 'fence' };

/** A finished transaction with the evidence its result is judged by. */
export type Transaction = {
  end: TransactionEnd;
  body: { state: BodyState; isWhole: boolean; fenceError: unknown };
};

/** One MAIL..DATA..dot over an open connection. */
export type TransactionInput = {
  connection: SMTPConnection;
  from: string;
  recipient: string;
  raw: Buffer;
  fence: () => Promise<boolean>;
  signal: AbortSignal;
  timeouts: SmtpTimeouts;
  /** When the hand-over began, on the clock of `performance.now()`. */
  startedAt: number;
};

/**
 * Runs one transaction to its end, whichever comes first: the server's final reply, an error, a timer, the signal
 * (only until the fence is asked) or the fence. Never rejects. Unless the server replied, the connection is closed on
 * return, so a body that was not handed over by then can never leave.
 */
export async function runTransaction(input: TransactionInput): Promise<Transaction> {
  const { connection, timeouts, startedAt } = input;
  const body = new FencedBody(input.raw, input.fence, timeouts.fenceMs);
  const envelope = { from: input.from, to: [input.recipient], size: input.raw.length };
  const end = await new Promise<TransactionEnd>((resolve) => {
    const elapsed = (): number => performance.now() - startedAt;
    let timer = setTimeout(settle, Math.max(timeouts.beforeBodyMs - elapsed(), 0), { by: 'timeout' });
    function settle(result: TransactionEnd): void {
      clearTimeout(timer);
      input.signal.removeEventListener('abort', abort);
      body.removeListener('asked', stopTimer);
      // At once, not in a later turn: the fence may be about to pass.
      if (body.state !== 'handed_over') body.destroy();
      resolve(result);
    }
    const abort = (): void => {
      if (body.state === 'untouched') settle({ by: 'abort' });
    };
    const stopTimer = (): void => clearTimeout(timer);
    if (input.signal.aborted) return abort();
    input.signal.addEventListener('abort', abort);
    body.once('asked', stopTimer);
    void body.answered.then(() => {
      if (body.state !== 'handed_over') return settle({ by: 'fence' });
      const left = Math.min(timeouts.finalReplyMs, timeouts.totalMs - elapsed());
      timer = setTimeout(settle, Math.max(left, 0), { by: 'timeout' });
    });
    connection.send(envelope, body, (error, info) =>
      settle(error ? { by: 'error', error: error as SmtpError } : { by: 'accepted', reply: info.response }),
    );
  });
  const isWhole = body.readableEnded;
  if (!isReply(end)) connection.close();
  if (body.state === 'asking') await body.answered;
  return {
    end,
    body: { state: body.state, isWhole, fenceError: body.fenceError },
  };
}

function isReply(end: TransactionEnd): boolean {
  return end.by === 'accepted' || (end.by === 'error' && end.error.response !== undefined);
}
