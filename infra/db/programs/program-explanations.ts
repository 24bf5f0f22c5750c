import { z } from 'zod';
import { minimumAmountsSchema } from '../../../contracts/minimum-amounts.ts';
import type { Viewer } from '../../../contracts/actor.ts';
import { HOLD_KINDS } from '../../../contracts/holds/kinds.ts';
import {
  MAILBOX_STATUSES,
  MESSAGE_STATUSES,
  WAIT_REASONS,
  TOUCHPOINT_LEVELS,
} from '../../../contracts/sending/kinds.ts';
import {
  BATCH_STATUSES,
  MATCHINGS,
  PROGRAM_STATUSES,
  SCHEDULED_TOUCHPOINT_STATUSES,
  TOUCHPOINT_DELIVERIES,
  TOUCHPOINT_REASONS,
} from '../../../contracts/programs/kinds.ts';
import type { OpenTouchpoint } from '../../../domain/programs/explain-touchpoint.ts';
import type { ProgramSituation, StandingHold } from '../../../domain/programs/program-situation.ts';
import { hoursOf } from '../../../domain/programs/program-hours.ts';
import type { Tx } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { amountsOf, reasonNot, verdictsOf, type JudgeInput } from './program-verdicts.ts';
import { dayOf } from '../rows.ts';
import { calendarOf } from '../sequences/holiday-columns.ts';
import { putOffColumn } from '../sending/put-off.ts';
import { PUT_OFF } from './touchpoint-put-off.ts';
import { customerIsVisible } from '../visibility.ts';
import { isOpen } from '../holds/open.ts';

/** Most open rows of a customer that are explained; the next ones come first. */
const MOST_ROWS = 500;

const text = z.string().nullable();
const epoch = z.date().transform((at) => at.getTime());
const epochOrNull = epoch.nullable();

const programSchema = z
  .object({
    programId: z.string(),
    name: z.string(),
    status: z.enum(PROGRAM_STATUSES),
    zone: z.string(),
    matching: z.enum(MATCHINGS),
    autoEnroll: z.boolean(),
    minimumAmounts: minimumAmountsSchema.nullable(),
    isEnrolled: z.boolean().nullable(),
    isExplicit: z.boolean().nullable(),
    changedAt: epochOrNull,
    changedBy: text,
    nextRunAt: epochOrNull,
    nextRunOn: z.date().nullable(),
    mailboxId: text,
    mailboxStatus: z.enum(MAILBOX_STATUSES).nullable(),
    mailboxReason: text,
    probeAt: epochOrNull,
    schedule: z.object({
      sendTime: z.string(),
      latestSendTime: text,
      holidayCountry: text,
      holidayRegion: text,
      holidayKind: z.string(),
      holidayDays: z.unknown(),
      holidayRule: z.string(),
    }),
  })
  .transform(
    ({
      mailboxId,
      mailboxStatus,
      mailboxReason,
      probeAt,
      nextRunOn,
      schedule,
      ...row
    }): ProgramSituation => ({
      ...row,
      hours: hoursOf({ ...schedule, zone: row.zone, holidays: calendarOf(schedule) }),
      nextRunOn: nextRunOn && dayOf(nextRunOn),
      mailbox:
        mailboxId === null || mailboxStatus === null
          ? null
          : { mailboxId, status: mailboxStatus, reason: mailboxReason, probeAt },
    }),
  );

