import { ERASED } from '../../../domain/erased.ts';
import type { RetainedTable } from '../access/retained-table.ts';

/**
 * A recommended action that is over keeps what was done, not the draft that was edited. A summary that quotes what was
 * forgotten goes as a whole, and is worked out anew.
 */
export const insightRetention: readonly RetainedTable[] = [
  {
    kind: 'messages',
    table: 'action',
    idType: 'text',
    at: 'created_at',
    forget: (tx, ids, before) => tx.$executeRaw`
      UPDATE action SET pinned = NULL
      WHERE id = ANY(${[...ids]}::text[]) AND status <> 'open' AND coalesce(acted_at, updated_at) < ${before}
        AND pinned IS NOT NULL AND coalesce(send_status, 'sent') = 'sent'`,
  },
  {
    kind: 'communications',
    table: 'communication',
    idType: 'text',
    at: 'created_at',
    forget: async (tx, ids) => {
      const derived = await tx.$executeRaw`
        DELETE FROM insight i USING communication c
        WHERE c.id = ANY(${[...ids]}::text[]) AND i.customer_id = c.customer_id
          AND strpos(i.summary::text, c.id) > 0 AND strpos(i.summary::text, ${ERASED}) = 0`;
      // What a model quoted of it goes with its words.
      const quoting = await tx.$executeRaw`
        UPDATE model_insight m SET summary = '[]', plan = '[]' FROM communication c
        WHERE c.id = ANY(${[...ids]}::text[]) AND m.customer_id = c.customer_id
          AND (strpos(m.summary::text, c.id) > 0 OR strpos(m.plan::text, c.id) > 0)`;
      const signals = await tx.$executeRaw`
        UPDATE signal s SET sources = NULL FROM communication c
        WHERE c.id = ANY(${[...ids]}::text[]) AND s.customer_id = c.customer_id AND s.sources IS NOT NULL
          AND strpos(s.sources::text, c.id) > 0`;
      return derived + quoting + signals;
    },
  },
];
