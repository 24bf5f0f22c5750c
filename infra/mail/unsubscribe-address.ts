import { timingSafeEqual } from 'node:crypto';
import { UNSUBSCRIBE_TOKEN_CHARACTERS } from '../../contracts/sending/kinds.ts';
import { createFingerprint } from '../secrets.ts';
import type { CopyRef } from './links.ts';

/** Servers write the part before the @ in any case: digits of base 32, and the letters of ids, have one. */
const RADIX = 32;
const N_CHARACTERS = 2;
const MOST_N = RADIX ** N_CHARACTERS - 1;
/** 60 bits: each guess is a mail. */
const SEAL_CHARACTERS = 12;
const SEAL_HEX = (SEAL_CHARACTERS * 5) / 4;
const ID_CHARACTERS = UNSUBSCRIBE_TOKEN_CHARACTERS - N_CHARACTERS - SEAL_CHARACTERS;
const PREFIX = 'msg_';
const TOKEN = new RegExp(
  `^([0-9a-z]{${ID_CHARACTERS}})([0-9a-v]{${N_CHARACTERS}})([0-9a-v]{${SEAL_CHARACTERS}})$`,
);

/** The tokens in unsubscribe addresses: each names one copy of one message, as its link does. */
export interface UnsubscribeTokens {
  /** Null: such a copy has none. */
  tokenOf: (copy: CopyRef) => string | null;
  /** The copy that a token was made for, in any case; null: we did not make it. */
  read: (token: string) => CopyRef | null;
}

/** Signs with the first key, and reads what any of them signed. */
export function createUnsubscribeTokens(secretKey: string, formerKeys: readonly string[]): UnsubscribeTokens {
  const sealers = [secretKey, ...formerKeys].map((key) => {
    const fingerprint = createFingerprint(key, 'unsubscribe address');
    return (named: string): string =>
      BigInt(`0x${fingerprint(named).slice(0, SEAL_HEX)}`)
        .toString(RADIX)
        .padStart(SEAL_CHARACTERS, '0');
  });
  return {
    tokenOf: ({ messageId, n }) => {
      const named = messageId.slice(PREFIX.length) + n.toString(RADIX).padStart(N_CHARACTERS, '0');
      const token = named + sealers[0]!(named);
      return messageId.startsWith(PREFIX) && n <= MOST_N && TOKEN.test(token) ? token : null;
    },
    read: (token) => {
      const [, id = '', n = '', seal = ''] = TOKEN.exec(token.toLowerCase()) ?? [];
      const given = Buffer.from(seal);
      const isOurs = sealers.some((sealOf) => {
        const right = Buffer.from(sealOf(id + n));
        return given.length === right.length && timingSafeEqual(given, right);
      });
      return isOurs ? { messageId: PREFIX + id, n: parseInt(n, RADIX) } : null;
    },
  };
}

/** `mailto:` of the address with a token behind its `+` (RFC 6068). */
export function mailtoOf(address: string, token: string): string {
  const at = address.lastIndexOf('@');
  const local = encodeURIComponent(address.slice(0, at)).replaceAll('%2B', '+');
  return `mailto:${local}+${token}${address.slice(at)}?subject=unsubscribe`;
}
