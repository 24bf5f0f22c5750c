import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ScheduledTouchpointStatus } from '../../../contracts/programs/kinds.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { createProgramRow, createTouchpointRow } from '../../support/rows/program-fixture.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';
import {
  createBatchRow,
  createRunRow,
  createScheduledRow,
  type ScheduledRow,
} from '../../support/worlds/touchpoint-rows.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const WRITTEN = {
  subject: 'Overdue',
  html: '<p>Pay</p>',
  text: 'Pay',
  to: ['ap@customer.example'],
  cc: [],
  bcc: [],
  contactId: null,
  invoices: [],
};

/** A message of a run of its own in a state, with its batch. */
async function item(status: ScheduledTouchpointStatus, change: Partial<ScheduledRow> = {}) {
  const { now, adminId: authorId } = api;
  const programId = await createProgramRow(api.db, { now, authorId });
  const touchpointId = await createTouchpointRow(api.db, { now, programId, offsetDays: 1 });
  const runId = await createRunRow(api, { programId });
  const isOpen = status === 'proposed';
  const batchId = await createBatchRow(api, {
    programId,
    touchpointId,
    runId,
    status: isOpen ? 'proposed' : 'approved',
  });
  const { customerId } = await api.payer();
  const ofRun = status === 'scheduled' ? {} : { runId, batchId, content: WRITTEN };
  const what = { programId, touchpointId, customerId, status, ...ofRun, ...change };
  const decision = status === 'approved' || status === 'uncertain' ? ({ decision: 'approved' } as const) : {};
  const id = await createScheduledRow(api, { ...decision, ...what });
  const act = (action: string, body: object = {}, key?: string) =>
    api.call('POST', `/v1/scheduled-touchpoints/${id}/${action}`, { body, ...(key && { key }) });
  const detail = (): Promise<Json> => api.ok('GET', `/v1/scheduled-touchpoints/${id}`);
  const batch = () => api.db.reviewBatch.findUniqueOrThrow({ where: { id: batchId } });
  return { id, customerId, batchId, runId, act, detail, batch };
}

