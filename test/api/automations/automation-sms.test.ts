import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { claimAutomation, settleAutomation } from '../../support/worlds/claims.ts';
import { AutomationMessageWorld } from '../../support/worlds/automation-message-world.ts';
import { ACCEPTED } from '../../support/worlds/queue-world.ts';
import { SmsWorld } from '../../support/worlds/sms-world.ts';

/** A Monday, 10:00 in Berlin. */
const START = Date.parse('2026-03-02T09:00:00Z');

describe('the sms of an automation', () => {
  const api = new SmsWorld();
  let world: AutomationMessageWorld;
  beforeAll(async () => {
    await api.open();
    await api.ok('PATCH', '/v1/organisation', { body: { quietHours: { start: '20:00', stop: '08:00' } } });
    world = new AutomationMessageWorld(api.engine, api.world, () => Promise.resolve(api.now));
  });
  afterAll(() => api.close());
  beforeEach(() => {
    api.now = START;
  });

  const sms = (body: string) => ({ kind: 'sms', key: 'text', body, smsSenderId: api.smsSenderId });

  async function said(body: string, { phone, zone }: { phone: string; zone?: string }) {
    const { customerId, contactId } = await api.payer();
    await api.db.contact.update({ where: { id: contactId }, data: { phone } });
    if (zone) await api.db.customer.update({ where: { id: customerId }, data: { zone } });
    const pass = await world.pass([sms(body)]);
    await world.apply(pass, customerId);
    const { id: messageId } = (await world.message(pass, customerId))!;
    return { ...pass, customerId, messageId };
  }
  type Said = Awaited<ReturnType<typeof said>>;

  async function leave(of: Said) {
    const claimed = await claimAutomation(api.engine, of);
    if (claimed.kind !== 'claimed') return null;
    const { out, token } = claimed.claimed;
    const asked = { messageId: out.messageId, token, now: api.now };
    const { passFence } = api.deps.store.automationMessages;
    expect(await api.db.$transaction((tx) => passFence(tx, asked))).toBe(true);
    await settleAutomation(api.engine, { ...of, claim: claimed.claimed, result: ACCEPTED });
    return out;
  }
  const show = ({ messageId }: Said) => api.ok('GET', `/v1/automation-messages/${messageId}`);

  it('A4, M7: it leaves once, to the number of the contact, counted in segments, and stands in the thread as an sms', async () => {
    const of = await said('Dear {{contact.name}}, {{balance.total}} is open.', { phone: '0151 23456789' });
    const out = await leave(of);
    expect(out!.recipients).toMatchObject([{ address: '+4915123456789' }]);
    expect(await world.ledger(of.messageId)).toMatchObject({ channel: 'sms', status: 'sent', segments: 1 });
    const { customerId } = of;
    expect(
      await api.db.communication.findMany({ where: { customerId }, orderBy: { id: 'asc' } }),
    ).toMatchObject([{ kind: 'sms', direction: 'outbound' }]);
    expect(await leave(of)).toBeNull();
  });

  it('M7, P2: within the hours of the organisation it waits for the morning of its customer', async () => {
    // 10:00 in Berlin is 04:00 in New York.
    const of = await said('Hello', { phone: '+12125550123', zone: 'America/New_York' });
    expect(await leave(of)).toBeNull();
    const until = '2026-03-02T13:00:00.000Z';
    expect(await show(of)).toMatchObject({ heldReason: 'quiet_hours', heldUntil: until });
    api.now = Date.parse(until);
    expect(await leave(of)).not.toBeNull();
  });

  it('M7: where quiet hours leave nothing of the hours it has failed, and says so', async () => {
    await api.ok('PATCH', '/v1/organisation', { body: { quietHours: { start: '18:30', stop: '17:30' } } });
    // 09:00 to 18:00 in Berlin is 21:00 to 06:00 in Auckland.
    const of = await said('Hello', { phone: '+6421555012', zone: 'Pacific/Auckland' });
    expect(await leave(of)).toBeNull();
    expect(await show(of)).toMatchObject({ status: 'error', errorCode: 'quiet_hours' });
    await api.ok('PATCH', '/v1/organisation', { body: { quietHours: { start: '20:00', stop: '08:00' } } });
  });

  it('M7: a number that has said STOP gets nothing, with the reason', async () => {
    const phone = '+4915155566677';
    await api.ok('POST', '/v1/suppressions', { body: { channel: 'sms', address: phone, reason: 'manual' } });
    const of = await said('Hello', { phone });
    expect(await leave(of)).toBeNull();
    expect(await show(of)).toMatchObject({ status: 'error', errorCode: 'all_suppressed' });
    expect(await world.outcome(of, of.customerId)).toEqual({
      effects: [['failed', 'all_suppressed']],
      record: 'failed',
    });
  });

  it('M7: a person’s own send passes the hours and not the night of the customer', async () => {
    api.now = Date.parse('2026-03-02T18:30:00Z');
    const of = await said('Hello', { phone: '+4915155500011' });
    expect(await leave(of)).toBeNull();
    expect(await show(of)).toMatchObject({ heldReason: 'window' });
    await api.ok('POST', `/v1/automation-messages/${of.messageId}/send`);
    expect(await leave(of)).not.toBeNull();
    api.now = Date.parse('2026-03-02T22:00:00Z');
    const late = await said('Hello', { phone: '+4915155500012' });
    await api.ok('POST', `/v1/automation-messages/${late.messageId}/send`);
    expect(await leave(late)).toBeNull();
    expect(await show(late)).toMatchObject({ heldReason: 'quiet_hours' });
  });
});
