import { z } from 'zod';
import {
  ASSIGNEE_RULES,
  DELAY_UNITS,
  DELIVERIES,
  PRIORITIES,
  STEP_TYPES,
  CONTENT_MODES,
} from '../../../contracts/sequences/kinds.ts';
import { CONTACT_TYPES } from '../../../contracts/customers/kinds.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import { conditionsSchema, fallbackSchema } from '../../../contracts/sequences/branches.ts';
import type { Assignee, Timing } from '../../../contracts/sequences/sequence-fields.ts';
import type { StoredStep } from '../../../domain/sequences/definition.ts';
import type { Graph } from '../../../domain/sequences/graph.ts';
import { DEFAULT_SEND_TIME } from '../../../domain/sequences/step-rules.ts';
import type { Tx } from '../client.ts';
import { faultOf } from '../errors.ts';
import { Prisma, type Step } from '../generated/client.ts';
import { jsonOf } from '../rows.ts';

const variantsSchema = z.record(
  z.string(),
  z.object({ subject: z.string().nullable(), body: z.string(), bodyText: z.string().nullable() }),
);

/** The steps of a sequence that are not archived, branch by branch in the order of their places. */
export async function listOf(db: Tx, sequenceId: string, { places }: Graph): Promise<StoredStep[]> {
  const rows = await db.step.findMany({ where: { sequenceId, isArchived: false } });
  const rowOf = new Map(rows.map((row) => [row.id, row]));
  const counts = new Map<string, number>();
  return places.flatMap(({ stepId, branchId }) => {
    const row = rowOf.get(stepId);
    if (!row) return [];
    const position = (counts.get(branchId) ?? 0) + 1;
    counts.set(branchId, position);
    return { ...storedStepOf(row), position };
  });
}

/** Adds steps as they are. @throws ProblemError `conflict` when the branch has a step on that offset day */
export async function insertAll(
  tx: Tx,
  input: { steps: readonly StoredStep[]; createdAt: number },
): Promise<void> {
  const createdAt = new Date(input.createdAt);
  const data = input.steps.map((step) => ({
    ...columnsOf(step),
    position: step.position,
    isArchived: false,
    createdAt,
  }));
  await refusingTakenDay(() => tx.step.createMany({ data }));
}

/** Writes a step over itself, where it stands. @throws ProblemError `conflict` when the branch has another step on that offset day */
export async function save(tx: Tx, step: StoredStep): Promise<void> {
  await refusingTakenDay(() => tx.step.update({ where: { id: step.id }, data: columnsOf(step) }));
}

/** Writes steps over themselves whose days may change places. @throws ProblemError `conflict` as {@link save} */
export async function saveAll(tx: Tx, steps: readonly StoredStep[]): Promise<void> {
  if (steps.length === 0) return;
  await tx.step.updateMany({ where: { id: { in: steps.map(({ id }) => id) } }, data: { isArchived: true } });
  for (const step of steps) {
    const data = { ...columnsOf(step), isArchived: false };
    await refusingTakenDay(() => tx.step.update({ where: { id: step.id }, data }));
  }
}

/** Takes a step out of its sequence; its executions keep pointing at it. */
export async function archive(tx: Tx, stepId: string): Promise<void> {
  await tx.step.update({ where: { id: stepId }, data: { isArchived: true } });
}

