import { createTokenSigner } from '../secrets.ts';

/** A token for one purpose is none for another. */
const UNSUBSCRIBE_PURPOSE = 'unsubscribe';

/** Addresses that stand in mails. */
export interface Links {
  /** One-click unsubscribe of one message (RFC 8058). */
  unsubscribeUrl: (messageId: string) => string;
  /** `<message id@domain>`: derived from the ledger id, so that it is stable over attempts. */
  headerId: (messageId: string, fromAddress: string) => string;
}

/** Reads the tokens of unsubscribe links: the id of the message one was made for, or null. */
export function createUnsubscribeReader(secretKey: string): (token: string) => string | null {
  const signer = createTokenSigner(secretKey, UNSUBSCRIBE_PURPOSE);
  return (token) => signer.verifyToken(token);
}

/** The links that stand in mails, under the public address of the API. */
export function createLinks({ publicUrl, secretKey }: { publicUrl: string; secretKey: string }): Links {
  const signer = createTokenSigner(secretKey, UNSUBSCRIBE_PURPOSE);
  return {
    unsubscribeUrl: (messageId) => `${publicUrl}/unsubscribe/${signer.signToken(messageId)}`,
    headerId: (messageId, fromAddress) =>
      `<${messageId}@${fromAddress.slice(fromAddress.lastIndexOf('@') + 1)}>`,
  };
}
