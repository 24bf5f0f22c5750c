import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { SmsGatewayConfig } from '../../../infra/sms/sms-gateway.ts';

/** A request that the gateway got whole. */
export interface GatewayCall {
  path: string;
  headers: IncomingHttpHeaders;
  /** Of a form or a JSON object. */
  fields: Record<string, string>;
  key: string | null;
}

/** What becomes of the next request. */
export type GatewayScript =
  /** Answered like this; nothing is taken unless the status says so. */
  | { status: number; body?: unknown }
  /** The connection is cut before any answer; `isTaken`: the sms goes out nevertheless. */
  | { cut: 'before_answer'; isTaken: boolean }
  /** The status comes, the body is cut short. */
  | { cut: 'in_answer'; status: number }
  /** It stands still until it is let go, then takes the sms and answers. */
  | { hold: Promise<void>; reached: () => void };

/**
 * An sms gateway for tests over real HTTP, Twilio's form API or the plain webhook, that does as it is told and keeps what it
 * got and what it took. `knowsKeys`: an `Idempotency-Key` is taken once, the first answer comes again.
 */
export class ScriptedGateway {
  readonly calls: GatewayCall[] = [];
  /** The texts that reach phones, by number. */
  readonly taken: { to: string; from: string; text: string; key: string | null }[] = [];
  /** Connections that were opened. */
  connections = 0;
  knowsKeys = false;
  port = 0;
  readonly #scripts: GatewayScript[] = [];
  readonly #scriptsTo = new Map<string, GatewayScript>();
  readonly #answers = new Map<string, string>();
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((request, response) => void this.#take(request, response));

  async start(port = 0): Promise<this> {
    this.#server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
    });
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** What becomes of the next requests, in order; without a script an sms is taken. */
  next(...scripts: GatewayScript[]): void {
    this.#scripts.push(...scripts);
  }

  /** Makes the next request to a number stand still. */
  holdTo(number: string): { reached: Promise<void>; release: () => void } {
    const { reached, release, script } = heldScript();
    this.#scriptsTo.set(number, script);
    return { reached, release };
  }

  /** Makes the next request stand still. */
  hold(): { reached: Promise<void>; release: () => void } {
    const { reached, release, script } = heldScript();
    this.next(script);
    return { reached, release };
  }

  /** Begins anew. */
  reset(): void {
    this.calls.length = 0;
    this.taken.length = 0;
    this.#scripts.length = 0;
    this.knowsKeys = false;
  }

  config(kind: SmsGatewayConfig['kind'] = 'json', change: Partial<SmsGatewayConfig> = {}): SmsGatewayConfig {
    const url = `http://127.0.0.1:${this.port}${kind === 'json' ? '/messages' : ''}`;
    return {
      kind,
      url,
      account: kind === 'json' ? null : 'AC123',
      secret: SECRET,
      idempotentMs: 0,
      ...change,
    };
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const fields = fieldsOf(request.headers['content-type'] ?? '', body);
    const header = request.headers['idempotency-key'];
    const key = typeof header === 'string' ? header : null;
    this.calls.push({ path: request.url ?? '', headers: request.headers, fields, key });
    const script = this.#scriptTo(fields['to'] ?? fields['To'] ?? '') ??
      this.#scripts.shift() ?? { status: 201 };
    if ('hold' in script) {
      script.reached();
      await script.hold;
      return this.#answer(response, 201, this.#accept(fields, key));
    }
    if (!('cut' in script)) {
      if (script.status >= 300) return this.#answer(response, script.status, script.body);
      const answer = this.#accept(fields, key);
      return this.#answer(response, script.status, script.body ?? answer);
    }
    if (script.cut === 'before_answer') {
      if (script.isTaken) this.#accept(fields, key);
      return void request.socket.destroy();
    }
    if (script.status < 300) this.#accept(fields, key);
    response.writeHead(script.status, { 'content-length': '500', 'content-type': 'application/json' });
    response.write('{"id":', () => setImmediate(() => request.socket.destroy()));
  }

  #scriptTo(number: string): GatewayScript | undefined {
    const script = this.#scriptsTo.get(number);
    this.#scriptsTo.delete(number);
    return script;
  }

  #accept(fields: Record<string, string>, key: string | null): object {
    const known = this.knowsKeys && key !== null ? this.#answers.get(key) : undefined;
    const id = known ?? `SM${this.taken.length + 1}`;
    if (known === undefined) {
      const { to = fields['To'] ?? '', from = fields['From'] ?? '', text = fields['Body'] ?? '' } = fields;
      this.taken.push({ to, from, text, key });
      if (key !== null) this.#answers.set(key, id);
    }
    return { id, sid: id, status: 'queued' };
  }

  #answer(response: ServerResponse, status: number, body: unknown): void {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
  }
}

function heldScript() {
  let release = (): void => undefined;
  let reach = (): void => undefined;
  const hold = new Promise<void>((resolve) => (release = resolve));
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const script: GatewayScript = { hold, reached: reach };
  return { reached, release, script };
}

/** What only we and the gateway know. */
export const SECRET = 'very-secret-token-4711';

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function fieldsOf(contentType: string, body: string): Record<string, string> {
  if (contentType.includes('json')) return JSON.parse(body) as Record<string, string>;
  return Object.fromEntries(new URLSearchParams(body));
}
