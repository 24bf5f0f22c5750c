import { Prisma } from '../generated/client.ts';

/** What the first mail of the thread of an enrollment said it was about (M5); `e` is the enrollment. Null: none has left. */
export const threadSubjectOf = Prisma.sql`(
  SELECT l.subject FROM message l WHERE l.enrollment_id = e.id AND l.header_id = e.thread_message_id)`;

/** Subject of the first email step before the step `t` that has one. */
export const firstSubjectBefore = Prisma.sql`(
  SELECT f.subject FROM step f
  WHERE f.sequence_id = t.sequence_id AND f.branch_id = t.branch_id AND NOT f.is_archived AND f.type = 'email'
    AND f.position < t.position AND f.subject IS NOT NULL ORDER BY f.position LIMIT 1)`;

/** Both as JSON, for a threaded step without a subject of its own; null for any other. */
export const threadOf = Prisma.sql`
  CASE WHEN t.is_threaded THEN json_build_object('subject', ${threadSubjectOf}, 'template', ${firstSubjectBefore}) END`;
