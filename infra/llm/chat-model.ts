import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';
import { z } from 'zod';
import type { PromptMessage } from '../../domain/prompting/prompt-request.ts';

/** An endpoint that speaks OpenAI's chat completions. */
export interface ChatModelConfig {
  baseUrl: string;
  /** Null: the endpoint asks for none. Never logged, stored or shown. */
  apiKey: string | null;
  model: string;
  /** One request has this long, from the connection to the end of the answer. */
  timeoutMs: number;
  maxOutputTokens: number;
  /** How often a request that was refused for now, or did not come through, is made again. */
  retries: number;
  /** Tests only: another first pause before a retry. */
  backoffMs?: number;
}

/** What a model answered, or why it did not; `detail` is in our words, since those of providers may quote the key. */
export type ModelReply = { inputTokens: number | null; outputTokens: number | null } & (
  | { kind: 'answered'; text: string; isTruncated: boolean }
  | { kind: 'failed'; code: ModelFailure; detail: string }
);

/** Why there is no answer. */
export type ModelFailure = 'timeout' | 'connection' | 'refused' | 'malformed' | `status_${number}`;

/** What the form of an answer is called, for providers that can be held to a schema. */
export interface AnswerFormat {
  name: string;
  strict: boolean;
  schema: Readonly<Record<string, unknown>>;
}

/** Asks a model for one answer; never throws for what a provider does. */
export type AskModel = (messages: readonly PromptMessage[]) => Promise<ModelReply>;

const BACKOFF_MS = 500;
/** A provider that asks for more patience is given up for now. */
const MAX_RETRY_AFTER_MS = 30_000;
const NO_TOKENS = { inputTokens: null, outputTokens: null };

/** How an endpoint wants to be asked: providers differ, and say so with a 400. */
interface Dialect {
  format: 'json_schema' | 'json_object' | 'none';
  limit: 'max_tokens' | 'max_completion_tokens';
}

const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.number().nullish(), completion_tokens: z.number().nullish() }).nullish(),
});

/** Makes the caller of a model whose answers have one form. What an endpoint does not take is left out from then on. */
export function createChatModel(config: ChatModelConfig, form: AnswerFormat): AskModel {
  const { retries, timeoutMs } = config;
  const client = createClient(config);
  let dialect: Dialect = { format: 'json_schema', limit: 'max_tokens' };

  const request = async (messages: readonly PromptMessage[], spoken: Dialect): Promise<ModelReply> => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const completion = await client.chat.completions.create(bodyOf(config, form, { messages, spoken }), {
        signal,
      });
      return replyOf(completion);
    } catch (error) {
      if (signal.aborted) throw new Failure('timeout', `It did not answer within ${timeoutMs / 1000} s.`);
      throw error;
    }
  };

  const inSomeDialect = async (messages: readonly PromptMessage[]): Promise<ModelReply> => {
    for (let spoken: Dialect | null = dialect; ;) {
      try {
        const reply = await request(messages, spoken);
        dialect = spoken;
        return reply;
      } catch (error) {
        spoken = plainer(spoken, error);
        if (spoken === null) throw error;
      }
    }
  };

  return async (messages) => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await inSomeDialect(messages);
      } catch (error) {
        const pauseMs = attempt < retries ? pauseBeforeRetry(error, attempt, config) : null;
        if (pauseMs === null) return { kind: 'failed', ...NO_TOKENS, ...describe(error) };
        await sleep(pauseMs);
      }
    }
  };
}

/** A failure that already has its words. */
class Failure extends Error {
  readonly code: ModelFailure;
  constructor(code: ModelFailure, detail: string) {
    super(detail);
    this.code = code;
  }
}

/** Nothing is taken from the environment but what the configuration says, nothing is printed, and retries are ours. */
function createClient({ baseUrl, apiKey, timeoutMs }: ChatModelConfig): OpenAI {
  return new OpenAI({
    baseURL: baseUrl,
    apiKey: apiKey ?? 'none',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    timeout: timeoutMs,
    maxRetries: 0,
    ...(apiKey === null && { defaultHeaders: { Authorization: null } }),
  });
}

function bodyOf(
  { model, maxOutputTokens }: ChatModelConfig,
  form: AnswerFormat,
  { messages, spoken: { format, limit } }: { messages: readonly PromptMessage[]; spoken: Dialect },
): OpenAI.ChatCompletionCreateParamsNonStreaming {
  return {
    model,
    messages: [...messages],
    [limit]: maxOutputTokens,
    ...(format === 'json_schema' && {
      response_format: { type: 'json_schema', json_schema: { ...form, schema: { ...form.schema } } },
    }),
    ...(format === 'json_object' && { response_format: { type: 'json_object' } }),
  };
}

function replyOf(completion: unknown): ModelReply {
  const parsed = completionSchema.safeParse(completion);
  if (!parsed.success) throw new Failure('malformed', 'It answered something that is no chat completion.');
  const { usage, choices } = parsed.data;
  const { message, finish_reason: finish } = choices[0]!;
  const tokens = {
    inputTokens: usage?.prompt_tokens ?? null,
    outputTokens: usage?.completion_tokens ?? null,
  };
  if (message.refusal || finish === 'content_filter')
    return { kind: 'failed', code: 'refused', detail: 'It refused to write this.', ...tokens };
  return { kind: 'answered', text: message.content ?? '', isTruncated: finish === 'length', ...tokens };
}

/** The next plainer way to ask after a refused request; null: there is none. */
function plainer({ format, limit }: Dialect, error: unknown): Dialect | null {
  if (!(error instanceof OpenAI.APIError) || (error.status !== 400 && error.status !== 422)) return null;
  if (limit === 'max_tokens' && error.message.includes('max_completion_tokens'))
    return { format, limit: 'max_completion_tokens' };
  if (format === 'none') return null;
  return { format: format === 'json_schema' ? 'json_object' : 'none', limit };
}

/** Milliseconds to wait before the request is made again; null: it would fail again. */
function pauseBeforeRetry(error: unknown, attempt: number, { backoffMs }: ChatModelConfig): number | null {
  if (error instanceof Failure || error instanceof SyntaxError) return null;
  const pauseMs = (backoffMs ?? BACKOFF_MS) * 2 ** attempt * (0.75 + Math.random() / 4);
  if (!(error instanceof OpenAI.APIError) || error.status === undefined) return pauseMs;
  if (error.status !== 408 && error.status !== 429 && error.status < 500) return null;
  const asked = Number(error.headers?.get('retry-after') ?? Number.NaN) * 1000;
  if (Number.isNaN(asked)) return pauseMs;
  return asked <= MAX_RETRY_AFTER_MS ? Math.max(asked, pauseMs) : null;
}

function describe(error: unknown): { code: ModelFailure; detail: string } {
  if (error instanceof Failure) return { code: error.code, detail: error.message };
  if (error instanceof SyntaxError)
    return { code: 'malformed', detail: 'It answered something that is no JSON.' };
  if (!(error instanceof OpenAI.APIError) || error.status === undefined)
    return { code: 'connection', detail: 'It could not be reached.' };
  const { status } = error;
  return { code: `status_${status}`, detail: `${meaningOf(status)} (${status}).` };
}

function meaningOf(status: number): string {
  if (status === 401 || status === 403) return 'Its provider refused the key';
  if (status === 404) return 'Its provider knows no such address or model';
  if (status === 429) return 'Its provider takes no more requests at present';
  return status < 500 ? 'Its provider refused the request' : 'Its provider failed';
}
