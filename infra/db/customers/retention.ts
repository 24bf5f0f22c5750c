import { ERASED } from '../../../domain/erased.ts';
import type { RetainedTable } from '../access/retained-table.ts';

/** The thread keeps what happened and when, not the words; those of a mail go once its conversation with the customer is done. */
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
        OR coalesce(content, ${ERASED}) <> ${ERASED})
        AND NOT EXISTS (SELECT FROM mail_customer k JOIN conversation v ON v.id = k.conversation_id
          WHERE k.mail_id = communication.mail_id AND k.customer_id = communication.customer_id
            AND v.status <> 'done'::text)`,
  },
];
