import type { NewId } from '../../contracts/ids.ts';
import type { PromptSource } from '../../contracts/sending/kinds.ts';
import { checkText } from '../../domain/prompting/check-text.ts';
import { emailOfAnswer } from '../../domain/prompting/email-of-answer.ts';
import { faultOf, FAULTS, type Fault } from '../../domain/prompting/fault.ts';
import { parseAnswer, type AnsweredText } from '../../domain/prompting/parse-answer.ts';
import { promptDataOf, promptFingerprint, type PromptInput } from '../../domain/prompting/prompt-data.ts';
import { ANSWER_SCHEMA, correctionMessages, promptMessages } from '../../domain/prompting/prompt-request.ts';
import { unrendered } from '../../domain/rendering/rendering-fault.ts';
import type { Database } from '../db/client.ts';
import * as promptAnswers from '../db/sending/prompt-answers.ts';
import { type ChatModelConfig, createChatModel, type ModelReply } from './chat-model.ts';

/** What a text is to be written from. */
export interface WriteInput extends PromptInput {
  /** The row that the text is for, under which its answers are kept. */
  source: { kind: PromptSource; id: string };
  customerId: string;
}

/** A checked text, or why there is none; `detail` quotes nothing of an answer. */
export type Written =
  | {
      kind: 'written';
      subject: string;
      bodyHtml: string;
      bodyText: string;
      /** Of what it was written from: it may be sent while the hash of `promptFingerprint` is still this. */
      factsHash: string;
    }
  | { kind: 'failed'; code: 'prompt'; detail: string };

/** Has a language model write the text of an email (M4). */
export interface ContentWriter {
  /** Whether a provider is configured: without one nothing that needs it can be saved. */
  isAvailable: boolean;
  /**
   * Writes and checks a text; recipients are never taken from an answer. Every answer is kept for audit. What a provider
   * does, and what facts cannot be written of, is never thrown. Takes long: never inside a transaction.
   */
  write: (input: WriteInput) => Promise<Written>;
}

/** What the writer works with besides a provider. */
export interface WriterDeps {
  db: Database;
  newId: NewId;
  hash: (text: string) => string;
  now: () => Promise<number>;
}

/** A text that fails its check is asked for once more, with what was wrong. */
const MAX_ATTEMPTS = 2;

/** The writer on a real provider. */
export function createContentWriter(deps: WriterDeps, config: ChatModelConfig): ContentWriter {
  const ask = createChatModel(config, ANSWER_SCHEMA);
  return {
    isAvailable: true,
    write: async (input) => {
      const asked = orFault(() => ({
        factsHash: deps.hash(promptFingerprint(input)),
        messages: promptMessages(input),
      }));
      if ('fault' in asked) return failed(asked.fault);
      const { factsHash, messages } = asked;
      for (let attempt = 1; ; attempt++) {
        const startedAt = performance.now();
        const reply = await ask(messages);
        const durationMs = Math.round(performance.now() - startedAt);
        const judged = orFault(() => judge(reply, input));
        const { text, faults } = 'fault' in judged ? UNREAD : judged;
        await keep(deps, config, { input, factsHash, reply, faults, durationMs });
        if (reply.kind === 'failed') return failed(`The language model wrote nothing. ${reply.detail}`);
        if ('fault' in judged) return failed(judged.fault);
        if (text && faults.length === 0) {
          const email = orFault(() => emailOfAnswer(text, input.facts));
          return 'fault' in email ? failed(email.fault) : { kind: 'written', ...email, factsHash };
        }
        if (attempt === MAX_ATTEMPTS) return failed(detailOf(faults));
        messages.push(
          ...correctionMessages(
            reply.text,
            faults.map(({ told }) => told),
          ),
        );
      }
    },
  };
}

/** An answer that nothing can be said of. */
const UNREAD = { text: null, faults: [] };

/** What broken facts or a signature that cannot be read throw is the problem of this one text. */
function orFault<T extends object>(make: () => T): T | { fault: string } {
  try {
    return make();
  } catch (error) {
    return { fault: unrendered(error) };
  }
}

function judge(reply: ModelReply, input: PromptInput): { text: AnsweredText | null; faults: Fault[] } {
  if (reply.kind === 'failed') return { text: null, faults: [] };
  if (reply.isTruncated) return { text: null, faults: [faultOf('truncated')] };
  if (reply.text.trim() === '') return { text: null, faults: [faultOf('empty')] };
  const text = parseAnswer(reply.text);
  return { text, faults: text ? checkText(text, input) : [faultOf('not_json')] };
}

async function keep(
  { db, newId, now }: WriterDeps,
  { model }: ChatModelConfig,
  made: { input: WriteInput; factsHash: string; reply: ModelReply; faults: Fault[]; durationMs: number },
): Promise<void> {
  const { input, factsHash, reply, faults, durationMs } = made;
  const { source, customerId, prompt } = input;
  await promptAnswers.insert(db, {
    id: newId('promptAnswer'),
    source,
    customerId,
    model,
    prompt,
    facts: promptDataOf(input),
    answer: reply.kind === 'answered' ? reply.text : null,
    problems: reply.kind === 'failed' ? [{ code: reply.code, told: reply.detail }] : faults,
    factsHash,
    inputTokens: reply.inputTokens,
    outputTokens: reply.outputTokens,
    durationMs,
    now: await now(),
  });
}

function detailOf(faults: readonly Fault[]): string {
  const reasons = [...new Set(faults.map(({ code }) => FAULTS[code]))];
  return `The language model wrote no text that may be sent: ${reasons.join('; ')}.`;
}

function failed(detail: string): Written {
  return { kind: 'failed', code: 'prompt', detail };
}
