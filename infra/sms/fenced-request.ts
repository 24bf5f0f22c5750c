import { once } from 'node:events';
import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { readBeginning } from '../read-beginning.ts';
import type { GatewayCall } from './sms-gateway.ts';

/** How long each phase may last. */
export interface GatewayTimeouts {
  /** Until the connection is there, TLS included. */
  connectMs: number;
  /** From the request to the end of its answer. */
  answerMs: number;
}

/** A gateway that is slower than this is not there; one that has the request gets the time that carriers need. */
export const GATEWAY_TIMEOUTS: GatewayTimeouts = { connectMs: 10_000, answerMs: 60_000 };

/** An answer says in few words what it has to say; more of it is not read. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** One POST. */
export interface GatewayRequest {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  timeouts?: Partial<GatewayTimeouts>;
}

/** How it ended, by phase. `words` are the network's. */
export type GatewayAnswer =
  /** Nothing has left. */
  | { kind: 'no_connection'; words: string }
  | { kind: 'aborted' }
  | { kind: 'fenced_off' }
  | { kind: 'fence_failed'; cause: unknown }
  /** It may have the request, and did not answer. */
  | { kind: 'no_answer'; words: string }
  /** The status is known; of a body that was cut short, what came of it. */
  | { kind: 'answered'; status: number; body: string };

/**
 * Posts once over a connection of its own: a kept one may be closed by the other side just then, and nobody could tell
 * whether it had the request. Not a byte of the request leaves before the fence has said yes. Redirects are not followed.
 */
export async function postFenced(input: GatewayRequest, call: GatewayCall): Promise<GatewayAnswer> {
  const timeouts = { ...GATEWAY_TIMEOUTS, ...input.timeouts };
  if (call.signal.aborted) return { kind: 'aborted' };
  const url = new URL(input.url);
  const isSecure = url.protocol === 'https:';
  const open = isSecure ? requestHttps : requestHttp;
  const length = { 'content-length': String(Buffer.byteLength(input.body)) };
  const request = open(url, { method: 'POST', agent: false, headers: { ...input.headers, ...length } });
  const trouble = failureOf(request);
  try {
    const connected = await connect(request, { isSecure, trouble, connectMs: timeouts.connectMs, call });
    if (connected !== null) return connected;
    let isPassed: boolean;
    try {
      isPassed = await call.fence();
    } catch (cause) {
      return { kind: 'fence_failed', cause };
    }
    if (!isPassed) return { kind: 'fenced_off' };
    const answer = new Promise<IncomingMessage>((resolve) => request.once('response', resolve));
    request.end(input.body);
    return await readAnswer(answer, { trouble, answerMs: timeouts.answerMs });
  } finally {
    request.destroy();
  }
}

/** The first failure of a request in the network's words; never rejects. */
function failureOf(request: ClientRequest): Promise<string> {
  return new Promise((resolve) => {
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    request.once('close', () => resolve('the connection was closed'));
  });
}

/** Null: the connection is there. */
async function connect(
  request: ClientRequest,
  {
    isSecure,
    trouble,
    connectMs,
    call,
  }: { isSecure: boolean; trouble: Promise<string>; connectMs: number; call: GatewayCall },
): Promise<GatewayAnswer | null> {
  const connecting = new Promise<null>((resolve) => {
    request.once('socket', (socket) => {
      const event = isSecure ? 'secureConnect' : 'connect';
      if (socket.connecting || isSecure) socket.once(event, () => resolve(null));
      else resolve(null);
    });
  });
  const deadline = AbortSignal.timeout(connectMs);
  const late = once(deadline, 'abort').then((): GatewayAnswer => ({
    kind: 'no_connection',
    words: 'no connection in time',
  }));
  const aborted = once(call.signal, 'abort').then((): GatewayAnswer => ({ kind: 'aborted' }));
  const failed = trouble.then((words): GatewayAnswer => ({ kind: 'no_connection', words }));
  return Promise.race([connecting, failed, aborted, late]);
}

async function readAnswer(
  answer: Promise<IncomingMessage>,
  { trouble, answerMs }: { trouble: Promise<string>; answerMs: number },
): Promise<GatewayAnswer> {
  const late = once(AbortSignal.timeout(answerMs), 'abort').then(() => 'no answer in time');
  const lost = Promise.race([trouble, late]).then((words): GatewayAnswer => ({ kind: 'no_answer', words }));
  const first = await Promise.race([answer, lost]);
  if ('kind' in first) return first;
  const body = await Promise.race([readBeginning(first, MAX_ANSWER_BYTES), late.then(() => '')]);
  return { kind: 'answered', status: first.statusCode ?? 0, body };
}
