import { z } from 'zod';
import type { Viewer } from '../../../contracts/actor.ts';
import type { MailNumbers, SequenceNumbers } from '../../../contracts/sequences/sequence-overview.ts';
import { mailNumbersOf, type MailCounts } from '../../../domain/sequences/sequence-numbers.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { machineHits } from '../tracking/figures.ts';
import { customerIsVisible } from '../visibility.ts';
import { isPaused, isPausedByPerson } from '../holds/of-enrollment.ts';

/** Numbers by sequence, and of emails by step. What has none counts zero. */
export interface NumbersBySequence {
  of(sequenceId: string): SequenceNumbers;
  ofStep(stepId: string): MailNumbers;
}

/**
 * Counts enrollments, tasks and emails of sequences over the customers the viewer may see (S20). Always three
 * statements, however many sequences.
 */
export async function load(
  db: Tx,
  viewer: Viewer,
  { sequenceIds, now }: { sequenceIds: readonly string[]; now: number },
): Promise<NumbersBySequence> {
  const scope = { ids: [...sequenceIds], isVisible: customerIsVisible(viewer, 'c'), now: new Date(now) };
  const enrollments = new Map(
    (await countEnrollments(db, scope)).map(({ sequenceId, ...row }) => [sequenceId, row]),
  );
  const tasks = new Map((await countTasks(db, scope)).map(({ sequenceId, ...row }) => [sequenceId, row]));
  const mails = await countMails(db, scope);
  return {
    of: (sequenceId) => ({
      enrollments: enrollments.get(sequenceId) ?? {
        active: 0,
        started: 0,
        paused: 0,
        completed: 0,
        stopped: 0,
      },
      tasks: tasks.get(sequenceId) ?? { toDo: 0, completed: 0 },
      mail: mailNumbersOf(mails.filter((row) => row.sequenceId === sequenceId)),
    }),
    ofStep: (stepId) => mailNumbersOf(mails.filter((row) => row.stepId === stepId)),
  };
}

interface Scope {
  ids: string[];
  isVisible: Prisma.Sql;
  now: Date;
}

async function countEnrollments(db: Tx, { ids, isVisible, now }: Scope) {
  const rows = await db.$queryRaw`
    WITH live AS (
      SELECT e.id, e.sequence_id, e.status, e.is_live,
        e.is_live AND ${isPaused(now)} AS is_paused
      FROM enrollment e JOIN customer c ON c.id = e.customer_id
      WHERE e.sequence_id = ANY(${ids}::text[]) AND ${isVisible})
    SELECT sequence_id AS "sequenceId",
      (count(*) FILTER (WHERE is_live AND NOT is_paused))::int AS active,
      (count(*) FILTER (WHERE is_live AND NOT is_paused AND EXISTS (
        SELECT 1 FROM step_execution x WHERE x.enrollment_id = live.id AND x.status = 'done')))::int AS started,
      (count(*) FILTER (WHERE is_paused))::int AS paused,
      (count(*) FILTER (WHERE status = 'completed'))::int AS completed,
      (count(*) FILTER (WHERE status = 'stopped'))::int AS stopped
    FROM live GROUP BY sequence_id`;
  return z.array(enrollmentRowSchema).parse(rows);
}

/** What can be worked on: not the tasks of what a person paused (S20). */
async function countTasks(db: Tx, { ids, isVisible, now }: Scope) {
  const rows = await db.$queryRaw`
    SELECT x.sequence_id AS "sequenceId",
      (count(*) FILTER (WHERE x.status <> 'done' AND NOT (e.is_live AND ${isPausedByPerson(now)})))::int AS "toDo",
      (count(*) FILTER (WHERE x.status = 'done'))::int AS completed
    FROM step_execution x JOIN enrollment e ON e.id = x.enrollment_id JOIN customer c ON c.id = x.customer_id
    WHERE x.sequence_id = ANY(${ids}::text[]) AND x.is_manual AND x.status IN ('ready', 'error', 'uncertain', 'done')
      AND ${isVisible}
    GROUP BY x.sequence_id`;
  return z.array(taskRowSchema).parse(rows);
}

