import type { HandOverResult, RecipientResult } from './hand-over-result.ts';
import { replyCode, withoutSecrets, wordsOf, type SmtpServer } from './smtp-server.ts';
import type { SmtpError, Transaction } from './smtp-transaction.ts';

type Judged = { server: SmtpServer; recipients: string[] };

/** RFC 4954, section 6: codes with which a server asks for a login, or another one, wherever it says so. */
const LOGIN_CODES = new Set([530, 534, 535, 538]);
/** RFC 5321: the message is too large; nodemailer compares with the server's own limit before it asks. */
const TOO_LARGE = 552;

/** What a finished transaction means. Decided by how far the body came and by replies, never by library error codes. */
export function judgeTransaction(transaction: Transaction, input: Judged): HandOverResult {
  switch (transaction.body.state) {
    case 'fenced_off':
      return { kind: 'fenced_off' };
    case 'fence_failed':
      return { kind: 'fence_failed', cause: transaction.body.fenceError };
    case 'handed_over':
      return judgeAfterBody(transaction, input);
    case 'untouched':
    case 'asking':
    case 'passed_too_late':
      return judgeBeforeBody(transaction, input);
  }
}

function judgeBeforeBody(transaction: Transaction, input: Judged): HandOverResult {
  const { end, body } = transaction;
  const isMarked = body.state === 'passed_too_late';
  const rejected = rejectedOf(transaction, input);
  const temporary = (code: number | null, reply: string): HandOverResult => {
    return { kind: 'temporary', code, reply, rejected, isMarked };
  };
  switch (end.by) {
    case 'abort':
      return { kind: 'aborted' };
    case 'timeout':
      return temporary(null, 'no reply in time');
    // Cannot be in a sound dialogue: the end of the fence shows in the body's state, and nothing was there to accept.
    case 'fence':
    case 'accepted':
      return temporary(null, 'the server answered a message it had not been given');
    case 'error': {
      const reply = wordsOf(end.error, input.server);
      const code = commandCode(end.error);
      if (code === null || code < 500) return temporary(code, reply);
      if (LOGIN_CODES.has(code) && end.error.command === 'MAIL FROM')
        return { kind: 'mailbox_failure', reply };
      return { kind: 'refused', code, reply, recipients: everyone(rejected, input, false, code, reply) };
    }
  }
}

function judgeAfterBody(transaction: Transaction, input: Judged): HandOverResult {
  const { end, body } = transaction;
  const rejected = rejectedOf(transaction, input);
  const phase = body.isWhole ? 'final_reply' : 'body';
  if (end.by === 'accepted' && body.isWhole) {
    const reply = withoutSecrets(end.reply, input.server);
    return { kind: 'sent', reply, recipients: everyone(rejected, input, true, replyCode(end.reply), reply) };
  }
  if (end.by !== 'error') {
    const reply =
      end.by === 'accepted' ? 'the server answered before it had the message' : 'no final reply in time';
    return { kind: 'unknown', phase, reply, rejected };
  }
  const reply = wordsOf(end.error, input.server);
  // Only a whole reply to DATA is an answer; half a line of a lost connection is none.
  const code = end.error.command === 'DATA' ? replyCode(end.error.response) : null;
  if (code === null || code < 400) return { kind: 'unknown', phase, reply, rejected };
  if (code < 500) return { kind: 'temporary_after_body', code, reply, rejected };
  return { kind: 'refused', code, reply, recipients: everyone(rejected, input, false, code, reply) };
}

/** The code of the reply to a command; null when the connection failed instead. 421 may come at any time. */
function commandCode({ command, response }: SmtpError): number | null {
  if (command === 'MAIL FROM' && response === undefined) return TOO_LARGE;
  if (response?.startsWith('421')) return 421;
  return command === 'MAIL FROM' || command === 'RCPT TO' || command === 'DATA' ? replyCode(response) : null;
}

function rejectedOf(transaction: Transaction, { server }: Judged): RecipientResult[] {
  const { end } = transaction;
  // With pipelining the recipients were offered although MAIL was refused; what the server says of them then is noise.
  if (end.by === 'error' && end.error.command === 'MAIL FROM') return [];
  return transaction.rcptErrors.map((error) => ({
    address: error.recipient ?? '',
    accepted: false,
    code: replyCode(error.response),
    reply: wordsOf(error, server),
  }));
}

/** All recipients in the order given: those rejected at RCPT with their own reply, the others with the common one. */
function everyone(
  rejected: RecipientResult[],
  { recipients }: Judged,
  accepted: boolean,
  code: number | null,
  reply: string,
): RecipientResult[] {
  const own = new Map(rejected.map((result) => [result.address, result]));
  return recipients.map((address) => own.get(address) ?? { address, accepted, code, reply });
}
