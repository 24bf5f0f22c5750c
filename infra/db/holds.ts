import type { HoldKind } from '../../contracts/kinds.ts';
import type { Tx } from './client.ts';

/** Opens a hold of one enrollment (D8). */
export async function holdEnrollment(
  tx: Tx,
  input: {
    id: string;
    enrollmentId: string;
    kind: HoldKind;
    reason: string | null;
    authorId: string;
    startedAt: number;
    expiresAt: number | null;
  },
): Promise<void> {
  const { startedAt, expiresAt, ...hold } = input;
  await tx.hold.create({
    data: {
      ...hold,
      scope: 'enrollment',
      startedAt: new Date(startedAt),
      expiresAt: expiresAt === null ? null : new Date(expiresAt),
    },
  });
}

/** Ends the open holds of one enrollment. Returns how many there were. */
export async function endEnrollmentHolds(
  tx: Tx,
  { enrollmentId, now, actorId }: { enrollmentId: string; now: number; actorId: string },
): Promise<number> {
  const at = new Date(now);
  const { count } = await tx.hold.updateMany({
    where: {
      enrollmentId,
      scope: 'enrollment',
      endedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: at } }],
    },
    data: { endedAt: at, endedById: actorId },
  });
  return count;
}

/** Reasons people gave for the holds of an enrollment that are open, for the explanation. */
export async function listOpenOf(
  db: Tx,
  input: { enrollmentId: string; sequenceId: string; customerId: string; now: number },
): Promise<{ scope: string; kind: string; reason: string | null; expiresAt: number | null }[]> {
  const at = new Date(input.now);
  const rows = await db.hold.findMany({
    where: {
      endedAt: null,
      AND: [{ OR: [{ expiresAt: null }, { expiresAt: { gt: at } }] }],
      OR: [
        { enrollmentId: input.enrollmentId },
        { sequenceId: input.sequenceId },
        { scope: 'customer', customerId: input.customerId },
        { scope: 'all' },
      ],
    },
    orderBy: { startedAt: 'asc' },
  });
  return rows.map(({ scope, kind, reason, expiresAt }) => ({
    scope,
    kind,
    reason,
    expiresAt: expiresAt?.getTime() ?? null,
  }));
}
