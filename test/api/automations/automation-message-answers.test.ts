import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { endMessages } from '../../../commands/automations/messages/end-messages.ts';
import { retryEffect } from '../../../commands/automations/messages/retry-effect.ts';
import type { HandOverResult } from '../../../infra/mail/hand-over-result.ts';
import { settleAutomation } from '../../support/worlds/claims.ts';
import { ACCEPTED } from '../../support/worlds/queue-world.ts';
import { EMAIL, TO_OWNER } from '../../support/worlds/automation-message-world.ts';
import { MONDAY_AT_TEN, SayingWorld } from '../../support/worlds/saying-world.ts';

describe('answering what automations say', () => {
  const api = new SayingWorld();
  beforeAll(() => api.open());
  afterAll(() => api.close());
  beforeEach(() => {
    api.now = MONDAY_AT_TEN;
  });

  it('Q2, P2: a person’s own send leaves at once, whatever the hour, and past the policy only with a reason', async () => {
    const { customerId } = await api.payer();
    await api.leave(await api.said(EMAIL, customerId));
    await api.leave(await api.said(EMAIL, customerId));
    api.now = Date.parse('2026-03-02T22:00:00Z');
    const of = await api.said(EMAIL, customerId);
    expect(await api.leave(of)).toBeNull();
    expect((await api.answer(of, 'send')).body).toMatchObject({ leavesNow: true, askedById: api.adminId });
    expect(await api.leave(of)).toBeNull();
    expect(await api.show(of)).toMatchObject({ heldReason: 'contact_policy' });
    expect((await api.answer(of, 'send', { force: { reason: 'They asked for it.' } })).status).toBe(202);
    expect(await api.leave(of)).not.toBeNull();
    expect((await api.answer(of, 'send')).status).toBe(409);
  });

  it('A2, case 12: without a contact the email fails, `no_recipient`; the next pass sends it, and the failed one gives way', async () => {
    const { customerId } = await api.payer({ email: null });
    const first = await api.said(EMAIL, customerId, await api.passes.pass([EMAIL], { isOnce: true }));
    expect(await api.leave(first)).toBeNull();
    expect(await api.passes.outcome(first, customerId)).toEqual({
      effects: [['failed', 'no_recipient']],
      record: 'failed',
    });
    await api.ok('POST', `/v1/customers/${customerId}/contacts`, {
      body: { name: 'Vera', email: 'vera@vera.example' },
    });
    const { automationId } = first;
    const second = await api.said(
      EMAIL,
      customerId,
      await api.passes.pass([EMAIL], { isOnce: true, automationId }),
    );
    expect(await api.show(first)).toMatchObject({ status: 'cancelled', skipReason: 'superseded' });
    expect((await api.answer(first, 'retry')).status).toBe(409);
    expect(await api.leave(second)).not.toBeNull();
    const third = await api.passes.pass([EMAIL], { isOnce: true, automationId });
    expect(await api.passes.apply(third, customerId)).toMatchObject([{ status: 'done' }]);
    expect(await api.passes.message(third, customerId)).toBeNull();
  });

  it('A5: what failed and gave way to a later pass is not said again by the retry of its own', async () => {
    const { customerId } = await api.payer({ email: null });
    const first = await api.said(EMAIL, customerId);
    await api.leave(first);
    await api.ok('POST', `/v1/customers/${customerId}/contacts`, {
      body: { name: 'Vera', email: 'vera@late.example' },
    });
    const { automationId, passId } = first;
    const second = await api.said(EMAIL, customerId, await api.passes.pass([EMAIL], { automationId }));
    expect(await api.leave(second)).not.toBeNull();
    await api.db.automationEffect.deleteMany({ where: { passId } });
    expect(await api.passes.apply({ automationId, passId }, customerId)).toMatchObject([
      { status: 'skipped', reason: 'superseded' },
    ]);
    expect(await api.db.automationMessage.count({ where: { automationId, customerId } })).toBe(2);
  });

  it('A5, case 19: two who retry a failed effect at once ask once, under the same row of the ledger', async () => {
    const { customerId } = await api.payer({ email: null });
    const of = await api.said(EMAIL, customerId);
    await api.leave(of);
    await api.ok('POST', `/v1/customers/${customerId}/contacts`, {
      body: { name: 'Ida', email: 'ida@ida.example' },
    });
    const { id: effectId } = await api.db.automationEffect.findFirstOrThrow({ where: { passId: of.passId } });
    const retry = () =>
      api.db.$transaction((tx) =>
        retryEffect(api.engine, tx, { effectId, actor: api.passes.actor, now: api.now }),
      );
    expect((await Promise.all([retry(), retry()])).sort()).toEqual([false, true]);
    expect(await api.leave(of)).not.toBeNull();
    expect(await api.leave(of)).toBeNull();
    expect(await api.db.message.count({ where: { sourceKind: 'automation', customerId } })).toBe(1);
  });

  it('A2: while an earlier message of the same action waits, the next pass says nothing more', async () => {
    const { customerId } = await api.payer();
    api.now = Date.parse('2026-03-02T22:00:00Z');
    const first = await api.said(EMAIL, customerId);
    await api.leave(first);
    const next = await api.passes.pass([EMAIL], { automationId: first.automationId });
    expect(await api.passes.apply(next, customerId)).toMatchObject([
      { status: 'skipped', reason: 'waits_already' },
    ]);
  });

  it('A1: a person who ends the automation cancels what has not left; what is on its way stays there', async () => {
    const pass = await api.passes.pass([EMAIL]);
    const [waits, claimed, leaving] = [await api.payer(), await api.payer(), await api.payer()];
    const of = await api.said(EMAIL, waits.customerId, pass);
    const second = await api.said(EMAIL, claimed.customerId, pass);
    const third = await api.said(EMAIL, leaving.customerId, pass);
    const before = await api.claimOf(second);
    const gone = await api.claimOf(third);
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
    for (const each of [of, second, third]) statuses.push((await api.show(each)).status);
    expect(statuses).toEqual(['cancelled', 'cancelled', 'sent']);
    expect(await api.passes.outcome(of, waits.customerId)).toMatchObject({
      effects: [['skipped', 'automation_ended']],
    });
  });

  it('A1: while the automation is paused it waits with the reason, and its fence does not pass', async () => {
    const { customerId } = await api.payer();
    const of = await api.said(EMAIL, customerId);
    const where = { where: { id: of.automationId } };
    const claimed = await api.claimOf(of);
    if (claimed.kind !== 'claimed') throw new Error('not claimed');
    await api.db.automation.update({ ...where, data: { status: 'paused' } });
    const { out, token } = claimed.claimed;
    const asked = { messageId: out.messageId, token, now: api.now };
    const { passFence } = api.deps.store.automationMessages;
    expect(await api.db.$transaction((tx) => passFence(tx, asked))).toBe(false);
    const back: HandOverResult = { kind: 'fenced_off' };
    await settleAutomation(api.engine, { ...of, claim: claimed.claimed, result: back });
    expect(await api.leave(of)).toBeNull();
    expect(await api.show(of)).toMatchObject({ status: 'requested', heldReason: 'paused' });
    expect((await api.answer(of, 'send')).status).toBe(409);
    await api.db.automation.update({ ...where, data: { status: 'running' } });
    expect(await api.leave(of)).not.toBeNull();
  });

  it('A4: the preview shows a stored action, or unsaved words, to one customer, or why it would not be sent', async () => {
    const { customerId, email } = await api.payer();
    const { automationId } = await api.passes.pass([EMAIL]);
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
    const of = await api.said(EMAIL, (await api.payer()).customerId);
    expect((await api.answer(of, 'cancel')).status).toBe(200);
    const second = await api.answer(of, 'cancel');
    expect([second.status, second.body.happened.status]).toEqual([409, 'cancelled']);
    expect(await api.auditActions(of.messageId)).toEqual(['automationMessage.cancelled']);
    const { key } = await api.user('viewer');
    expect((await api.answer(of, 'retry', undefined, key)).status).toBe(403);
  });

  it('O7: the explanation of the customer names what an automation wants to say, and why it waits', async () => {
    const { customerId } = await api.payer();
    api.now = Date.parse('2026-03-02T22:00:00Z');
    const of = await api.said(EMAIL, customerId);
    await api.leave(of);
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
    const pass = await api.passes.pass([EMAIL, to]);
    await api.passes.apply(pass, customerId);
    const [mail, note] = await api.db.automationMessage.findMany({
      where: { passId: pass.passId },
      orderBy: { id: 'asc' },
    });
    const sent = { ...pass, customerId, messageId: mail!.id };
    await api.leave(sent);
    await api.ok('POST', `/v1/contacts/${contactId}/erasures`, { body: { dryRun: false } });
    expect(await api.db.automationMessage.findUniqueOrThrow({ where: { id: note!.id } })).toMatchObject({
      sendStatus: 'cancelled',
      skipReason: 'erased',
      address: '[erased]',
    });
    expect((await api.passes.ledger(sent.messageId))?.subject).toBe('[erased]');
  });
});
