import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { updateOrganisation } from '../../../commands/access/update-organisation.ts';
import { updateProgram } from '../../../commands/programs/update-program.ts';
import { verifyMailbox } from '../../../commands/sending/verify-mailbox.ts';
import { freshLimits } from '../../support/rows/send-limits.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { ProgramWorld } from '../../support/worlds/program-world.ts';

describe('a batch and what the mail server says', () => {
  let engine: Engine;
  let world: ProgramWorld;
  beforeAll(async () => {
    engine = await startEngine();
    world = new ProgramWorld(engine);
    await world.open();
  }, ENGINE_START_MS);
  afterEach(async () => {
    engine.mail.mails.length = 0;
    engine.mail.refuse.recipient = () => null;
    await setMailbox({ status: 'working', probeAt: null, failures: 0, dailyCap: null });
  });
  afterAll(() => engine?.close());

  const setMailbox = (data: object) =>
    engine.database.db.mailbox.update({ where: { id: engine.world.mailboxId }, data });
  /** One like it, which hands out no slots. */
  async function anotherMailbox(): Promise<{ id: string }> {
    const { id, ...like } = await engine.database.db.mailbox.findUniqueOrThrow({
      where: { id: engine.world.mailboxId },
    });
    const own = { id: engine.deps.newId('mailbox'), name: `Not ${id}`, dailyCap: null };
    return engine.database.db.mailbox.create({ data: { ...like, ...own, nameKey: own.id } });
  }
  const recipients = () => engine.mail.mails.flatMap((mail) => mail.to).sort();

  it('S14, D2: what a failing mailbox kept back leaves at its cap when it is verified, the longest due first', async () => {
    const program = await world.program();
    const debtors = await world.debtors(9, program);
    const batch = await world.run(program);
    await setMailbox({
      status: 'failing',
      probeAt: new Date((await engine.now()) + 7_200_000),
      failures: 9,
      dailyCap: 3,
    });
    await world.approve(batch);
    await world.asleep(batch);
    await verifyMailbox(engine.deps, world.actor, { mailboxId: engine.world.mailboxId });
    await world.asleep(batch);
    expect(engine.mail.mails).toHaveLength(3);
    const waiting = (await world.standing(batch)).filter((standing) => standing === 'approved mailbox_limit');
    expect(waiting).toHaveLength(6);
    await engine.pass('3 days');
    await world.delivered(batch);
    expect(recipients()).toEqual(debtors.map(({ email }) => email).sort());
    const sent = await world.db.message.findMany({
      where: { runId: batch.runId },
      orderBy: { handedOverAt: 'asc' },
    });
    const days = sent.map(({ handedOverAt }) => handedOverAt!.toISOString().slice(0, 10));
    expect([...new Set(days)].map((day) => days.filter((each) => each === day).length)).toEqual([3, 3, 3]);
  });

  it('I6: while its mailbox has to be signed in again all of a batch waits, and leaves at once when it is', async () => {
    const program = await world.program();
    const debtors = await world.debtors(5, program);
    const batch = await world.run(program);
    await setMailbox({ status: 'reconnect', statusReason: 'invalid_grant' });
    await world.approve(batch);
    await world.asleep(batch);
    expect(await world.standing(batch)).toEqual(debtors.map(() => 'approved mailbox_reconnect'));
    await engine.pass('5 hours');
    expect(engine.mail.mails).toEqual([]);
    await setMailbox({ status: 'unverified', probeAt: new Date(await engine.now()) });
    await verifyMailbox(engine.deps, world.actor, { mailboxId: engine.world.mailboxId });
    await world.delivered(batch);
    expect(recipients()).toEqual(debtors.map(({ email }) => email).sort());
  });

  it('D2: an item that the server puts off shows its words, the first try, how many, and the next', async () => {
    const full = { code: 452, text: '4.2.2 Mailbox full' };
    engine.mail.refuse.recipient = () => full;
    const { batch, debtors } = await world.approved(1);
    await world.asleep(batch);
    const { id: scheduledTouchpointId } = await world.item(batch, debtors[0]!);
    const { scheduledTouchpointDetails } = engine.deps.store;
    const read = async () => {
      const row = await scheduledTouchpointDetails.read(world.db, world.actor, { scheduledTouchpointId });
      return row!;
    };
    const item = await read();
    expect(item).toMatchObject({ status: 'approved', heldReason: 'retrying' });
    expect(item.putOff).toMatchObject({
      reply: '452 4.2.2 Mailbox full',
      tries: 1,
      nextTryAt: item.heldUntil,
    });
    // Two days, and one more try in the next open hours: a weekend may lie between (P2).
    await engine.pass('6 days');
    const ended = await read();
    expect(ended).toMatchObject({
      status: 'failed',
      errorDetail: '452 4.2.2 Mailbox full',
      heldReason: null,
    });
    expect(ended.putOff).toMatchObject({ firstTriedAt: item.putOff!.firstTriedAt, nextTryAt: null });
  });

  it.each(['program', 'organisation'] as const)(
    'S24, P2: what waits for the cap of a mailbox leaves at once from the one that the %s names instead',
    async (by) => {
      const program = await world.program();
      const debtors = await world.debtors(3, program);
      const batch = await world.run(program);
      const { mailboxId } = engine.world;
      await setMailbox({ dailyCap: 1 });
      await freshLimits(world.db, mailboxId);
      const setDefault = (defaultMailboxId: string) =>
        world.db.organisation.updateMany({ data: { defaultMailboxId } });
      if (by === 'organisation') {
        await world.db.program.update({ where: { id: program.programId }, data: { mailboxId: null } });
        await setDefault(mailboxId);
      }
      await world.approve(batch);
      await world.asleep(batch);
      expect(engine.mail.mails).toHaveLength(1);
      const { id } = await anotherMailbox();
      if (by === 'program')
        await updateProgram(engine.deps, world.actor, {
          programId: program.programId,
          patch: { mailboxId: id },
        });
      else await updateOrganisation(engine.deps, world.actor, { defaultMailboxId: id });
      await world.delivered(batch);
      expect(recipients()).toEqual(debtors.map(({ email }) => email).sort());
    },
  );
});
