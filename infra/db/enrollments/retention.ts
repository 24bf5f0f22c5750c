import { ERASED } from '../../../domain/erased.ts';
import type { RetainedTable } from '../access/retained-table.ts';

/** What was reported of messages keeps its kind and its time, not whom it names and what it quotes. */
export const enrollmentRetention: readonly RetainedTable[] = [
  {
    kind: 'mailEvents',
    table: 'message_event',
    idType: 'text',
    at: 'created_at',
    forget: (tx, ids) => tx.$executeRaw`
      UPDATE message_event SET address = CASE WHEN address IS NOT NULL THEN ${ERASED} END,
        detail = CASE WHEN detail IS NOT NULL THEN ${ERASED} END, data = NULL
      WHERE id = ANY(${[...ids]}::text[]) AND (coalesce(address, ${ERASED}) <> ${ERASED}
        OR coalesce(detail, ${ERASED}) <> ${ERASED} OR data IS NOT NULL)`,
  },
];
