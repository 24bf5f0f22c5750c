import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { gatherMails } from '../../../activities/automations/gather-mails.ts';
import { endMessages } from '../../../commands/automations/messages/end-messages.ts';
import { retryEffect } from '../../../commands/automations/messages/retry-effect.ts';
import { settleDigests } from '../../../commands/automations/messages/settle-digests.ts';
import { retireMailbox } from '../../../commands/sending/retire-mailbox.ts';
import type { HandOverResult } from '../../../infra/mail/hand-over-result.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { claimAutomation, settleAutomation } from '../../support/worlds/claims.ts';
import {
  AutomationMessageWorld,
  EMAIL,
  TO_OWNER,
  type TestPass,
} from '../../support/worlds/automation-message-world.ts';
import { ACCEPTED, QueueWorld } from '../../support/worlds/queue-world.ts';

/** A Monday, 10:00 in Berlin. */
const START = Date.parse('2026-03-02T09:00:00Z');
const DAY_MS = 24 * 60 * 60_000;
const HOUR_MS = 60 * 60_000;

describe('what automations say', () => {
  const api = new QueueWorld();
  let world: AutomationMessageWorld;
  beforeAll(async () => {
    await api.open();
    await api.ok('PATCH', '/v1/organisation', {
      body: { defaultMailboxId: api.world.mailboxId, contactPolicy: { daysBetween: 1, perDay: 2 } },
    });
    world = new AutomationMessageWorld(api.engine, api.world, () => Promise.resolve(api.now));
  });
  afterAll(() => api.close());
  beforeEach(() => {
    api.now = START;
  });

  interface Said extends TestPass {
    customerId: string;
    messageId: string;
  }

  async function said(action: object, customerId: string, pass?: TestPass): Promise<Said> {
    const at = pass ?? (await world.pass([action]));
    await world.apply(at, customerId);
    const { id: messageId } = (await world.message(at, customerId))!;
    return { ...at, customerId, messageId };
  }

  const look = (of: Said) => claimAutomation(api.engine, of);
  async function leave(of: Said, result: HandOverResult = ACCEPTED) {
    const claimed = await look(of);
    if (claimed.kind !== 'claimed') return null;
    const { out, token } = claimed.claimed;
    const { messageId } = out;
    const { automationMessages } = api.deps.store;
    const fence =
      claimed.claimed.customerId === null ? automationMessages.passOwnFence : automationMessages.passFence;
    expect(await api.db.$transaction((tx) => fence(tx, { messageId, token, now: api.now }))).toBe(true);
    await settleAutomation(api.engine, { ...of, claim: claimed.claimed, result });
    return claimed.claimed.out;
  }
  const show = ({ messageId }: Said): Promise<Json> => api.ok('GET', `/v1/automation-messages/${messageId}`);
  const act = ({ messageId }: Said, verb: string, body?: object, key?: string) =>
    api.call('POST', `/v1/automation-messages/${messageId}/${verb}`, { body, ...(key && { key }) });

  it('case 24, D6, P2: after two mails of today it waits for the contact policy, and leaves at 09:00 tomorrow, once', async () => {
    const { customerId } = await api.payer();
    await leave(await said(EMAIL, customerId));
    await leave(await said(EMAIL, customerId));
    const third = await said(EMAIL, customerId);
    expect(await leave(third)).toBeNull();
    const until = '2026-03-03T08:00:00.000Z';
    expect(await show(third)).toMatchObject({
      status: 'requested',
      heldReason: 'contact_policy',
      heldUntil: until,
    });
    expect(await world.outcome(third, customerId)).toMatchObject({
      effects: [['waiting', null]],
      record: 'done',
    });
    api.now = Date.parse(until);
    expect(await leave(third)).not.toBeNull();
    expect(await show(third)).toMatchObject({ status: 'sent', subject: expect.stringContaining('About') });
    expect(await leave(third)).toBeNull();
  });

  it('case 24, D3: a suppressed address gets nothing, with the reason, and the retry leaves once another is there', async () => {
    const { customerId, email } = await api.payer();
    await api.ok('POST', '/v1/suppressions', {
      body: { channel: 'email', address: email, reason: 'manual' },
    });
    const of = await said(EMAIL, customerId);
    expect(await leave(of)).toBeNull();
    expect(await show(of)).toMatchObject({ status: 'error', errorCode: 'all_suppressed' });
    expect(await world.outcome(of, customerId)).toEqual({
      effects: [['failed', 'all_suppressed']],
      record: 'failed',
    });
    await api.ok('POST', `/v1/customers/${customerId}/contacts`, {
      body: { name: 'Sam', email: `sam-${email}`, type: 'cfo' },
    });
    expect((await act(of, 'retry')).status).toBe(202);
    expect((await act(of, 'retry')).status).toBe(409);
    expect((await leave(of))!.recipients).toMatchObject([{ address: `sam-${email}` }]);
    expect(await world.outcome(of, customerId)).toEqual({ effects: [['done', null]], record: 'done' });
  });

  it('case 24, C18: a mail of purpose collections to somebody in credit is not sent, outreach is', async () => {
    const { customerId } = await api.payer();
    await api.ok('POST', `/v1/customers/${customerId}/payments`, {
      body: { amount: '1250.00', currency: 'USD' },
    });
    const of = await said({ ...EMAIL, purpose: 'collections' }, customerId);
    expect(await leave(of)).toBeNull();
    const { skipReason, skipDetail, status } = await show(of);
    expect([status, skipReason]).toEqual(['skipped', 'in_credit']);
    expect(skipDetail).toContain('1250.00');
    expect(await world.outcome(of, customerId)).toEqual({
      effects: [['skipped', 'in_credit']],
      record: 'done',
    });
    expect(await leave(await said(EMAIL, customerId))).not.toBeNull();
  });

  it('D7: a letter for what is overdue asks nobody of whom nothing is overdue', async () => {
    const { id: customerId } = await api.customer();
    await api.ok('POST', `/v1/customers/${customerId}/contacts`, {
      body: { name: 'Pat', email: 'pat@later.example' },
    });
    await api.invoice(customerId, { dueOn: '2026-04-01' });
    const letter = { ...EMAIL, words: { templateId: 'friendly-reminder' }, purpose: 'collections' };
    const of = await said(letter, customerId);
    expect(await leave(of)).toBeNull();
    expect(await show(of)).toMatchObject({ status: 'skipped', skipReason: 'nothing_owed' });
    await api.invoice(customerId, { number: 'LATE', dueOn: '2026-02-01' });
    const mail = await leave(await said(letter, customerId));
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
    const of = await said({ ...EMAIL, words: { templateId } }, customerId);
    await api.ok('PATCH', `/v1/templates/${templateId}`, {
      body: { variants: { de: { subject: 'Noch offen {{balance.total}}', bodyHtml: '<p>Hallo</p>' } } },
    });
    expect((await leave(of))!.subject).toMatch(/^Noch offen 1\.250,00/);
  });

  it('M3: a variable that is empty fails the effect, and the retry sends it once it is there', async () => {
    const { customerId, contactId } = await api.payer();
    const words = { ...EMAIL.words, bodyHtml: '<p>Dear {{contact.title}}</p>' };
    const of = await said({ ...EMAIL, words }, customerId);
    expect(await leave(of)).toBeNull();
    expect(await world.outcome(of, customerId)).toEqual({
      effects: [['failed', 'template']],
      record: 'failed',
    });
    await api.ok('PATCH', `/v1/contacts/${contactId}`, { body: { title: 'Madam' } });
    expect((await act(of, 'retry')).status).toBe(202);
    expect(await leave(of)).not.toBeNull();
  });

  it('P2: who enters at midnight, or on a Saturday, hears at 09:00 of the next working day', async () => {
    const { customerId } = await api.payer();
    for (const [at, until] of [
      ['2026-03-03T23:30:00Z', '2026-03-04T08:00:00.000Z'],
      ['2026-03-07T10:00:00Z', '2026-03-09T08:00:00.000Z'],
      ['2026-03-10T17:01:00Z', '2026-03-11T08:00:00.000Z'],
    ] as const) {
      api.now = Date.parse(at);
      const of = await said(EMAIL, customerId);
      expect(await leave(of)).toBeNull();
      expect(await show(of)).toMatchObject({ heldReason: 'window', heldUntil: until });
      expect((await act(of, 'cancel')).status).toBe(200);
    }
  });

  it('Q2, P2: a person’s own send leaves at once, whatever the hour, and past the policy only with a reason', async () => {
    const { customerId } = await api.payer();
    await leave(await said(EMAIL, customerId));
    await leave(await said(EMAIL, customerId));
    api.now = Date.parse('2026-03-02T22:00:00Z');
    const of = await said(EMAIL, customerId);
    expect(await leave(of)).toBeNull();
    expect((await act(of, 'send')).body).toMatchObject({ leavesNow: true, askedById: api.adminId });
    expect(await leave(of)).toBeNull();
    expect(await show(of)).toMatchObject({ heldReason: 'contact_policy' });
    expect((await act(of, 'send', { force: { reason: 'They asked for it.' } })).status).toBe(202);
    expect(await leave(of)).not.toBeNull();
    expect((await act(of, 'send')).status).toBe(409);
  });

  it('A2, case 12: without a contact the email fails, `no_recipient`; the next pass sends it, and the failed one gives way', async () => {
    const { customerId } = await api.payer({ email: null });
    const first = await said(EMAIL, customerId, await world.pass([EMAIL], { isOnce: true }));
    expect(await leave(first)).toBeNull();
    expect(await world.outcome(first, customerId)).toEqual({
      effects: [['failed', 'no_recipient']],
      record: 'failed',
    });
    await api.ok('POST', `/v1/customers/${customerId}/contacts`, {
      body: { name: 'Vera', email: 'vera@vera.example' },
    });
    const { automationId } = first;
    const second = await said(EMAIL, customerId, await world.pass([EMAIL], { isOnce: true, automationId }));
    expect(await show(first)).toMatchObject({ status: 'cancelled', skipReason: 'superseded' });
    expect((await act(first, 'retry')).status).toBe(409);
    expect(await leave(second)).not.toBeNull();
    const third = await world.pass([EMAIL], { isOnce: true, automationId });
    expect(await world.apply(third, customerId)).toMatchObject([{ status: 'done' }]);
    expect(await world.message(third, customerId)).toBeNull();
  });

  it('A5, case 19: two who retry a failed effect at once ask once, under the same row of the ledger', async () => {
    const { customerId } = await api.payer({ email: null });
    const of = await said(EMAIL, customerId);
    await leave(of);
    await api.ok('POST', `/v1/customers/${customerId}/contacts`, {
      body: { name: 'Ida', email: 'ida@ida.example' },
    });
    const { id: effectId } = await api.db.automationEffect.findFirstOrThrow({ where: { passId: of.passId } });
    const retry = () =>
      api.db.$transaction((tx) =>
        retryEffect(api.engine, tx, { effectId, actor: world.actor, now: api.now }),
      );
    expect((await Promise.all([retry(), retry()])).sort()).toEqual([false, true]);
    expect(await leave(of)).not.toBeNull();
    expect(await leave(of)).toBeNull();
    expect(await api.db.message.count({ where: { sourceKind: 'automation', customerId } })).toBe(1);
  });

  it('A2: while an earlier message of the same action waits, the next pass says nothing more', async () => {
    const { customerId } = await api.payer();
    api.now = Date.parse('2026-03-02T22:00:00Z');
    const first = await said(EMAIL, customerId);
    await leave(first);
    const next = await world.pass([EMAIL], { automationId: first.automationId });
    expect(await world.apply(next, customerId)).toMatchObject([
      { status: 'skipped', reason: 'waits_already' },
    ]);
  });

  it('A1: a person who ends the automation cancels what has not left; what is on its way stays there', async () => {
    const pass = await world.pass([EMAIL]);
    const [waits, claimed, leaving] = [await api.payer(), await api.payer(), await api.payer()];
    const of = await said(EMAIL, waits.customerId, pass);
    const second = await said(EMAIL, claimed.customerId, pass);
    const third = await said(EMAIL, leaving.customerId, pass);
    const before = await look(second);
    const gone = await look(third);
    if (before.kind !== 'claimed' || gone.kind !== 'claimed') throw new Error('not claimed');
    const fence = ({ claimed: { out, token } }: typeof before) =>
      api.db.$transaction((tx) =>
        api.deps.store.automationMessages.passFence(tx, { messageId: out.messageId, token, now: api.now }),
      );
    expect(await fence(gone)).toBe(true);
    const { automationId } = pass;
    const wake = await api.db.$transaction((tx) =>
      endMessages(api.engine, tx, { automationId, now: api.now }),
    );
    await wake();
    expect(await fence(before)).toBe(false);
    await settleAutomation(api.engine, { ...third, claim: gone.claimed, result: ACCEPTED });
    const statuses = [];
    for (const each of [of, second, third]) statuses.push((await show(each)).status);
    expect(statuses).toEqual(['cancelled', 'cancelled', 'sent']);
    expect(await world.outcome(of, waits.customerId)).toMatchObject({
      effects: [['skipped', 'automation_ended']],
    });
  });

  it('A1: while the automation is paused it waits with the reason, and its fence does not pass', async () => {
    const { customerId } = await api.payer();
    const of = await said(EMAIL, customerId);
    const where = { where: { id: of.automationId } };
    const claimed = await look(of);
    if (claimed.kind !== 'claimed') throw new Error('not claimed');
    await api.db.automation.update({ ...where, data: { status: 'paused' } });
    const { out, token } = claimed.claimed;
    const asked = { messageId: out.messageId, token, now: api.now };
    const { passFence } = api.deps.store.automationMessages;
    expect(await api.db.$transaction((tx) => passFence(tx, asked))).toBe(false);
    const back: HandOverResult = { kind: 'fenced_off' };
    await settleAutomation(api.engine, { ...of, claim: claimed.claimed, result: back });
    expect(await leave(of)).toBeNull();
    expect(await show(of)).toMatchObject({ status: 'requested', heldReason: 'paused' });
    expect((await act(of, 'send')).status).toBe(409);
    await api.db.automation.update({ ...where, data: { status: 'running' } });
    expect(await leave(of)).not.toBeNull();
  });

  it('D9: an emergency switch keeps it back with what is switched off, and off again it leaves', async () => {
    const { customerId } = await api.payer();
    const of = await said(EMAIL, customerId);
    await api.ok('PUT', '/v1/switches', { body: { scope: 'all', isOn: true, reason: 'Wrong prices' } });
    expect(await leave(of)).toBeNull();
    expect(await show(of)).toMatchObject({
      heldReason: 'switched_off',
      heldDetail: expect.stringContaining('Wrong prices'),
    });
    const before = api.lifecycle.started.length;
    await api.ok('PUT', '/v1/switches', { body: { scope: 'all', isOn: false } });
    expect(api.lifecycle.started.slice(before)).toContain(`messages ${of.passId}`);
    expect(await leave(of)).not.toBeNull();
  });

  it('M1, S14: beyond the daily cap of its mailbox it waits in line, and leaves when the cap is raised', async () => {
    await api.freshLimits();
    const { mailboxId } = api.world;
    await api.ok('PATCH', `/v1/mailboxes/${mailboxId}`, { body: { dailyCap: 1 } });
    const one = await said(EMAIL, (await api.payer()).customerId);
    const two = await said(EMAIL, (await api.payer()).customerId);
    expect(await leave(one)).not.toBeNull();
    expect(await leave(two)).toBeNull();
    expect(await show(two)).toMatchObject({
      heldReason: 'mailbox_limit',
      heldLimit: { of: 'mailbox', amount: 1 },
    });
    const before = api.lifecycle.started.length;
    await api.ok('PATCH', `/v1/mailboxes/${mailboxId}`, { body: { dailyCap: null } });
    expect(api.lifecycle.started.slice(before)).toContain(`messages ${two.passId}`);
    expect(await leave(two)).not.toBeNull();
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
    const of = await said({ ...EMAIL, mailboxId: old }, (await api.payer()).customerId);
    const { passId } = of;
    await retireMailbox(api.engine, world.actor, { mailboxId: old, successorId: heir });
    expect((await leave(of))!.mailbox.mailboxId).toBe(heir);
    const lonely = await said({ ...EMAIL, mailboxId: heir }, (await api.payer()).customerId, {
      automationId: of.automationId,
      passId,
    });
    await api.db.automationMessage.update({ where: { id: lonely.messageId }, data: { mailboxId: heir } });
    await retireMailbox(api.engine, world.actor, { mailboxId: heir, successorId: null });
    expect(await leave(lonely)).toBeNull();
    expect(await show(lonely)).toMatchObject({ status: 'error', errorCode: 'no_sender' });
  });

  const owned = async (arOwnerId: string) => {
    const { customerId } = await api.payer();
    await api.db.customer.update({ where: { id: customerId }, data: { arOwnerId } });
    return customerId;
  };

  it('A4: a mail to an inactive owner, or to nobody, has failed at once', async () => {
    const { id } = await api.user('agent');
    const customerId = await owned(id);
    await api.ok('PATCH', `/v1/users/${id}`, { body: { isActive: false } });
    const pass = await world.pass([TO_OWNER]);
    expect(await world.apply(pass, customerId)).toMatchObject([
      { status: 'failed', reason: 'user_inactive' },
    ]);
    const { customerId: nobodys } = await api.payer();
    expect(await world.apply(pass, nobodys)).toMatchObject([{ status: 'failed', reason: 'no_recipient' }]);
  });

  it('U3: no mail about somebody whom its reader may not see', async () => {
    const { id: userId, key } = await api.user('manager');
    const { customerId } = await api.payer();
    const to = { ...TO_OWNER, to: { userId } };
    const pass = await world.pass([to]);
    const of = await said(to, customerId, pass);
    await api.hide(customerId);
    await gatherMails(api.engine, pass, Infinity);
    expect(await leave(of)).toBeNull();
    expect(await show(of)).toMatchObject({ status: 'skipped', skipReason: 'hidden' });
    expect(await world.outcome(of, customerId)).toMatchObject({ effects: [['skipped', 'hidden']] });
    expect((await api.call('GET', `/v1/automation-messages/${of.messageId}`, { key })).status).toBe(404);
    const path = `/v1/automations/${of.automationId}/messages`;
    expect((await api.ok('GET', path, { key })).items).toEqual([]);
    expect((await api.ok('GET', path)).items).toHaveLength(1);
  });

  it('A4, U3: 5,000 mails to one user are one digest with counts and 200 rows, without whom the user may not see', async () => {
    const { id: userId, key } = await api.user('manager');
    const to = { ...TO_OWNER, to: { userId } };
    const pass = await world.pass([to]);
    const { customerId: hidden } = await api.payer({ name: 'Hidden Ltd' });
    await api.hide(hidden);
    await world.apply(pass, hidden);
    const first = (await world.message(pass, hidden))!;
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
    const digests = await api.db.automationMessage.findMany({ where: { passId, customerId: null } });
    expect(digests).toHaveLength(1);
    const of = { ...pass, customerId: hidden, messageId: digests[0]!.id };
    const mail = (await leave(of))!;
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
    expect(await leave(of)).toBeNull();
  });

  it('A4: a digest that is refused for good fails what it lists, and the retry of it leaves once', async () => {
    const { id: userId } = await api.user('manager');
    const to = { ...TO_OWNER, to: { userId } };
    const pass = await world.pass([to]);
    for (let n = 0; n < 21; n += 1) await world.apply(pass, (await api.payer()).customerId);
    await gatherMails(api.engine, pass, Infinity);
    const digest = (await world.message(pass, null))!;
    const of = { ...pass, customerId: '', messageId: digest.id };
    await leave(of, { kind: 'refused', code: 554, reply: '554 no' });
    await settleDigests(api.engine, pass.passId);
    const { passId } = pass;
    expect(await api.db.automationRecord.count({ where: { passId, status: 'failed' } })).toBe(21);
    expect((await act(of, 'retry')).status).toBe(202);
    expect(await api.db.automationEffect.count({ where: { passId, status: 'waiting' } })).toBe(21);
    expect(await leave(of)).not.toBeNull();
    await settleDigests(api.engine, passId);
    expect(await api.db.automationRecord.count({ where: { passId, status: 'done' } })).toBe(21);
  });

  it('A4: a few mails wait an hour at most for a pass that does not end, and leave one by one', async () => {
    const { id } = await api.user('agent');
    const customerId = await owned(id);
    const pass = await world.pass([TO_OWNER]);
    const of = await said(TO_OWNER, customerId, pass);
    await api.db.automationPass.update({ where: { id: pass.passId }, data: { isFilled: false } });
    await gatherMails(api.engine, pass, Infinity);
    expect((await show(of)).status).toBe('gathering');
    api.now = START + HOUR_MS;
    await gatherMails(api.engine, pass, Infinity);
    expect(await leave(of)).not.toBeNull();
  });

  it('A4: the preview shows a stored action, or unsaved words, to one customer, or why it would not be sent', async () => {
    const { customerId, email } = await api.payer();
    const { automationId } = await world.pass([EMAIL]);
    const preview = (body: object, key?: string) =>
      api.call('POST', `/v1/automations/${automationId}/preview-message`, { body, ...(key && { key }) });
    expect((await preview({ customerId, actionKey: 'mail' })).body).toMatchObject({
      problem: null,
      preview: { channel: 'email', to: email, subject: expect.stringContaining('About'), segments: null },
    });
    const { key: _key, ...unsaved } = EMAIL;
    const words = { ...EMAIL.words, subject: 'New words' };
    expect((await preview({ customerId, action: { ...unsaved, words } })).body.preview.subject).toBe(
      'New words',
    );
    const { id } = await api.customer();
    expect((await preview({ customerId: id, actionKey: 'mail' })).body).toMatchObject({
      preview: null,
      problem: expect.stringContaining('No contact'),
    });
    expect((await preview({ customerId, actionKey: 'nope' })).status).toBe(422);
    expect((await preview({ customerId })).status).toBe(422);
    const label = { kind: 'add_label', labelId: 'lbl_01h455vb4pex5vsknk084sn02q' };
    expect((await preview({ customerId, action: label })).status).toBe(422);
    await api.hide(customerId);
    const { key } = await api.user('manager');
    expect((await preview({ customerId, actionKey: 'mail' }, key)).status).toBe(404);
    expect(await api.db.automationMessage.count({ where: { automationId } })).toBe(0);
  });

  it('U4, Q3: an answer is audited, and the second person is told how it stands', async () => {
    const of = await said(EMAIL, (await api.payer()).customerId);
    expect((await act(of, 'cancel')).status).toBe(200);
    const second = await act(of, 'cancel');
    expect([second.status, second.body.happened.status]).toEqual([409, 'cancelled']);
    expect(await api.auditActions(of.messageId)).toEqual(['automationMessage.cancelled']);
    const { key } = await api.user('viewer');
    expect((await act(of, 'retry', undefined, key)).status).toBe(403);
  });

  it('O7: the explanation of the customer names what an automation wants to say, and why it waits', async () => {
    const { customerId } = await api.payer();
    api.now = Date.parse('2026-03-02T22:00:00Z');
    const of = await said(EMAIL, customerId);
    await leave(of);
    const { automations, nextSendAt } = await api.ok('GET', `/v1/customers/${customerId}/explanation`);
    expect(automations).toMatchObject([
      { automationId: of.automationId, messageId: of.messageId, nextSendAt: '2026-03-03T08:00:00.000Z' },
    ]);
    expect(automations[0].reasons[0].code).toBe('window');
    expect(nextSendAt).toBe('2026-03-03T08:00:00.000Z');
  });

  it('U5: who is forgotten gets nothing that waited for the address, and the words are gone', async () => {
    const { customerId, contactId, email } = await api.payer();
    const to = { ...TO_OWNER, to: { address: email } };
    const pass = await world.pass([EMAIL, to]);
    await world.apply(pass, customerId);
    const [mail, note] = await api.db.automationMessage.findMany({
      where: { passId: pass.passId },
      orderBy: { id: 'asc' },
    });
    const sent = { ...pass, customerId, messageId: mail!.id };
    await leave(sent);
    await api.ok('POST', `/v1/contacts/${contactId}/erasures`, { body: { dryRun: false } });
    expect(await api.db.automationMessage.findUniqueOrThrow({ where: { id: note!.id } })).toMatchObject({
      sendStatus: 'cancelled',
      skipReason: 'erased',
      address: '[erased]',
    });
    expect((await world.ledger(sent.messageId))?.subject).toBe('[erased]');
  });

  it('S14: what waits longer than a day keeps its place, and the day after it leaves', async () => {
    const { customerId } = await api.payer();
    await leave(await said(EMAIL, customerId));
    await leave(await said(EMAIL, customerId));
    const older = await said(EMAIL, customerId);
    await leave(older);
    api.now = START + DAY_MS;
    // Whoever waits longer comes first, whatever asks first (D6).
    const younger = await said(EMAIL, customerId);
    expect(await leave(younger)).not.toBeNull();
    expect(await leave(older)).not.toBeNull();
    const last = await said(EMAIL, customerId);
    expect(await leave(last)).toBeNull();
  });
});
