import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { customerIsVisible, customerIsVisibleToUser } from '../visibility.ts';

const placeSchema = z.object({
  sequenceId: z.string(),
  name: z.string(),
  version: z.int(),
  planVersion: z.int(),
  primaryUserId: z.string().nullable(),
  memberIds: z.array(z.string()),
  /** Steps that name the user. */
  stepIds: z.array(z.string()),
});
/** Where a user stands in a sequence: primary user, team member, named by steps. */
export type TeamPlace = z.infer<typeof placeSchema>;

/** Whether a sequence, row `s`, can still run, or somebody still walks through it. */
const CAN_RUN = Prisma.sql`(s.status NOT IN ('ended', 'archived')
  OR (s.closing = 'finish' AND EXISTS (SELECT FROM enrollment e WHERE e.sequence_id = s.id AND e.is_live)))`;

/** Locks the sequences that can still run and in which a user is somebody, by name. */
export async function lockPlacesOf(tx: Tx, userId: string): Promise<TeamPlace[]> {
  const locked = await tx.$queryRaw<{ id: string }[]>`
    SELECT s.id FROM sequence s
    WHERE ${CAN_RUN} AND (s.primary_user_id = ${userId}
      OR EXISTS (SELECT FROM sequence_member m WHERE m.sequence_id = s.id AND m.user_id = ${userId})
      OR EXISTS (SELECT FROM step t WHERE t.sequence_id = s.id AND NOT t.is_archived AND t.assignee_user_id = ${userId}))
    ORDER BY s.id FOR NO KEY UPDATE OF s`;
  // A statement of its own: it sees what was committed while the locks were waited for.
  const rows = await tx.$queryRaw`
    SELECT s.id AS "sequenceId", s.name, s.version, s.plan_version AS "planVersion",
      s.primary_user_id AS "primaryUserId",
      ARRAY(SELECT m.user_id FROM sequence_member m WHERE m.sequence_id = s.id ORDER BY m.user_id) AS "memberIds",
      ARRAY(SELECT t.id FROM step t WHERE t.sequence_id = s.id AND NOT t.is_archived AND t.assignee_user_id = ${userId}
        ORDER BY t.id) AS "stepIds"
    FROM sequence s WHERE s.id = ANY(${locked.map(({ id }) => id)}::text[]) ORDER BY s.name_key`;
  return z.array(placeSchema).parse(rows);
}

/** Writes who leads and works a sequence from now on, as a version of its own. */
export async function saveTeam(
  tx: Tx,
  {
    sequenceId,
    version,
    primaryUserId,
    now,
  }: Pick<TeamPlace, 'sequenceId' | 'version' | 'primaryUserId'> & { now: number },
): Promise<void> {
  await tx.sequence.update({
    where: { id: sequenceId },
    data: { primaryUserId, version, updatedAt: new Date(now) },
  });
}

/** Names somebody else at steps; null: the primary user. */
export async function nameAtSteps(
  tx: Tx,
  { stepIds, userId }: { stepIds: readonly string[]; userId: string | null },
): Promise<void> {
  const assigneeRule = userId === null ? 'primary_user' : 'user';
  await tx.step.updateMany({
    where: { id: { in: [...stepIds] } },
    data: { assigneeRule, assigneeUserId: userId },
  });
}

/** Those of some users who see none of the customers in a sequence, of those that the viewer sees; nobody where it is empty. */
export async function seeingNobodyIn(
  db: Tx,
  viewer: Viewer,
  { sequenceId, userIds }: { sequenceId: string; userIds: readonly string[] },
): Promise<string[]> {
  const enrolled = Prisma.sql`SELECT FROM enrollment e JOIN customer c ON c.id = e.customer_id
    WHERE e.sequence_id = ${sequenceId} AND e.is_live AND ${customerIsVisible(viewer, 'c')}`;
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT u.id FROM app_user u WHERE u.id = ANY(${[...userIds]}::text[]) AND EXISTS (${enrolled})
      AND NOT EXISTS (${enrolled} AND coalesce(${customerIsVisibleToUser('u', 'c')}, false))`;
  return rows.map(({ id }) => id);
}
