import type { Tx } from '../client.ts';
import type { RawTx } from '../raw-transaction.ts';
import { changesOf, isSmsSender, tableOf } from './sender-table.ts';

/** While the one send that may try a failing mailbox is on its way, nobody else tries. */
const PROBE_LEASE_MS = 60_000;

/** A domain whose server refused before leaves its turn for so long to mail for another one. */
const OTHER_FIRST_MS = 30_000;
/** So many domains are remembered: then it begins anew. */
const MAX_DOMAINS = 50;

/** Which mailbox is tried, and the domain that the mail goes to which tries it; null: no mail does. */
export interface Probe {
  mailboxId: string;
  domain: string | null;
}

/**
 * Takes the turn to try a failing mailbox, or one whose server was changed. False: somebody else has it, or mail to another
 * domain goes first.
 */
export async function takeProbe(
  tx: RawTx,
  { mailboxId, domain, now }: Probe & { now: number },
): Promise<boolean> {
  const taken = await tx.$executeRaw`
    UPDATE ${tableOf(mailboxId)} SET probe_at = ${new Date(now + PROBE_LEASE_MS)}
    WHERE id = ${mailboxId} AND (status = 'failing' OR probe_at IS NOT NULL)
      AND (probe_at IS NULL OR probe_at <= CASE WHEN ${domain}::text = ANY(probe_domains)
        THEN ${new Date(now - OTHER_FIRST_MS)}::timestamptz ELSE ${new Date(now)}::timestamptz END)`;
  return taken === 1;
}

/** Marks a mailbox that cannot send, unless a person has to sign it in again first (I6), with the server's words, and when the next send may try it (D2). */
export async function markFailing(
  tx: RawTx,
  input: Probe & {
    reason: string;
    /** Of the settings that it was tried with: changed ones are not to blame. */
    version: number;
    /** When the failed send was claimed: those claimed before the mailbox was known to fail count as one failure. */
    claimedAt: number;
    now: number;
    probeAtAfter: (failures: number, now: number) => number;
  },
): Promise<void> {
  const { domain } = input;
  const now = new Date(input.now);
  const table = tableOf(input.mailboxId);
  const { failing } = changesOf(input.mailboxId);
  const rows = await tx.$queryRaw<{ failures: number }[]>`
    WITH was AS (SELECT id, status FROM ${table} WHERE id = ${input.mailboxId} AND version = ${input.version}
        AND status <> 'reconnect' FOR UPDATE),
    marked AS (
      UPDATE ${table} m SET status = 'failing', status_reason = ${input.reason}, failures = m.failures +
          CASE WHEN m.status = 'failing' AND m.status_at >= ${new Date(input.claimedAt)} THEN 0 ELSE 1 END,
        probe_domains = CASE
          WHEN ${domain}::text IS NULL OR ${domain} = ANY(m.probe_domains) THEN m.probe_domains
          WHEN cardinality(m.probe_domains) >= ${MAX_DOMAINS} THEN ARRAY[${domain}]
          ELSE array_append(m.probe_domains, ${domain}) END,
        status_at = CASE WHEN m.status = 'failing' THEN m.status_at ELSE ${now}::timestamptz END
      FROM was WHERE m.id = was.id RETURNING m.id, m.failures, was.status),
    told AS (
      INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
      SELECT ${failing.entity}::text, id, ${failing.kind}::text, ${now}::timestamptz, 'system', NULL, 'engine', NULL, 0,
        NULL FROM marked WHERE status <> 'failing')
    SELECT failures FROM marked`;
  const failures = rows[0]?.failures;
  if (failures === undefined) return;
  // One recipient's policy stops nobody else: the first mail to another domain tries at once.
  const isSuspicion = domain !== null && failures === 1;
  const probeAt = isSuspicion ? input.now : input.probeAtAfter(failures, input.now);
  await tx.$executeRaw`
    UPDATE ${table} SET probe_at = ${new Date(probeAt)} WHERE id = ${input.mailboxId}`;
}

/** Marks a mailbox that sends again. @returns whether it did not before */
export async function markWorking(
  tx: RawTx,
  { mailboxId, now }: { mailboxId: string; now: number },
): Promise<boolean> {
  const at = new Date(now);
  const { working } = changesOf(mailboxId);
  const rows = await tx.$queryRaw<unknown[]>`
    WITH back AS (
      UPDATE ${tableOf(mailboxId)} SET status = 'working', status_reason = NULL, failures = 0, probe_at = NULL, probe_domains = '{}',
        verified_at = coalesce(verified_at, ${at}), status_at = ${at} WHERE id = ${mailboxId}
        AND status IN ('failing', 'unverified') RETURNING id),
    told AS (
      INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
      SELECT ${working.entity}::text, id, ${working.kind}::text, ${at}::timestamptz, 'system', NULL, 'engine', NULL, 0, NULL
      FROM back)
    SELECT id FROM back`;
  return rows.length === 1;
}

/** When a mail to this domain may try a failing mailbox; null when the mailbox works. */
export async function readProbeAt(tx: RawTx, { mailboxId, domain }: Probe): Promise<number | null> {
  const rows = await tx.$queryRaw<{ probe_at: Date | null; is_tried: boolean | null }[]>`
    SELECT probe_at, ${domain}::text = ANY(probe_domains) AS is_tried FROM ${tableOf(mailboxId)} WHERE id = ${mailboxId}`;
  const [row] = rows;
  if (!row?.probe_at) return null;
  return row.probe_at.getTime() + (row.is_tried ? OTHER_FIRST_MS : 0);
}

/** Mailboxes that no mail has tried since their turn came. */
export async function findUntried(db: Tx, { dueBefore }: { dueBefore: number }): Promise<string[]> {
  const rows = await db.mailbox.findMany({
    where: {
      probeAt: { lte: new Date(dueBefore) },
      status: { notIn: ['working', 'reconnect'] },
      retiredAt: null,
    },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ id }) => id);
}

/** Why one of these mailboxes fails, in the server's words; null when none does. */
export async function readReason(db: Tx, mailboxIds: readonly string[]): Promise<string | null> {
  const where = { id: { in: [...mailboxIds] }, status: { in: ['failing', 'reconnect'] } };
  const row = await db.mailbox.findFirst({ where });
  if (row || !mailboxIds.some(isSmsSender)) return row?.statusReason ?? null;
  return (await db.smsSender.findFirst({ where }))?.statusReason ?? null;
}
