import { lookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { readBeginning } from '../read-beginning.ts';
import { isPublicAddress } from './public-address.ts';

/** One call of a webhook's server. */
export interface WebhookCall {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** What came of it. `statusCode` null: no answer, and `error` says why in a word. */
export interface WebhookAnswer {
  statusCode: number | null;
  error: string | null;
  /** The beginning of the answer. */
  reply: string | null;
  durationMs: number;
}

/** Calls the server of a webhook once; never throws. */
export type PostWebhook = (call: WebhookCall, signal?: AbortSignal) => Promise<WebhookAnswer>;

/** A receiver has this long for everything, from the name lookup to the end of its answer. */
const TIMEOUT_MS = 15_000;
/** So much of an answer is read and kept; the rest is cut off. */
const MAX_REPLY_BYTES = 2_000;

type Address = { address: string; family: number };
type Addresses = readonly [Address, ...Address[]];

/** Options of the caller; both come from the environment. */
export interface PostOptions {
  /** Also http, and addresses of private networks and this machine: for development. */
  isPrivateAllowed: boolean;
  /** Tests only: another resolver of names. */
  resolve?: (host: string) => Promise<Address[]>;
  /** Tests only: another limit. */
  timeoutMs?: number;
}

/**
 * Makes the caller. A name is resolved once, every address it stands for must be public, and the connection goes to
 * those very addresses: a name that changes between check and use (DNS rebinding) changes nothing. Redirects are not followed.
 */
export function createPostWebhook(options: PostOptions): PostWebhook {
  const { isPrivateAllowed, resolve = resolveAll, timeoutMs = TIMEOUT_MS } = options;
  const checkedAddresses = async (host: string): Promise<Addresses> => {
    const family = isIP(host);
    const addresses = family ? [{ address: host, family }] : await resolve(host);
    if (!isPrivateAllowed && !addresses.every(({ address }) => isPublicAddress(address))) {
      throw new Refusal('private_address');
    }
    const [first, ...others] = addresses;
    if (!first) throw new Refusal('no_address');
    return [first, ...others];
  };
  return async (call, signal) => {
    const startedAt = performance.now();
    const timeout = AbortSignal.timeout(timeoutMs);
    const ended = signal ? AbortSignal.any([signal, timeout]) : timeout;
    const answer = (part: Partial<WebhookAnswer>): WebhookAnswer => {
      const durationMs = Math.round(performance.now() - startedAt);
      return { statusCode: null, error: null, reply: null, durationMs, ...part };
    };
    try {
      const url = new URL(call.url);
      if (url.protocol !== 'https:' && !isPrivateAllowed) throw new Refusal('not_https');
      const addresses = await unlessEnded(checkedAddresses(url.hostname.replace(/^\[|\]$/g, '')), ended);
      return answer(await send(url, { ...call, addresses, signal: ended }));
    } catch (error) {
      return answer({ error: timeout.aborted ? 'timeout' : codeOf(error) });
    }
  };
}

/** A call that is not made, with the reason. */
class Refusal extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

const resolveAll = (host: string) => lookup(host, { all: true });

async function unlessEnded<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const ended = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Refusal('aborted')), { once: true });
  });
  return Promise.race([work, ended]);
}

type Sending = WebhookCall & { addresses: Addresses; signal: AbortSignal };

function send(url: URL, { headers, body, addresses, signal }: Sending): Promise<Partial<WebhookAnswer>> {
  // The name stays in the Host header and in the TLS handshake; the addresses are those that were checked. All of them:
  // where one family has no way out, the other is tried.
  const pinned: LookupFunction = (_host, options, done) => {
    if (options.all) done(null, [...addresses]);
    else done(null, addresses[0].address, addresses[0].family);
  };
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = open(url, {
      method: 'POST',
      // No connection is kept: the next delivery resolves and checks the name again.
      agent: false,
      lookup: pinned,
      signal,
      headers: {
        ...headers,
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Length': Buffer.byteLength(body),
        'User-Agent': 'Followthrough-Webhooks/1',
      },
    });
    const refuse = (error: unknown): void => reject(error as Error);
    // Whatever ends the connection before an answer ends the call.
    request.on('error', refuse);
    const refuseClosed = (): void => refuse(new Refusal('closed'));
    request.once('close', refuseClosed);
    request.once('response', (response) => {
      request.off('close', refuseClosed).off('error', refuse).on('error', ignore);
      void readReply(response).then((reply) => {
        resolve({ statusCode: response.statusCode ?? null, reply });
        request.destroy();
      });
    });
    request.once('upgrade', (response, socket) => {
      resolve({ statusCode: response.statusCode ?? null, reply: '' });
      socket.destroy();
    });
    request.end(body);
  });
}

const ignore = (): void => undefined;

/** The beginning of an answer, or what came of it: its status has said already whether the receiver took the event. */
async function readReply(response: IncomingMessage): Promise<string> {
  // What a text column cannot hold is of no use to a reader either.
  return (await readBeginning(response, MAX_REPLY_BYTES)).replaceAll('\u0000', '');
}

function codeOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  return typeof name === 'string' ? name : 'error';
}
