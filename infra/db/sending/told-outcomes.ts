import { messageChanges } from '../../../contracts/sending/changes.ts';
import { Prisma } from '../generated/client.ts';

const { failed, uncertain } = messageChanges;

/**
 * Tells in the change feed what became of the messages in `rows`, a part of the same statement (O5): those that were
 * refused or are in doubt. What was sent is told from the ledger itself.
 */
export function telling(
  rows: 'settled' | 'uncertain' | 'stale',
  { at, status }: { at: Date; status: string },
): Prisma.Sql {
  const { entity, kind } = status === 'refused' ? failed : uncertain;
  const isTold = status === 'refused' || status === 'uncertain';
  return Prisma.sql`
    INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
    SELECT ${entity}::text, x.id, ${kind}::text, ${at}::timestamptz, 'system', x.customer_id, 'engine', NULL, 0,
      jsonb_strip_nulls(jsonb_build_object('customerId', x.customer_id, 'source', x.source_kind, 'sourceId', x.source_id,
        'channel', x.channel, 'contactId', x.contact_id, 'enrollmentId', x.enrollment_id))
    FROM ${Prisma.raw(rows)} x WHERE ${isTold}::boolean`;
}
