import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { feedWebhooks } from '../../../commands/webhooks/feed-webhooks.ts';
import { PERMISSIONS } from '../../../contracts/permissions.ts';
import type { Operation } from '../../../contracts/operation.ts';
import { operations } from '../../../contracts/operations.ts';
import { newId } from '../../../infra/ids.ts';
import { ApiFixture, type Answer } from '../../support/servers/api-fixture.ts';
import { createHiddenCustomer, createPublicThings, MARK } from '../../support/worlds/hidden-customer.ts';
import { idPrefixesIn, inputSchemaOf } from '../../support/rows/sample-value.ts';
import { UNRELATED, WRITES, type Names, type Write } from '../../support/worlds/hidden-writes.ts';
import { rowsNaming } from '../../support/worlds/rows-naming.ts';

const api = new ApiFixture();
/** Every permission and no admin: nothing but visibility is in the way. */
let outsider: { id: string; key: string };
let agent: { id: string; key: string };
let owner: { id: string; key: string };
let names: Names;
let hidden: Record<string, string>;

/** After them little can be done. */
const LAST = new Set(['voidInvoice', 'eraseContact', 'setCustomerGroups']);

const writes = operations.filter(({ method }) => method !== 'get');
const cases = writes.flatMap((each) => {
  const write = WRITES[each.id];
  return write ? [[each.id, each, write] as const] : [];
});
const refused = cases.filter(([, , write]) => write.effect !== 'part');
const partial = cases.filter(([, , write]) => write.effect === 'part');
const namedBy = (each: Operation): string[] =>
  [each.params, each.body].flatMap((schema) => (schema ? [...idPrefixesIn(inputSchemaOf(schema))] : []));

function call(each: Operation, write: Write, of: Names, key: string): Promise<Answer> {
  const path = each.path.replace(/\{(\w+)\}/g, (_, name: string) => of[write.params?.[name] ?? name] ?? name);
  const body = write.body?.(of);
  return api.call(each.method.toUpperCase(), path, {
    key,
    ...(write.csv && { raw: write.csv(of), headers: { 'Content-Type': 'text/csv' } }),
    ...(body !== undefined && { body }),
  });
}

/** The same names, for things that were never there. */
const absent = (): Names => ({
  ...names,
  ...Object.fromEntries(
    Object.entries(hidden).map(([name, id]) => [
      name,
      id.slice(0, 4) + newId('customer').slice('cus_'.length),
    ]),
  ),
  externalId: 'absent-1',
});

const wordsOf = ({ status, body }: Answer) => ({ status, detail: body.detail, errors: body.errors });

beforeAll(async () => {
  await api.open();
  const known = await createPublicThings(api);
  const rights = { granted: [...PERMISSIONS] };
  [outsider, agent, owner] = [
    await api.user('agent', rights),
    await api.user('agent'),
    await api.user('agent', rights),
  ];
  const webhook = await api.ok('POST', '/v1/webhooks', {
    body: { url: 'https://erp.example.com/hooks', events: ['customer.created'] },
  });
  const ids = await createHiddenCustomer(api, known);
  await feedWebhooks(api.deps);
  const { db } = api.database;
  const customerId = ids['cus']!;
  await db.customer.update({ where: { id: customerId }, data: { arOwnerId: owner.id } });
  const delivery = await db.webhookDelivery.findFirstOrThrow({
    where: { webhookId: webhook.id, customerId },
  });
  const payment = await db.payment.findFirstOrThrow({ where: { customerId }, orderBy: { id: 'asc' } });
  const selection = { customerIds: [customerId] };
  const action = { type: 'addLabels', labelIds: [known['lbl']] };
  const bulk = await api.ok('POST', '/v1/customer-bulk-changes', {
    key: owner.key,
    body: { selection, action },
  });
  const actionId = newId('action');
  const [at, dueOn] = [new Date(api.now), new Date('2026-03-02')];
  const rank = { severity: 'high', severityRank: 3, status: 'open', createdAt: at, updatedAt: at };
  const what = { key: 'k', kind: 'call', reason: MARK, dueOn, sources: [], ...rank };
  await db.recommendedAction.create({ data: { id: actionId, customerId, ...what } });
  const messageId = newId('message');
  const recipients = [1, 2].map((n) => ({
    n,
    kind: n === 1 ? 'to' : 'cc',
    address: `${n}@x`,
    status: 'accepted',
  }));
  await db.message.create({
    data: {
      id: messageId,
      customerId,
      sourceKind: 'action',
      sourceId: actionId,
      channel: 'email',
      status: 'sent',
      token: 't',
      arVersion: 1,
      attempts: 1,
      headerId: messageId,
      references: [],
      subject: MARK,
      bodyHtml: MARK,
      bodyText: MARK,
      facts: {},
      claimedAt: at,
      settledAt: at,
      createdAt: at,
      recipients: { create: recipients },
    },
  });
  const ofCustomer = {
    customerId,
    messageId,
    contactId: ids['con']!,
    invoiceId: ids['inv']!,
    noteId: ids['nte']!,
    relatedRecordId: ids['rel']!,
    signalId: ids['sig']!,
    promiseId: ids['prm']!,
    holdId: ids['hld']!,
    suppressionId: ids['sup']!,
    enrollmentId: ids['enr']!,
    stepExecutionId: ids['exe']!,
    scheduledTouchpointId: ids['sct']!,
    itemId: ids['sct']!,
    automationMessageId: ids['aum']!,
    mailId: ids['mai']!,
    conversationId: ids['cnv']!,
    answerId: ids['cna']!,
    deliveryId: delivery.id,
    paymentId: payment.id,
    token: bulk.token,
    actionId,
  };
  const open = await api.customer({ name: 'Open' });
  const openNote = await api.ok('PUT', `/v1/customers/${open.id}/related-records`, {
    body: { kind: 'credit_note', externalId: 'open-CN', amount: '10' },
  });
  hidden = ofCustomer;
  names = {
    ...ofCustomer,
    n: '2',
    labelId: known['lbl']!,
    listId: known['lst']!,
    groupId: known['vgr']!,
    sequenceId: known['seq']!,
    programId: known['prg']!,
    touchpointId: known['tch']!,
    runId: known['run']!,
    batchId: known['bat']!,
    automationId: known['aut']!,
    passId: known['aps']!,
    stepId: known['stp']!,
    externalId: `${MARK}-1`,
    openCustomerId: open.id,
    openCreditNoteId: openNote.id,
  };
  // What a day moves is moved before anything is compared.
  await api.ok('GET', '/v1/customer-table');
}, 60_000);
afterAll(() => api.close());

