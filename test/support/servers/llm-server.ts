import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ChatModelConfig } from '../../../infra/llm/chat-model.ts';
import type { Json } from './api-fixture.ts';

/** One request as the server saw it. */
export interface LlmRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: Json;
}

/** What the server does with one request. */
export type LlmReply = (response: ServerResponse, request: LlmRequest) => void;

/** The key that the server is called with; no test may find it anywhere else. */
export const LLM_KEY = 'sk-test-key-that-must-never-leak-0123456789';

/** A completion with this text. */
export function answers(
  content: string | null,
  change: { finish?: string; refusal?: string } = {},
): LlmReply {
  const { finish = 'stop', refusal = null } = change;
  return json(200, {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'test-model',
    choices: [{ index: 0, message: { role: 'assistant', content, refusal }, finish_reason: finish }],
    usage: { prompt_tokens: 321, completion_tokens: 45, total_tokens: 366 },
  });
}

/** A completion with the object that is asked for. */
export const writes = (subject: string, body: string): LlmReply => answers(JSON.stringify({ subject, body }));

/** Any JSON answer. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): LlmReply {
  return (response) =>
    void response
      .writeHead(status, { 'Content-Type': 'application/json', ...headers })
      .end(JSON.stringify(body));
}

/** An error as providers word it; this one quotes the key. */
export const fails = (status: number, headers: Record<string, string> = {}, words = ''): LlmReply =>
  json(
    status,
    { error: { message: `${words} Incorrect API key provided: ${LLM_KEY}`, type: 'x', code: 'x' } },
    headers,
  );

/** Never answers. */
export const hangs: LlmReply = () => undefined;

/** Begins an answer and never ends it. */
export const stalls: LlmReply = (response) =>
  void response.writeHead(200, { 'Content-Type': 'application/json' }).write('{"id": "chatcmpl-1", ');

/** Cuts the connection. */
export const hangsUp: LlmReply = (response) => void response.destroy();

/** A server that speaks the protocol of chat completions and answers as it is told, in order; the last reply stays. */
export class LlmServer {
  requests: LlmRequest[] = [];
  #replies: LlmReply[] = [];
  #server!: Server;

  async open(): Promise<void> {
    this.#server = createServer((incoming, response) => {
      void text(incoming).then((body) => {
        const request = { path: incoming.url ?? '', headers: incoming.headers, body: JSON.parse(body) };
        this.requests.push(request);
        const reply = this.#replies.length > 1 ? this.#replies.shift() : this.#replies[0];
        reply?.(response, request);
      });
    });
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** What it answers from now on. */
  will(...replies: LlmReply[]): void {
    this.requests = [];
    this.#replies = replies;
  }

  /** Everything that was said in the last request, as one text. */
  get lastTalk(): string {
    return JSON.stringify(this.requests.at(-1)?.body.messages);
  }

  /** How a writer is configured for this server. */
  config(change: Partial<ChatModelConfig> = {}): ChatModelConfig {
    const { port } = this.#server.address() as AddressInfo;
    return {
      baseUrl: `http://127.0.0.1:${port}/v1`,
      apiKey: LLM_KEY,
      model: 'test-model',
      timeoutMs: 5_000,
      maxOutputTokens: 700,
      retries: 2,
      backoffMs: 1,
      ...change,
    };
  }
}

/** The data of the customer that came with a request. */
export function dataOf(request: LlmRequest): Json {
  return JSON.parse(/<data>\n([\s\S]*)\n<\/data>/.exec(request.body.messages[1].content)![1]!);
}

/** Does as it was told: names what the customer owes, as it was given. */
export const faithful: LlmReply = (response, request) => {
  const { contact, balance } = dataOf(request);
  writes('Your account', `Hello ${contact.firstName},\n\n${balance.overdue} is overdue.`)(response, request);
};