describe('what a person does with one scheduled touchpoint', () => {
  it('P9: planned, proposed and approved ones are cancelled, with the reason kept; a claim is taken away', async () => {
    for (const status of ['scheduled', 'proposed', 'approved'] as const) {
      const one = await item(status, status === 'approved' ? { message: { status: 'claimed' } } : {});
      const answer = await one.act('cancel', { reason: 'They are about to pay' });
      expect(answer).toMatchObject({
        status: 200,
        body: {
          touchpoint: { status: 'cancelled', decision: 'cancelled', decidedBy: { id: api.adminId } },
          inFlight: [],
        },
      });
      const { history, message } = await one.detail();
      expect(history.at(-1)).toMatchObject({
        from: status,
        to: 'cancelled',
        note: 'They are about to pay',
        by: { id: api.adminId },
      });
      if (status === 'approved') expect(message).toMatchObject({ status: 'cancelled' });
      expect(await api.auditActions(one.id)).toEqual(['scheduledTouchpoint.cancelled']);
    }
  });

  it('P7: the last proposed one of a batch that is cancelled decides the batch, and its run looks again', async () => {
    const one = await item('proposed');
    api.lifecycle.started.length = 0;
    await one.act('cancel');
    expect(await one.batch()).toMatchObject({ status: 'rejected', decidedById: api.adminId });
    expect(api.lifecycle.started).toEqual([`batch ${one.batchId}`, `run ${one.runId}`]);
  });

  it('Q3: what somebody else has finished answers 409 with what happened', async () => {
    const one = await item('approved');
    expect((await one.act('cancel')).status).toBe(200);
    for (const action of ['cancel', 'complete', 'mark-sent']) {
      expect(await one.act(action)).toMatchObject({
        status: 409,
        body: { happened: { status: 'cancelled', action: 'cancelled', by: api.adminId } },
      });
    }
    expect((await one.act('send', { force: { reason: 'x' } })).status).toBe(409);
  });

  it('P9: one whose hand-over has begun is not cancelled, and is named', async () => {
    const one = await item('approved', { message: { status: 'handed_over' } });
    expect(await one.act('cancel')).toMatchObject({
      status: 200,
      body: { touchpoint: { status: 'approved' }, inFlight: [{ outcome: 'handed_over' }] },
    });
    expect(await one.act('complete')).toMatchObject({ status: 409 });
  });

  it('P9: marked as done by hand, with a note in the thread of the customer', async () => {
    for (const status of ['scheduled', 'proposed', 'approved', 'failed'] as const) {
      const one = await item(status);
      const note = 'Told them on the phone';
      expect(await one.act('complete', { note })).toMatchObject({
        status: 200,
        body: { status: 'completed', reason: 'completed_by_hand', decision: 'completed' },
      });
      const { items } = await api.ok('GET', `/v1/customers/${one.customerId}/communications`);
      expect(items).toMatchObject([
        { kind: 'activity', outcome: 'completed_by_hand', content: note, authorId: api.adminId },
      ]);
    }
  });

  it('D1: an uncertain one is marked as sent, or tried again when its server cannot answer any more', async () => {
    const arrived = await item('uncertain', { message: { status: 'uncertain' } });
    expect(await arrived.act('mark-sent')).toMatchObject({
      status: 200,
      body: { status: 'completed', messageStatus: 'sent' },
    });
    const lost = await item('uncertain', { message: { status: 'uncertain' } });
    expect(await lost.act('retry')).toMatchObject({
      status: 409,
      body: { retryAt: new Date(api.now + 600_000).toISOString() },
    });
    api.now += 600_000;
    api.lifecycle.started.length = 0;
    expect(await lost.act('retry')).toMatchObject({ status: 200, body: { status: 'approved' } });
    expect(api.lifecycle.started).toContain(`batch ${lost.batchId}`);
    expect((await lost.batch()).wakeAt?.getTime()).toBe(api.now);
  });

  it('D1: a refused one leaves again with its approval, unless a newer one took its place', async () => {
    const message = { status: 'refused' } as const;
    const refused = await item('failed', { decision: 'approved', message });
    await api.db.scheduledTouchpoint.update({
      where: { id: refused.id },
      data: { errorCode: 'refused', errorDetail: '550 no' },
    });
    expect(await refused.act('retry')).toMatchObject({
      status: 200,
      body: { status: 'approved', errorCode: null },
    });
    await api.db.scheduledTouchpoint.update({
      where: { id: refused.id },
      data: { status: 'failed', errorCode: 'refused' },
    });
    const row = await api.db.scheduledTouchpoint.findUniqueOrThrow({ where: { id: refused.id } });
    const { programId, touchpointId, customerId } = row;
    await createScheduledRow(api, { programId, touchpointId, customerId, status: 'proposed' });
    expect((await refused.act('retry')).status).toBe(409);
  });

  it('Q2, D6: one that the contact policy defers passes with a reason, which is kept', async () => {
    const heldUntil = new Date(api.now + 3_600_000);
    const one = await item('approved', { heldReason: 'contact_policy', heldUntil });
    expect((await one.act('send', {})).status).toBe(422);
    const force = { reason: 'They asked for it' };
    expect(await one.act('send', { force })).toMatchObject({
      status: 202,
      body: { status: 'approved', heldReason: null, heldUntil: null },
    });
    expect(await one.detail()).toMatchObject({ forceReason: force.reason });
    expect(api.lifecycle.started).toContain(`batch ${one.batchId}`);
    const { items } = await api.ok('GET', `/v1/audit?entityId=${one.id}`);
    expect(items[0]).toMatchObject({ after: { forceReason: force.reason } });
    // Caps and holds are no contact policy.
    const capped = await item('approved', { heldReason: 'mailbox_limit', heldUntil });
    expect((await capped.act('send', { force })).status).toBe(409);
  });

  it('U1, O8: it takes the permission to decide, and a repeated key changes nothing more', async () => {
    const viewer = await api.user('viewer');
    const one = await item('proposed');
    expect((await one.act('cancel', {}, viewer.key)).status).toBe(403);
    const headers = { 'Idempotency-Key': 'once' };
    const path = `/v1/scheduled-touchpoints/${one.id}/cancel`;
    const first = await api.call('POST', path, { body: {}, headers });
    expect(first.status).toBe(200);
    expect(await api.call('POST', path, { body: {}, headers })).toMatchObject({
      status: 200,
      body: first.body,
    });
    expect(await api.auditActions(one.id)).toHaveLength(1);
  });

  it('D6: under a new contact policy what the old one defers looks again', async () => {
    const one = await item('approved', { heldReason: 'contact_policy' });
    const later = { wakeAt: new Date(api.now + 900_000) };
    await api.db.scheduledTouchpoint.update({ where: { id: one.id }, data: later });
    await api.db.reviewBatch.update({ where: { id: one.batchId }, data: later });
    await api.ok('PATCH', '/v1/organisation', { body: { contactPolicy: { perDay: 3 } } });
    expect((await one.batch()).wakeAt?.getTime()).toBe(api.now);
    const row = await api.db.scheduledTouchpoint.findUniqueOrThrow({ where: { id: one.id } });
    expect(row.wakeAt?.getTime()).toBe(api.now);
  });

  it('D8: ending a hold of a customer wakes the batches that it kept waiting', async () => {
    const one = await item('approved', { heldReason: 'customer_hold' });
    await api.db.scheduledTouchpoint.update({
      where: { id: one.id },
      data: { wakeAt: new Date(api.now + 900_000) },
    });
    await api.db.reviewBatch.update({
      where: { id: one.batchId },
      data: { wakeAt: new Date(api.now + 900_000) },
    });
    const body = { scope: 'customer', customerId: one.customerId };
    const { id: holdId } = await api.ok('POST', '/v1/holds', { body });
    api.lifecycle.started.length = 0;
    await api.ok('POST', `/v1/holds/${holdId}/end`, {});
    expect(api.lifecycle.started).toEqual([`batch ${one.batchId}`]);
    expect((await one.batch()).wakeAt?.getTime()).toBe(api.now);
  });
});