/** Programs that are not archived, by name, each with what it knows of a customer that the caller may see. */
export async function readPrograms(
  db: Tx,
  _viewer: Viewer,
  { customerId, programId }: { customerId: string; programId: string | null },
): Promise<ProgramSituation[]> {
  const which = programId === null ? Prisma.sql`p.status <> 'archived'` : Prisma.sql`p.id = ${programId}`;
  const rows = await db.$queryRaw`
    SELECT p.id AS "programId", p.name, p.status, p.zone, p.matching, p.auto_enroll AS "autoEnroll",
      p.minimum_amounts AS "minimumAmounts",
      e.is_enrolled AS "isEnrolled", e.is_explicit AS "isExplicit", e.changed_at AS "changedAt", u.name AS "changedBy",
      r.nominal_at AS "nextRunAt", r.local_date AS "nextRunOn", m.id AS "mailboxId", m.status AS "mailboxStatus",
      m.status_reason AS "mailboxReason", m.probe_at AS "probeAt",
      json_build_object('sendTime', p.send_time, 'latestSendTime', p.latest_send_time, 'holidayCountry', p.holiday_country,
        'holidayRegion', p.holiday_region, 'holidayKind', p.holiday_kind, 'holidayDays', p.holiday_days,
        'holidayRule', p.holiday_rule) AS schedule
    FROM program p LEFT JOIN organisation o ON TRUE
    LEFT JOIN mailbox m ON m.id = mailbox_heir(coalesce(p.mailbox_id, o.default_mailbox_id))
    LEFT JOIN program_enrollment e ON e.program_id = p.id AND e.customer_id = ${customerId}
    LEFT JOIN app_user u ON u.id = e.changed_by_id
    LEFT JOIN LATERAL (
      SELECT n.nominal_at, n.local_date FROM program_run n WHERE n.program_id = p.id AND n.status = 'expected'
      ORDER BY n.nominal_at LIMIT 1) r ON TRUE
    WHERE ${which} ORDER BY p.name_key`;
  return z.array(programSchema).parse(rows);
}

const openSchema: z.ZodType<OpenTouchpoint> = z.object({
  scheduledTouchpointId: z.string(),
  programId: z.string(),
  touchpointId: z.string(),
  customerId: z.string(),
  subjectId: z.string(),
  level: z.enum(TOUCHPOINT_LEVELS),
  invoiceId: text,
  invoiceNumber: text,
  label: z.string(),
  delivery: z.enum(TOUCHPOINT_DELIVERIES),
  status: z.enum(SCHEDULED_TOUCHPOINT_STATUSES),
  reason: z.enum(TOUCHPOINT_REASONS).nullable(),
  plannedAt: epoch,
  plannedOn: z.date().transform(dayOf),
  runId: text,
  heldReason: z.enum(WAIT_REASONS).nullable(),
  heldUntil: epochOrNull,
  wakeAt: epochOrNull,
  decidedAt: epochOrNull,
  isByPerson: z.boolean(),
  forceReason: text,
  errorDetail: text,
  putOff: putOffColumn,
  batchId: text,
  batchStatus: z.enum(BATCH_STATUSES).nullable(),
  deadlineAt: epochOrNull,
  messageStatus: z.enum(MESSAGE_STATUSES).nullable(),
});

/**
 * What of a customer is planned, waits, leaves, or needs a person, by time; or one row, whatever its status. Of hidden
 * customers there is nothing.
 */
export async function readOpen(
  db: Tx,
  viewer: Viewer,
  which: { customerId: string } | { scheduledTouchpointId: string },
): Promise<OpenTouchpoint[]> {
  // A failed row waits for `retry` until a newer one of the same touchpoint and subject takes its place.
  const condition =
    'scheduledTouchpointId' in which
      ? Prisma.sql`x.id = ${which.scheduledTouchpointId}`
      : Prisma.sql`x.customer_id = ${which.customerId} AND (x.status IN ('scheduled', 'proposed', 'approved', 'uncertain')
          OR (x.status = 'failed' AND x.superseded_by_id IS NULL AND NOT EXISTS (
            SELECT 1 FROM scheduled_touchpoint n WHERE n.customer_id = x.customer_id AND n.touchpoint_id = x.touchpoint_id
              AND n.subject_id = x.subject_id AND n.run_id IS NOT NULL AND n.planned_at > x.planned_at)))`;
  const rows = await db.$queryRaw`
    SELECT x.id AS "scheduledTouchpointId", x.program_id AS "programId", x.touchpoint_id AS "touchpointId",
      x.customer_id AS "customerId", x.subject_id AS "subjectId", x.level, x.invoice_id AS "invoiceId",
      i.number AS "invoiceNumber", t.label, t.delivery, x.status, x.reason, x.planned_at AS "plannedAt",
      x.planned_on AS "plannedOn", x.run_id AS "runId", x.held_reason AS "heldReason", x.held_until AS "heldUntil",
      x.wake_at AS "wakeAt", x.decided_at AS "decidedAt",
      coalesce(x.decided_by_id <> 'system' OR x.force_reason IS NOT NULL, false) AS "isByPerson", x.force_reason AS "forceReason", x.error_detail AS "errorDetail",
      ${PUT_OFF} AS "putOff", x.batch_id AS "batchId",
      b.status AS "batchStatus", b.deadline_at AS "deadlineAt", m.status AS "messageStatus"
    FROM scheduled_touchpoint x JOIN customer c ON c.id = x.customer_id JOIN touchpoint t ON t.id = x.touchpoint_id
    JOIN program p ON p.id = x.program_id LEFT JOIN invoice i ON i.id = x.invoice_id LEFT JOIN review_batch b ON b.id = x.batch_id
    LEFT JOIN message m ON m.source_kind = 'touchpoint' AND m.source_id = x.id
    WHERE ${condition} AND ${customerIsVisible(viewer, 'c')} ORDER BY x.planned_at, x.id LIMIT ${MOST_ROWS}`;
  return z.array(openSchema).parse(rows);
}

