import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { gatherMails } from '../../../activities/automations/gather-mails.ts';
import { settleDigests } from '../../../commands/automations/messages/settle-digests.ts';
import { TO_OWNER } from '../../support/worlds/automation-message-world.ts';
import { MONDAY_AT_TEN, SayingWorld } from '../../support/worlds/saying-world.ts';

const HOUR_MS = 60 * 60_000;

describe('what automations tell our own people', () => {
  const api = new SayingWorld();
  beforeAll(() => api.open());
  afterAll(() => api.close());
  beforeEach(() => {
    api.now = MONDAY_AT_TEN;
  });

  it('A4: a mail to an inactive owner, or to nobody, has failed at once', async () => {
    const { id } = await api.user('agent');
    const customerId = await api.owned(id);
    await api.ok('PATCH', `/v1/users/${id}`, { body: { isActive: false } });
    const pass = await api.passes.pass([TO_OWNER]);
    expect(await api.passes.apply(pass, customerId)).toMatchObject([
      { status: 'failed', reason: 'user_inactive' },
    ]);
    const { customerId: nobodys } = await api.payer();
    expect(await api.passes.apply(pass, nobodys)).toMatchObject([
      { status: 'failed', reason: 'no_recipient' },
    ]);
  });

  it('U3: no mail about somebody whom its reader may not see', async () => {
    const { id: userId, key } = await api.user('manager');
    const { customerId } = await api.payer();
    const to = { ...TO_OWNER, to: { userId } };
    const pass = await api.passes.pass([to]);
    const of = await api.said(to, customerId, pass);
    await api.hide(customerId);
    await gatherMails(api.engine, pass, Infinity);
    expect(await api.leave(of)).toBeNull();
    expect(await api.show(of)).toMatchObject({ status: 'skipped', skipReason: 'hidden' });
    expect(await api.passes.outcome(of, customerId)).toMatchObject({ effects: [['skipped', 'hidden']] });
    expect((await api.call('GET', `/v1/automation-messages/${of.messageId}`, { key })).status).toBe(404);
    const path = `/v1/automations/${of.automationId}/messages`;
    expect((await api.ok('GET', path, { key })).items).toEqual([]);
    expect((await api.ok('GET', path)).items).toHaveLength(1);
  });

  it('A4: who is acted on while the mails of a pass are counted is not left out: 21 become a digest, never 21 mails', async () => {
    const { id } = await api.user('agent');
    const pass = await api.passes.pass([TO_OWNER]);
    const ids: string[] = [];
    for (let n = 0; n < 21; n += 1) ids.push(await api.owned(id));
    await api.passes.fill(pass, ids);
    const [last, ...others] = ids;
    for (const customerId of others) await api.passes.apply(pass, customerId);
    const { store } = api.engine;
    const countOpenRecords: typeof store.digests.countOpenRecords = async (tx, asked) => {
      const open = await store.digests.countOpenRecords(tx, asked);
      await api.passes.apply(pass, last!);
      return open;
    };
    const counting = { ...store, digests: { ...store.digests, countOpenRecords } };
    await gatherMails({ ...api.engine, store: counting }, pass, Infinity);
    const { passId } = pass;
    expect(await api.db.automationMessage.count({ where: { passId, sendStatus: 'requested' } })).toBe(0);
    await api.db.automationPass.update({ where: { id: passId }, data: { status: 'done' } });
    await gatherMails(api.engine, pass, Infinity);
    const digest = (await api.passes.message(pass, null))!;
    expect(await api.db.automationMessage.count({ where: { passId, digestId: digest.id } })).toBe(21);
  });

  it('A4, U3: 5,000 mails to one user are one digest with counts and 200 rows, without whom the user may not see', async () => {
    const { id: userId, key } = await api.user('manager');
    const to = { ...TO_OWNER, to: { userId } };
    const pass = await api.passes.pass([to]);
    const { customerId: hidden } = await api.payer({ name: 'Hidden Ltd' });
    await api.hide(hidden);
    await api.passes.apply(pass, hidden);
    const first = (await api.passes.message(pass, hidden))!;
    await api.db.$executeRaw`
      INSERT INTO customer SELECT (jsonb_populate_record(c, jsonb_build_object(
        'id', 'cus_x' || lpad(n::text, 25, '0'), 'name', 'C ' || n, 'external_id', 'x' || n))).*
      FROM generate_series(1, 4999) n, customer c WHERE c.id = ${first.customerId} ON CONFLICT DO NOTHING`;
    await api.db.$executeRaw`DELETE FROM visibility_group_customer WHERE customer_id LIKE 'cus_x%'`;
    await api.db.$executeRaw`
      INSERT INTO automation_record SELECT (jsonb_populate_record(r, jsonb_build_object('customer_id', c.id, 'status', 'open'))).*
      FROM automation_record r, customer c WHERE r.pass_id = ${pass.passId} AND c.id LIKE 'cus_x%'`;
    await api.db.$executeRaw`
      INSERT INTO automation_effect SELECT (jsonb_populate_record(e, jsonb_build_object(
        'id', 'aef_' || substr(c.id, 5), 'customer_id', c.id))).*
      FROM automation_effect e, customer c WHERE e.pass_id = ${pass.passId} AND c.id LIKE 'cus_x%'`;
    await api.db.$executeRaw`
      INSERT INTO automation_message SELECT (jsonb_populate_record(a, jsonb_build_object(
        'id', 'aum_' || substr(c.id, 5), 'customer_id', c.id, 'effect_id', 'aef_' || substr(c.id, 5)))).*
      FROM automation_message a, customer c WHERE a.pass_id = ${pass.passId} AND c.id LIKE 'cus_x%'`;
    const { passId } = pass;
    // The pass is not over: nothing leaves before an hour is.
    await gatherMails(api.engine, pass, Infinity);
    expect(await api.db.automationMessage.count({ where: { passId, sendStatus: 'gathering' } })).toBe(5_000);
    await api.db.automationRecord.updateMany({ where: { passId }, data: { status: 'done' } });
    await Promise.all([gatherMails(api.engine, pass, Infinity), gatherMails(api.engine, pass, Infinity)]);
    const digests = await api.db.automationMessage.findMany({
      where: { passId, customerId: null },
      orderBy: { id: 'asc' },
    });
    expect(digests).toHaveLength(1);
    const of = { ...pass, customerId: hidden, messageId: digests[0]!.id };
    const mail = (await api.leave(of))!;
    expect(mail.subject).toContain('4999 customers');
    expect(mail.text.match(/^- C /gm)).toHaveLength(200);
    expect(mail.text).toContain('and 4799 more.');
    expect(mail.text).not.toContain('Hidden');
    expect(mail.recipients).toMatchObject([{ unsubscribeUrl: null }]);
    await settleDigests(api.engine, passId);
    expect(
      await api.db.automationEffect.groupBy({
        by: ['status'],
        where: { passId },
        _count: true,
        orderBy: { status: 'asc' },
      }),
    ).toMatchObject([
      { status: 'done', _count: 4_999 },
      { status: 'skipped', _count: 1 },
    ]);
    // Its reader sees the digest, others who see no more do not.
    expect((await api.call('GET', `/v1/automation-messages/${of.messageId}`, { key })).body).toMatchObject({
      customer: null,
      status: 'sent',
      listed: 4_999,
    });
    const { key: other } = await api.user('manager');
    expect((await api.call('GET', `/v1/automation-messages/${of.messageId}`, { key: other })).status).toBe(
      404,
    );
    expect(await api.leave(of)).toBeNull();
  });

  it('A4: a digest that is refused for good fails what it lists, and the retry of it leaves once', async () => {
    const { id: userId } = await api.user('manager');
    const to = { ...TO_OWNER, to: { userId } };
    const pass = await api.passes.pass([to]);
    for (let n = 0; n < 21; n += 1) await api.passes.apply(pass, (await api.payer()).customerId);
    await gatherMails(api.engine, pass, Infinity);
    const digest = (await api.passes.message(pass, null))!;
    const of = { ...pass, customerId: '', messageId: digest.id };
    await api.leave(of, { kind: 'refused', code: 554, reply: '554 no' });
    await settleDigests(api.engine, pass.passId);
    const { passId } = pass;
    expect(await api.db.automationRecord.count({ where: { passId, status: 'failed' } })).toBe(21);
    expect((await api.answer(of, 'retry')).status).toBe(202);
    expect(await api.db.automationEffect.count({ where: { passId, status: 'waiting' } })).toBe(21);
    expect(await api.leave(of)).not.toBeNull();
    await settleDigests(api.engine, passId);
    expect(await api.db.automationRecord.count({ where: { passId, status: 'done' } })).toBe(21);
  });

  it('A4: a few mails wait an hour at most for a pass that does not end, and leave one by one', async () => {
    const { id } = await api.user('agent');
    const customerId = await api.owned(id);
    const pass = await api.passes.pass([TO_OWNER]);
    const of = await api.said(TO_OWNER, customerId, pass);
    await api.db.automationPass.update({ where: { id: pass.passId }, data: { isFilled: false } });
    await gatherMails(api.engine, pass, Infinity);
    expect((await api.show(of)).status).toBe('gathering');
    api.now = MONDAY_AT_TEN + HOUR_MS;
    await gatherMails(api.engine, pass, Infinity);
    expect(await api.leave(of)).not.toBeNull();
  });
});
