import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Operation } from '../../../contracts/operation.ts';
import { operations } from '../../../contracts/operations.ts';
import { newId } from '../../../infra/ids.ts';
import type { Json } from '../../support/servers/api-fixture.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { createAutomationRows, createSaidRow } from '../../support/rows/said-rows.ts';
import { inputSchemaOf, sampleOf } from '../../support/rows/sample-value.ts';
import { createTalk } from '../../support/worlds/talk.ts';
import { QueueWorld, type Row } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
let hidden: Row;
/** An automation that said something to it, and its pass. */
let automation: { aut: string; aps: string };
/** Somebody of the hidden customer who was forgotten. */
let erasedId: string;
let agent: { id: string; key: string };
let owner: { id: string; key: string };

beforeAll(async () => {
  await api.open();
  hidden = await api.row({ name: 'Hidden Ltd', steps: [{ timing: onDay(0, '08:00'), isManual: true }] });
  await api.db.stepExecution.update({ where: { id: hidden.executionId }, data: { assigneeId: null } });
  owner = await api.user('agent', { granted: ['visibility.manage', 'contacts.erase', 'audit.read'] });
  await api.db.customer.update({ where: { id: hidden.customerId }, data: { arOwnerId: owner.id } });
  await somethingOfEach(hidden);
  await api.hide(hidden.customerId);
  agent = await api.user('agent', {
    granted: [
      'tasks.all',
      'operations.manage',
      'audit.read',
      'suppressions.manage',
      'visibility.manage',
      'contacts.erase',
    ],
  });
});
afterAll(() => api.close());

/** So that every list has something to hide. */
async function somethingOfEach({ customerId, contactId, invoiceId, enrollmentId }: Row): Promise<void> {
  const { number } = await api.ok('GET', `/v1/invoices/${invoiceId}`);
  const promisedOn = new Date(api.now + 7 * 86_400_000).toISOString().slice(0, 10);
  const promise = { amount: '10.00', promisedOn, invoiceIds: [invoiceId] };
  await api.ok('POST', `/v1/customers/${customerId}/promises`, { body: promise });
  for (const of of [
    { scope: 'customer', customerId },
    { scope: 'invoice', invoiceId },
    { scope: 'enrollment', enrollmentId },
  ]) {
    const { id } = await api.ok('POST', '/v1/holds', { body: { ...of, reason: 'asked us to wait' } });
    await api.ok('POST', `/v1/holds/${id}/end`, { body: {} });
  }
  const signal = { kind: 'other', severity: 'high', text: `asks about ${number}` };
  await api.ok('POST', `/v1/customers/${customerId}/signals`, { body: signal });
  await api.ok('POST', `/v1/customers/${customerId}/insights/refresh`);
  const leaver = { name: 'Lea Weg', email: 'lea@weg.example' };
  const { id } = await api.ok('POST', `/v1/customers/${customerId}/contacts`, { body: leaver });
  await api.ok('POST', `/v1/contacts/${id}/erasures`, { body: { dryRun: false } });
  erasedId = id;
  await sent({ customerId, enrollmentId });
  const { db, now } = api;
  automation = await createAutomationRows(db, { now, userId: api.adminId });
  const of = { automationId: automation.aut, passId: automation.aps };
  await createSaidRow(db, { ...of, customerId, mark: 'Due', now });
  const move = { automationId: of.automationId, customerId, isIn: true, at: new Date(now) };
  await db.automationMove.create({ data: move });
  const { mailboxId } = api.world;
  await createTalk(api.deps, { customerId, contactId, mailboxId, authorId: api.adminId, mark: 'due', now });
}

/** A mail of the past. */
async function sent(of: Pick<Row, 'customerId' | 'enrollmentId'>): Promise<void> {
  const id = newId('message');
  const at = new Date(api.now);
  const source = { sourceKind: 'step_execution', sourceId: newId('stepExecution') };
  const ledger = { channel: 'email', status: 'sent', token: id, headerId: id, attempts: 1, arVersion: 1 };
  const content = { subject: 'Due', bodyText: 'Due', references: [], facts: {} };
  const times = { claimedAt: at, handedOverAt: at, settledAt: at, createdAt: at };
  await api.db.message.create({
    data: { id, ...of, mailboxId: api.world.mailboxId, ...source, ...ledger, ...content, ...times },
  });
}

/** The ids of the hidden customer's things, by the name a path or query gives them. */
const idsOf = (row: Row): Record<string, string> => ({
  customerId: row.customerId,
  enrollmentId: row.enrollmentId,
  stepExecutionId: row.executionId,
  contactId: row.contactId,
  invoiceId: row.invoiceId,
});
const namesIn = (shape: Operation['params']): string[] => Object.keys(shape?.shape ?? {});
/** `visibility.test.ts` walks all operations; here the customer has no program. */
const ofPrograms = /program|review|touchpoint|prompt/;
/** A stream has no end and a test of its own; a call with a key has no session. */
const isOther = ({ id, eventResponse }: Operation) => eventResponse !== undefined || id === 'getSession';
const reads = operations.filter(
  (each) => each.method === 'get' && !ofPrograms.test(each.path) && !isOther(each),
);
const isHiddenId = (name: string) => /^(customer|enrollment|stepExecution|contact|invoice)Id$/.test(name);
const withId = reads.filter(({ params }) => namesIn(params).some(isHiddenId));
const filtered = reads.filter(({ query }) => namesIn(query).some(isHiddenId));
const lists = reads.filter(({ path, permission }) => !path.includes('{') && permission !== 'public');
const pathOf = ({ path }: Operation) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const ids = { ...idsOf(hidden), automationId: automation.aut, passId: automation.aps };
    return (ids as Record<string, string>)[name] ?? name;
  });
