import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';

const SANE_REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * One log line a request: id, method, path, status, duration. No query, header or body is logged: they hold names,
 * addresses and keys; nor are the tokens of links in mails. A sane `X-Request-Id` is kept, otherwise one is made; it is returned either way.
 */
export function requestLog(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    genReqId,
    quietReqLogger: true,
    customAttributeKeys: { reqId: 'requestId' },
    customLogLevel: (request, response) => {
      if (isProbe(request)) return 'trace';
      return response.statusCode >= 500 ? 'error' : 'info';
    },
    // The error handler has logged what failed; here it would be a made-up error with a stack of no use.
    customErrorObject: (_request, _response, _error, { err: _err, ...line }: { err?: unknown }) => line,
    serializers: {
      req: (request: { method: string; url: string }) => ({
        method: request.method,
        path: request.url.replace(/\?.*$/s, '').replace(/^\/(unsubscribe|go|img)\/.*$/s, '/$1/[redacted]'),
      }),
      res: (response: { statusCode: number }) => ({ statusCode: response.statusCode }),
    },
  });
}

function genReqId(request: IncomingMessage, response: ServerResponse): string {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && SANE_REQUEST_ID.test(given) ? given : randomUUID();
  response.setHeader('X-Request-Id', id);
  return id;
}

const isProbe = (request: IncomingMessage): boolean =>
  /^\/(healthz|readyz|metrics)\b/.test(request.url ?? '');