/** Places steps of a branch in the order of their ids here, which are those of all its places. */
export async function reorder(tx: Tx, stepIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE step SET position = place.n
    FROM unnest(${stepIds}::text[]) WITH ORDINALITY AS place(id, n)
    WHERE step.id = place.id AND step.position <> place.n`;
}

/** Keeps that steps were moved, and what stood behind each in its branch before; `now` is epoch milliseconds. */
export async function recordMoves(
  tx: Tx,
  { moved, now }: { moved: readonly { stepId: string; behind: string | null }[]; now: number },
): Promise<void> {
  const rows = moved.map(({ stepId, behind }) => ({ stepId, move: { at: now, behind } }));
  await tx.$executeRaw`
    UPDATE step SET moves = moves || m.move
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS m("stepId" text, move jsonb) WHERE step.id = m."stepId"`;
}

/** Gives steps a sender of their own (S7 `senders: update`). */
export async function setSender(
  tx: Tx,
  {
    stepIds,
    mailboxId,
    fromAddress,
  }: { stepIds: readonly string[] } & Record<'mailboxId' | 'fromAddress', string | null>,
): Promise<void> {
  await tx.step.updateMany({ where: { id: { in: [...stepIds] } }, data: { mailboxId, fromAddress } });
}

async function refusingTakenDay(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (faultOf(error) !== 'unique') throw error;
    throw new ProblemError('conflict', 'There is a step on this offset day already.', [
      { field: 'timing.days', message: 'is taken by another step' },
    ]);
  }
}

function columnsOf({
  timing,
  assignee,
  timingEditedAt,
  deliveryEditedAt,
  decidesSince,
  branchingEditedAt,
  variants,
  conditions,
  fallback,
  position: _position,
  ...step
}: StoredStep) {
  const isOffset = timing.kind === 'offset';
  return {
    ...step,
    variants: { ...variants },
    conditions: jsonOf(conditions) as Prisma.InputJsonValue,
    fallback: fallback === null ? Prisma.DbNull : jsonOf(fallback),
    decidesSince: decidesSince === null ? null : new Date(decidesSince),
    branchingEditedAt: branchingEditedAt === null ? null : new Date(branchingEditedAt),
    timing: timing.kind,
    offsetDays: isOffset ? timing.days : null,
    sendTime: isOffset ? (timing.sendTime ?? DEFAULT_SEND_TIME) : (timing.atTime ?? null),
    delayAmount: isOffset ? null : timing.amount,
    delayUnit: isOffset ? null : timing.unit,
    assigneeRule: assignee.rule,
    assigneeUserId: assignee.rule === 'user' ? assignee.userId : null,
    timingEditedAt: new Date(timingEditedAt),
    deliveryEditedAt: deliveryEditedAt === null ? null : new Date(deliveryEditedAt),
  };
}

/** A row of `step` as the product sees it; its place among all of its branch. */
function storedStepOf(row: Step): StoredStep {
  return {
    id: row.id,
    sequenceId: row.sequenceId,
    branchId: row.branchId,
    position: row.position,
    type: z.enum(STEP_TYPES).parse(row.type),
    label: row.label,
    priority: z.enum(PRIORITIES).parse(row.priority),
    timing: timingOf(row),
    delivery: z.enum(DELIVERIES).parse(row.delivery),
    contentMode: z.enum(CONTENT_MODES).parse(row.contentMode),
    subject: row.subject,
    body: row.body,
    bodyText: row.bodyText,
    language: row.language,
    variants: variantsSchema.parse(row.variants),
    prompt: row.prompt,
    instructions: row.instructions,
    script: row.script,
    assignee: assigneeOf(row),
    contactTypes: z.array(z.enum(CONTACT_TYPES)).parse(row.contactTypes),
    cc: row.cc,
    bcc: row.bcc,
    mailboxId: row.mailboxId,
    fromAddress: row.fromAddress,
    isThreaded: row.isThreaded,
    outcomeLabels: row.outcomeLabels,
    conditions: conditionsSchema.parse(row.conditions),
    fallback: fallbackSchema.nullable().parse(row.fallback),
    timingEditedAt: row.timingEditedAt.getTime(),
    deliveryEditedAt: row.deliveryEditedAt?.getTime() ?? null,
    decidesSince: row.decidesSince?.getTime() ?? null,
    branchingEditedAt: row.branchingEditedAt?.getTime() ?? null,
  };
}

function timingOf(row: Step): Timing {
  if (row.timing === 'offset') {
    return {
      kind: 'offset',
      days: z.int().parse(row.offsetDays),
      sendTime: row.sendTime ?? DEFAULT_SEND_TIME,
    };
  }
  const unit = z.enum(DELAY_UNITS).parse(row.delayUnit);
  return { kind: 'delay', amount: z.int().parse(row.delayAmount), unit, atTime: row.sendTime };
}

function assigneeOf(row: Step): Assignee {
  const rule = z.enum(ASSIGNEE_RULES).parse(row.assigneeRule);
  return rule === 'user' ? { rule, userId: z.string().parse(row.assigneeUserId) } : { rule };
}
