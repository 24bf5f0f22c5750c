import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { claimAction, claimStep } from '../support/worlds/claims.ts';
import { onDay } from '../support/rows/fixtures.ts';
import type { Answer, Json } from '../support/servers/api-fixture.ts';
import { QueueWorld } from '../support/worlds/queue-world.ts';
import { ReviewWorld } from '../support/worlds/review-world.ts';

/** HTML of about 9 KB that libraries meet with "Maximum call stack size exceeded". */
const DEEP = '<div>'.repeat(1_800) + 'Pay';
const SCRIPT = '<p><a href="javascript:pay()">Pay</a></p>';
const REFUSED = [
  [DEEP, /elements stand inside each other/],
  [SCRIPT, /href leads to javascript/],
] as const;

/** Field and words of the one problem a call is refused for. */
function refusalOf({ status, body }: Answer): [number, string, string] {
  expect(body.errors).toHaveLength(1);
  return [status, body.errors[0].field, body.errors[0].message];
}

describe('bad texts of programs', () => {
  const api = new ReviewWorld();
  beforeAll(() => api.open());
  afterAll(() => api.close());

  test.each(REFUSED)(
    'M3: are refused wherever a body is saved, with its field (%#)',
    async (bodyHtml, words) => {
      const text = { subject: 'Overdue', bodyHtml };
      const refused = [422, 'bodyHtml', expect.stringMatching(words)];
      const template = { name: `Text ${bodyHtml.length}`, level: 'account', ...text };
      expect(refusalOf(await api.call('POST', '/v1/templates', { body: template }))).toEqual(refused);
      const { id } = await api.ok('POST', '/v1/templates', { body: { ...template, bodyHtml: '<p>Pay</p>' } });
      const edit = { body: { bodyHtml } };
      expect(refusalOf(await api.call('PATCH', `/v1/templates/${id}`, edit))).toEqual(refused);
      const { id: programId } = await api.ok('POST', '/v1/programs', {
        body: { name: `P ${bodyHtml.length}` },
      });
      const path = `/v1/programs/${programId}/touchpoints`;
      const touchpoint = { label: 'Late', offsetDays: 200, ...text };
      expect(refusalOf(await api.call('POST', path, { body: touchpoint }))).toEqual(refused);
      const own = await api.ok('POST', path, { body: { ...touchpoint, bodyHtml: '<p>Pay</p>' } });
      expect(refusalOf(await api.call('PATCH', `${path}/${own.id}`, edit))).toEqual(refused);
      const of = await api.propose();
      expect(refusalOf(await api.edit(of, of.items[0]!, { bodyHtml }))).toEqual(refused);
      const mailbox = `/v1/mailboxes/${api.mailboxId}`;
      const signature = { body: { signatureHtml: bodyHtml } };
      const inSignature = [422, 'signatureHtml', expect.stringMatching(words)];
      expect(refusalOf(await api.call('PATCH', mailbox, signature))).toEqual(inSignature);
      expect((await api.ok('GET', mailbox)).signatureHtml).toBeNull();
    },
  );

  test('M3: one that was stored before is a row in error, and its run goes on', async () => {
    const of = await api.propose({
      touchpoint: { bodyHtml: DEEP },
      debtors: [{ invoices: [{ daysOverdue: 10 }] }, { invoices: [{ daysOverdue: 20 }] }],
    });
    expect(await api.statuses(of)).toEqual(['failed', 'failed']);
    const [item] = await api.items(of);
    expect(item).toMatchObject({
      errorCode: 'template',
      errorDetail: expect.stringMatching(/inside each other/),
    });
    expect(await api.runStatus(of)).toBe('completed');
  });

  test('M3: a customer whose facts no library can print is one row in error, and the others are written', async () => {
    const bodyHtml = '<p><a href="{{customer.properties.portal}}">{{customer.name}}</a></p>';
    const debtor = { invoices: [{ daysOverdue: 10 }] };
    const of = await api.propose({
      touchpoint: { bodyHtml },
      debtors: [debtor, debtor, debtor],
      isUnwritten: true,
    });
    const portals = ['https://pay.example', 'javascript:pay()', 'data:text/html,x'];
    for (const [index, portal] of portals.entries()) {
      const { customerId } = of.items[index]!;
      await api.db.customer.update({ where: { id: customerId }, data: { properties: { portal } } });
    }
    await api.prepare(of);
    expect(await api.statuses(of)).toEqual(['proposed', 'failed', 'failed']);
    expect((await api.row(of.items[1]!)).errorDetail).toBe(
      'bodyHtml: href leads to javascript: only http, https, mailto and tel may stand here',
    );
    expect(await api.runStatus(of)).toBe('open');
  });
});

