import type { SendingNumber } from '../../domain/sending/send-facts.ts';
import type { Links } from '../mail/links.ts';
import type { CopyEvents } from '../mail/mailer.ts';
import { createJsonGateway } from './json-gateway.ts';
import type { SmsGateway, SmsGatewayConfig } from './sms-gateway.ts';
import { createTwilioGateway } from './twilio.ts';

/** One claimed sms, ready to leave. */
export interface OutgoingSms {
  messageId: string;
  headerId: string;
  /** The number it leaves from: what a mailbox is to a mail. */
  mailbox: SendingNumber;
  /** One: the number it goes to, E.164. */
  recipients: { n: number; kind: 'to' | 'cc' | 'bcc'; address: string }[];
  /** Empty: an sms has none. */
  subject: string;
  text: string;
  /** See {@link GatewayText.key}. */
  key: string;
  /** Business time, epoch milliseconds. */
  date: number;
}

/** The way out to phones. */
export interface Texter {
  /** For so long after a hand-over the gateway knows an sms again and takes it only once; 0: it does not. */
  readonly idempotentMs: number;
  /** Hands an sms over, at most once. */
  deliver(sms: OutgoingSms, copies: readonly number[], on: CopyEvents, signal: AbortSignal): Promise<void>;
}

/** A texter over the gateway of the environment; null: none is set, and what is to leave waits. */
export function createTexter(config: SmsGatewayConfig | null, links: Pick<Links, 'reportUrl'>): Texter {
  const gateway = config && gatewayOf(config);
  return {
    idempotentMs: config?.idempotentMs ?? 0,
    async deliver({ messageId, mailbox, recipients, text, key }, copies, on, signal) {
      const n = copies[0] ?? 1;
      const recipient = recipients.find((each) => each.n === n);
      if (!recipient) throw new Error(`no recipient ${n}`);
      if (config === null || gateway === null) {
        const reply = 'No sms gateway is set: SMS_GATEWAY and its address are missing.';
        await on.settle(n, { kind: 'mailbox_failure', reply });
        return;
      }
      const reportUrl = links.reportUrl(config.kind, messageId);
      const sms = { from: mailbox.number, to: recipient.address, text, key, reportUrl };
      await on.settle(n, await gateway.send(sms, { fence: () => on.fence(n), signal }));
    },
  };
}

function gatewayOf(config: SmsGatewayConfig): SmsGateway {
  switch (config.kind) {
    case 'twilio':
      return createTwilioGateway(config);
    case 'json':
      return createJsonGateway(config);
  }
}
