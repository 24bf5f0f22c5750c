import type { HandOverResult } from '../mail/hand-over-result.ts';

/** One sms as a gateway gets it. */
export interface GatewayText {
  /** E.164. */
  from: string;
  to: string;
  text: string;
  /** The same for every try of one message, until one was refused for good: a gateway that knows keys takes it once. */
  key: string;
  /** Where the gateway tells what became of it: it names the message, signed. */
  reportUrl: string;
}

/** What is asked of whoever hands it over. */
export interface GatewayCall {
  /** Asked at most once, after the connection is there and before the first byte: true when this hand-over is marked. */
  fence: () => Promise<boolean>;
  /** Honoured until the fence is asked; from then on the real outcome is awaited. */
  signal: AbortSignal;
}

/** The way out to phones: an HTTP gateway of one kind. */
export interface SmsGateway {
  send(text: GatewayText, call: GatewayCall): Promise<HandOverResult>;
}

/** Which gateway, and what it needs. */
export interface SmsGatewayConfig {
  /** `twilio`: a form API as Twilio has it; `json`: a plain webhook. */
  kind: 'twilio' | 'json';
  /** Base address of the API, or address of the webhook; without a slash at the end. */
  url: string;
  /** Of `twilio`: the account's id. */
  account: string | null;
  /** Auth token, or bearer token; null: it asks for none. */
  secret: string | null;
  /** For so long it takes an `Idempotency-Key` only once; 0: it knows no keys. */
  idempotentMs: number;
}
