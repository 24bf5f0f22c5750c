import type { z } from 'zod';
import {
  answeredItemSchema,
  answeredSignalSchema,
  answeredStepSchema,
  modelAnswerSchema,
} from '../../../contracts/insights/model-answer.ts';
import type { DropReason } from '../../../contracts/insights/kinds.ts';
import type { ReadAnswer } from '../../../domain/insights/model/check-answer.ts';
import { MOST_PIECES } from '../../../domain/insights/model/request.ts';
import { findJson } from '../../../domain/prompting/parse-answer.ts';

/** Reads a model's answer piece by piece: what has not the form that was asked for is counted and left out. Null: none. */
export function readAnswer(text: string): ReadAnswer | null {
  const found = findJson(text, isObject);
  if (found === null) return null;
  const dropped: ReadAnswer['dropped'] = {};
  const drop = (reason: DropReason, count = 1): void => {
    if (count > 0) dropped[reason] = (dropped[reason] ?? 0) + count;
  };
  const read = <T>(pieces: readonly unknown[], most: number, schema: z.ZodType<T>): T[] => {
    drop('too_many', pieces.length - most);
    return pieces.slice(0, most).flatMap((piece) => {
      const parsed = schema.safeParse(piece);
      if (parsed.success) return [parsed.data];
      drop(parsed.error.issues.every(({ path }) => KINDS.has(String(path[0]))) ? 'kind' : 'malformed');
      return [];
    });
  };
  const answer = modelAnswerSchema.parse(found);
  return {
    signals: read(answer.signals, MOST_PIECES.signals, answeredSignalSchema),
    summary: read(answer.summary, MOST_PIECES.summary, answeredItemSchema),
    plan: read(answer.plan, MOST_PIECES.plan, answeredStepSchema),
    dropped,
  };
}

/** Members that have a closed list. */
const KINDS = new Set(['kind', 'topic', 'step', 'severity']);

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