const holdSchema: z.ZodType<StandingHold> = z.object({
  scope: z.enum(['all', 'customer', 'program', 'mailbox']),
  kind: z.enum(HOLD_KINDS),
  programId: text,
  mailboxId: text,
  reason: text,
  author: text,
  until: epochOrNull,
});

/** Open holds that keep messages of programs to a customer back, the oldest first; those of invoices stand elsewhere. */
export async function readHolds(
  db: Tx,
  _viewer: Viewer,
  { customerId, now }: { customerId: string; now: number },
): Promise<StandingHold[]> {
  const rows = await db.$queryRaw`
    SELECT h.scope, h.kind, h.program_id AS "programId", h.mailbox_id AS "mailboxId", h.reason, u.name AS author,
      h.expires_at AS until
    FROM hold h LEFT JOIN app_user u ON u.id = h.author_id
    WHERE ${isOpen(new Date(now))}
      AND (h.scope IN ('all', 'program', 'mailbox') OR (h.scope = 'customer' AND h.customer_id = ${customerId}))
    ORDER BY h.started_at, h.id`;
  return z.array(holdSchema).parse(rows);
}

const judgedSchema = z.object({
  touchpointId: z.string(),
  label: z.string(),
  level: z.enum(TOUCHPOINT_LEVELS),
  subjectId: z.string(),
  number: text,
  reason: z.enum(TOUCHPOINT_REASONS).nullable(),
  amounts: z.object({
    gross: z.string(),
    net: z.string(),
    credit: z.string(),
    least: z.string(),
    currency: z.string(),
  }),
});
/** What a run would do with one touchpoint and subject; `reason` null: it fires. */
export type JudgedSubject = z.infer<typeof judgedSchema>;

/** What a run would do with every active touchpoint of a program for one customer and each of its open invoices. */
export async function judgeCustomer(
  db: Tx,
  _viewer: Viewer,
  { customerId, ...input }: Omit<JudgeInput, 'customerIds'> & { customerId: string },
): Promise<JudgedSubject[]> {
  const rows = await db.$queryRaw`
    WITH verdict AS MATERIALIZED (${verdictsOf({ ...input, customerIds: [customerId] })})
    SELECT t.id AS "touchpointId", t.label, t.level, x.subject_id AS "subjectId", x.number,
      CASE WHEN v.touchpoint_id IS NULL THEN ${reasonNot(input)} ELSE v.reason END AS reason,
      json_build_object('gross', coalesce(v.gross, m.gross)::text, 'net', coalesce(v.net, m.net)::text,
        'credit', coalesce(v.credit, m.credit)::text, 'least', coalesce(v.least, m.least)::text,
        'currency', c.currency) AS amounts
    FROM touchpoint t JOIN customer c ON c.id = ${customerId}
    JOIN LATERAL (
      SELECT c.id AS customer_id, NULL::text AS invoice_id, c.id AS subject_id, 'account' AS level, NULL::text AS number
      UNION ALL SELECT i.customer_id, i.id, i.id, 'invoice', i.number FROM invoice i
        WHERE i.customer_id = c.id AND i.status = 'open'::text) x ON x.level = t.level
    LEFT JOIN program_enrollment e ON e.program_id = t.program_id AND e.customer_id = c.id
    LEFT JOIN verdict v ON v.touchpoint_id = t.id AND v.subject_id = x.subject_id
    LEFT JOIN LATERAL (${amountsOf(input)}) m ON v.touchpoint_id IS NULL
    WHERE t.program_id = ${input.programId} AND t.archived_at IS NULL
    ORDER BY t.level, t.offset_days, x.number`;
  return z.array(judgedSchema).parse(rows);
}
