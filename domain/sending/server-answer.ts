/** The command that a server answered, `body`: the end of DATA. */
export type AnswerStage = 'mail' | 'rcpt' | 'data' | 'body';

/**
 * What a server's answer is about (D2, D3). `temporary`: try again. `address`: this address, for good. `mailbox`: ours, so
 * that nothing leaves. `policy`: the sender or a rule, which may be ours or one recipient's: only another recipient tells.
 * `refused`: this message, for good.
 */
export type AnswerAbout = 'temporary' | 'address' | 'mailbox' | 'policy' | 'refused';

/** RFC 4954, section 6: codes with which a server asks for a login, or another one, wherever it says so. */
const LOGIN_CODES: ReadonlySet<number> = new Set([530, 534, 535, 538]);
/** RFC 3463 and RFC 7505: no such mailbox; a domain that takes no mail. */
const ADDRESS_CODES: ReadonlySet<string> = new Set(['1.1', '1.10']);
/** RFC 3463: the sender's address is malformed, or its domain does not exist. */
const SENDER_CODES: ReadonlySet<string> = new Set(['1.7', '1.8']);
/** RFC 3463, X.2.2 and X.2.3: a full mailbox, a message that is too large. They say "exceeded" like other things do. */
const ROOM_CODES: ReadonlySet<string> = new Set(['2.2', '2.3', '3.4']);

/** Servers without enhanced codes, and those whose code says nothing: sender, login, relay, reputation, quotas of ours. */
const SENDER_WORDS = new RegExp(
  [
    String.raw`\bsenders?\b`,
    String.raw`\bmail from\b|envelope[- ]from|return[- ]path`,
    String.raw`\b(helo|ehlo)\b`,
    String.raw`\brelay(ing)?\b[^\n]*\b(denied|prohibited|not (permitted|allowed))|(unable|denied|not permitted|not allowed) to relay|rcpthosts`,
    String.raw`authenticat(e|ion)[^\n]*required|must authenticate|not authenticated`,
    String.raw`(not allowed|permissions?) to send|sendasdenied|outbound ?spam`,
    String.raw`black ?list|block ?list|spamhaus|blocked (by|using)|client host|reputation`,
    String.raw`administrative prohibition|policy`,
    String.raw`sending (limit|quota)`,
  ].join('|'),
  'i',
);

/** In the words of servers without enhanced codes: there is nobody at this address. */
const ADDRESS_WORDS = new RegExp(
  [
    String.raw`\b(user|recipient|mailbox|account|addressee)\b( name)?( is| was| has)?( <?[^\s>]+>?)? (unknown|not found|non-?existent)`,
    String.raw`\b(user|recipient|mailbox|account|addressee|address)\b[^\n]{0,60} (does not|doesn['’]t|did not|do not) exist`,
    String.raw`\b(unknown|no such|invalid|non-?existent) (local )?(user|recipient|mailbox|account|addressee|person|local[- ]part)`,
    String.raw`no (mailbox|account|user)( here)? by that name`,
    String.raw`unrouteable address`,
    String.raw`not a (known|valid) (user|mailbox|recipient)`,
  ].join('|'),
  'i',
);

/**
 * Judges a refusal by its enhanced status code (RFC 3463), then by its basic code and its words. Pure.
 *
 * @param reply the whole reply, one or many lines, beginning with its code
 */
export function judgeAnswer(stage: AnswerStage, reply: string): AnswerAbout {
  const code = Number(/^\d{3}/.exec(reply)?.[0] ?? 0);
  if (code < 500) return 'temporary';
  if (LOGIN_CODES.has(code)) return 'mailbox';
  const detail = enhancedCode(reply);
  const isSender = isAboutSender(detail, reply);
  if (stage === 'mail') return isSender || code === 553 ? 'mailbox' : 'refused';
  if (detail !== null && ADDRESS_CODES.has(detail)) return 'address';
  if (isSender) return 'policy';
  if (detail !== null && ROOM_CODES.has(detail)) return 'refused';
  return stage === 'rcpt' && ADDRESS_WORDS.test(reply) ? 'address' : 'refused';
}

function isAboutSender(detail: string | null, reply: string): boolean {
  if (detail?.startsWith('7.')) return true;
  if (detail !== null && SENDER_CODES.has(detail)) return true;
  return (detail === null || !ROOM_CODES.has(detail)) && SENDER_WORDS.test(reply);
}

/**
 * Subject and detail of the enhanced code of a permanent reply, such as `1.1`: behind the basic code of its first line
 * that has one, or in brackets as qmail writes it. Null: it has none.
 */
function enhancedCode(reply: string): string | null {
  const [, subject, detail] =
    /^5\d\d[ -]#?5\.(\d{1,3})\.(\d{1,3})(?!\d)/m.exec(reply) ??
    /[(#]5\.(\d{1,3})\.(\d{1,3})\)?/.exec(reply) ??
    [];
  return subject === undefined ? null : `${Number(subject)}.${Number(detail)}`;
}
