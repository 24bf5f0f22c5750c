import { isBadAddress } from '../../domain/sending/bad-address.ts';
import type { HandOverResult } from './hand-over-result.ts';
import { replyCode, withoutSecrets, wordsOf, type SmtpServer } from './smtp-server.ts';
import type { SmtpError, Transaction } from './smtp-transaction.ts';

/** RFC 4954, section 6: codes with which a server asks for a login, or another one, wherever it says so. */
const LOGIN_CODES = new Set([530, 534, 535, 538]);
/** RFC 5321: the message is too large; nodemailer compares with the server's own limit before it asks. */
const TOO_LARGE = 552;

/** What a finished transaction means. Decided by how far the body came and by replies, never by library error codes. */
export function judgeTransaction(transaction: Transaction, server: SmtpServer): HandOverResult {
  switch (transaction.body.state) {
    case 'fenced_off':
      return { kind: 'fenced_off' };
    case 'fence_failed':
      return { kind: 'fence_failed', cause: transaction.body.fenceError };
    case 'handed_over':
      return judgeAfterBody(transaction, server);
    case 'untouched':
    case 'asking':
    case 'passed_too_late':
      return judgeBeforeBody(transaction, server);
  }
}

function judgeBeforeBody(transaction: Transaction, server: SmtpServer): HandOverResult {
  const { end, body } = transaction;
  const isMarked = body.state === 'passed_too_late';
  const temporary = (code: number | null, reply: string): HandOverResult => {
    return { kind: 'temporary', code, reply, isMarked };
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
      const reply = wordsOf(end.error, server);
      const code = commandCode(end.error);
      if (code === null || code < 500) return temporary(code, reply);
      if (LOGIN_CODES.has(code) && end.error.command === 'MAIL FROM')
        return { kind: 'mailbox_failure', reply };
      const isAddress = end.error.command === 'RCPT TO' && isBadAddress(code, end.error.response ?? '');
      return { kind: isAddress ? 'address' : 'refused', code, reply };
    }
  }
}

function judgeAfterBody(transaction: Transaction, server: SmtpServer): HandOverResult {
  const { end, body } = transaction;
  const phase = body.isWhole ? 'final_reply' : 'body';
  if (end.by === 'accepted' && body.isWhole) {
    const reply = withoutSecrets(end.reply, server);
    return { kind: 'sent', code: replyCode(end.reply), reply };
  }
  if (end.by !== 'error') {
    const reply =
      end.by === 'accepted' ? 'the server answered before it had the message' : 'no final reply in time';
    return { kind: 'unknown', phase, reply };
  }
  const reply = wordsOf(end.error, server);
  // Only a whole reply to DATA is an answer; half a line of a lost connection is none.
  const code = end.error.command === 'DATA' ? replyCode(end.error.response) : null;
  if (code === null || code < 400) return { kind: 'unknown', phase, reply };
  if (code < 500) return { kind: 'temporary_after_body', code, reply };
  return { kind: 'refused', code, reply };
}

/** The code of the reply to a command; null when the connection failed instead. 421 may come at any time. */
function commandCode({ command, response }: SmtpError): number | null {
  if (command === 'MAIL FROM' && response === undefined) return TOO_LARGE;
  if (response?.startsWith('421')) return 421;
  return command === 'MAIL FROM' || command === 'RCPT TO' || command === 'DATA' ? replyCode(response) : null;
}
