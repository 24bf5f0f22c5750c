import { z } from 'zod';
import { WAIT_REASONS, type WaitReason } from '../../../contracts/sending/kinds.ts';

/** What of a batch, or of a pass, still has to leave. */
export interface DeliveryOutlook {
  waiting: number;
  /** When the first of it is tried, epoch milliseconds, and what it waits for. */
  next: { at: number; reason: WaitReason | null } | null;
}

const rowSchema = z.tuple([
  z.object({ waiting: z.int(), at: z.date().nullable(), reason: z.enum(WAIT_REASONS).nullable() }),
]);

/** Of the one row that counts what waits: `waiting`, `at` and `reason` of the first. */
export function outlookOf(rows: unknown): DeliveryOutlook {
  const [{ waiting, at, reason }] = rowSchema.parse(rows);
  return { waiting, next: at === null ? null : { at: at.getTime(), reason } };
}