describe('U3: the tables of this test', () => {
  test('every operation that writes is in one of them', () => {
    const missing = writes.filter(({ id }) => !(id in WRITES) && !UNRELATED.has(id)).map(({ id }) => id);
    const stale = [...Object.keys(WRITES), ...UNRELATED].filter(
      (id) => !writes.some((each) => each.id === id),
    );
    expect({ missing, stale }).toEqual({ missing: [], stale: [] });
  });

  test('an operation that names something of a customer is not called unrelated', () => {
    const prefixes = new Set(Object.values(hidden).map((id) => id.slice(0, 3)));
    const wrong = writes.filter(
      (each) => UNRELATED.has(each.id) && namedBy(each).some((each) => prefixes.has(each)),
    );
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });
});

describe('U3: a write that names something of a hidden customer', () => {
  test.each(refused)('%s answers as for what is not there, and changes nothing', async (_id, each, write) => {
    const before = await rowsNaming(api, hidden);
    const answer = await call(each, write, names, outsider.key);
    expect(answer.status).toBe(404);
    expect(wordsOf(answer)).toEqual(wordsOf(await call(each, write, absent(), outsider.key)));
    expect([404, 403]).toContain((await call(each, write, names, agent.key)).status);
    expect(await rowsNaming(api, hidden)).toEqual(before);
  });

  test.each(partial)('%s leaves it out, and changes nothing of it', async (_id, each, write) => {
    const before = await rowsNaming(api, hidden);
    for (const { key } of [outsider, agent]) {
      const answer = await call(each, write, names, key);
      expect(answer.status).toBeLessThan(500);
      const text = JSON.stringify(answer.body).toLowerCase().replaceAll(names.externalId, '');
      for (const word of [MARK, ...Object.values(hidden)]) expect(text).not.toContain(word);
    }
    expect(await rowsNaming(api, hidden)).toEqual(before);
  });

  test('beside a customer that everybody sees, it is what an absent thing is', async () => {
    const of = `/v1/customers/${names.openCustomerId}`;
    const occurredAt = '2026-03-01T10:00:00Z';
    const asks = (t: Names): [string, object][] => [
      [`${of}/communications`, { kind: 'call', direction: 'inbound', occurredAt, contactId: t.contactId }],
      [`${of}/communications`, { kind: 'call', direction: 'inbound', occurredAt, invoiceIds: [t.invoiceId] }],
      [`${of}/promises`, { promisedOn: '2026-03-20', amount: '1', invoiceIds: [t.invoiceId] }],
      [`/v1/related-records/${t.openCreditNoteId}/applications`, { invoiceId: t.invoiceId }],
      [`/v1/sequences/${t.sequenceId}/enrollments`, { customerId: t.openCustomerId, contactId: t.contactId }],
    ];
    const before = await rowsNaming(api, hidden);
    const nobodys = asks(absent());
    for (const [index, [path, body]] of asks(names).entries()) {
      const answer = await api.call('POST', path, { key: outsider.key, body });
      expect([path, [404, 422]]).toEqual([path, expect.arrayContaining([answer.status])]);
      const [otherPath, otherBody] = nobodys[index]!;
      const other = await api.call('POST', otherPath, { key: outsider.key, body: otherBody });
      expect([path, wordsOf(answer)]).toEqual([path, wordsOf(other)]);
    }
    expect(await rowsNaming(api, hidden)).toEqual(before);
  });

  test('the same requests find it for its owner, whatever the groups', async () => {
    const isLast = ([, each]: (typeof cases)[number]) =>
      Number(each.method === 'delete' || LAST.has(each.id));
    const wrong: unknown[] = [];
    for (const [id, each, write] of [...refused].sort((a, b) => isLast(a) - isLast(b))) {
      const { status, body } = await call(each, write, names, owner.key);
      const isFound =
        write.forOwner === undefined ? status < 300 || status === 409 : status === write.forOwner;
      if (!isFound) wrong.push([id, status, body]);
    }
    expect(wrong).toEqual([]);
  });
});
