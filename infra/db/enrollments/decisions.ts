import { enrollmentChanges, stepExecutionChanges } from '../../../contracts/enrollments/changes.ts';
import type { StopReason } from '../../../contracts/enrollments/kinds.ts';
import { causeOf, type ChangeAuthor } from '../../../domain/change-entry.ts';
import type { Decision } from '../../../domain/enrollments/decide.ts';
import type { EnrollmentSnapshot } from '../../../domain/enrollments/snapshot.ts';
import { Prisma } from '../generated/client.ts';
import { sightedAssignee } from './assignees.ts';
import { growing, type ThreadMail } from './enrollments.ts';
import type { RawTx } from '../raw-transaction.ts';
import { cancelling, IS_OPEN_COPY } from '../sending/open-copies.ts';

const ASSIGNEE = sightedAssignee({
  customerId: Prisma.sql`x."customerId"`,
  sequenceId: Prisma.sql`x."sequenceId"`,
  assigneeId: Prisma.sql`x."assigneeId"`,
});

const { completed, stopped } = enrollmentChanges;
/** What becomes of a step by itself, by its new status. */
const STEP_KINDS = {
  ready: stepExecutionChanges.ready.kind,
  skipped: stepExecutionChanges.skipped.kind,
  error: stepExecutionChanges.failed.kind,
};
const { entity: STEP } = stepExecutionChanges.ready;

/** A row of the activity log (S21): ids and labels, the words are made when it is read. */
export interface ActivityRow {
  communicationId: string;
  enrollmentId: string;
  customerId: string;
  stepExecutionId: string | null;
  kind: string;
  subject: string;
  content: string | null;
  messageId: string | null;
  outcome: string | null;
  authorId: string | null;
  data: Record<string, unknown>;
}

/** Whether anything is open, be it a residue (S16). */
function hasBalance({ balance: { open, residue } }: EnrollmentSnapshot): boolean {
  return [open, residue].some((sum) => !/^0*(\.0*)?$/.test(sum));
}

/** What is written of decisions. */
export interface DecisionsInput {
  decided: { snapshot: EnrollmentSnapshot; decision: Decision }[];
  activities: ActivityRow[];
  /** A mail that has left just now, by which the thread of the one enrollment grows. */
  thread?: ThreadMail | null;
  now: number;
}

/**
 * Writes what was decided for enrollments that this transaction holds, in one statement: executions, the enrollments'
 * position and applied versions, activity rows, and for completed ones the change feed. What becomes ready or is
 * held back pins what its step says now, and keeps its assignee and priority from then on (S6).
 */
export async function writeDecisions(tx: RawTx, input: DecisionsInput): Promise<void> {
  const now = new Date(input.now);
  const executions = executionsOf(input);
  await tx.$executeRaw`
    WITH ${deciding(input)}
    ${tellingCompletions(now)}
    UNION ALL
    SELECT ${STEP}::text, x."stepExecutionId", ${JSON.stringify(STEP_KINDS)}::jsonb->>x.status, ${now}::timestamptz, 'system',
      x."customerId", 'engine', NULL, 0, jsonb_build_object('customerId', x."customerId", 'enrollmentId', x."enrollmentId",
        'sequenceId', x."sequenceId", 'stepId', x."stepId", 'type', x.type)
    FROM jsonb_to_recordset(${JSON.stringify(executions)}::jsonb) AS x("stepExecutionId" text, "enrollmentId" text,
      "stepId" text, "sequenceId" text, "customerId" text, type text, "isManual" boolean, status text)
    LEFT JOIN step_execution o ON o.enrollment_id = x."enrollmentId" AND o.step_id = x."stepId"
    WHERE (x.status IN ('skipped', 'error') OR (x.status = 'ready' AND x."isManual"))
      AND o.status IS DISTINCT FROM x.status`;
}

/** Tells the change feed which of the enrollments in `moved` are completed. */
export const tellingCompletions = (now: Date): Prisma.Sql => Prisma.sql`
  INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
  SELECT ${completed.entity}::text, moved.id, ${completed.kind}::text, ${now}::timestamptz, 'system', moved.customer_id,
    'engine', NULL, 0, jsonb_build_object('sequenceId', moved.sequence_id, 'customerId', moved.customer_id)
  FROM moved WHERE moved."isCompleted"`;

