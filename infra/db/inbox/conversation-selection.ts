import type { Viewer } from '../../../contracts/actor.ts';
import type { ConversationScope, ConversationStatus } from '../../../contracts/inbox/kinds.ts';
import { Prisma } from '../generated/client.ts';
import { taskIsOf } from '../enrollments/task-visibility.ts';
import { customerIsVisible } from '../visibility.ts';

/** The sequence whose mail was answered in conversation `v`. */
const SEQUENCE_ID = Prisma.sql`(SELECT e.sequence_id FROM enrollment e WHERE e.id = v.enrollment_id)`;

/** Condition: conversation `v` came to a mailbox of the user (M1). */
const inMailboxOf = (userId: string): Prisma.Sql => Prisma.sql`
  EXISTS (SELECT FROM mailbox_user b WHERE b.mailbox_id = v.mailbox_id AND b.user_id = ${userId})`;

/**
 * Condition: the viewer may answer conversation `v` of customer `c`, as tasks are (U3, S18): managers and who has `tasks.all` all
 * of the customers they may see, owners all of their customers, the team of its sequence or of its mailbox, and whom it was
 * given to.
 */
export function conversationIsOf(viewer: Viewer): Prisma.Sql {
  const task = taskIsOf(viewer, { sequenceId: SEQUENCE_ID, assigneeId: Prisma.sql`v.assignee_id` });
  const isTheirs = viewer.permissions.includes('tasks.mine')
    ? Prisma.sql`(${task} OR ${inMailboxOf(viewer.userId)})`
    : task;
  return Prisma.sql`(${customerIsVisible(viewer, 'c')} AND coalesce(${isTheirs}, false))`;
}

/** Condition: which of those. */
export function inScope({ userId }: Viewer, scope: ConversationScope): Prisma.Sql {
  switch (scope) {
    case 'mine':
      return Prisma.sql`coalesce(v.assignee_id = ${userId}, false)`;
    case 'team':
      return Prisma.sql`(coalesce(c.ar_owner_id = ${userId}, false) OR coalesce(c.sales_owner_id = ${userId}, false)
        OR ${inMailboxOf(userId)} OR coalesce(${SEQUENCE_ID} IN (
          SELECT q.id FROM sequence q WHERE q.primary_user_id = ${userId}
          UNION ALL SELECT m.sequence_id FROM sequence_member m WHERE m.user_id = ${userId}), false))`;
    case 'all':
      return Prisma.sql`TRUE`;
  }
}

/** Expression: how conversation `v` stands at an instant: what was put off is open again when its time has come. */
export const statusAt = (now: Date): Prisma.Sql => Prisma.sql`
  (CASE WHEN v.status = 'waiting' AND v.snoozed_until <= ${now} THEN 'open' ELSE v.status END)`;

/** Condition: conversation `v` stands so at an instant; written so that the index of those that are not done is used. */
export function standsSo(status: ConversationStatus, now: Date): Prisma.Sql {
  return status === 'done'
    ? Prisma.sql`v.status = 'done'::text`
    : Prisma.sql`(v.status <> 'done'::text AND ${statusAt(now)} = ${status})`;
}

/** What a person looks at, besides the status. */
export interface ConversationConditions {
  scope: ConversationScope;
  assigneeId?: string | undefined;
  isUnassigned?: boolean | undefined;
  customerId?: string | undefined;
  mailboxId?: string | undefined;
  search?: string | undefined;
}

/** The conversations `v` of customers `c` that a filter chooses for the viewer. */
export function chosenBy(viewer: Viewer, filter: ConversationConditions): Prisma.Sql {
  const conditions = [conversationIsOf(viewer), inScope(viewer, filter.scope)];
  if (filter.assigneeId) conditions.push(Prisma.sql`v.assignee_id = ${filter.assigneeId}`);
  if (filter.isUnassigned !== undefined)
    conditions.push(Prisma.sql`(v.assignee_id IS NULL) = ${filter.isUnassigned}`);
  if (filter.customerId) conditions.push(Prisma.sql`v.customer_id = ${filter.customerId}`);
  if (filter.mailboxId) conditions.push(Prisma.sql`v.mailbox_id = ${filter.mailboxId}`);
  if (filter.search) {
    const pattern = `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push(Prisma.sql`(c.name ILIKE ${pattern} OR v.subject ILIKE ${pattern} OR EXISTS (
      SELECT FROM mail_customer k JOIN mail m ON m.id = k.mail_id
      WHERE k.conversation_id = v.id AND (m.from_address ILIKE ${pattern} OR m.from_name ILIKE ${pattern})))`);
  }
  return Prisma.join(conditions, ' AND ');
}
