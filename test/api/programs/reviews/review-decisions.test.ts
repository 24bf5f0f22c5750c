import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDueRun } from '../../../../commands/programs/runs/start-due-run.ts';
import { newId } from '../../../../infra/ids.ts';
import type { Json } from '../../../support/servers/api-fixture.ts';
import { ReviewWorld, type Proposal } from '../../../support/worlds/review-world.ts';
import { createRunRow, hideCustomer } from '../../../support/worlds/touchpoint-rows.ts';

const api = new ReviewWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

const DEBTOR = { invoices: [{ daysOverdue: 10 }] };
const reject = (of: Pick<Proposal, 'batchId'>, body: object = {}) =>
  api.call('POST', `/v1/review-batches/${of.batchId}/reject`, { body });

describe('P7: decisions about a batch', () => {
  it('an approval covers all of it, keeps who decided when on each item, and wakes delivery and run', async () => {
    const of = await api.propose({ debtors: [DEBTOR, DEBTOR] });
    const { status, body } = await api.approve(of);
    const nothing = { left: 0, returned: [], skipped: [] };
    expect([status, body]).toEqual([
      200,
      { batchId: of.batchId, status: 'approved', approved: 2, ...nothing },
    ]);
    const at = new Date(api.now);
    for (const item of of.items) {
      expect(await api.row(item)).toMatchObject({
        status: 'approved',
        decision: 'approved',
        decidedById: api.adminId,
        decidedAt: at,
        wakeAt: at,
      });
    }
    const { history } = await api.row(of.items[0]!);
    expect((history as Json[]).at(-1)).toEqual({
      at: at.toISOString(),
      from: 'proposed',
      to: 'approved',
      reason: null,
      by: api.adminId,
    });
    expect(await api.batch(of)).toMatchObject({ decidedById: api.adminId, decidedAt: at.toISOString() });
    expect(api.lifecycle.started).toEqual(expect.arrayContaining([`batch ${of.batchId}`, `run ${of.runId}`]));
    const { wakeAt } = await api.db.reviewBatch.findUniqueOrThrow({ where: { id: of.batchId } });
    expect(wakeAt).toEqual(at);
    expect(await api.auditActions(of.batchId)).toEqual(['batch.approved']);
    const changes = await api.db.change.findMany({
      where: { entityId: of.batchId },
      orderBy: { seq: 'asc' },
    });
    expect(changes).toMatchObject([
      { entity: 'batch', kind: 'opened' },
      { entity: 'batch', kind: 'approved' },
    ]);
  });

  it('U1: deciding takes a permission of its own', async () => {
    const of = await api.propose();
    const viewer = await api.user('viewer');
    expect((await api.batch(of, viewer.key)).status).toBe('proposed');
    expect((await api.approve(of, { key: viewer.key })).status).toBe(403);
  });

  it('two reviewers at once: one decides, the other hears what happened', async () => {
    for (let round = 0; round < 5; round++) {
      const of = await api.propose({ debtors: [DEBTOR, DEBTOR] });
      const { contentHash: seen } = await api.batch(of);
      const answers = await Promise.all([api.approve(of, { seen }), reject(of), api.approve(of, { seen })]);
      expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409]);
      const { body } = answers.find((answer) => answer.status === 409)!;
      expect(body.happened).toMatchObject({ by: api.adminId, at: new Date(api.now).toISOString() });
      expect(new Set(await api.statuses(of)).size).toBe(1);
    }
  });

  it('O8: the same approval sent twice is answered from the first', async () => {
    const of = await api.propose();
    const { contentHash } = await api.batch(of);
    const headers = { 'Idempotency-Key': newId('claim') };
    const path = `/v1/review-batches/${of.batchId}/approve`;
    const first = await api.call('POST', path, { body: { contentHash }, headers });
    const again = await api.call('POST', path, { body: { contentHash }, headers });
    expect([again.status, again.body]).toEqual([200, first.body]);
  });

  it('all but some: the rest go out, and what is left stays open until the next decision', async () => {
    const of = await api.propose({ debtors: [DEBTOR, DEBTOR, DEBTOR] });
    const [first, second, third] = of.items;
    const { body } = await api.approve(of, { except: [second!.itemId] });
    expect(body).toMatchObject({ status: 'proposed', approved: 2, left: 1 });
    expect(await api.statuses(of)).toEqual(['approved', 'proposed', 'approved']);
    expect(await api.batch(of)).toMatchObject({ status: 'proposed', decidedById: null });
    expect(await api.runStatus(of)).toBe('open');
    const foreign = await api.approve(of, { except: [first!.itemId, newId('scheduledTouchpoint')] });
    expect([foreign.status, foreign.body.errors.map((each: Json) => each.field)]).toEqual([
      422,
      ['except[0]', 'except[1]'],
    ]);
    expect((await reject(of)).body).toMatchObject({ status: 'approved', rejected: 1 });
    expect((await api.row(third!)).status).toBe('approved');
  });

  it('a rejection cancels it for this cycle, with the reason', async () => {
    const of = await api.propose({ debtors: [DEBTOR, DEBTOR] });
    const stale = await reject(of, { contentHash: 'something else' });
    expect(stale.status).toBe(409);
    const { body } = await reject(of, { reason: 'Not before Easter' });
    expect(body).toEqual({ batchId: of.batchId, status: 'rejected', rejected: 2 });
    const row = await api.row(of.items[0]!);
    expect(row).toMatchObject({
      status: 'cancelled',
      decision: 'rejected',
      reason: 'rejected',
      wakeAt: null,
      decidedById: api.adminId,
      endedAt: new Date(api.now),
    });
    expect((row.history as Json[]).at(-1)).toMatchObject({ to: 'cancelled', note: 'Not before Easter' });
    expect(await api.auditActions(of.batchId)).toEqual(['batch.rejected']);
    expect(api.lifecycle.started).not.toContain(`batch ${of.batchId}`);
    expect(api.lifecycle.started).toContain(`run ${of.runId}`);
    const again = await api.approve(of);
    expect([again.status, again.body.happened.status]).toEqual([409, 'rejected']);
  });

  it('P8: approve while superseding: all of the batch is approved, or all is superseded', async () => {
    for (let round = 0; round < 6; round++) {
      const of = await api.propose({ localDate: '2026-02-23', debtors: [DEBTOR, DEBTOR, DEBTOR] });
      const { programId } = of;
      const next = await createRunRow(api, { programId, status: 'expected' });
      const where = { id: next };
      await api.db.programRun.update({ where, data: { nominalAt: new Date(api.now) } });
      const { contentHash: seen } = await api.batch(of);
      const first = () => api.approve(of, { seen });
      const second = () => startDueRun(api.deps, { programId });
      const [answer] = await Promise.all(
        round % 2 === 0 ? [first(), second()] : [first(), second()].reverse(),
      );
      const approval = answer && 'status' in answer ? answer : null;
      const [status, ...others] = new Set(await api.statuses(of));
      expect(others).toEqual([]);
      expect(['approved', 'superseded']).toContain(status);
      if (approval) expect(approval.status).toBe(status === 'approved' ? 200 : 409);
      expect((await api.batch(of)).status).toBe(status);
    }
  });

  it('P8: what is superseded cannot be decided any more, and the answer says so', async () => {
    const of = await api.propose({ localDate: '2026-02-23' });
    const { programId } = of;
    const id = await createRunRow(api, { programId, status: 'expected' });
    await api.db.programRun.update({ where: { id }, data: { nominalAt: new Date(api.now) } });
    await startDueRun(api.deps, { programId });
    const { status, body } = await api.approve(of);
    expect([status, body.happened.status]).toEqual([409, 'superseded']);
    expect(await api.statuses(of)).toEqual(['superseded']);
  });

  it('P13: while the program is paused its open batches stay decidable', async () => {
    const of = await api.propose();
    await api.db.program.update({ where: { id: of.programId }, data: { status: 'paused' } });
    expect((await api.approve(of)).body).toMatchObject({ approved: 1, status: 'approved' });
  });

  it('U3: hidden items are not decided, and no reply counts them', async () => {
    const { key } = await api.user('manager');
    const of = await api.propose({ debtors: [DEBTOR, DEBTOR, DEBTOR] });
    const [hidden, first] = of.items;
    await hideCustomer(api, hidden!.customerId);
    const excepted = await api.approve(of, { key, except: [hidden!.itemId] });
    expect(excepted.status).toBe(422);
    const item = `/v1/review-batches/${of.batchId}/items/${hidden!.itemId}`;
    const edit = { body: { subject: 'x', contentHash: 'x' }, key };
    expect((await api.call('PATCH', item, edit)).status).toBe(404);
    expect((await api.call('POST', `${item}/drop`, { key, body: {} })).status).toBe(404);
    const { body } = await api.approve(of, { key, except: [first!.itemId] });
    expect(body).toMatchObject({ status: 'proposed', approved: 1, left: 1 });
    expect(body).not.toHaveProperty('hidden');
    expect(await api.statuses(of)).toEqual(['proposed', 'proposed', 'approved']);
    const path = `/v1/review-batches/${of.batchId}/reject`;
    expect(await api.ok('POST', path, { key, body: {} })).not.toHaveProperty('hidden');
    expect(await api.statuses(of)).toEqual(['proposed', 'cancelled', 'approved']);
    // For who decided, it is decided: what waits for others shows nowhere.
    expect(await api.ok('GET', `/v1/review-batches/${of.batchId}`, { key })).toMatchObject({
      status: 'approved',
    });
    expect((await api.call('POST', path, { key, body: {} })).status).toBe(409);
    // The admin sees the rest; nothing of it was decided by somebody who could not.
    expect((await api.approve(of)).body).toMatchObject({ approved: 1, status: 'approved' });
  });
});

