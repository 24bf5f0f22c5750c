import { z } from 'zod';
import type { Viewer } from '../../../../contracts/actor.ts';
import {
  MESSAGE_STATUSES,
  RECIPIENT_KINDS,
  RECIPIENT_STATUSES,
} from '../../../../contracts/sending/kinds.ts';
import { BATCH_STATUSES, SCHEDULED_TOUCHPOINT_STATUSES } from '../../../../contracts/programs/kinds.ts';
import type { ScheduledTouchpointDetail } from '../../../../contracts/programs/scheduled-touchpoints.ts';
import type { Tx } from '../../client.ts';
import { Prisma } from '../../generated/client.ts';
import { instantColumn } from '../../rows.ts';
import { find, person } from './scheduled-touchpoint-views.ts';
import { touchpointChangesSchema } from './scheduled-touchpoints.ts';

const instantOrNull = instantColumn.nullable();
const text = z.string().nullable();
const author = z.object({ id: z.string(), name: text });
const addresses = z.array(z.string());
const storedContentSchema = z.object({
  subject: z.string(),
  language: z
    .string()
    .nullish()
    .transform((language) => language ?? null),
  html: z.string(),
  text: z.string(),
  to: addresses,
  cc: addresses,
  bcc: addresses,
});
const historySchema = z.array(
  z.object({
    at: z.string(),
    to: z.enum(SCHEDULED_TOUCHPOINT_STATUSES),
    from: z.enum(SCHEDULED_TOUCHPOINT_STATUSES).nullish(),
    reason: z.string().nullish(),
    note: z.string().nullish(),
    by: z.string(),
    plannedOn: z.string().nullish(),
    planVersion: z.int().nullish(),
  }),
);
const ledgerSchema = z.object({
  id: z.string(),
  status: z.enum(MESSAGE_STATUSES),
  attempts: z.int(),
  claimedAt: instantColumn,
  handedOverAt: instantOrNull,
  settledAt: instantOrNull,
  resultCode: z.int().nullable(),
  resultText: text,
  subject: z.string(),
  language: z.string().nullable(),
  html: text,
  text: z.string(),
  recipients: z.array(
    z.object({
      kind: z.enum(RECIPIENT_KINDS),
      address: z.string(),
      status: z.enum(RECIPIENT_STATUSES),
      code: z.int().nullable(),
      reply: text,
    }),
  ),
});

const detailSchema = z.object({
  content: storedContentSchema.nullable(),
  editedBy: author.nullable(),
  editedAt: instantOrNull,
  returnedFor: touchpointChangesSchema.nullable(),
  forceReason: text,
  history: historySchema,
  names: z.record(z.string(), z.string()),
  supersedes: z.array(z.string()),
  batchId: text,
  batchStatus: z.enum(BATCH_STATUSES).nullable(),
  batchDeadlineAt: instantOrNull,
});

/** A scheduled touchpoint with its words, its message and its history; null when absent or hidden. Three statements. */
export async function read(
  db: Tx,
  viewer: Viewer,
  { scheduledTouchpointId }: { scheduledTouchpointId: string },
): Promise<ScheduledTouchpointDetail | null> {
  const row = await find(db, viewer, { scheduledTouchpointId });
  if (!row) return null;
  const rows = await db.$queryRaw`
    SELECT x.content, ${person(Prisma.sql`x.edited_by_id`)} AS "editedBy", x.edited_at AS "editedAt",
      x.returned_for AS "returnedFor", x.force_reason AS "forceReason", x.history, b.id AS "batchId",
      b.status AS "batchStatus", b.deadline_at AS "batchDeadlineAt",
      (SELECT coalesce(jsonb_object_agg(u.id, u.name), '{}') FROM app_user u
        WHERE u.id IN (SELECT h->>'by' FROM jsonb_array_elements(x.history) h)) AS names,
      (SELECT coalesce(array_agg(o.id ORDER BY o.id), '{}') FROM scheduled_touchpoint o
        WHERE o.customer_id = x.customer_id AND o.superseded_by_id = x.id) AS supersedes
    FROM scheduled_touchpoint x LEFT JOIN review_batch b ON b.id = x.batch_id WHERE x.id = ${scheduledTouchpointId}`;
  const more = detailSchema.parse(z.array(z.unknown()).parse(rows)[0]);
  const ledger = await readLedger(db, scheduledTouchpointId);
  const nameOf = (id: string) => ({ id, name: more.names[id] ?? null });
  return {
    ...row,
    content: contentOf(more, ledger),
    message: ledger && shownLedger(ledger),
    batch:
      more.batchId === null || more.batchStatus === null
        ? null
        : { id: more.batchId, status: more.batchStatus, deadlineAt: more.batchDeadlineAt },
    returnedFor: more.returnedFor,
    forceReason: more.forceReason,
    supersedes: more.supersedes,
    history: more.history.map(({ from, reason, note, by, plannedOn, planVersion, ...entry }) => ({
      ...entry,
      from: from ?? null,
      reason: reason ?? null,
      note: note ?? null,
      by: nameOf(by),
      plannedOn: plannedOn ?? null,
      planVersion: planVersion ?? null,
    })),
  };
}

type Ledger = z.infer<typeof ledgerSchema>;

async function readLedger(db: Tx, scheduledTouchpointId: string): Promise<Ledger | null> {
  const rows = await db.$queryRaw`
    SELECT m.id, m.status, m.attempts, m.claimed_at AS "claimedAt", m.handed_over_at AS "handedOverAt",
      m.settled_at AS "settledAt", m.result_code AS "resultCode", m.result_text AS "resultText", m.subject,
      m.language, m.body_html AS html, m.body_text AS text,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', r.kind, 'address', r.address, 'status', r.status,
        'code', r.code, 'reply', r.reply) ORDER BY r.kind DESC, r.address), '[]')
        FROM message_recipient r WHERE r.message_id = m.id) AS recipients
    FROM message m WHERE m.source_kind = 'touchpoint' AND m.source_id = ${scheduledTouchpointId}`;
  return z.array(ledgerSchema).parse(rows)[0] ?? null;
}

function shownLedger({
  subject: _s,
  language: _l,
  html: _h,
  text: _t,
  ...message
}: Ledger): ScheduledTouchpointDetail['message'] {
  return message;
}

/** What was written for review; of delivery `auto`, what was rendered when it left. */
function contentOf(
  { content, editedBy, editedAt }: z.infer<typeof detailSchema>,
  ledger: Ledger | null,
): ScheduledTouchpointDetail['content'] {
  if (content) return { ...content, editedBy, editedAt };
  if (!ledger) return null;
  const of = (kind: Ledger['recipients'][number]['kind']) =>
    ledger.recipients.filter((row) => row.kind === kind).map((row) => row.address);
  const words = {
    subject: ledger.subject,
    language: ledger.language,
    html: ledger.html ?? '',
    text: ledger.text,
  };
  return { ...words, to: of('to'), cc: of('cc'), bcc: of('bcc'), editedBy, editedAt };
}
