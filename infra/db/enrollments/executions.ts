import { z } from 'zod';
import type { StepExecutionStatus } from '../../../contracts/enrollments/kinds.ts';
import type { PutOff } from '../../../contracts/sending/put-off.ts';
import type { Tx } from '../client.ts';
import { jsonOf } from '../rows.ts';
import { putOffColumn } from '../sending/put-off.ts';
import { PUT_OFF } from './step-put-off.ts';

/** What a person last did to a step, for the 409 of the next one (Q3). */
export interface LastAct {
  enrollmentId: string;
  status: string;
  action: string | null;
  at: string | null;
  by: { id: string; name: string | null } | null;
}

/** Reads it; null: no such execution. */
export async function readLastAct(db: Tx, stepExecutionId: string): Promise<LastAct | null> {
  const row = await db.stepExecution.findUnique({ where: { id: stepExecutionId } });
  if (!row) return null;
  const user = row.actedById
    ? await db.user.findUnique({ where: { id: row.actedById }, select: { name: true } })
    : null;
  return {
    enrollmentId: row.enrollmentId,
    status: row.status,
    action: row.action,
    at: row.actedAt?.toISOString() ?? null,
    by: row.actedById ? { id: row.actedById, name: user?.name ?? null } : null,
  };
}

/** What an action of a person changes on a step execution; members left out stay, null empties. */
export interface ActionSet {
  status?: StepExecutionStatus;
  endedAt?: number;
  sendRequestedAt?: number | null;
  heldReason?: null;
  heldUntil?: null;
  errorCode?: null;
  errorDetail?: null;
  outcome?: string | null;
  note?: string | null;
  assigneeId?: string | null;
  /** Set with an assignee that a person chose. */
  isReassigned?: true;
  pinned?: unknown;
  forceReason?: string | null;
}

/** Writes the action of a person. */
export async function act(
  tx: Tx,
  input: { stepExecutionId: string; actorId: string; action: string; now: number; set: ActionSet },
): Promise<void> {
  const { endedAt, sendRequestedAt, pinned, ...rest } = input.set;
  await tx.stepExecution.update({
    where: { id: input.stepExecutionId },
    data: {
      ...rest,
      ...(endedAt !== undefined && { endedAt: new Date(endedAt) }),
      ...(sendRequestedAt !== undefined && {
        sendRequestedAt: sendRequestedAt === null ? null : new Date(sendRequestedAt),
      }),
      ...(pinned !== undefined && { pinned: jsonOf(pinned) }),
      actedById: input.actorId,
      actedAt: new Date(input.now),
      action: input.action,
    },
  });
}

/** Pins a row to another sender; the rest of what is pinned stays. */
export async function pinSender(
  tx: Tx,
  {
    stepExecutionId,
    ...sender
  }: { stepExecutionId: string; mailboxId: string | null; fromAddress: string | null },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE step_execution SET pinned_rule = pinned_rule || ${JSON.stringify(sender)}::jsonb WHERE id = ${stepExecutionId}`;
}

/** Errors and uncertainties of an enrollment's steps in words, by step execution id. */
export async function readDetails(db: Tx, enrollmentId: string): Promise<Map<string, string | null>> {
  const rows = await db.stepExecution.findMany({
    where: { enrollmentId },
    select: { id: true, errorDetail: true },
  });
  return new Map(rows.map((row) => [row.id, row.errorDetail]));
}

/** What mail servers have said of the messages of an enrollment that they put off, by step execution. */
export async function readPutOffs(db: Tx, enrollmentId: string): Promise<Map<string, PutOff>> {
  const rows = await db.$queryRaw`
    SELECT x.id, ${PUT_OFF} AS "putOff" FROM step_execution x JOIN enrollment e ON e.id = x.enrollment_id
    JOIN sequence s ON s.id = e.sequence_id LEFT JOIN step t ON t.id = x.step_id
    WHERE x.enrollment_id = ${enrollmentId} AND x.status IN ('planned', 'ready', 'error')`;
  const parsed = z.array(z.object({ id: z.string(), putOff: putOffColumn })).parse(rows);
  return new Map(parsed.flatMap(({ id, putOff }) => (putOff ? [[id, putOff] as const] : [])));
}
