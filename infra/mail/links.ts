import type { Links } from '../../activities/deps.ts';
import { createTokenSigner } from './secrets.ts';

/** Purpose of the tokens in unsubscribe links: a token for one purpose is none for another. */
export const UNSUBSCRIBE_PURPOSE = 'unsubscribe';

/** The links that stand in mails, under the public address of the API. */
export function createLinks({ publicUrl, secretKey }: { publicUrl: string; secretKey: string }): Links {
  const signer = createTokenSigner(secretKey, UNSUBSCRIBE_PURPOSE);
  return {
    unsubscribeUrl: (messageId) => `${publicUrl}/unsubscribe/${signer.signToken(messageId)}`,
    headerId: (messageId, fromAddress) => `<${messageId}@${fromAddress.slice(fromAddress.lastIndexOf('@') + 1)}>`,
  };
}
