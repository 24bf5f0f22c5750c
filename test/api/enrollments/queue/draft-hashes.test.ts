import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Json } from '../../../support/servers/api-fixture.ts';
import { onDay } from '../../../support/rows/fixtures.ts';
import { claimAction } from '../../../support/worlds/claims.ts';
import { QueueWorld } from '../../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(async () => {
  await api.open();
  await api.ok('PATCH', '/v1/organisation', { body: { defaultMailboxId: api.world.mailboxId } });
});
afterAll(() => api.close());

const email = () => api.row({ steps: [{ timing: onDay(0, '08:00'), isManual: true }] });
const show = (id: string): Promise<Json> => api.ok('GET', `/v1/queue/${id}`);
const pay = (invoiceId: string) =>
  api.ok('POST', `/v1/invoices/${invoiceId}/payments`, { body: { amount: '250.00' } });

describe('Q2: what leaves is what was seen', () => {
  test('an edit or a send of another draft is refused with the draft and who changed it', async () => {
    const { executionId: id } = await email();
    const { hash: draftHash } = (await show(id)).draft;
    const edit = (body: object) => api.call('PATCH', `/v1/queue/${id}`, { body });
    expect((await edit({ draftHash })).status).toBe(422);
    const edited = await edit({ subject: 'Theirs', draftHash });
    expect([edited.status, edited.body.draft.subject]).toEqual([200, 'Theirs']);
    expect(edited.body.draft.hash).not.toBe(draftHash);
    const late = await edit({ subject: 'Mine', draftHash });
    expect([late.status, late.body.draft]).toEqual([409, edited.body.draft]);
    expect(late.body.happened).toMatchObject({ action: 'edit', by: { id: api.adminId } });
    expect((await api.act(id, 'send', { draftHash })).status).toBe(409);
    expect(await api.execution(id)).toMatchObject({ sendRequestedAt: null });
    expect((await api.act(id, 'send', { draftHash: edited.body.draft.hash })).status).toBe(202);
  });

  test('one sent as seen leaves in those words; if its facts move before, it comes back', async () => {
    const [leaves, moves] = [await email(), await email()];
    for (const row of [leaves, moves]) {
      const { draft } = await show(row.executionId);
      expect((await api.act(row.executionId, 'send', { draftHash: draft.hash })).status).toBe(202);
      if (row === moves) await pay(row.invoiceId);
      else expect((await api.claim(row)).mail.subject).toBe(draft.subject);
    }
    await expect(api.claim(moves)).rejects.toThrow('not claimed');
    expect(await api.execution(moves.executionId)).toMatchObject({ errorCode: 'facts_moved' });
  });

  test('Q6: the email of an action likewise', async () => {
    const payers = [await api.payer(), await api.payer()];
    const act = (id: string, verb: string, body: object) =>
      api.call(verb === '' ? 'PATCH' : 'POST', `/v1/actions/${id}${verb}`, { body });
    const seen: { actionId: string; draft: Json }[] = [];
    for (const { customerId } of payers) {
      await api.ok('POST', `/v1/customers/${customerId}/insights/refresh`);
      const { items } = await api.ok('GET', `/v1/actions?customerId=${customerId}&kind=email`);
      seen.push({ actionId: items[0].id, draft: (await api.ok('GET', `/v1/actions/${items[0].id}`)).draft });
    }
    const [edited, moves] = seen;
    const { hash: draftHash } = edited!.draft;
    expect((await act(edited!.actionId, '', { subject: 'Theirs', draftHash })).status).toBe(200);
    const late = await act(edited!.actionId, '/send', { draftHash });
    expect([late.status, late.body.draft.subject]).toEqual([409, 'Theirs']);
    expect((await act(edited!.actionId, '', { subject: 'Mine', draftHash })).status).toBe(409);
    const asSeen = { draftHash: late.body.draft.hash };
    expect((await act(edited!.actionId, '/send', asSeen)).status).toBe(202);
    expect(await claimAction(api.engine, edited!)).toMatchObject({
      kind: 'claimed',
      mail: { subject: 'Theirs' },
    });
    const sent = await act(moves!.actionId, '/send', { draftHash: moves!.draft.hash });
    expect(sent.status).toBe(202);
    await pay(payers[1]!.invoiceId);
    expect((await claimAction(api.engine, moves!)).kind).toBe('not_now');
  });
});

test('O8: an act on a row that comes twice under one key is done once and answered alike', async () => {
  const row = await email();
  const headers = { 'Idempotency-Key': `k-${row.executionId}` };
  const send = (body: object) => api.call('POST', `/v1/queue/${row.executionId}/send`, { body, headers });
  const [first, again] = [await send({}), await send({})];
  expect([first.status, again.status, again.body]).toEqual([202, 202, first.body]);
  const audited = await api.auditActions(row.executionId);
  expect(audited.filter((action) => action === 'stepExecution.send')).toHaveLength(1);
  expect((await send({ force: { reason: 'x' } })).status).toBe(409);
  await api.handedOver(row);
  const stopping = await email();
  const path = `/v1/queue/${stopping.executionId}/cancel`;
  const stop = { body: { scope: 'enrollment' }, headers: { 'Idempotency-Key': `c-${row.executionId}` } };
  const [stopped, repeated] = [await api.call('POST', path, stop), await api.call('POST', path, stop)];
  expect([stopped.status, repeated.body]).toEqual([200, stopped.body]);
});
