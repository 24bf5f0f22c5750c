import type { MessageStatus } from '../../../contracts/sending/kinds.ts';
import type {
  BatchStatus,
  RunStatus,
  ScheduledTouchpointStatus,
  TouchpointDecision,
  TouchpointReason,
} from '../../../contracts/programs/kinds.ts';
import { dayToDate } from '../../../infra/db/rows.ts';
import { newId } from '../../../infra/ids.ts';
import type { ApiFixture } from '../servers/api-fixture.ts';

/** Puts a customer into a visibility group without members. */
export async function hideCustomer(api: ApiFixture, customerId: string): Promise<void> {
  const id = newId('visibilityGroup');
  const { db } = api.database;
  await db.visibilityGroup.create({ data: { id, name: id, nameKey: id, createdAt: new Date(api.now) } });
  await db.visibilityGroupCustomer.create({ data: { groupId: id, customerId } });
}

/** A run of a program as a row only, of today unless another day is given. */
export async function createRunRow(
  api: ApiFixture,
  input: { programId: string; status?: RunStatus; localDate?: string; isCurrent?: boolean },
): Promise<string> {
  const at = new Date(api.now);
  const id = newId('programRun');
  const localDate = input.localDate ?? at.toISOString().slice(0, 10);
  await api.database.db.programRun.create({
    data: {
      id,
      programId: input.programId,
      kind: 'scheduled',
      localDate: dayToDate(localDate),
      nominalAt: new Date(`${localDate}T09:00:00Z`),
      scheduleVersion: 1,
      status: input.status ?? 'open',
      produced: 0,
      skipped: 0,
      createdById: 'system',
      createdAt: at,
      startedAt: input.status === 'expected' ? null : at,
    },
  });
  if (input.isCurrent) {
    await api.database.db.program.update({ where: { id: input.programId }, data: { currentRunId: id } });
  }
  return id;
}

/** A batch of a run as a row only. */
export async function createBatchRow(
  api: ApiFixture,
  input: { programId: string; touchpointId: string; runId: string; status?: BatchStatus; deadlineAt?: Date },
): Promise<string> {
  const at = new Date(api.now);
  const id = newId('reviewBatch');
  const { programId, touchpointId, runId, status = 'proposed', deadlineAt = null } = input;
  const sendDate = dayToDate(at.toISOString().slice(0, 10));
  await api.database.db.reviewBatch.create({
    data: {
      id,
      programId,
      touchpointId,
      runId,
      status,
      deadlineAt,
      sendDate,
      delivery: 'review',
      createdAt: at,
      openedAt: at,
    },
  });
  return id;
}

/** What a test may say about a scheduled touchpoint. */
export interface ScheduledRow {
  programId: string;
  touchpointId: string;
  customerId: string;
  invoiceId?: string;
  status: ScheduledTouchpointStatus;
  reason?: TouchpointReason;
  decision?: TouchpointDecision;
  runId?: string;
  batchId?: string;
  plannedOn?: string;
  content?: object;
  facts?: object;
  heldReason?: string;
  heldUntil?: Date;
  supersededById?: string;
  errorDetail?: string;
  history?: object[];
  message?: { status: MessageStatus; at?: number; facts?: object; recipients?: string[] };
}

/** A scheduled touchpoint as a row only, at account level unless it has an invoice, with its message in the ledger. */
export async function createScheduledRow(api: ApiFixture, input: ScheduledRow): Promise<string> {
  const { message, plannedOn: day, history, ...row } = input;
  const { db } = api.database;
  const at = new Date(api.now);
  const id = newId('scheduledTouchpoint');
  const plannedOn = day ?? at.toISOString().slice(0, 10);
  const subjectId = row.invoiceId ?? row.customerId;
  const decided = row.decision ? { decidedById: api.adminId, decidedAt: at } : {};
  await db.scheduledTouchpoint.create({
    data: {
      id,
      subjectId,
      ...row,
      ...decided,
      level: row.invoiceId ? 'invoice' : 'account',
      plannedOn: dayToDate(plannedOn),
      plannedAt: new Date(`${plannedOn}T09:00:00Z`),
      planVersion: 1,
      history: history ?? [
        {
          at: at.toISOString(),
          to: row.status,
          by: 'system',
        },
      ],
      createdAt: at,
      updatedAt: at,
    },
  });
  if (message) await createMessageRow(api, { id, customerId: row.customerId, message });
  return id;
}

async function createMessageRow(
  api: ApiFixture,
  {
    id,
    customerId,
    message,
  }: { id: string; customerId: string; message: NonNullable<ScheduledRow['message']> },
): Promise<void> {
  const messageId = newId('message');
  const at = new Date(message.at ?? api.now);
  const isSettled = message.status === 'sent' || message.status === 'refused';
  const recipients = message.recipients ?? ['ap@customer.example'];
  await api.database.db.message.create({
    data: {
      id: messageId,
      sourceKind: 'touchpoint',
      sourceId: id,
      customerId,
      channel: 'email',
      status: message.status,
      token: newId('claim'),
      arVersion: 1,
      headerId: `<${messageId}@test>`,
      attempts: 1,
      subject: 'Overdue',
      bodyHtml: '<p>Please pay.</p>',
      bodyText: 'Please pay.',
      references: [],
      facts: message.facts ?? {},
      claimedAt: at,
      handedOverAt: message.status === 'claimed' ? null : at,
      settledAt: isSettled ? at : null,
      createdAt: at,
      recipients: {
        create: recipients.map((address, i) => ({
          n: i + 1,
          kind: 'to',
          address,
          status: message.status === 'sent' ? 'accepted' : 'waiting',
        })),
      },
    },
  });
}
