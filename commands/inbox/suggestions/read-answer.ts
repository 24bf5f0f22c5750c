import {
  answeredSuggestionSchema,
  readingAnswerSchema,
  type AnsweredSuggestion,
} from '../../../contracts/inbox/reading-answer.ts';
import type { Dropped } from '../../../domain/inbox/suggestions/check-suggestions.ts';
import { MOST_SUGGESTIONS } from '../../../domain/inbox/suggestions/request.ts';
import { findJson } from '../../../domain/prompting/parse-answer.ts';

/** Reads a model's answer piece by piece: what has not the form that was asked for is counted and left out. Null: none. */
export function readReading(text: string): { answered: AnsweredSuggestion[]; dropped: Dropped } | null {
  const found = findJson(text, isObject);
  if (found === null) return null;
  const dropped: Dropped = {};
  const pieces = readingAnswerSchema.parse(found).suggestions;
  if (pieces.length > MOST_SUGGESTIONS) dropped.too_many = pieces.length - MOST_SUGGESTIONS;
  const answered = pieces.slice(0, MOST_SUGGESTIONS).flatMap((piece) => {
    const parsed = answeredSuggestionSchema.safeParse(piece);
    if (parsed.success) return [parsed.data];
    const reason = parsed.error.issues.every(({ path }) => path[0] === 'kind') ? 'kind' : 'malformed';
    dropped[reason] = (dropped[reason] ?? 0) + 1;
    return [];
  });
  return { answered, dropped };
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