/** What shows more than an operation does by itself. */
const MORE: Readonly<Record<string, string>> = {
  listUpcoming: '&includeNotStarted=true',
  listConversations: '&scope=all',
  countConversations: '&scope=all',
};
/** What a list cannot be asked without. */
const demandsOf = ({ query }: Operation): string => {
  const schema = query ? inputSchemaOf(query) : {};
  const values = sampleOf(schema, automation) as Record<string, unknown>;
  return (schema.required ?? [])
    .map((name) => `&${name}=${encodeURIComponent(String(values[name]))}`)
    .join('');
};
/** Rows of a page, of a count, of a file without its header, or the one row that there is at most. */
const countOf = (body: Json): number => {
  if (typeof body === 'string') return body.trim().split('\n').length - 1;
  if ('waiting' in body) return body.open + body.waiting + body.done;
  return 'row' in body ? Number(body.row !== null) : (body.items?.length ?? body.total);
};
const get = (path: string, key: string) => api.call('GET', path, { key });

describe('U3: a customer hidden by visibility groups', () => {
  test('the document has such operations', () => {
    expect(withId.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'getQueueRow',
        'getEnrollment',
        'explainEnrollment',
        'getCustomer',
        'listContacts',
      ]),
    );
    expect(filtered.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['listEnrollments', 'listQueue', 'countQueue']),
    );
  });

  test.each(withId.map((operation) => [operation.id, operation] as const))(
    '%s answers 404 to others, and the row to owner and admin',
    async (_id, operation) => {
      expect((await get(pathOf(operation), agent.key)).status).toBe(404);
      for (const key of [owner.key, api.adminKey])
        expect((await get(pathOf(operation), key)).status).toBe(200);
    },
  );

  test.each(filtered.map((operation) => [operation.id, operation] as const))(
    '%s filtered by it is empty for others, and is not for owner and admin',
    async (_id, operation) => {
      for (const name of namesIn(operation.query).filter(isHiddenId)) {
        const id = operation.id === 'listErasures' && name === 'contactId' ? erasedId : idsOf(hidden)[name];
        // Nothing of it is done yet, and a conversation is its owner's.
        const more = MORE[operation.id] ?? '';
        const path = `${pathOf(operation)}?${name}=${id}${more}${demandsOf(operation)}`;
        const { status, body } = await get(path, agent.key);
        expect([status, countOf(body)]).toEqual([200, 0]);
        for (const key of [owner.key, api.adminKey]) {
          expect(countOf((await get(path, key)).body)).toBeGreaterThan(0);
        }
      }
    },
  );

  test.each(
    lists
      .filter(({ id }) => !['listAuditEntries', 'listReconcileFindings'].includes(id))
      .map((operation) => [operation.id, operation] as const),
  )('%s does not contain it for others', async (_id, operation) => {
    const { status, body } = await get(`${operation.path}?${demandsOf(operation).slice(1)}`, agent.key);
    expect([200, 403]).toContain(status);
    const text = JSON.stringify(body);
    for (const secret of [...Object.values(idsOf(hidden)), 'Hidden Ltd']) expect(text).not.toContain(secret);
  });

  test('counts leave it out: the queue, and the overview of its sequence', async () => {
    expect((await get('/v1/queue/counts', agent.key)).body.total).toBe(0);
    expect((await get('/v1/queue/counts', api.adminKey)).body.total).toBe(1);
    const overview = async (key: string) =>
      (await get(`/v1/sequences/${hidden.sequenceId}/overview`, key)).body;
    const [seen, all] = [await overview(agent.key), await overview(api.adminKey)];
    expect(JSON.stringify(seen)).not.toBe(JSON.stringify(all));
  });

  test('every action on it answers 404 to others and changes nothing', async () => {
    const before = [
      await api.execution(hidden.executionId),
      await api.db.enrollment.findMany({ orderBy: { id: 'asc' } }),
      await api.db.audit.count(),
    ];
    const posts: [string, object][] = [
      ...['send', 'complete', 'cancel', 'retry', 'mark-sent'].map((action): [string, object] => [
        `/v1/queue/${hidden.executionId}/${action}`,
        {},
      ]),
      [`/v1/queue/${hidden.executionId}/mark-as`, { outcome: 'x' }],
      [`/v1/queue/${hidden.executionId}/assign`, { assigneeId: null }],
      ...['stop', 'pause', 'resume'].map((what): [string, object] => [
        `/v1/enrollments/${hidden.enrollmentId}/${what}`,
        {},
      ]),
      [`/v1/enrollments/${hidden.enrollmentId}/events`, { kind: 'reply' }],
      [`/v1/sequences/${hidden.sequenceId}/enrollments`, { customerId: hidden.customerId }],
    ];
    for (const [path, body] of posts) {
      expect([path, (await api.call('POST', path, { key: agent.key, body })).status]).toEqual([path, 404]);
    }
    const edit = { key: agent.key, body: { subject: 'x' } };
    expect((await api.call('PATCH', `/v1/queue/${hidden.executionId}`, edit)).status).toBe(404);
    expect([
      await api.execution(hidden.executionId),
      await api.db.enrollment.findMany({ orderBy: { id: 'asc' } }),
      await api.db.audit.count(),
    ]).toEqual(before);
  });

  test('its owner works on its rows whatever the groups', async () => {
    expect((await api.act(hidden.executionId, 'cancel', {}, owner.key)).status).toBe(200);
  });
});
