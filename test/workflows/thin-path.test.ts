import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCustomer, createSequence, onDay } from '../support/fixtures.ts';
import { startEngine, type Engine } from '../support/engine.ts';

describe('an enrollment on real parts', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
  });
  afterAll(() => engine?.close());

  it('S4: one customer, one step, one mail, at its local time', async () => {
    const { db } = engine.database;
    const now = await engine.now();
    const customer = await createCustomer(db, { now });
    const { sequenceId } = await createSequence(db, engine.world, { now, steps: [{ timing: onDay(0) }, { timing: onDay(3) }] });
    const enrollmentId = engine.deps.newId('enrollment');
    await db.$transaction((tx) =>
      engine.deps.store.enroll.enrollCustomers(tx, {
        sequenceId,
        rows: [
          {
            customerId: customer.customerId,
            enrollmentId,
            communicationId: engine.deps.newId('communication'),
            contactId: null,
            startDate: new Date(now).toISOString().slice(0, 10),
            isExplicit: false,
          },
        ],
        bulkId: null,
        source: 'test',
        actorId: 'system',
        now,
      }),
    );
    await engine.deps.lifecycle.startEnrollment({ enrollmentId, sequenceId, customerId: customer.customerId });
    await engine.pass('5 days');
    const row = await db.enrollment.findUniqueOrThrow({ where: { id: enrollmentId } });
    const messages = await db.message.findMany({ orderBy: { createdAt: 'asc' } });
    expect(row.status).toBe('completed');
    expect(messages.map((message) => message.handedOverAt?.toISOString())).toEqual([
      '2026-11-30T09:00:00.000Z',
      '2026-12-03T09:00:00.000Z',
    ]);
    expect(engine.mail.mails).toHaveLength(2);
    const events = await engine.history(enrollmentId);
    console.log(events.length, events.join(' '));
  });
});
