import { z } from 'zod';
import {
  DELIVERIES,
  SEQUENCE_PURPOSES,
  SEQUENCE_STORED_STATUSES,
} from '../../../contracts/sequences/kinds.ts';
import { ProblemError } from '../../../contracts/problems.ts';
import { holidayCalendarSchema } from '../../../contracts/sequences/holiday-calendar.ts';
import { branchSchema, type Branch } from '../../../contracts/sequences/branches.ts';
import { trackingSchema } from '../../../contracts/sending/tracking.ts';
import { sequenceLimitsSchema, storedStopRulesSchema } from '../../../contracts/sequences/sequence-fields.ts';
import type { SequenceDefinition, StoredSequence } from '../../../domain/sequences/definition.ts';
import type { Place } from '../../../domain/sequences/graph.ts';
import { nameKeyOf } from '../../../domain/name-key.ts';
import type { Tx } from '../client.ts';
import { faultOf } from '../errors.ts';
import { Prisma } from '../generated/client.ts';
import { dateOf } from '../rows.ts';
import * as steps from './steps.ts';

/** The columns of a sequence that a command sets; instants are epoch milliseconds. */
export type SequenceSet = Partial<Omit<StoredSequence, 'id' | 'memberIds' | 'createdById' | 'createdAt'>>;

/** One edit of content or settings, and who made it when (S6). */
export interface VersionInput {
  sequenceId: string;
  version: number;
  planVersion: number;
  kind: string;
  at: number;
  editorId: string;
}

