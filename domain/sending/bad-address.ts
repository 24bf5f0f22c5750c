/** RFC 3463: no such mailbox; RFC 7505: a domain that takes no mail at all. */
const ENHANCED_CODES = new Set(['5.1.1', '5.1.10']);
/** RFC 2034: an enhanced code stands right behind the reply code. */
const ENHANCED = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})(?=\s|$)/;
/** How servers without enhanced codes say that there is no such address. */
const WORDS =
  /\b(?:(?:user|mailbox|recipient|account|address)(?: is)? unknown|unknown (?:user|recipient|mailbox|account|address)|no such (?:user|recipient|mailbox|account|address|person)|no mailbox (?:here )?by that name|(?:user|mailbox|recipient|account|address) (?:was )?not found|(?:user|mailbox|recipient|account|address) does(?: not|n't) exist|(?:invalid|non-?existent) (?:recipient|mailbox|user|account))\b/i;

/**
 * Whether the reply to RCPT is a permanent answer about the address itself (D3): there is no such one. Any other refusal is
 * about the sender, the mailbox or the moment.
 */
export function isBadAddress(code: number, reply: string): boolean {
  if (code !== 550) return false;
  const enhanced = ENHANCED.exec(reply)?.[1];
  return enhanced === undefined ? WORDS.test(reply) : ENHANCED_CODES.has(enhanced);
}
