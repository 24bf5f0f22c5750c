import { createFingerprint, createTokenSigner } from '../secrets.ts';
import { createUnsubscribeTokens, mailtoOf } from './unsubscribe-address.ts';

/** A token for one purpose is none for another. */
const PURPOSES = {
  unsubscribe: 'unsubscribe',
  click: 'click',
  pixel: 'pixel',
  report: 'sms report',
} as const;

/** Where each kind of link leads, below the public address of the API. */
const PATHS = { unsubscribe: 'unsubscribe', click: 'go', pixel: 'img' } as const satisfies Record<
  Exclude<keyof typeof PURPOSES, 'report'>,
  string
>;

/** Addresses that stand in mails. */
export interface Links {
  /** One-click unsubscribe of one recipient's copy of a message (RFC 8058); 1 is the main one. */
  unsubscribeUrl: (messageId: string, n?: number) => string;
  /** Unsubscribes the same copy by mail, at an address of ours (RFC 2369); null: that copy has none. */
  unsubscribeMailto: (address: string, copy: CopyRef) => string | null;
  /** The copy that a token behind the `+` of an unsubscribe address was made for; null: we did not make it. */
  readMailtoToken: (token: string) => CopyRef | null;
  /** A link of one copy that leads over us (T1): `link` counts the links of the message, from 1. */
  clickUrl: (copy: CopyRef, link: number, target: string) => string;
  /** The invisible picture of one copy. */
  pixelUrl: (copy: CopyRef) => string;
  /** Where a gateway of sms tells what became of one (M7); the signed token names it. */
  reportUrl: (gateway: string, messageId: string) => string;
  /** Where people come back to who signed a mailbox in (I6). */
  oauthCallbackUrl: string;
  /** `<message id@domain>`: derived from the ledger id, so that it is stable over attempts. */
  headerId: (messageId: string, fromAddress: string) => string;
}

/** One recipient's copy of a message: 1 is the main one. */
export interface CopyRef {
  messageId: string;
  n: number;
}

/** How a copy is named in links and in `X-Followthrough-Message`: the main one by its message alone, as ever. */
export function copyName({ messageId, n }: CopyRef): string {
  return n === 1 ? messageId : `${messageId}.${n}`;
}

/** Reads it; a name without a number means the main copy. Null: it names none. */
export function readCopyName(name: string): CopyRef | null {
  const [, messageId, n] = /^([^.]+)(?:\.([1-9]\d{0,3}))?$/.exec(name) ?? [];
  return messageId === undefined ? null : { messageId, n: Number(n ?? 1) };
}

/** Reads the tokens of one kind of link, also of former keys: what was signed, or null. */
function tokenReader(kind: keyof typeof PURPOSES, keys: readonly string[]): (token: string) => string | null {
  const signers = keys.map((key) => createTokenSigner(key, PURPOSES[kind]));
  return (token) => {
    for (const signer of signers) {
      const payload = signer.verifyToken(token);
      if (payload !== null) return payload;
    }
    return null;
  };
}

/** Reads the tokens of unsubscribe links, also of former keys: the copy that one was made for, or null. */
export function createUnsubscribeReader(
  secretKey: string,
  formerKeys: readonly string[] = [],
): (token: string) => CopyRef | null {
  const read = tokenReader('unsubscribe', [secretKey, ...formerKeys]);
  return (token) => {
    const name = read(token);
    return name === null ? null : readCopyName(name);
  };
}

/** Reads the tokens in the addresses of sms reports, also of former keys: the message that one names, or null. */
export function createReportReader(
  secretKey: string,
  formerKeys: readonly string[] = [],
): (token: string) => string | null {
  return tokenReader('report', [secretKey, ...formerKeys]);
}

/** A link of a copy, and where it led before. */
export interface ClickRef extends CopyRef {
  link: number;
  target: string;
}

/** Reads what tracked links and pictures say of themselves; null: we did not make it. */
export interface HitReader {
  readClick: (token: string) => ClickRef | null;
  readPixel: (token: string) => CopyRef | null;
  /** Tells whether two hits came from one address, and keeps the address from whoever reads it. */
  sourceOf: (address: string) => string;
}

/** Of a fingerprint: enough to tell the callers of one mail apart. */
const SOURCE_CHARACTERS = 16;

/** Reads the tokens of tracked links and pictures, also of former keys (T1). The target is part of what was signed. */
export function createHitReader(secretKey: string, formerKeys: readonly string[] = []): HitReader {
  const keys = [secretKey, ...formerKeys];
  const readClick = tokenReader('click', keys);
  const readPixel = tokenReader('pixel', keys);
  const sourceOf = createFingerprint(secretKey, 'source of a hit');
  return {
    sourceOf: (address) => sourceOf(address).slice(0, SOURCE_CHARACTERS),
    readClick: (token) => {
      const [, name = '', link = '', target = ''] =
        /^([^/]+)\/(\d{1,4})\/(https?:\/\/.+)$/is.exec(readClick(token) ?? '') ?? [];
      const copy = readCopyName(name);
      return copy && { ...copy, link: Number(link), target };
    },
    readPixel: (token) => {
      const name = readPixel(token);
      return name === null ? null : readCopyName(name);
    },
  };
}

/** The links that stand in mails, under the public address of the API. */
export function createLinks({
  publicUrl,
  secretKey,
  formerKeys = [],
}: {
  publicUrl: string;
  secretKey: string;
  formerKeys?: readonly string[];
}): Links {
  const linkOf = (kind: keyof typeof PATHS) => {
    const signer = createTokenSigner(secretKey, PURPOSES[kind]);
    return (payload: string) => `${publicUrl}/${PATHS[kind]}/${signer.signToken(payload)}`;
  };
  const [unsubscribe, click, pixel] = [linkOf('unsubscribe'), linkOf('click'), linkOf('pixel')];
  const reports = createTokenSigner(secretKey, PURPOSES.report);
  const tokens = createUnsubscribeTokens(secretKey, formerKeys);
  return {
    unsubscribeUrl: (messageId, n = 1) => unsubscribe(copyName({ messageId, n })),
    unsubscribeMailto: (address, copy) => {
      const token = tokens.tokenOf(copy);
      return token && mailtoOf(address, token);
    },
    readMailtoToken: tokens.read,
    clickUrl: (copy, link, target) => click(`${copyName(copy)}/${link}/${target}`),
    pixelUrl: (copy) => pixel(copyName(copy)),
    reportUrl: (gateway, messageId) =>
      `${publicUrl}/v1/sms/${gateway}/reports?message=${reports.signToken(messageId)}`,
    oauthCallbackUrl: `${publicUrl}/oauth/callback`,
    headerId: (messageId, fromAddress) =>
      `<${messageId}@${fromAddress.slice(fromAddress.lastIndexOf('@') + 1)}>`,
  };
}
