import type { HandOverResult } from '../mail/hand-over-result.ts';
import type { GatewayAnswer } from './fenced-request.ts';

/** What an answer is about, where the gateway says so. */
export type AnswerAbout = 'number' | 'opted_out' | 'sender' | 'later' | 'message';

/** An answer as an adapter reads it: the gateway's own id and words, and what it is about. */
export interface ReadAnswer {
  gatewayId: string | null;
  /** Its own number of the fault; null: the status says it. */
  code: number | null;
  words: string | null;
  about: AnswerAbout | null;
}

/** So much of an answer is kept. */
const MAX_WORDS = 500;

/**
 * What the answer of a gateway means (D1, D2). A status below 300 is taken; one that says who we are is wrong is the
 * sender's failure; 429 and faults of the server are later. 502 and 504 are said by somebody in between who got no answer:
 * whether the gateway has it is not known.
 */
export function judgeGatewayAnswer(
  answer: GatewayAnswer,
  {
    read,
    idempotentMs,
    secrets,
  }: {
    read: (status: number, body: string) => ReadAnswer;
    idempotentMs: number;
    /** What must not stand in words that are kept. */
    secrets: readonly (string | null)[];
  },
): HandOverResult {
  const repeatable = idempotentMs > 0 ? { repeatableMs: idempotentMs } : {};
  switch (answer.kind) {
    case 'aborted':
    case 'fenced_off':
      return { kind: answer.kind };
    case 'fence_failed':
      return answer;
    case 'no_connection':
      return { kind: 'mailbox_failure', reply: `The sms gateway cannot be reached: ${answer.words}` };
    case 'no_answer':
      return { kind: 'unknown', phase: 'final_reply', reply: answer.words, ...repeatable };
    case 'answered': {
      const { status, body } = answer;
      const { gatewayId, code: own, words, about } = read(status, body);
      const code = own ?? status;
      const reply = withoutSecrets(words === null ? `HTTP ${status}` : `${code} ${words}`, secrets);
      if (status >= 200 && status < 300) return { kind: 'sent', code: status, reply, gatewayId };
      if (about === null && (status === 502 || status === 504))
        return { kind: 'unknown', phase: 'final_reply', reply, ...repeatable };
      switch (about ?? aboutOf(status)) {
        case 'number':
          return { kind: 'address', code, reply };
        case 'opted_out':
          return { kind: 'address', code, reply, isOptedOut: true };
        case 'sender':
          return { kind: 'mailbox_failure', reply };
        case 'later':
          return { kind: 'temporary_after_body', code, reply };
        case 'message':
          return { kind: 'refused', code, reply };
      }
    }
  }
}

const OF_SENDER = new Set([401, 402, 403, 404, 405]);

function aboutOf(status: number): AnswerAbout {
  if (status < 400 || OF_SENDER.has(status)) return 'sender';
  return status === 408 || status === 425 || status === 429 || status >= 500 ? 'later' : 'message';
}

/** Words that are kept, without what only we and the gateway know. */
export function withoutSecrets(words: string, secrets: readonly (string | null)[]): string {
  const known = secrets.filter((secret) => secret !== null && secret !== '') as string[];
  const clean = known.reduce((text, secret) => text.replaceAll(secret, '…'), words);
  // eslint-disable-next-line no-control-regex
  return clean.replace(/[\u0000-\u001f\u007f]+/g, ' ').slice(0, MAX_WORDS);
}
