import { z } from 'zod';
import { postFenced } from './fenced-request.ts';
import { judgeGatewayAnswer, type AnswerAbout, type ReadAnswer } from './judge-answer.ts';
import type { SmsGateway, SmsGatewayConfig } from './sms-gateway.ts';

/** What codes of Twilio's REST API are about (https://www.twilio.com/docs/api/errors); others are about the message. */
const ABOUT = new Map<number, AnswerAbout>([
  // The number is none, cannot be reached at all, or is no mobile.
  ...[21211, 21214, 21217, 21614].map((code) => [code, 'number'] as const),
  [21610, 'opted_out'],
  // Account, credentials, or the number it is sent from.
  ...[20003, 20005, 20404, 21212, 21603, 21606, 21659, 21660, 21661].map((code) => [code, 'sender'] as const),
  // A queue is full, or too many at once.
  ...[20429, 21611, 14107].map((code) => [code, 'later'] as const),
]);

const answerSchema = z.object({
  sid: z.string().max(200).nullish(),
  code: z.number().int().nullish(),
  message: z.string().nullish(),
});

/** A gateway with Twilio's form API: `POST …/2010-04-01/Accounts/{account}/Messages.json`. It knows no idempotency keys. */
export function createTwilioGateway({ url, account, secret, idempotentMs }: SmsGatewayConfig): SmsGateway {
  const credentials = Buffer.from(`${account ?? ''}:${secret ?? ''}`).toString('base64');
  return {
    async send({ from, to, text, key, reportUrl }, call) {
      const form = { From: from, To: to, Body: text, StatusCallback: reportUrl };
      const answer = await postFenced(
        {
          url: `${url}/2010-04-01/Accounts/${encodeURIComponent(account ?? '')}/Messages.json`,
          headers: {
            authorization: `Basic ${credentials}`,
            'content-type': 'application/x-www-form-urlencoded',
            accept: 'application/json',
            ...(idempotentMs > 0 && { 'idempotency-key': key }),
          },
          body: new URLSearchParams(form).toString(),
        },
        call,
      );
      return judgeGatewayAnswer(answer, { read, idempotentMs, secrets: [secret, credentials] });
    },
  };
}

function read(_status: number, body: string): ReadAnswer {
  const { sid, code, message } = answerSchema.safeParse(jsonOf(body)).data ?? {};
  const about = code == null ? null : (ABOUT.get(code) ?? null);
  return { gatewayId: sid ?? null, code: code ?? null, words: message ?? null, about };
}

/** A body as JSON; null: it is none. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
