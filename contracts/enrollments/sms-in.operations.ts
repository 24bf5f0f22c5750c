import { z } from 'zod';
import { operation } from '../operation.ts';

const params = z.strictObject({
  gateway: z.string().max(20).meta({ description: '`twilio` or `json`.', example: 'twilio' }),
});

const twilioReport = z
  .looseObject({
    MessageSid: z.string(),
    MessageStatus: z.string().meta({ example: 'delivered' }),
    ErrorCode: z.string().optional(),
  })
  .meta({ description: 'As Twilio calls a `StatusCallback`.' });
const jsonReport = z
  .looseObject({
    id: z.string().optional().meta({ description: 'As the gateway answered it.' }),
    status: z.string().meta({ example: 'delivered' }),
    at: z.iso.datetime({ offset: true }).optional(),
    error: z
      .string()
      .optional()
      .meta({ description: '`invalid_number` and `opted_out` suppress the number.' }),
  })
  .meta({ example: { id: 'gw-1', status: 'delivered', at: '2026-12-01T09:30:00Z' } });
const twilioSms = z
  .looseObject({
    MessageSid: z.string(),
    From: z.string(),
    To: z.string(),
    Body: z.string().optional(),
    OptOutType: z.string().optional(),
  })
  .meta({ description: 'As Twilio calls the webhook of a number.' });
const jsonSms = z
  .looseObject({
    id: z.string(),
    from: z.string(),
    to: z.string(),
    text: z.string(),
    at: z.iso.datetime({ offset: true }).optional(),
  })
  .meta({ example: { id: 'in-1', from: '+61491570156', to: '+4915123456789', text: 'STOP' } });

const SIGNED =
  'Signed by the gateway: `X-Twilio-Signature`, or `Followthrough-Signature: t=<seconds>,v1=<hex of HMAC-SHA256 over t, a point and the body>`, at most five minutes old.';

/** What gateways of sms call (M7, S15). */
export const smsInOperations = [
  operation({
    id: 'receiveSmsReport',
    method: 'post',
    path: '/v1/sms/{gateway}/reports',
    tag: 'Sms',
    summary: 'Take a report of a gateway on an sms that left',
    description: `${SIGNED} A report told again counts once.`,
    permission: 'public',
    params,
    query: z.looseObject({
      message: z
        .string()
        .max(500)
        .optional()
        .meta({ description: 'Names the message; stands in the address that the gateway was given.' }),
    }),
    signedBody: { json: jsonReport, form: twilioReport },
    response: null,
    status: 204,
  }),
  operation({
    id: 'receiveSms',
    method: 'post',
    path: '/v1/sms/{gateway}/inbound',
    tag: 'Sms',
    summary: 'Take an sms that came in at one of our numbers',
    description: `${SIGNED} An sms told again is the same one; one of a number that nobody has is not kept.`,
    permission: 'public',
    params,
    query: z.looseObject({}),
    signedBody: { json: jsonSms, form: twilioSms },
    response: null,
    status: 204,
  }),
] as const;
