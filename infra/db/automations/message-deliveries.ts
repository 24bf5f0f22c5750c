import type { WaitReason } from '../../../contracts/sending/kinds.ts';
import { VANISHED } from '../../../domain/sending/vanished.ts';
import type { StartedDelivery } from '../../temporal/lifecycle/automations.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { mixedBy } from '../mixed.ts';
import type { RawTx } from '../raw-transaction.ts';
import { outlookOf, type DeliveryOutlook } from '../sending/delivery-outlook.ts';

/**
 * Begins to deliver the messages of a pass: what an attempt that ended has claimed is due at once, and nobody has to look
 * after them for the time of the lease. Null: there is no such pass.
 */
export async function begin(
  tx: Tx,
  { passId, now, leaseUntil }: { passId: string; now: number; leaseUntil: number },
): Promise<StartedDelivery | null> {
  const at = new Date(now);
  const rows = await tx.$queryRaw<StartedDelivery[]>`
    UPDATE automation_pass SET delivering_until = ${new Date(leaseUntil)} WHERE id = ${passId}
    RETURNING id AS "passId", automation_id AS "automationId"`;
  await tx.$executeRaw`
    UPDATE automation_message a SET wake_at = ${at} FROM message m
    WHERE a.pass_id = ${passId} AND a.wake_at > ${at} AND a.send_status = 'sending'
      AND m.source_kind = 'automation' AND m.source_id = a.id
      AND (m.status = 'handed_over' OR (m.status = 'claimed' AND right(m.token, 6) <> '/ended'))`;
  return rows[0] ?? null;
}

/** What of a pass is asked about. */
interface Asked {
  passId: string;
  besides: readonly string[];
}

/** Messages of a pass whose time has come, in the order in which they were asked for. */
export async function findDue(
  db: Tx,
  { passId, besides, dueBefore, limit }: Asked & { dueBefore: number; limit: number },
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM automation_message
    WHERE pass_id = ${passId} AND send_status IN ('requested', 'sending') AND wake_at <= ${new Date(dueBefore)}
      AND id <> ALL(${[...besides]}::text[])
    ORDER BY wake_at, id LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

/** What of a pass still has to leave, without the messages named. */
export async function readOutlook(db: Tx, { passId, besides }: Asked): Promise<DeliveryOutlook> {
  const rows = await db.$queryRaw`
    SELECT count(*)::int AS waiting, min(wake_at) AS at, (array_agg(held_reason ORDER BY wake_at, id))[1] AS reason
    FROM automation_message
    WHERE pass_id = ${passId} AND wake_at IS NOT NULL AND id <> ALL(${[...besides]}::text[])`;
  return outlookOf(rows);
}

/** Ends the delivery for now. What is asked for meanwhile is seen. */
export async function end(tx: Tx, passId: string): Promise<DeliveryOutlook> {
  await tx.$executeRaw`UPDATE automation_pass SET delivering_until = NULL WHERE id = ${passId}`;
  return readOutlook(tx, { passId, besides: [] });
}

/** Whether somebody delivers the messages of a pass just now, and so finds new ones by itself. */
export async function isDelivered(
  db: Tx,
  { passId, now }: { passId: string; now: number },
): Promise<boolean> {
  const row = await db.automationPass.findUnique({
    where: { id: passId },
    select: { deliveringUntil: true },
  });
  return row?.deliveringUntil !== null && row !== null && row.deliveringUntil.getTime() > now;
}

/** The mailboxes, or numbers, that due messages of a pass name; null: the mailbox of the organisation. */
export async function listSenders(
  db: Tx,
  { passId, dueBefore }: { passId: string; dueBefore: number },
): Promise<(string | null)[]> {
  const rows = await db.$queryRaw<{ id: string | null }[]>`
    SELECT DISTINCT mailbox_id AS id FROM automation_message
    WHERE pass_id = ${passId} AND send_status = 'requested' AND wake_at <= ${new Date(dueBefore)}`;
  return rows.map(({ id }) => id);
}

/** Lets due messages of a pass wait, all of them or those of one mailbox. What is being looked at right now is left alone. */
export async function holdDue(
  tx: Tx,
  input: {
    passId: string;
    /** Undefined: whatever they leave from. */
    mailboxId: string | null | undefined;
    dueBefore: number;
    reason: WaitReason;
    until: number | null;
    wakeAt: number;
    now: number;
  },
): Promise<void> {
  const { mailboxId, until } = input;
  await tx.$executeRaw`
    WITH due AS MATERIALIZED (
      SELECT id FROM automation_message
      WHERE pass_id = ${input.passId} AND send_status = 'requested' AND wake_at <= ${new Date(input.dueBefore)}
        AND (${mailboxId === undefined}::boolean OR mailbox_id IS NOT DISTINCT FROM ${mailboxId ?? null}::text)
      FOR NO KEY UPDATE SKIP LOCKED)
    UPDATE automation_message a SET held_reason = ${input.reason}, held_until = ${until === null ? null : new Date(until)},
      wake_at = ${new Date(input.wakeAt)}, updated_at = ${new Date(input.now)}
    FROM due WHERE a.id = due.id`;
}

/** Shows that hand-overs of automations are in doubt (D1). */
export async function showUncertain(
  tx: RawTx,
  { messageIds, now }: { messageIds: readonly string[]; now: number },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE automation_message SET send_status = 'uncertain', error_code = 'uncertain', error_detail = ${VANISHED},
      held_reason = NULL, held_until = NULL, wake_at = NULL, updated_at = ${new Date(now)}
    WHERE id = ANY(${[...messageIds]}::text[]) AND send_status = 'sending'`;
}

/** Passes with messages that nobody has looked at in time, or with a digest whose end its customers do not know (O9). */
export async function findUnattended(
  db: Tx,
  { wakeBefore, now, seed, limit }: { wakeBefore: number; now: number; seed: number; limit: number },
): Promise<StartedDelivery[]> {
  return db.$queryRaw<StartedDelivery[]>`
    SELECT p.id AS "passId", p.automation_id AS "automationId" FROM automation_pass p
    WHERE coalesce(p.delivering_until, '-infinity') < ${new Date(now)} AND p.id IN (
      SELECT pass_id FROM automation_message WHERE wake_at < ${new Date(wakeBefore)}
      UNION SELECT a.pass_id FROM automation_message a JOIN automation_message d ON d.id = a.digest_id
      WHERE a.send_status = 'in_digest'::text AND d.wake_at IS NULL AND d.send_status <> 'uncertain')
    ORDER BY ${mixedBy(Prisma.sql`p.id`, seed)} LIMIT ${limit}`;
}
