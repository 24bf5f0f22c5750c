import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../../infra/ids.ts';
import { ApiFixture, type Json } from '../../support/servers/api-fixture.ts';
import { codesOf, explanationWorld, NEXT_RUN } from '../../support/worlds/explanation-world.ts';

const api = new ApiFixture();
const world = explanationWorld(api);
const { debtor, explain, plan, program } = world;

beforeAll(() => world.open());
afterAll(() => api.close());
beforeEach(() => world.startAnew());

const hold = (body: object): Promise<Json> => api.ok('POST', '/v1/holds', { body });

describe('O7: what is planned', () => {
  test('for review it says when it is proposed; by itself, when it leaves', async () => {
    const { programId } = await program([
      { offsetDays: 1 },
      { offsetDays: 1, level: 'invoice', delivery: 'auto' },
    ]);
    const { customerId, invoiceIds } = await debtor();
    await plan(programId);
    const { answer, nextSendAt, reasons, programs } = await explain(customerId);
    expect({ answer, nextSendAt, reasons }).toEqual({
      answer: '"1 days, invoice" leaves on 2026-03-02 09:00 (UTC) at the earliest.',
      nextSendAt: NEXT_RUN,
      reasons: [],
    });
    expect(programs).toMatchObject([
      {
        programId,
        status: 'active',
        isEnrolled: true,
        nextRunAt: NEXT_RUN,
        nextSendAt: NEXT_RUN,
        reasons: [],
        silent: [],
      },
    ]);
    const byLevel = new Map(programs[0].touchpoints.map((row: Json) => [row.invoice?.id ?? 'account', row]));
    expect(byLevel.get('account')).toMatchObject({
      status: 'scheduled',
      nextSendAt: null,
      answer: '"1 days, account" is proposed on 2026-03-02 09:00 (UTC) and leaves once it is approved.',
      reasons: [{ code: 'scheduled', until: NEXT_RUN }, { code: 'waiting_for_review' }],
    });
    expect(byLevel.get(invoiceIds[0])).toMatchObject({
      nextSendAt: NEXT_RUN,
      reasons: [{ code: 'scheduled' }],
    });
  });

  test('holds of the customer, the program and everything move it, or stop it while nobody knows until when', async () => {
    const { programId } = await program([{ delivery: 'auto' }]);
    const { customerId } = await debtor();
    await plan(programId);
    const until = '2026-03-04T12:00:00.000Z';
    await hold({ scope: 'customer', customerId, reason: 'On holiday', expiresAt: until });
    const moved = await explain(customerId);
    expect(moved).toMatchObject({
      nextSendAt: until,
      reasons: [{ code: 'customer_hold', text: 'Held by Ada (customer, manual): On holiday.', until }],
    });
    const id = newId('hold');
    await api.database.db.hold.create({
      data: {
        id,
        scope: 'program',
        kind: 'switch',
        programId,
        authorId: api.adminId,
        startedAt: new Date(api.now),
      },
    });
    const stopped = await explain(customerId);
    expect(stopped.nextSendAt).toBeNull();
    expect(stopped.programs[0].reasons).toMatchObject([{ code: 'program_hold', until: null }]);
    await api.database.db.hold.update({ where: { id }, data: { scope: 'all', programId: null } });
    const off = await explain(customerId);
    expect(codesOf(off.reasons)).toEqual(['customer_hold', 'switched_off']);
    expect(off.programs[0].touchpoints[0]).toMatchObject({
      nextSendAt: null,
      answer: '"1 days, account" does not leave until something changes.',
    });
    await api.database.db.hold.update({ where: { id }, data: { endedAt: new Date(api.now) } });
    expect(await explain(customerId)).toMatchObject({ nextSendAt: until });
  });

  test('without a working mailbox no run proposes or delivers anything, and says why', async () => {
    const { db } = api.database;
    const { programId } = await program([{ delivery: 'auto' }]);
    const { customerId } = await debtor();
    await plan(programId);
    const set = (data: object) => db.mailbox.update({ where: { id: world.mailboxId() }, data });
    await set({ status: 'unverified' });
    expect((await explain(customerId)).programs[0]).toMatchObject({
      nextSendAt: null,
      reasons: [{ code: 'mailbox_unverified' }],
    });
    const probeAt = new Date('2026-03-02T12:00:00.000Z');
    await set({ status: 'failing', statusReason: '535 no', probeAt });
    expect((await explain(customerId)).programs[0]).toMatchObject({
      nextSendAt: probeAt.toISOString(),
      reasons: [{ code: 'mailbox_failing', text: 'The mailbox fails: 535 no' }],
    });
    await set({ status: 'reconnect', statusReason: 'invalid_grant', probeAt: null });
    expect((await explain(customerId)).programs[0]).toMatchObject({
      nextSendAt: null,
      reasons: [{ code: 'mailbox_reconnect', text: 'The mailbox has to be signed in again: invalid_grant' }],
    });
    await db.organisation.updateMany({ data: { defaultMailboxId: null } });
    expect(codesOf((await explain(customerId)).programs[0].reasons)).toEqual(['no_mailbox']);
    await db.organisation.updateMany({ data: { defaultMailboxId: world.mailboxId() } });
  });

  test('a paused program starts no run', async () => {
    const { programId } = await program([{ delivery: 'auto' }]);
    const { customerId } = await debtor();
    await plan(programId);
    await api.database.db.program.update({ where: { id: programId }, data: { status: 'paused' } });
    const { programs } = await explain(customerId);
    expect(programs[0]).toMatchObject({
      status: 'paused',
      nextSendAt: null,
      reasons: [{ code: 'program_paused' }],
    });
  });

  test('what its run would find wrong is said now: nobody to write to, a suppressed address, a broken text, a dispute', async () => {
    const { programId } = await program([{ delivery: 'auto', subject: 'Dear {{contact.title}}' }]);
    const [nobody, blocked, broken, disputed] = [
      await debtor(undefined, { email: null }),
      await debtor(),
      await debtor(),
      await debtor(),
    ];
    await plan(programId);
    await api.ok('POST', '/v1/suppressions', { body: { channel: 'email', address: blocked.email } });
    await api.database.db.invoice.updateMany({
      where: { customerId: disputed.customerId },
      data: { isDisputed: true },
    });
    const touchpointOf = async ({ customerId }: { customerId: string }) => {
      const { reasons, programs } = await explain(customerId);
      const [row] = programs[0].touchpoints;
      return [codesOf(reasons), codesOf(row.reasons), row.nextSendAt];
    };
    expect(await touchpointOf(nobody)).toEqual([['no_recipient'], ['scheduled', 'no_recipient'], null]);
    expect(await touchpointOf(blocked)).toEqual([['all_suppressed'], ['scheduled', 'all_suppressed'], null]);
    expect(await touchpointOf(broken)).toEqual([[], ['scheduled', 'template'], null]);
    expect(await touchpointOf(disputed)).toEqual([[], ['scheduled', 'disputed'], null]);
  });
});
