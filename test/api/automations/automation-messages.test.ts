import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { retireMailbox } from '../../../commands/sending/retire-mailbox.ts';
import { EMAIL } from '../../support/worlds/automation-message-world.ts';
import { MONDAY_AT_TEN, SayingWorld } from '../../support/worlds/saying-world.ts';

const DAY_MS = 24 * 60 * 60_000;

describe('what automations say', () => {
  const api = new SayingWorld();
  beforeAll(() => api.open());
  afterAll(() => api.close());
  beforeEach(() => {
    api.now = MONDAY_AT_TEN;
  });

  it('case 24, D6, P2: after two mails of today it waits for the contact policy, and leaves at 09:00 tomorrow, once', async () => {
    const { customerId } = await api.payer();
    await api.leave(await api.said(EMAIL, customerId));
    await api.leave(await api.said(EMAIL, customerId));
    const third = await api.said(EMAIL, customerId);
    expect(await api.leave(third)).toBeNull();
    const until = '2026-03-03T08:00:00.000Z';
    expect(await api.show(third)).toMatchObject({
      status: 'requested',
      heldReason: 'contact_policy',
      heldUntil: until,
    });
    expect(await api.passes.outcome(third, customerId)).toMatchObject({
      effects: [['waiting', null]],
      record: 'done',
    });
    api.now = Date.parse(until);
    expect(await api.leave(third)).not.toBeNull();
    expect(await api.show(third)).toMatchObject({
      status: 'sent',
      subject: expect.stringContaining('About'),
    });
    expect(await api.leave(third)).toBeNull();
  });

  it('case 24, D3: a suppressed address gets nothing, with the reason, and the retry leaves once another is there', async () => {
    const { customerId, email } = await api.payer();
    await api.ok('POST', '/v1/suppressions', {
      body: { channel: 'email', address: email, reason: 'manual' },
    });
    const of = await api.said(EMAIL, customerId);
    expect(await api.leave(of)).toBeNull();
    expect(await api.show(of)).toMatchObject({ status: 'error', errorCode: 'all_suppressed' });
    expect(await api.passes.outcome(of, customerId)).toEqual({
      effects: [['failed', 'all_suppressed']],
      record: 'failed',
    });
    await api.ok('POST', `/v1/customers/${customerId}/contacts`, {
      body: { name: 'Sam', email: `sam-${email}`, type: 'cfo' },
    });
    expect((await api.answer(of, 'retry')).status).toBe(202);
    expect((await api.answer(of, 'retry')).status).toBe(409);
    expect((await api.leave(of))!.recipients).toMatchObject([{ address: `sam-${email}` }]);
    expect(await api.passes.outcome(of, customerId)).toEqual({ effects: [['done', null]], record: 'done' });
  });

  it('case 24, C18: a mail of purpose collections to somebody in credit is not sent, outreach is', async () => {
    const { customerId } = await api.payer();
    await api.ok('POST', `/v1/customers/${customerId}/payments`, {
      body: { amount: '1250.00', currency: 'USD', allocations: [] },
    });
    const of = await api.said({ ...EMAIL, purpose: 'collections' }, customerId);
    expect(await api.leave(of)).toBeNull();
    const { skipReason, skipDetail, status } = await api.show(of);
    expect([status, skipReason]).toEqual(['skipped', 'in_credit']);
    expect(skipDetail).toContain('1250.00');
    expect(await api.passes.outcome(of, customerId)).toEqual({
      effects: [['skipped', 'in_credit']],
      record: 'skipped',
    });
    expect(await api.leave(await api.said(EMAIL, customerId))).not.toBeNull();
  });

  it('D7: a letter for what is overdue asks nobody of whom nothing is overdue', async () => {
    const { id: customerId } = await api.customer();
    await api.ok('POST', `/v1/customers/${customerId}/contacts`, {
      body: { name: 'Pat', email: 'pat@later.example' },
    });
    await api.invoice(customerId, { dueOn: '2026-04-01' });
    const letter = { ...EMAIL, words: { templateId: 'friendly-reminder' }, purpose: 'collections' };
    const of = await api.said(letter, customerId);
    expect(await api.leave(of)).toBeNull();
    expect(await api.show(of)).toMatchObject({ status: 'skipped', skipReason: 'nothing_owed' });
    await api.invoice(customerId, { number: 'LATE', dueOn: '2026-02-01' });
    const mail = await api.leave(await api.said(letter, customerId));
    expect(mail!.text).toContain('LATE');
  });

  it('M6: a stored template speaks the language of the customer, as it is when it leaves', async () => {
    const { customerId } = await api.payer();
    await api.ok('PATCH', `/v1/customers/${customerId}`, { body: { locale: 'de-DE' } });
    const { id: templateId } = await api.ok('POST', '/v1/templates', {
      body: {
        name: 'Own',
        level: 'account',
        subject: 'Open {{balance.total}}',
        bodyHtml: '<p>Hello</p>',
        language: 'en',
        variants: { de: { subject: 'Offen {{balance.total}}', bodyHtml: '<p>Hallo</p>' } },
      },
    });
    const of = await api.said({ ...EMAIL, words: { templateId } }, customerId);
    await api.ok('PATCH', `/v1/templates/${templateId}`, {
      body: { variants: { de: { subject: 'Noch offen {{balance.total}}', bodyHtml: '<p>Hallo</p>' } } },
    });
    expect((await api.leave(of))!.subject).toMatch(/^Noch offen 1\.250,00/);
  });

  it('M3: a variable that is empty fails the effect, and the retry sends it once it is there', async () => {
    const { customerId, contactId } = await api.payer();
    const words = { ...EMAIL.words, bodyHtml: '<p>Dear {{contact.title}}</p>' };
    const of = await api.said({ ...EMAIL, words }, customerId);
    expect(await api.leave(of)).toBeNull();
    expect(await api.passes.outcome(of, customerId)).toEqual({
      effects: [['failed', 'template']],
      record: 'failed',
    });
    await api.ok('PATCH', `/v1/contacts/${contactId}`, { body: { title: 'Madam' } });
    expect((await api.answer(of, 'retry')).status).toBe(202);
    expect(await api.leave(of)).not.toBeNull();
  });

  it('P2: who enters at midnight, or on a Saturday, hears at 09:00 of the next working day', async () => {
    const { customerId } = await api.payer();
    for (const [at, until] of [
      ['2026-03-03T23:30:00Z', '2026-03-04T08:00:00.000Z'],
      ['2026-03-07T10:00:00Z', '2026-03-09T08:00:00.000Z'],
      ['2026-03-10T17:01:00Z', '2026-03-11T08:00:00.000Z'],
    ] as const) {
      api.now = Date.parse(at);
      const of = await api.said(EMAIL, customerId);
      expect(await api.leave(of)).toBeNull();
      expect(await api.show(of)).toMatchObject({ heldReason: 'window', heldUntil: until });
      expect((await api.answer(of, 'cancel')).status).toBe(200);
    }
  });

  it('D9: an emergency switch keeps it back with what is switched off, and off again it leaves', async () => {
    const { customerId } = await api.payer();
    const of = await api.said(EMAIL, customerId);
    await api.ok('PUT', '/v1/switches', { body: { scope: 'all', isOn: true, reason: 'Wrong prices' } });
    expect(await api.leave(of)).toBeNull();
    expect(await api.show(of)).toMatchObject({
      heldReason: 'switched_off',
      heldDetail: expect.stringContaining('Wrong prices'),
    });
    const before = api.lifecycle.started.length;
    await api.ok('PUT', '/v1/switches', { body: { scope: 'all', isOn: false } });
    expect(api.lifecycle.started.slice(before)).toContain(`messages ${of.passId}`);
    expect(await api.leave(of)).not.toBeNull();
  });

  it('M1, S14: beyond the daily cap of its mailbox it waits in line, and leaves when the cap is raised', async () => {
    await api.freshLimits();
    const { mailboxId } = api.world;
    await api.ok('PATCH', `/v1/mailboxes/${mailboxId}`, { body: { dailyCap: 1 } });
    const one = await api.said(EMAIL, (await api.payer()).customerId);
    const two = await api.said(EMAIL, (await api.payer()).customerId);
    expect(await api.leave(one)).not.toBeNull();
    expect(await api.leave(two)).toBeNull();
    expect(await api.show(two)).toMatchObject({
      heldReason: 'mailbox_limit',
      heldLimit: { of: 'mailbox', amount: 1 },
    });
    const before = api.lifecycle.started.length;
    await api.ok('PATCH', `/v1/mailboxes/${mailboxId}`, { body: { dailyCap: null } });
    expect(api.lifecycle.started.slice(before)).toContain(`messages ${two.passId}`);
    expect(await api.leave(two)).not.toBeNull();
    await api.freshLimits();
  });

  it('S24: a retired mailbox hands over; without a successor it is an error with a retry', async () => {
    const make = async (name: string): Promise<string> => {
      const smtp = { host: 'localhost', port: 25, security: 'none' };
      const body = { name, fromAddress: `${name}@acme.example`, fromName: name, zone: 'UTC', smtp };
      const { id } = await api.ok('POST', '/v1/mailboxes', { body });
      await api.ok('POST', `/v1/mailboxes/${id}/verify`);
      return id;
    };
    const [old, heir] = [await make('old'), await make('heir')];
    const of = await api.said({ ...EMAIL, mailboxId: old }, (await api.payer()).customerId);
    const { passId } = of;
    await retireMailbox(api.engine, api.passes.actor, { mailboxId: old, successorId: heir });
    expect((await api.leave(of))!.mailbox.mailboxId).toBe(heir);
    const lonely = await api.said({ ...EMAIL, mailboxId: heir }, (await api.payer()).customerId, {
      automationId: of.automationId,
      passId,
    });
    await api.db.automationMessage.update({ where: { id: lonely.messageId }, data: { mailboxId: heir } });
    await retireMailbox(api.engine, api.passes.actor, { mailboxId: heir, successorId: null });
    // Its automation names a mailbox that is gone, and is paused (A3); resumed with that mailbox, nothing can leave.
    expect(await api.leave(lonely)).toBeNull();
    expect(await api.show(lonely)).toMatchObject({ status: 'requested', heldReason: 'paused' });
    await api.db.automation.update({ where: { id: of.automationId }, data: { status: 'running' } });
    expect(await api.leave(lonely)).toBeNull();
    expect(await api.show(lonely)).toMatchObject({ status: 'error', errorCode: 'no_sender' });
  });

  it('S14: what waits longer than a day keeps its place, and the day after it leaves', async () => {
    const { customerId } = await api.payer();
    await api.leave(await api.said(EMAIL, customerId));
    await api.leave(await api.said(EMAIL, customerId));
    const older = await api.said(EMAIL, customerId);
    await api.leave(older);
    api.now = MONDAY_AT_TEN + DAY_MS;
    // Whoever waits longer comes first, whatever asks first (D6).
    const younger = await api.said(EMAIL, customerId);
    expect(await api.leave(younger)).not.toBeNull();
    expect(await api.leave(older)).not.toBeNull();
    const last = await api.said(EMAIL, customerId);
    expect(await api.leave(last)).toBeNull();
  });
});
