import { Prisma } from '../generated/client.ts';

/** What the first mail of the thread of an enrollment said it was about (M5); `e` is the enrollment. Null: none has left. */
export const threadSubjectOf = Prisma.sql`(
  SELECT l.subject FROM message l WHERE l.enrollment_id = e.id AND l.header_id = e.thread_message_id)`;

/** Subject of the first email step before the step `t` that has one: in its branch, else of those that lead there (S15). */
export const firstSubjectBefore = Prisma.sql`(
  SELECT f.subject FROM step f JOIN branch fb ON fb.id = f.branch_id
  WHERE f.sequence_id = t.sequence_id AND NOT f.is_archived AND f.type = 'email' AND f.subject IS NOT NULL
    AND (f.branch_id <> t.branch_id OR f.position < t.position)
  ORDER BY f.branch_id <> t.branch_id, fb.position, f.position LIMIT 1)`;

/** Whether the row `x` of the step `t` answers in a thread: one that is ready as it became so (S6). */
export const isThreaded = Prisma.sql`coalesce((x.pinned_rule->>'isThreaded')::boolean, t.is_threaded)`;

/** Both as JSON, for a threaded step without a subject of its own; null for any other. */
export const threadOf = Prisma.sql`
  CASE WHEN ${isThreaded} THEN json_build_object('subject', ${threadSubjectOf}, 'template', ${firstSubjectBefore}) END`;
