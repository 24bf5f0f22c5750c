import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { PromptSource } from '../../../contracts/sending/kinds.ts';
import type { Page } from '../../../contracts/paging.ts';
import {
  promptAnswerSchema,
  type ListPromptAnswersQuery,
  type PromptAnswer,
} from '../../../contracts/sending/prompting.ts';
import type { Tx } from '../client.ts';
import { decodeCursor, pageOf } from '../cursor.ts';
import { isoOf, jsonOf } from '../rows.ts';
import { customerIsVisible } from '../visibility.ts';

/** An answer to be kept; `now` is epoch milliseconds. */
export type PromptAnswerInput = Omit<PromptAnswer, 'sourceKind' | 'sourceId' | 'facts' | 'createdAt'> & {
  source: { kind: PromptSource; id: string };
  facts: object;
  now: number;
};

/** Keeps one answer of a language model (M4). */
export async function insert(
  db: Tx,
  { source, facts, problems, answer, now, ...row }: PromptAnswerInput,
): Promise<void> {
  await db.promptAnswer.create({
    data: {
      ...row,
      sourceKind: source.kind,
      sourceId: source.id,
      facts: jsonOf(facts) as object,
      problems: jsonOf(problems) as object,
      // A text column holds neither half a character nor a zero.
      answer: answer?.replace(/\p{Cs}/gu, '\ufffd').replaceAll('\u0000', '') ?? null,
      createdAt: new Date(now),
    },
  });
}

const rowSchema = promptAnswerSchema.extend({ createdAt: z.date().transform(isoOf) });

/** Answers about customers the viewer may see, newest first. */
export async function list(
  db: Tx,
  viewer: Viewer,
  { sourceId, customerId, cursor, limit }: ListPromptAnswersQuery,
): Promise<Page<PromptAnswer>> {
  const [before] = decodeCursor(cursor, z.tuple([z.string()])) ?? [null];
  const rows = await db.$queryRaw`
    SELECT a.id, a.source_kind AS "sourceKind", a.source_id AS "sourceId", a.customer_id AS "customerId", a.model,
      a.prompt, a.facts, a.answer, a.problems, a.facts_hash AS "factsHash", a.input_tokens AS "inputTokens",
      a.output_tokens AS "outputTokens", a.duration_ms AS "durationMs",
      a.created_at AS "createdAt"
    FROM prompt_answer a JOIN customer c ON c.id = a.customer_id
    WHERE (${before}::text IS NULL OR a.id < ${before}::text)
      AND (${sourceId ?? null}::text IS NULL OR a.source_id = ${sourceId ?? null})
      AND (${customerId ?? null}::text IS NULL OR a.customer_id = ${customerId ?? null})
      AND ${customerIsVisible(viewer, 'c')}
    ORDER BY a.id DESC LIMIT ${limit + 1}`;
  return pageOf(z.array(rowSchema).parse(rows), limit, (answer) => [answer.id]);
}
