import type { MailEventKind } from '../../../contracts/enrollments/kinds.ts';
import type { HitKind, HitVerdict } from '../../../contracts/tracking/kinds.ts';
import type { Database } from '../../../infra/db/client.ts';
import { newId } from '../../../infra/ids.ts';

/** What happened to copies of a message, and who hit them, each with the number of the copy. */
export interface HitRows {
  messageId: string;
  at: number;
  events: readonly (readonly [kind: MailEventKind, n: number])[];
  hits: readonly (readonly [kind: HitKind, n: number, verdict: HitVerdict | null])[];
}

/** Writes both directly. */
export async function createHitRows(db: Database, { messageId, at, events, hits }: HitRows): Promise<void> {
  const occurredAt = new Date(at);
  await db.messageEvent.createMany({
    data: events.map(([kind, n]) => {
      const id = newId('messageEvent');
      const told = { eventKey: id, source: 'tracking', createdAt: occurredAt, createdById: 'system' };
      const verdict = kind === 'opened' || kind === 'clicked' ? 'human' : null;
      return { id, kind, messageId, n, occurredAt, verdict, ...told };
    }),
  });
  await db.trackingHit.createMany({
    data: hits.map(([kind, n, verdict]) => {
      const link = kind === 'click' ? 1 : 0;
      return { id: newId('trackingHit'), messageId, n, kind, link, verdict, occurredAt };
    }),
  });
}
