import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { SmsGatewayKind } from '../../contracts/sending/kinds.ts';
import { jsonOf } from './twilio.ts';

/** What a gateway says became of an sms. */
export interface SmsReport {
  /** Its own id of the sms; null: it does not say. */
  gatewayId: string | null;
  /** `accepted`: on its way, so it was taken; null: nothing that we know. */
  status: 'delivered' | 'failed' | 'accepted' | null;
  /** Why it failed, where that is about the number: there is none, or it wants no messages. */
  refusal: 'number' | 'opted_out' | null;
  /** When, epoch milliseconds; null: it does not say. */
  at: number | null;
}

/** An sms that came in. */
export interface InboundSms {
  gatewayId: string;
  from: string;
  to: string;
  text: string;
  at: number | null;
  /** What the gateway has understood it as, and done itself; null: it leaves that to us. */
  word: 'stop' | 'start' | 'help' | null;
}

/** A call of a gateway, as its bytes came. */
export interface SignedCall {
  /** As the gateway called it: path and query. */
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
  /** Epoch milliseconds. */
  now: number;
}

/** Checks that calls come from a gateway; by a gateway that is not set nothing comes. */
export type SmsSignatures = Readonly<Record<SmsGatewayKind, ((call: SignedCall) => boolean) | null>>;

/** A signature of the JSON form is good for so long, whatever the clocks. */
const TOLERANCE_MS = 5 * 60_000;

/** Longest text that a phone sends. */
const MAX_TEXT = 10_000;

/**
 * Signatures by the secrets that are set. Twilio's form: `X-Twilio-Signature`, the base64 of HMAC-SHA1 with the auth token over
 * the whole address, as it was called, and the fields in the order of their names. The JSON form: `Followthrough-Signature`,
 * `t=<seconds since 1970>,v1=<hex of HMAC-SHA256 over t, a point and the body>`, not older than five minutes. Of several
 * secrets one is enough, so that they can be exchanged.
 */
export function createSmsSignatures(input: {
  publicUrl: string;
  twilio: readonly string[];
  json: readonly string[];
}): SmsSignatures {
  const { publicUrl, twilio, json } = input;
  return {
    twilio:
      twilio.length === 0 ? null : (call) => twilio.some((token) => isFromTwilio(call, token, publicUrl)),
    json: json.length === 0 ? null : (call) => json.some((secret) => isSignedJson(call, secret)),
  };
}

function isFromTwilio({ path, headers, body }: SignedCall, token: string, publicUrl: string): boolean {
  const given = headers['x-twilio-signature'];
  const fields = new URLSearchParams(body.toString('utf8'));
  const names = [...new Set(fields.keys())].sort();
  const said = names.map((name) => name + [...new Set(fields.getAll(name))].sort().join(name)).join('');
  return isSame(
    given,
    createHmac('sha1', token)
      .update(publicUrl + path + said, 'utf8')
      .digest('base64'),
  );
}

function isSignedJson({ headers, body, now }: SignedCall, secret: string): boolean {
  const given = headers['followthrough-signature'];
  if (typeof given !== 'string') return false;
  const parts = given.split(',').map((part) => part.trim().split('=') as [string, string?]);
  const seconds = parts.find(([name]) => name === 't')?.[1] ?? '';
  if (!/^\d{1,12}$/.test(seconds) || Math.abs(now - Number(seconds) * 1000) > TOLERANCE_MS) return false;
  const right = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex');
  return parts.some(([name, value]) => name === 'v1' && isSame(value, right));
}

function isSame(given: unknown, right: string): boolean {
  if (typeof given !== 'string') return false;
  const [one, other] = [Buffer.from(given), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** Twilio's words for what becomes of a message; `queued` and the like say no more than that it was taken. */
const STATUSES: Readonly<Record<string, SmsReport['status']>> = {
  delivered: 'delivered',
  read: 'delivered',
  failed: 'failed',
  undelivered: 'failed',
  accepted: 'accepted',
  queued: 'accepted',
  sending: 'accepted',
  sent: 'accepted',
};
/** Codes of Twilio that say that the number is none, or no mobile (https://www.twilio.com/docs/api/errors). */
const NO_NUMBER = new Set(['21211', '21214', '21217', '21614', '30005', '30006']);
const OPTED_OUT = '21610';

const idSchema = z.union([z.string().min(1).max(200), z.int().transform(String)]);
const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const twilioReport = z.object({
  MessageSid: z.string().min(1).max(200),
  MessageStatus: z.string().max(100),
  ErrorCode: z.string().max(100).optional(),
});
const jsonReport = z.object({
  id: idSchema.nullish(),
  status: z.string().max(100),
  at: instant.nullish(),
  error: z.string().max(200).nullish(),
});

/** Reads a report; null: it is none. What is not known of it is no fault: gateways add to theirs. */
export function readReport(gateway: SmsGatewayKind, body: Buffer): SmsReport | null {
  if (gateway === 'twilio') {
    const { data } = twilioReport.safeParse(formOf(body));
    if (!data) return null;
    const { MessageSid: gatewayId, MessageStatus: said, ErrorCode: code = '' } = data;
    const refusal = code === OPTED_OUT ? 'opted_out' : NO_NUMBER.has(code) ? 'number' : null;
    return reportOf({ gatewayId, said, refusal, at: null });
  }
  const { data } = jsonReport.safeParse(jsonOf(body.toString('utf8')));
  if (!data) return null;
  const { id, status: said, at, error } = data;
  const refusal = error === 'opted_out' ? 'opted_out' : error === 'invalid_number' ? 'number' : null;
  return reportOf({ gatewayId: id ?? null, said, refusal, at: at ?? null });
}

function reportOf({ said, refusal, ...report }: Omit<SmsReport, 'status'> & { said: string }): SmsReport {
  const word = said.toLowerCase();
  const status = Object.hasOwn(STATUSES, word) ? STATUSES[word]! : null;
  return { ...report, status, refusal: status === 'failed' ? refusal : null };
}

const twilioSms = z.object({
  MessageSid: z.string().min(1).max(200),
  From: z.string().max(100),
  To: z.string().max(100),
  Body: z.string().default(''),
  OptOutType: z.string().max(20).optional(),
});
const jsonSms = z.object({
  id: idSchema,
  from: z.string().max(100),
  to: z.string().max(100),
  text: z.string(),
  at: instant.nullish(),
});
const WORDS = { STOP: 'stop', START: 'start', HELP: 'help' } as const;

/** Reads an sms that came in; null: it is none. */
export function readInbound(gateway: SmsGatewayKind, body: Buffer): InboundSms | null {
  if (gateway === 'twilio') {
    const { data } = twilioSms.safeParse(formOf(body));
    if (!data) return null;
    const { MessageSid: gatewayId, From: from, To: to, Body, OptOutType } = data;
    const word = Object.entries(WORDS).find(([said]) => said === OptOutType)?.[1] ?? null;
    return { gatewayId, from, to, text: storable(Body), at: null, word };
  }
  const { data } = jsonSms.safeParse(jsonOf(body.toString('utf8')));
  if (!data) return null;
  const { id, from, to, text, at } = data;
  return { gatewayId: id, from, to, text: storable(text), at: at ?? null, word: null };
}

const formOf = (body: Buffer): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(body.toString('utf8')));

/** A text as PostgreSQL can store it, and no longer than a phone's: nobody can be asked to send it again. */
function storable(text: string): string {
  return Array.from(text.slice(0, MAX_TEXT).replaceAll('\u0000', ''))
    .filter((each) => !/^\p{Surrogate}$/u.test(each))
    .join('');
}