describe('bad texts of steps and actions', () => {
  const api = new QueueWorld();
  beforeAll(async () => {
    await api.open();
    await api.ok('PATCH', '/v1/organisation', { body: { defaultMailboxId: api.world.mailboxId } });
  });
  afterAll(() => api.close());

  async function emailAction(): Promise<{ actionId: string }> {
    const { customerId } = await api.payer();
    await api.ok('POST', `/v1/customers/${customerId}/insights/refresh`);
    const { items } = await api.ok('GET', `/v1/actions?customerId=${customerId}&kind=email`);
    return { actionId: items[0].id };
  }

  test.each(REFUSED)('M3: are refused wherever a body is saved, with its field (%#)', async (body, words) => {
    const refused = [422, 'body', expect.stringMatching(words)];
    const { id } = await api.ok('POST', '/v1/sequences', { body: { name: `S ${body.length}`, zone: 'UTC' } });
    const path = `/v1/sequences/${id}`;
    const timing = { kind: 'offset', days: 0 };
    const step = { type: 'email', label: 'Mail', timing, subject: 'Overdue', body };
    expect(refusalOf(await api.call('POST', `${path}/steps`, { body: step }))).toEqual(refused);
    const inPreview = [422, 'step.body', expect.stringMatching(words)];
    expect(refusalOf(await api.call('POST', `${path}/preview`, { body: { step } }))).toEqual(inPreview);
    const good = { ...step, body: '<p>Pay</p>' };
    const { id: stepId } = await api.ok('POST', `${path}/steps`, { body: good });
    const edit = { body: { body } };
    expect(refusalOf(await api.call('PATCH', `${path}/steps/${stepId}`, edit))).toEqual(refused);
    const row = await api.row({ steps: [{ timing: onDay(0, '08:00'), isManual: true }] });
    expect(refusalOf(await api.call('PATCH', `/v1/queue/${row.executionId}`, edit))).toEqual(refused);
    const { actionId } = await emailAction();
    expect(refusalOf(await api.call('PATCH', `/v1/actions/${actionId}`, edit))).toEqual(refused);
    expect(refusalOf(await api.call('POST', `/v1/actions/${actionId}/send`, edit))).toEqual(refused);
  });

  test('M3: a step that was stored before is told in preview and explanation, and goes into the queue in error', async () => {
    const row = await api.row({ steps: [{ timing: onDay(0, '08:00'), body: DEEP }] });
    const { customerId, sequenceId, enrollmentId, executionId: stepExecutionId } = row;
    const { id: stepId } = (await api.ok('GET', `/v1/sequences/${sequenceId}`)).steps[0];
    const body = { stepId, customerId };
    const { preview } = await api.ok('POST', `/v1/sequences/${sequenceId}/preview`, { body });
    expect(preview).toMatchObject({ html: null, problems: [{ field: 'body' }] });
    const explanation: Json = await api.ok('GET', `/v1/enrollments/${enrollmentId}/explain`);
    expect(explanation.reasons).toContainEqual(expect.objectContaining({ code: 'template' }));
    expect((await api.ok('GET', `/v1/queue/${stepExecutionId}`)).draft).toBeNull();
    const claim = await claimStep(api.engine, { enrollmentId, stepExecutionId });
    expect(claim.kind).toBe('not_now');
    const { status, errorCode } = await api.execution(stepExecutionId);
    expect([status, errorCode]).toEqual(['error', 'template']);
    const { items } = await api.ok('GET', `/v1/queue?customerId=${customerId}`);
    expect(items).toMatchObject([{ id: stepExecutionId, errorCode: 'template' }]);
  });

  test('M3: the mail of an action with a text of before goes into error', async () => {
    const { actionId } = await emailAction();
    await api.ok('PATCH', `/v1/actions/${actionId}`, { body: { body: '<p>Pay</p>' } });
    await api.ok('POST', `/v1/actions/${actionId}/send`);
    const { pinned } = await api.db.recommendedAction.findUniqueOrThrow({ where: { id: actionId } });
    const edited = { ...(pinned as object), body: DEEP };
    await api.db.recommendedAction.update({ where: { id: actionId }, data: { pinned: edited } });
    expect((await claimAction(api.engine, { actionId })).kind).toBe('not_now');
    const action = await api.ok('GET', `/v1/actions/${actionId}`);
    expect(action).toMatchObject({ send: { status: 'error', errorCode: 'template' }, draft: null });
  });
});