const executionsOf = ({ decided }: DecisionsInput) =>
  decided.flatMap(({ snapshot: { enrollment }, decision }) =>
    decision.executions.map((execution) => ({
      ...execution,
      enrollmentId: enrollment.enrollmentId,
      sequenceId: enrollment.sequenceId,
      customerId: enrollment.customerId,
    })),
  );

/** The parts of a statement that write decisions, `moved` last. `only`: a condition for all of it. */
export function deciding(input: DecisionsInput, only: Prisma.Sql = Prisma.sql`true`): Prisma.Sql {
  const now = new Date(input.now);
  const { thread = null } = input;
  const executions = executionsOf(input);
  const enrollments = input.decided.map(({ snapshot, decision }) => ({
    id: snapshot.enrollment.enrollmentId,
    nextStepId: decision.nextStepId,
    nextWakeAt:
      decision.directive.kind === 'wait'
        ? decision.directive.until
        : decision.directive.kind === 'execute'
          ? input.now
          : null,
    waitReason: decision.directive.kind === 'wait' ? decision.directive.reason : null,
    appliedVersion: snapshot.enrollment.intentVersion,
    planVersion: snapshot.sequence.planVersion,
    isCompleted: decision.isCompleted,
    hasOwed: snapshot.enrollment.hasOwed || hasBalance(snapshot),
  }));
  return Prisma.sql`
    planned AS (
      INSERT INTO step_execution (id, enrollment_id, step_id, sequence_id, customer_id, position, type, priority,
        is_manual, status, due_at, ready_at, ended_at, held_reason, held_until, slot_at, send_requested_at, skip_reason,
        skip_detail, assignee_id, pinned, pinned_rule, created_at)
      SELECT x."stepExecutionId", x."enrollmentId", x."stepId", x."sequenceId", x."customerId", x.position, x.type,
        x.priority, x."isManual", x.status, ms(x."dueAt"), ms(x."readyAt"), ms(x."endedAt"), x."heldReason",
        ms(x."heldUntil"), ms(x."slotAt"), ms(x."sendRequestedAt"), x."skipReason",
        x."skipDetail", ${ASSIGNEE},
        CASE WHEN x.status = 'ready' OR x."heldReason" IS NOT NULL THEN pin(t) END,
        CASE WHEN x.status = 'ready' OR x."heldReason" IS NOT NULL THEN pin_rule(t) END,
        ${now}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify(executions)}::jsonb) AS x(
        "stepExecutionId" text, "enrollmentId" text, "stepId" text, "sequenceId" text, "customerId" text, position int,
        type text, priority text, "isManual" boolean, status text, "dueAt" float8, "readyAt" float8, "endedAt" float8,
        "heldReason" text, "heldUntil" float8, "slotAt" float8, "sendRequestedAt" float8, "skipReason" text,
        "skipDetail" text, "assigneeId" text)
      JOIN step t ON t.id = x."stepId" WHERE ${only}
      ON CONFLICT (enrollment_id, step_id) DO UPDATE SET
        position = excluded.position, is_manual = excluded.is_manual, status = excluded.status,
        due_at = excluded.due_at, ready_at = excluded.ready_at, ended_at = excluded.ended_at,
        held_reason = excluded.held_reason, held_until = excluded.held_until, slot_at = excluded.slot_at,
        send_requested_at = excluded.send_requested_at, skip_reason = excluded.skip_reason,
        skip_detail = excluded.skip_detail,
        priority = CASE step_execution.status WHEN 'planned' THEN excluded.priority ELSE step_execution.priority END,
        assignee_id = CASE step_execution.status WHEN 'planned' THEN excluded.assignee_id
          ELSE step_execution.assignee_id END,
        pinned = coalesce(step_execution.pinned, excluded.pinned),
        pinned_rule = coalesce(step_execution.pinned_rule, excluded.pinned_rule)
      RETURNING id),
    logged AS (
      INSERT INTO communication (id, customer_id, kind, direction, occurred_at, subject, content, outcome, author_id,
        enrollment_id, step_execution_id, message_id, data, created_at)
      SELECT a."communicationId", a."customerId", a.kind,
        CASE WHEN a.kind IN ('email', 'sms', 'call') THEN 'outbound' ELSE 'internal' END, ${now}::timestamptz, a.subject, a.content,
        a.outcome, a."authorId", a."enrollmentId", a."stepExecutionId", a."messageId", a.data, ${now}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify(input.activities)}::jsonb) AS a("communicationId" text,
        "customerId" text, kind text, subject text, content text, outcome text, "authorId" text, "enrollmentId" text,
        "stepExecutionId" text, "messageId" text, data jsonb) WHERE ${only}),
    moved AS (
      UPDATE enrollment e SET next_step_id = n."nextStepId", next_wake_at = ms(n."nextWakeAt"),
        wait_reason = n."waitReason", applied_version = n."appliedVersion", plan_version = n."planVersion",
        has_owed = n."hasOwed", ${thread === null ? Prisma.empty : Prisma.sql`${growing(thread)},`} started_at = coalesce(e.started_at, ${now}::timestamptz),
        status = CASE WHEN n."isCompleted" THEN 'completed' WHEN e.status = 'starting' THEN 'active' ELSE e.status END,
        is_live = e.is_live AND NOT n."isCompleted",
        completed_at = CASE WHEN n."isCompleted" THEN ${now}::timestamptz ELSE e.completed_at END
      FROM jsonb_to_recordset(${JSON.stringify(enrollments)}::jsonb) AS n(id text, "nextStepId" text,
        "nextWakeAt" float8, "waitReason" text, "appliedVersion" int, "planVersion" int, "isCompleted" boolean,
        "hasOwed" boolean)
      WHERE e.id = n.id AND ${only} RETURNING e.id, e.customer_id, e.sequence_id, n."isCompleted")`;
}

