import { dayToDate } from '../../../infra/db/rows.ts';
import { newId } from '../../../infra/ids.ts';
import type { ApiFixture } from '../servers/api-fixture.ts';

/** A working mailbox that is the organisation's default. */
export async function createMailbox(api: ApiFixture): Promise<string> {
  const { id } = await api.ok('POST', '/v1/mailboxes', {
    body: {
      name: 'Receivables',
      fromAddress: 'ar@example.com',
      fromName: 'Acme',
      smtp: { host: 'smtp.example.com', port: 587, security: 'starttls' },
      zone: 'UTC',
    },
  });
  await api.ok('POST', `/v1/mailboxes/${id}/verify`);
  await api.ok('PATCH', '/v1/organisation', { body: { defaultMailboxId: id } });
  return id;
}

/**
 * What a run left: a batch that waits for review, with one message proposed; a planned one; and one of another batch that
 * was approved and has not left. All are of the touchpoint, by default the first of the program. As rows only.
 */
export async function rowsOfOpenBatch(api: ApiFixture, programId: string, touchpointId?: string) {
  const { db } = api.database;
  const at = new Date(api.now);
  const day = dayToDate(at.toISOString().slice(0, 10));
  const ofTouchpoint = touchpointId ?? (await db.touchpoint.findFirstOrThrow({ where: { programId } })).id;
  const runId = newId('programRun');
  await db.programRun.create({
    data: {
      id: runId,
      programId,
      kind: 'manual',
      localDate: day,
      nominalAt: at,
      scheduleVersion: 1,
      status: 'open',
      requestId: runId,
      produced: 2,
      skipped: 0,
      createdById: api.adminId,
      createdAt: at,
      startedAt: at,
      generatedAt: at,
    },
  });
  const batchOf = async (status: string, run: string): Promise<string> => {
    const id = newId('reviewBatch');
    const what = { programId, touchpointId: ofTouchpoint, runId: run, sendDate: day, delivery: 'review' };
    await db.reviewBatch.create({ data: { id, ...what, status, createdAt: at, openedAt: at } });
    return id;
  };
  const batchId = await batchOf('proposed', runId);
  const approvedBatchId = await batchOf('approved', newId('programRun'));
  const rowOf = async (status: string, batch: string | null, change: object = {}): Promise<string> => {
    const { id: customerId } = await api.customer({ name: newId('customer') });
    const id = newId('scheduledTouchpoint');
    await db.scheduledTouchpoint.create({
      data: {
        id,
        programId,
        touchpointId: ofTouchpoint,
        customerId,
        subjectId: customerId,
        level: 'account',
        status,
        plannedOn: day,
        plannedAt: at,
        planVersion: 1,
        history: [],
        createdAt: at,
        updatedAt: at,
        batchId: batch,
        runId: batch === null ? null : runId,
        ...change,
      },
    });
    return id;
  };
  const ids = {
    planned: await rowOf('scheduled', null),
    proposed: await rowOf('proposed', batchId),
    approved: await rowOf('approved', approvedBatchId, { decision: 'approved', wakeAt: at }),
  };
  const read = (id: string) => db.scheduledTouchpoint.findUniqueOrThrow({ where: { id } });
  const rows = async () => ({
    planned: await read(ids.planned),
    proposed: await read(ids.proposed),
    approved: await read(ids.approved),
  });
  return {
    runId,
    batchId,
    approvedBatchId,
    ids,
    rows,
    /** How they all stand now. */
    statuses: async () => {
      const { planned, proposed, approved } = await rows();
      const batch = await db.reviewBatch.findUniqueOrThrow({ where: { id: batchId } });
      const items = { planned: planned.status, proposed: proposed.status, approved: approved.status };
      return { batch: batch.status, ...items };
    },
  };
}