/** Locks the row of a sequence until the transaction ends; nothing happens if there is none. */
export async function lock(tx: Tx, sequenceId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM sequence WHERE id = ${sequenceId} FOR UPDATE`;
}

/** Settings, branches and steps in order; null: no such sequence. */
export async function loadDefinition(db: Tx, sequenceId: string): Promise<SequenceDefinition | null> {
  const rows = await db.$queryRaw`
    SELECT id, name, description, zone, purpose, status, is_template AS "isTemplate", mailbox_id AS "mailboxId",
      from_address AS "fromAddress", sms_sender_id AS "smsSenderId",
      default_delivery AS "defaultDelivery", primary_user_id AS "primaryUserId",
      ARRAY(SELECT user_id FROM sequence_member m WHERE m.sequence_id = s.id ORDER BY user_id) AS "memberIds",
      list_id AS "listId", begin_at AS "beginAt", end_at AS "endAt", send_days AS "sendDays", window_start AS "windowStart",
      window_stop AS "windowStop", holidays, limits, stop_rules AS "stopRules", tracking,
      has_conditions AS "hasConditions", version, plan_version AS "planVersion",
      drained_version AS "drainedVersion", timing_edited_at AS "timingEditedAt", closing,
      activated_at AS "activatedAt", ended_at AS "endedAt", archived_at AS "archivedAt",
      created_by_id AS "createdById", created_at AS "createdAt", updated_at AS "updatedAt",
      (SELECT coalesce(json_agg(json_build_object('id', b.id, 'sequenceId', b.sequence_id, 'name', b.name,
          'position', b.position) ORDER BY b.position, b.id), '[]'::json)
        FROM branch b WHERE b.sequence_id = s.id AND NOT b.is_archived) AS branches,
      (SELECT coalesce(json_agg(json_build_object('stepId', t.id, 'branchId', t.branch_id, 'isRemoved', t.is_archived)
          ORDER BY b.position, b.id, t.position, t.is_archived DESC, t.id), '[]'::json)
        FROM step t JOIN branch b ON b.id = t.branch_id WHERE t.sequence_id = s.id) AS places
    FROM sequence s WHERE id = ${sequenceId}`;
  const [row] = z.array(rowSchema).parse(rows);
  if (!row) return null;
  const { branches, places, ...sequence } = row;
  const numbered = branches.map((branch, index) => ({ ...branch, position: index + 1 }));
  const graph = { branchIds: branches.map(({ id }) => id), places };
  return { sequence, branches: numbered, graph, steps: await steps.listOf(db, sequenceId, graph) };
}

/** Inserts a draft with its branch `main`. @throws ProblemError `conflict` when the name is taken */
export async function create(tx: Tx, input: { sequence: StoredSequence; branchId: string }): Promise<void> {
  const { id, memberIds, createdById, createdAt, ...set } = input.sequence;
  await refusingTakenName(set.name, () =>
    tx.sequence.create({
      data: {
        ...(columnsOf(set) as Prisma.SequenceUncheckedCreateInput),
        id,
        createdById,
        createdAt: new Date(createdAt),
      },
    }),
  );
  await tx.branch.create({ data: { id: input.branchId, sequenceId: id, name: 'main', position: 1 } });
  await replaceMembers(tx, { sequenceId: id, userIds: memberIds });
}

/** Sets columns. @throws ProblemError `conflict` when the name is taken */
export async function save(tx: Tx, input: { sequenceId: string; set: SequenceSet }): Promise<void> {
  const data = columnsOf(input.set);
  await refusingTakenName(input.set.name, () =>
    tx.sequence.update({ where: { id: input.sequenceId }, data }),
  );
}

/** Makes exactly these users the team of a sequence. */
export async function replaceMembers(
  tx: Tx,
  input: { sequenceId: string; userIds: readonly string[] },
): Promise<void> {
  const { sequenceId, userIds } = input;
  await tx.sequenceMember.deleteMany({ where: { sequenceId } });
  await tx.sequenceMember.createMany({ data: userIds.map((userId) => ({ sequenceId, userId })) });
}

/** Keeps that an edit was made. */
export async function recordVersion(tx: Tx, { at, ...version }: VersionInput): Promise<void> {
  await tx.sequenceVersion.create({ data: { ...version, editedAt: new Date(at) } });
}

async function refusingTakenName(name: string | undefined, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (name === undefined || faultOf(error) !== 'unique') throw error;
    throw new ProblemError('conflict', `There is a sequence named "${name}" already.`, [
      { field: 'name', message: 'is taken, in this or another case' },
    ]);
  }
}

function columnsOf({
  name,
  window,
  holidays,
  tracking,
  ...set
}: SequenceSet): Prisma.SequenceUncheckedUpdateInput {
  return {
    ...set,
    ...(name === undefined ? {} : { name, nameKey: nameKeyOf(name) }),
    ...(window === undefined ? {} : { windowStart: window?.start ?? null, windowStop: window?.stop ?? null }),
    ...(holidays === undefined ? {} : { holidays: holidays === null ? Prisma.DbNull : { ...holidays } }),
    ...(tracking === undefined ? {} : { tracking: { ...tracking } }),
    stopRules: set.stopRules && { ...set.stopRules },
    beginAt: dateOf(set.beginAt),
    endAt: dateOf(set.endAt),
    timingEditedAt: dateOf(set.timingEditedAt),
    activatedAt: dateOf(set.activatedAt),
    endedAt: dateOf(set.endedAt),
    archivedAt: dateOf(set.archivedAt),
    updatedAt: set.updatedAt === undefined ? undefined : new Date(set.updatedAt),
  };
}

const instant = z.date().transform((date) => date.getTime());
const instantOrNull = instant.nullable();

/** What is read with its settings. */
type Read = { branches: Branch[]; places: Place[] };

const rowSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    zone: z.string(),
    purpose: z.enum(SEQUENCE_PURPOSES),
    status: z.enum(SEQUENCE_STORED_STATUSES),
    isTemplate: z.boolean(),
    mailboxId: z.string().nullable(),
    smsSenderId: z.string().nullable(),
    fromAddress: z.string().nullable(),
    defaultDelivery: z.enum(DELIVERIES),
    primaryUserId: z.string().nullable(),
    memberIds: z.array(z.string()),
    listId: z.string().nullable(),
    beginAt: instantOrNull,
    endAt: instantOrNull,
    sendDays: z.array(z.int()),
    windowStart: z.string().nullable(),
    windowStop: z.string().nullable(),
    holidays: holidayCalendarSchema.nullable(),
    limits: sequenceLimitsSchema,
    stopRules: storedStopRulesSchema,
    tracking: trackingSchema,
    hasConditions: z.boolean(),
    version: z.int(),
    planVersion: z.int(),
    drainedVersion: z.int(),
    timingEditedAt: instantOrNull,
    closing: z.enum(['finish', 'stop']).nullable(),
    activatedAt: instantOrNull,
    endedAt: instantOrNull,
    archivedAt: instantOrNull,
    createdById: z.string(),
    createdAt: instant,
    updatedAt: instant,
    branches: z.array(branchSchema),
    places: z.array(z.object({ stepId: z.string(), branchId: z.string(), isRemoved: z.boolean() })),
  })
  .transform(({ windowStart, windowStop, ...row }): StoredSequence & Read => ({
    ...row,
    window: windowStart !== null && windowStop !== null ? { start: windowStart, stop: windowStop } : null,
  }));

/** A sequence whose live enrollments are to follow a plan version. */
export interface SequenceToFollow {
  sequenceId: string;
  planVersion: number;
}

/** Gives a sequence, or every one with live enrollments, a new plan version: what came due meanwhile moves (S11). */
export async function bumpPlans(tx: Tx, sequenceId: string | null): Promise<SequenceToFollow[]> {
  const rows = await tx.$queryRaw`
    WITH live AS MATERIALIZED (
      SELECT s.id FROM sequence s
      WHERE (${sequenceId}::text IS NULL OR s.id = ${sequenceId}::text) AND s.activated_at IS NOT NULL
        AND EXISTS (SELECT FROM enrollment e WHERE e.sequence_id = s.id AND e.is_live)
      ORDER BY s.id FOR NO KEY UPDATE)
    UPDATE sequence s SET plan_version = s.plan_version + 1 FROM live WHERE live.id = s.id
    RETURNING s.id AS "sequenceId", s.plan_version AS "planVersion"`;
  return z.array(z.object({ sequenceId: z.string(), planVersion: z.int() })).parse(rows);
}