/** An event that names no message belongs to the last one its enrollment had been sent before it. */
async function countMails(db: Tx, { ids, isVisible }: Scope): Promise<MailCounts[]> {
  const rows = await db.$queryRaw`
    WITH sent AS (
      SELECT m.id, m.enrollment_id, coalesce(m.handed_over_at, m.settled_at) AS sent_at, x.sequence_id, x.step_id
      FROM step_execution x
      JOIN message m ON m.source_kind = 'step_execution' AND m.source_id = x.id
      JOIN customer c ON c.id = x.customer_id
      WHERE x.sequence_id = ANY(${ids}::text[]) AND m.channel = 'email' AND m.status = 'sent' AND ${isVisible}),
    named AS (
      SELECT coalesce(v.message_id, (
        SELECT s.id FROM sent s WHERE s.enrollment_id = v.enrollment_id AND s.sent_at <= v.occurred_at
        ORDER BY s.sent_at DESC, s.id DESC LIMIT 1)) AS message_id, v.kind, v.verdict = 'human' AS is_human,
        coalesce(v.n, 1) = 1 AS is_main
      FROM message_event v
      WHERE v.enrollment_id IN (SELECT enrollment_id FROM sent) OR v.message_id IN (SELECT id FROM sent)),
    event AS (
      SELECT message_id, bool_or(kind = 'reply') AS is_replied,
        bool_or(kind = 'bounce' AND is_main) AS is_bounced, bool_or(kind = 'unsubscribe' AND is_main) AS is_unsubscribed,
        bool_or(kind = 'opened' AND is_main AND is_human) AS is_opened,
        bool_or(kind = 'clicked' AND is_main AND is_human) AS is_clicked
      FROM named GROUP BY message_id),
    hit AS (${machineHits(Prisma.sql`SELECT id FROM sent`)})
    SELECT s.sequence_id AS "sequenceId", s.step_id AS "stepId", count(*)::int AS sent,
      (count(*) FILTER (WHERE e.is_replied))::int AS replied,
      (count(*) FILTER (WHERE e.is_bounced))::int AS bounced,
      (count(*) FILTER (WHERE e.is_unsubscribed))::int AS unsubscribed,
      (count(*) FILTER (WHERE e.is_opened))::int AS opened,
      (count(*) FILTER (WHERE h.opened_machine))::int AS "openedMachine",
      (count(*) FILTER (WHERE h.opened_unclear))::int AS "openedUnclear",
      (count(*) FILTER (WHERE e.is_clicked))::int AS clicked,
      (count(*) FILTER (WHERE h.clicked_machine))::int AS "clickedMachine",
      (count(*) FILTER (WHERE h.clicked_unclear))::int AS "clickedUnclear"
    FROM sent s LEFT JOIN event e ON e.message_id = s.id LEFT JOIN hit h ON h.message_id = s.id
    GROUP BY s.sequence_id, s.step_id`;
  return z.array(mailRowSchema).parse(rows);
}

const enrollmentRowSchema = z.object({
  sequenceId: z.string(),
  active: z.int(),
  started: z.int(),
  paused: z.int(),
  completed: z.int(),
  stopped: z.int(),
});

const taskRowSchema = z.object({ sequenceId: z.string(), toDo: z.int(), completed: z.int() });

const mailRowSchema = z.object({
  sequenceId: z.string(),
  stepId: z.string(),
  sent: z.int(),
  replied: z.int(),
  bounced: z.int(),
  unsubscribed: z.int(),
  opened: z.int(),
  openedMachine: z.int(),
  openedUnclear: z.int(),
  clicked: z.int(),
  clickedMachine: z.int(),
  clickedUnclear: z.int(),
});
