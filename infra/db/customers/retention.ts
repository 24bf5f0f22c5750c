import { ERASED } from '../../../domain/erased.ts';
import type { RetainedTable } from '../access/retained-table.ts';

/** The thread keeps what happened and when, not the words. */
export const customerRetention: readonly RetainedTable[] = [
  {
    kind: 'communications',
    table: 'communication',
    idType: 'text',
    at: 'created_at',
    forget: (tx, ids) => tx.$executeRaw`
      UPDATE communication SET subject = CASE WHEN subject IS NOT NULL THEN ${ERASED} END,
        content = CASE WHEN content IS NOT NULL THEN ${ERASED} END
      WHERE id = ANY(${[...ids]}::text[]) AND (coalesce(subject, ${ERASED}) <> ${ERASED}
        OR coalesce(content, ${ERASED}) <> ${ERASED})`,
  },
];