/**
 * Stops enrollments that this transaction holds: rows, open executions, unmarked claims, the change feed (S10).
 * `isApplied`: their workflows end by this very decision; otherwise they have to be woken.
 */
export async function stopEnrollments(
  tx: RawTx,
  input: {
    enrollmentIds: readonly string[];
    reason: StopReason;
    note: string | null;
    actor: ChangeAuthor['actor'];
    now: number;
    isApplied: boolean;
  },
): Promise<void> {
  const now = new Date(input.now);
  const actorId = input.actor.userId;
  const { origin, originId, depth } = causeOf(input.actor);
  await tx.$executeRaw`
    WITH stopped AS (
      UPDATE enrollment SET status = 'stopped', is_live = false, stopped_at = ${now}, stop_reason = ${input.reason},
        stop_note = ${input.note}, stopped_by_id = ${actorId}, intent_version = intent_version + 1,
        applied_version = CASE WHEN ${input.isApplied} THEN intent_version + 1 ELSE applied_version END,
        next_wake_at = NULL, wait_reason = NULL
      WHERE id = ANY(${[...input.enrollmentIds]}::text[]) AND is_live RETURNING id, customer_id, sequence_id),
    unclaimed AS (
      UPDATE message m SET status = 'cancelled' FROM stopped WHERE m.enrollment_id = stopped.id AND m.status = 'claimed'
      RETURNING m.id),
    uncopied AS (
      UPDATE message_recipient r SET ${cancelling(now)}
      FROM stopped, message m
      WHERE m.enrollment_id = stopped.id AND r.message_id = m.id AND ${IS_OPEN_COPY}),
    cancelled AS (
      UPDATE step_execution x SET status = 'cancelled', ended_at = ${now}, acted_by_id = ${actorId},
        acted_at = ${now}, action = 'stopped'
      FROM stopped
      WHERE x.enrollment_id = stopped.id AND x.status NOT IN ('done', 'skipped', 'cancelled', 'uncertain')
        AND NOT EXISTS (SELECT 1 FROM message m WHERE m.source_kind = 'step_execution' AND m.source_id = x.id
          AND m.status IN ('handed_over', 'uncertain')))
    INSERT INTO change (entity, entity_id, kind, at, actor_id, customer_id, origin, origin_id, depth, data)
    SELECT ${stopped.entity}::text, id, ${stopped.kind}::text, ${now}::timestamptz, ${actorId}::text, customer_id,
      ${origin}::text, ${originId}::text, ${depth}::smallint,
      jsonb_build_object('sequenceId', sequence_id, 'customerId', customer_id, 'reason', ${input.reason}::text)
    FROM stopped`;
}
