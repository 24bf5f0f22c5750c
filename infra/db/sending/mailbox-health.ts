import { mailboxChanges } from '../../../contracts/sending/changes.ts';
import type { Tx } from '../client.ts';
import type { RawTx } from '../raw-transaction.ts';

const { failing, working } = mailboxChanges;

/** While the one send that may try a failing mailbox is on its way, nobody else tries. */
const PROBE_LEASE_MS = 60_000;

/** Takes the turn to try a failing mailbox. False: somebody else has it. */
export async function takeProbe(tx: RawTx, mailboxId: string, now: number): Promise<boolean> {
  const taken = await tx.$executeRaw`
    UPDATE mailbox SET probe_at = ${new Date(now + PROBE_LEASE_MS)}
    WHERE id = ${mailboxId} AND status = 'failing' AND (probe_at IS NULL OR probe_at <= ${new Date(now)})`;
  return taken === 1;
}

/** Marks a mailbox that cannot send, with the server's words, and when the next send may try it (D2). */
export async function markFailing(
  tx: RawTx,
  input: {
    mailboxId: string;
    reason: string;
    /** When the failed send was claimed: those claimed before the mailbox was known to fail count as one failure. */
    claimedAt: number;
    now: number;
    probeAtAfter: (failures: number, now: number) => number;
  },
): Promise<void> {
  const now = new Date(input.now);
  const rows = await tx.$queryRaw<{ failures: number }[]>`
    WITH was AS (SELECT id, status FROM mailbox WHERE id = ${input.mailboxId} FOR UPDATE),
    marked AS (
      UPDATE mailbox m SET status = 'failing', status_reason = ${input.reason}, failures = m.failures +
          CASE WHEN m.status = 'failing' AND m.status_at >= ${new Date(input.claimedAt)} THEN 0 ELSE 1 END,
        status_at = CASE WHEN m.status = 'failing' THEN m.status_at ELSE ${now}::timestamptz END
      FROM was WHERE m.id = was.id RETURNING m.id, m.failures, was.status),
    told AS (
      INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
      SELECT ${failing.entity}::text, id, ${failing.kind}::text, ${now}::timestamptz, 'system', NULL, 'engine', NULL, 0,
        NULL FROM marked WHERE status <> 'failing')
    SELECT failures FROM marked`;
  const failures = rows[0]?.failures ?? 1;
  await tx.$executeRaw`
    UPDATE mailbox SET probe_at = ${new Date(input.probeAtAfter(failures, input.now))} WHERE id = ${input.mailboxId}`;
}

/** Marks a mailbox that sends again. */
export async function markWorking(
  tx: RawTx,
  { mailboxId, now }: { mailboxId: string; now: number },
): Promise<void> {
  await tx.$executeRaw`
    WITH back AS (
      UPDATE mailbox SET status = 'working', status_reason = NULL, failures = 0, probe_at = NULL,
        status_at = ${new Date(now)} WHERE id = ${mailboxId} AND status = 'failing' RETURNING id)
    INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
    SELECT ${working.entity}::text, id, ${working.kind}::text, ${new Date(now)}::timestamptz, 'system', NULL, 'engine', NULL,
      0, NULL FROM back`;
}

/** When a failing mailbox may be tried again; null when it works. */
export async function readProbeAt(tx: RawTx, mailboxId: string): Promise<number | null> {
  const rows = await tx.$queryRaw<
    { probe_at: Date | null }[]
  >`SELECT probe_at FROM mailbox WHERE id = ${mailboxId}`;
  return rows[0]?.probe_at?.getTime() ?? null;
}

/** Why one of these mailboxes fails, in the server's words; null when none does. */
export async function readReason(db: Tx, mailboxIds: readonly string[]): Promise<string | null> {
  const row = await db.mailbox.findFirst({ where: { id: { in: [...mailboxIds] }, status: 'failing' } });
  return row?.statusReason ?? null;
}
