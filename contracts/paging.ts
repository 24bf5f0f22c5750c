import { z } from 'zod';

/** Most rows a page may have. */
export const MAX_PAGE_SIZE = 200;
/** Rows of a page when nothing is asked for. */
export const DEFAULT_PAGE_SIZE = 50;

/** Query members of every list; spread into a `z.strictObject`. */
export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_PAGE_SIZE)
    .default(DEFAULT_PAGE_SIZE)
    .meta({ description: 'How many rows at most.', example: 50 }),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,2000}$/)
    .optional()
    .meta({ description: '`nextCursor` of the page before; opaque.' }),
};

/** One page of a list; `nextCursor` null: there is no further page. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** Schema of a page whose rows are `item`; `id` names it in the OpenAPI document. */
export function pageSchema<S extends z.ZodType>(id: string, item: S) {
  return z
    .strictObject({ items: z.array(item), nextCursor: z.string().nullable() })
    .meta({ id, description: 'One page; `nextCursor` null: there is no further page.' });
}
