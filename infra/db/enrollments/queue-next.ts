import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import { nextQueuedSchema, type NextQueued, type QueueFilter } from '../../../contracts/enrollments/queue.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { customerIsVisible } from '../visibility.ts';
import { type QueueClock, type QueuePlace, selectRows, SORT_KEY } from './queue-selection.ts';

const placeSchema = z.array(z.object({ id: z.string(), sortAt: z.date() }));

/** Where a row stands in the list, whatever its state and whosever task; null when absent or of a hidden customer. */
export async function placeOf(db: Tx, viewer: Viewer, stepExecutionId: string): Promise<QueuePlace | null> {
  const rows = await db.$queryRaw`
    SELECT x.id, ${SORT_KEY} AS "sortAt" FROM step_execution x JOIN customer c ON c.id = x.customer_id
    WHERE x.id = ${stepExecutionId} AND ${customerIsVisible(viewer, 'c')}`;
  const [place] = placeSchema.parse(rows);
  return place ? { id: place.id, sortAt: place.sortAt.toISOString() } : null;
}

/** The first row behind a place that somebody can work on: not `except`, and none that is on its way; null: none is left. */
export async function first(
  db: Tx,
  viewer: Viewer,
  {
    filter,
    clock,
    after,
    except,
  }: { filter: QueueFilter; clock: QueueClock; after: QueuePlace | null; except: string | null },
): Promise<NextQueued | null> {
  const isOpen = Prisma.sql`x.status <> 'sending' AND (x.send_requested_at IS NULL OR x.held_reason IS NOT NULL)
    AND x.id <> ${except ?? ''}`;
  const rows = await db.$queryRaw`
    SELECT x.id, t.label, x.type, json_build_object('id', s.id, 'name', s.name) AS sequence,
      json_build_object('id', c.id, 'name', c.name) AS customer
    FROM (${selectRows(viewer, filter, { clock, after, limit: 1, also: isOpen })}) p
    JOIN step_execution x ON x.id = p.id JOIN step t ON t.id = x.step_id
    JOIN sequence s ON s.id = x.sequence_id JOIN customer c ON c.id = x.customer_id`;
  return z.array(nextQueuedSchema).parse(rows)[0] ?? null;
}
