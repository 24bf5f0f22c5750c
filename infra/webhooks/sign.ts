import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';

/** What is signed. */
export interface SignedContent {
  id: string;
  /** Whole seconds since 1970. */
  timestamp: number;
  body: string;
}

/**
 * The headers of a delivery (Standard Webhooks 1.0, symmetric signatures): `v1,` and the base64 of HMAC-SHA256 over id,
 * timestamp and body. While a secret is rotated there are two, with a space between: one that fits is enough.
 */
export function signedHeaders(
  secrets: readonly string[],
  { id, timestamp, body }: SignedContent,
): Record<string, string> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': `${timestamp}`,
    'webhook-signature': signatures.join(' '),
  };
}
