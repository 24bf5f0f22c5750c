import { createTokenSigner } from '../secrets.ts';

/** A token for one purpose is none for another. */
const UNSUBSCRIBE_PURPOSE = 'unsubscribe';

/** Addresses that stand in mails. */
export interface Links {
  /** One-click unsubscribe of one recipient's copy of a message (RFC 8058); 1 is the main one. */
  unsubscribeUrl: (messageId: string, n?: number) => string;
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

/** Reads the tokens of unsubscribe links, also of former keys: the copy that one was made for, or null. */
export function createUnsubscribeReader(
  secretKey: string,
  formerKeys: readonly string[] = [],
): (token: string) => CopyRef | null {
  const signers = [secretKey, ...formerKeys].map((key) => createTokenSigner(key, UNSUBSCRIBE_PURPOSE));
  return (token) => {
    for (const signer of signers) {
      const name = signer.verifyToken(token);
      if (name !== null) return readCopyName(name);
    }
    return null;
  };
}

/** The links that stand in mails, under the public address of the API. */
export function createLinks({ publicUrl, secretKey }: { publicUrl: string; secretKey: string }): Links {
  const signer = createTokenSigner(secretKey, UNSUBSCRIBE_PURPOSE);
  return {
    unsubscribeUrl: (messageId, n = 1) =>
      `${publicUrl}/unsubscribe/${signer.signToken(copyName({ messageId, n }))}`,
    headerId: (messageId, fromAddress) =>
      `<${messageId}@${fromAddress.slice(fromAddress.lastIndexOf('@') + 1)}>`,
  };
}
