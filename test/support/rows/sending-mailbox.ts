import type { SendingMailbox } from '../../../domain/sending/send-facts.ts';

/** A mailbox as the pure rules of a send see it: without a secret, a cap or an interval. */
export function sendingMailbox(change: Partial<SendingMailbox> = {}): SendingMailbox {
  return {
    mailboxId: 'mbx_1',
    envelopeFrom: 'ar@acme.example',
    fromAddress: 'ar@acme.example',
    fromName: 'AR',
    replyTo: null,
    unsubscribeAddress: null,
    signatureHtml: null,
    signatureText: null,
    host: 'localhost',
    port: 25,
    security: 'none',
    user: null,
    secret: null,
    isOauth: false,
    clientName: null,
    certificateAuthority: null,
    zone: 'UTC',
    dailyCap: null,
    minIntervalSeconds: 0,
    version: 1,
    ...change,
  };
}
