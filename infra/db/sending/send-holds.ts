import { z } from 'zod';
import { MAILBOX_STATUSES, type WaitReason } from '../../../contracts/sending/kinds.ts';
import type { MailboxState } from '../../../domain/sending/mailbox-state.ts';
import type { Tx } from '../client.ts';
import { openAt } from '../holds/open.ts';
import type { RawTx } from '../raw-transaction.ts';
import { tableOf } from './sender-table.ts';

/** What a message belongs to, as far as holds are about it. */
export interface HoldTarget {
  /** Null: only what holds messages to everybody. */
  customerId: string | null;
  mailboxId: string | null;
  programId?: string;
  automationId?: string;
  /** Epoch milliseconds. */
  now: number;
}

/** What holds mail back (D8, D9), the widest first; `until` null: nobody knows. */
export async function readHeld(
  db: Tx,
  { customerId, mailboxId, programId, automationId, now }: HoldTarget,
): Promise<{ reason: WaitReason; until: number | null } | null> {
  const holds = await db.hold.findMany({
    where: {
      startedAt: { lte: new Date(now) },
      AND: [
        openAt(new Date(now)),
        {
          OR: [
            { scope: 'all' },
            ...(customerId === null ? [] : [{ scope: 'customer', customerId }]),
            ...(programId === undefined ? [] : [{ scope: 'program', programId }]),
            ...(automationId === undefined ? [] : [{ scope: 'automation', automationId }]),
            ...(mailboxId === null ? [] : [{ scope: 'mailbox', mailboxId }]),
          ],
        },
      ],
    },
    select: { scope: true, kind: true, expiresAt: true },
  });
  if (holds.length === 0) return null;
  const expiries = holds.flatMap(({ expiresAt }) => (expiresAt === null ? [] : [expiresAt.getTime()]));
  return { reason: reasonOf(holds), until: expiries.length > 0 ? Math.min(...expiries) : null };
}

function reasonOf(holds: readonly { scope: string; kind: string }[]): WaitReason {
  const has = (scope: string, kind?: string) =>
    holds.some((hold) => hold.scope === scope && (kind === undefined || hold.kind === kind));
  if (has('all') || has('program', 'switch') || has('automation')) return 'switched_off';
  if (has('program')) return 'program_hold';
  return has('customer') ? 'customer_hold' : 'mailbox_hold';
}

/** Whether a mailbox, or a number, is switched off at this moment (D9). */
export async function isSwitchedOff(db: RawTx, mailboxId: string): Promise<boolean> {
  const rows = await db.$queryRaw<{ isOff: boolean }[]>`
    SELECT EXISTS (SELECT FROM hold h WHERE h.mailbox_id = ${mailboxId} AND h.ended_at IS NULL) AS "isOff"`;
  return rows[0]?.isOff === true;
}

/** Whether a mailbox, or a number, works; undefined when there is none. */
export async function readMailboxState(db: RawTx, mailboxId: string): Promise<MailboxState | undefined> {
  const rows = await db.$queryRaw`
    SELECT status, probe_at AS "probeAt" FROM ${tableOf(mailboxId)} WHERE id = ${mailboxId}`;
  const row = z.array(stateSchema).parse(rows)[0];
  return row && { mailboxId, status: row.status, probeAt: row.probeAt?.getTime() ?? null };
}

const stateSchema = z.object({ status: z.enum(MAILBOX_STATUSES), probeAt: z.date().nullable() });
