import type { z } from 'zod';
import type { Page } from '../../contracts/paging.ts';
import { ProblemError } from '../../contracts/problems.ts';

/** Cuts a result of up to `limit + 1` rows into a page; `keyOf` names the sort key of the last row shown. */
export function pageOf<T>(rows: readonly T[], limit: number, keyOf: (row: T) => readonly unknown[]): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items, nextCursor: hasMore ? encodeCursor(keyOf(last)) : null };
}

/** Opaque form of a sort key. */
export function encodeCursor(key: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * Sort key inside a cursor, null without a cursor.
 * @throws ProblemError `validation` for anything that is no cursor of this list
 */
export function decodeCursor<S extends z.ZodType>(cursor: string | undefined, schema: S): z.output<S> | null {
  if (cursor === undefined) return null;
  const parsed = schema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (parsed.success) return parsed.data;
  throw new ProblemError('validation', 'The cursor does not belong to this list.', [
    { field: 'query.cursor', message: 'must be the nextCursor of a page of this list' },
  ]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