describe('C16: approvals of a customer', () => {
  it('include decisions about what programs proposed, the latest first', async () => {
    const of = await api.propose({ debtors: [DEBTOR] });
    const { customerId, itemId } = of.items[0]!;
    const path = `/v1/customers/${customerId}/related-records`;
    const approval = { kind: 'approval', externalId: newId('claim'), status: 'granted' };
    await api.ok('PUT', path, { body: approval });
    api.now += 60_000;
    await api.approve(of);
    const { items } = await api.ok('GET', `${path}?kind=approval`);
    expect(items).toMatchObject([
      {
        id: itemId,
        kind: 'approval',
        externalId: of.batchId,
        status: 'approved',
        source: 'program',
        customerId,
        currency: 'EUR',
        amount: '100.00',
        properties: {
          programId: of.programId,
          touchpointId: of.touchpointId,
          decidedById: api.adminId,
        },
      },
      approval,
    ]);
    expect((await api.ok('GET', `${path}?kind=document`)).items).toEqual([]);
    expect((await api.ok('GET', `${path}?status=rejected`)).items).toEqual([]);
    const page = await api.ok('GET', `${path}?limit=1`);
    const next = await api.ok('GET', `${path}?limit=1&cursor=${page.nextCursor}`);
    expect(next.items).toMatchObject([approval]);
  });
});
