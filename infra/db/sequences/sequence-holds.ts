import { z } from 'zod';
import { HOLD_KINDS, type HoldKind } from '../../../contracts/holds/kinds.ts';
import type { SequenceHold } from '../../../domain/sequences/definition.ts';
import type { Tx } from '../client.ts';
import { openAt } from '../holds/open.ts';

/** A new hold of scope `sequence`; instants are epoch milliseconds. */
export interface HoldSequenceInput {
  id: string;
  sequenceId: string;
  kind: HoldKind;
  reason: string | null;
  authorId: string;
  startedAt: number;
  expiresAt: number | null;
}

/** The holds of a sequence that nobody has ended, oldest first; those that expired are among them. */
export async function listOpen(db: Tx, sequenceId: string): Promise<SequenceHold[]> {
  const rows = await db.hold.findMany({
    where: { sequenceId, scope: 'sequence', endedAt: null },
    orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map((row) => ({
    kind: z.enum(HOLD_KINDS).parse(row.kind),
    reason: row.reason,
    startedAt: row.startedAt.getTime(),
    expiresAt: row.expiresAt?.getTime() ?? null,
    endedAt: row.endedAt?.getTime() ?? null,
  }));
}

/** Holds a sequence back. */
export async function insert(tx: Tx, { startedAt, expiresAt, ...hold }: HoldSequenceInput): Promise<void> {
  await tx.hold.create({
    data: {
      ...hold,
      scope: 'sequence',
      startedAt: new Date(startedAt),
      expiresAt: expiresAt === null ? null : new Date(expiresAt),
    },
  });
}

/** Ends the holds of these kinds that last beyond `at`; what had expired before keeps the end it had. */
export async function end(
  tx: Tx,
  input: { sequenceId: string; kinds: readonly HoldKind[]; at: number; endedById: string },
): Promise<void> {
  const at = new Date(input.at);
  await tx.hold.updateMany({
    where: {
      sequenceId: input.sequenceId,
      scope: 'sequence',
      kind: { in: [...input.kinds] },
      ...openAt(at),
    },
    data: { endedAt: at, endedById: input.endedById },
  });
}

/** Moves the moment at which a sequence begins, while it has not begun (S12). */
export async function moveBegin(tx: Tx, input: { sequenceId: string; beginAt: number }): Promise<void> {
  await tx.hold.updateMany({
    where: { sequenceId: input.sequenceId, scope: 'sequence', kind: 'begin', endedAt: null },
    data: { expiresAt: new Date(input.beginAt) },
  });
}
