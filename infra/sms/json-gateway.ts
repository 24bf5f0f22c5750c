import { z } from 'zod';
import { postFenced } from './fenced-request.ts';
import { judgeGatewayAnswer, type AnswerAbout, type ReadAnswer } from './judge-answer.ts';
import type { SmsGateway, SmsGatewayConfig } from './sms-gateway.ts';
import { jsonOf } from './twilio.ts';

/** What a gateway may say in `error` about a refusal. */
const ABOUT: Readonly<Record<string, AnswerAbout>> = {
  invalid_number: 'number',
  opted_out: 'opted_out',
  invalid_sender: 'sender',
  try_later: 'later',
};

const answerSchema = z.object({
  id: z.union([z.string().max(200), z.number()]).nullish(),
  error: z.string().nullish(),
  message: z.string().nullish(),
});

/** A gateway that is a plain webhook: one JSON object an sms, with a bearer token and an `Idempotency-Key`. */
export function createJsonGateway({ url, secret, idempotentMs }: SmsGatewayConfig): SmsGateway {
  return {
    async send({ from, to, text, key, reportUrl }, call) {
      const answer = await postFenced(
        {
          url,
          headers: {
            'content-type': 'application/json',
            accept: 'application/json',
            'idempotency-key': key,
            ...(secret !== null && { authorization: `Bearer ${secret}` }),
          },
          body: JSON.stringify({ id: key, from, to, text, reportUrl }),
        },
        call,
      );
      return judgeGatewayAnswer(answer, { read, idempotentMs, secrets: [secret] });
    },
  };
}

function read(_status: number, body: string): ReadAnswer {
  const { id, error, message } = answerSchema.safeParse(jsonOf(body)).data ?? {};
  const about = error == null ? null : (ABOUT[error] ?? null);
  return { gatewayId: id == null ? null : String(id), code: null, words: message ?? error ?? null, about };
}
