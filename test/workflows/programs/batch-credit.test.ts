import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { updateOrganisation } from '../../../commands/access/update-organisation.ts';
import { endHold } from '../../../commands/holds/end-hold.ts';
import { openHold } from '../../../commands/holds/open-hold.ts';
import { upsertRelatedRecord } from '../../../commands/imports/upsert-related-record.ts';
import { updateProgram } from '../../../commands/programs/update-program.ts';
import { NO_CONTACT_POLICY } from '../../support/rows/fixtures.ts';
import { ScriptedSmtp } from '../../support/servers/scripted-smtp.ts';
import { deafTo } from '../../support/worlds/deaf-batches.ts';
import { ENGINE_START_MS, startEngine, type Engine } from '../../support/worlds/engine.ts';
import { ProgramWorld, type Debtor, type WorldBatch } from '../../support/worlds/program-world.ts';

/** Credit and least amounts that come while messages are on their way; each debtor owes 100.00 dollars. */
describe('C18, C19, P14: what comes after an approval', () => {
  let engine: Engine;
  let world: ProgramWorld;
  let smtp: ScriptedSmtp;
  let isDeaf = false;
  beforeAll(async () => {
    engine = await startEngine({
      isOnDevServer: true,
      changeDeps: deafTo(() => isDeaf),
    });
    world = new ProgramWorld(engine);
    await world.open();
    smtp = await new ScriptedSmtp().start();
    const where = { id: engine.world.mailboxId };
    await world.db.mailbox.update({ where, data: { smtpPort: smtp.port } });
    await updateOrganisation(engine.deps, world.actor, { contactPolicy: NO_CONTACT_POLICY });
  }, ENGINE_START_MS);
  afterEach(async () => {
    smtp.reset();
    smtp.messages.length = 0;
    isDeaf = false;
    await updateOrganisation(engine.deps, world.actor, { credit: 'net', minimumAmounts: {} });
  });
  afterAll(async () => {
    await engine?.close();
    await smtp?.stop();
  });

  let notes = 0;
  const credit = ({ customerId }: Debtor, amount: string) =>
    upsertRelatedRecord(engine.deps, world.actor, {
      customerId,
      kind: 'credit_note',
      externalId: `CN-${++notes}`,
      amount,
      currency: 'USD',
    });

  /** A batch that is approved and whose delivery has not heard of it. */
  async function unheard(count: number): Promise<{ batch: WorldBatch; debtors: Debtor[] }> {
    isDeaf = true;
    const approved = await world.approved(count);
    isDeaf = false;
    return approved;
  }

  it('what credit covers wholly is skipped, what it covers in part comes back with the credit named', async () => {
    const { batch, debtors } = await unheard(3);
    await credit(debtors[0]!, '100.00');
    await credit(debtors[1]!, '40.00');
    await engine.deps.lifecycle.wakeBatch(batch);
    await world.delivered(batch);
    expect(await world.item(batch, debtors[0]!)).toMatchObject({ status: 'skipped', reason: 'in_credit' });
    const returned = await world.item(batch, debtors[1]!);
    expect(returned).toMatchObject({
      status: 'proposed',
      decision: null,
      returnedFor: { balance: null, credit: { before: '0.00', after: '40.00', currency: 'USD' } },
    });
    expect(smtp.messages.flatMap((mail) => mail.recipients)).toEqual([debtors[2]!.email]);
    // Approved as it is now, it leaves as it is now.
    await world.approve(batch);
    await world.delivered(batch);
    expect(smtp.messages).toHaveLength(2);
  });

  it('credit that comes while the server is awaited: no body starts', async () => {
    const standing = smtp.hold('data');
    const { batch, debtors } = await world.approved(1);
    await standing.reached;
    const bodies = smtp.bodyBytes;
    await credit(debtors[0]!, '100.00');
    standing.release();
    await world.delivered(batch);
    expect([smtp.messages.length, smtp.bodyBytes - bodies]).toEqual([0, 0]);
    expect(await world.standing(batch)).toEqual(['skipped in_credit']);
  });

  it.each([
    [
      'of the organisation',
      () => updateOrganisation(engine.deps, world.actor, { minimumAmounts: { USD: '100.01' } }),
    ],
    [
      'of the program',
      ({ programId }: WorldBatch) =>
        updateProgram(engine.deps, world.actor, { programId, patch: { minimumAmounts: { USD: '100.01' } } }),
    ],
  ])('a least amount %s that is set while the server is awaited: no body starts', async (_of, set) => {
    const standing = smtp.hold('data');
    const { batch } = await world.approved(1);
    await standing.reached;
    const bodies = smtp.bodyBytes;
    await set(batch);
    standing.release();
    await world.delivered(batch);
    expect([smtp.messages.length, smtp.bodyBytes - bodies]).toEqual([0, 0]);
    expect(await world.standing(batch)).toEqual(['skipped below_minimum']);
  });

  it('of auto delivery is rendered at the send, with the credit that there is then', async () => {
    const program = await world.program({ delivery: 'auto' });
    const [debtor] = await world.debtors(1, program);
    const { customerId } = debtor!;
    await openHold(engine.deps, world.actor, { scope: 'customer', kind: 'manual', customerId });
    const batch = await world.run(program);
    await world.becomes(batch, debtor!, 'customer_hold');
    await credit(debtor!, '60.00');
    const { id: holdId } = await world.db.hold.findFirstOrThrow({ where: { customerId } });
    await endHold(engine.deps, world.actor, { holdId });
    await world.delivered(batch);
    expect((await world.message(batch, debtor!))?.facts).toMatchObject({ invoices: [{ credit: '60' }] });
    expect(await world.standing(batch)).toEqual(['completed']);
  });
});
