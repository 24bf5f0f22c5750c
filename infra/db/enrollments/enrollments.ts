import { Prisma } from '../generated/client.ts';
import type { RawTx } from '../raw-transaction.ts';

/** Says that the workflows of ended enrollments know it. */
export async function markApplied(tx: RawTx, enrollmentIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE enrollment SET applied_version = intent_version WHERE id = ANY(${[...enrollmentIds]}::text[]) AND NOT is_live`;
}

/** The live enrollment of a customer in a sequence; null: there is none. */
export async function findLive(
  db: RawTx,
  { sequenceId, customerId }: { sequenceId: string; customerId: string },
): Promise<string | null> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM enrollment WHERE sequence_id = ${sequenceId} AND customer_id = ${customerId} AND is_live`;
  return rows[0]?.id ?? null;
}

/** A mail that has left, as the thread of its enrollment grows by it. */
export interface ThreadMail {
  enrollmentId: string;
  headerId: string;
  mailboxId: string;
  fromAddress: string | null;
}

/** Adds a sent mail to the thread its follow-ups join (M5), and keeps from where the first left (S24). */
export async function growThread(tx: RawTx, mail: ThreadMail): Promise<void> {
  await tx.$executeRaw`UPDATE enrollment e SET ${growing(mail)} WHERE e.id = ${mail.enrollmentId}`;
}

/** The same as assignments of an update of the enrollment `e`. */
export const growing = ({ headerId, mailboxId, fromAddress }: Omit<ThreadMail, 'enrollmentId'>): Prisma.Sql =>
  Prisma.sql`
    thread_message_id = coalesce(e.thread_message_id, ${headerId}),
    thread_references = e.thread_references || ${headerId}::text, mailbox_id = coalesce(e.mailbox_id, ${mailboxId}),
    from_address = CASE WHEN e.mailbox_id IS NULL THEN ${fromAddress} ELSE e.from_address END`;

/** Records that something about live enrollments changed; whoever commits it wakes their workflows. */
export async function bumpIntent(tx: RawTx, enrollmentIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE enrollment SET intent_version = intent_version + 1 WHERE id = ANY(${[...enrollmentIds]}::text[])`;
}

/** Running enrollments of a sequence that have not followed a plan version. */
export async function findBehindPlan(
  db: RawTx,
  input: { sequenceId: string; planVersion: number; limit: number },
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM enrollment
    WHERE sequence_id = ${input.sequenceId} AND is_live AND started_at IS NOT NULL
      AND plan_version < ${input.planVersion}
    ORDER BY plan_version, id LIMIT ${input.limit}`;
  return rows.map((row) => row.id);
}

/** Notes that every running enrollment has followed a plan version. */
export async function markDrained(
  db: RawTx,
  { sequenceId, planVersion }: { sequenceId: string; planVersion: number },
): Promise<void> {
  await db.$executeRaw`
    UPDATE sequence SET drained_version = greatest(drained_version, ${planVersion}) WHERE id = ${sequenceId}`;
}
