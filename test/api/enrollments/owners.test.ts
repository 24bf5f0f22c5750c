import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { operations } from '../../../contracts/operations.ts';
import type { Operation } from '../../../contracts/operation.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { QueueWorld, type Row } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
beforeAll(() => api.open());
afterAll(() => api.close());

type Person = { id: string; key: string };
let [arOwner, salesOwner, viewer]: Person[] = [];
let own: Row;
let other: Row;
const steps = [0, 2].map((day) => ({ type: 'call' as const, timing: onDay(day, '08:00') }));

/** Viewers, of whom two own a customer, who is in a group that none of them belongs to. */
beforeEach(async () => {
  [arOwner, salesOwner, viewer] = [
    await api.user('viewer'),
    await api.user('viewer'),
    await api.user('viewer'),
  ];
  [own, other] = [await api.row({ steps }), await api.row({ steps })];
  const owners = { arOwnerId: arOwner!.id, salesOwnerId: salesOwner!.id };
  await api.ok('PATCH', `/v1/customers/${own.customerId}`, { body: owners });
  await api.hide(own.customerId);
});

const statusOf = async (method: string, path: string, { key }: Person, body?: object): Promise<number> =>
  (await api.call(method, path, { key, body })).status;

describe('U3: an owner whose role lacks the permission manages the enrollments of the customer', () => {
  test('AR and sales owner pause, resume, stop and enrol anew, whatever the groups', async () => {
    for (const owner of [arOwner!, salesOwner!]) {
      const path = `/v1/enrollments/${own.enrollmentId}`;
      expect(await statusOf('POST', `${path}/pause`, owner, { reason: 'asked to wait' })).toBe(200);
      expect(await statusOf('POST', `${path}/resume`, owner, {})).toBe(200);
      // Nothing is waited for.
      expect(await statusOf('POST', `${path}/move-on`, owner)).toBe(409);
    }
    expect(await statusOf('POST', `/v1/enrollments/${own.enrollmentId}/stop`, arOwner!, {})).toBe(200);
    const enrolled = await api.call('POST', `/v1/sequences/${other.sequenceId}/enrollments`, {
      key: arOwner!.key,
      body: { customerId: own.customerId },
    });
    expect([enrolled.status, enrolled.body.outcome]).toEqual([200, 'enrolled']);
    expect(await api.auditActions(own.enrollmentId)).toContain('enrollment.stopped');
  });

  test('of nobody else: 403 where they see the customer, 404 where they do not, and nothing happens', async () => {
    const acts = [
      ['pause', {}],
      ['stop', {}],
      ['resume', undefined],
      ['move-on', undefined],
    ] as const;
    for (const [act, body] of acts) {
      expect(await statusOf('POST', `/v1/enrollments/${other.enrollmentId}/${act}`, arOwner!, body)).toBe(
        403,
      );
      expect(await statusOf('POST', `/v1/enrollments/${own.enrollmentId}/${act}`, viewer!, body)).toBe(403);
    }
    await api.hide(other.customerId);
    for (const [act, body] of acts)
      expect(await statusOf('POST', `/v1/enrollments/${other.enrollmentId}/${act}`, arOwner!, body)).toBe(
        404,
      );
    const enrol = (customerId: string) =>
      statusOf('POST', `/v1/sequences/${own.sequenceId}/enrollments`, arOwner!, { customerId });
    expect(await enrol(other.customerId)).toBe(404);
    expect(await enrol((await api.payer()).customerId)).toBe(403);
    const enrollment = await api.db.enrollment.findUniqueOrThrow({ where: { id: other.enrollmentId } });
    expect([
      enrollment.isLive,
      await api.db.hold.count({ where: { enrollmentId: other.enrollmentId } }),
    ]).toEqual([true, 0]);
  });

  test('who owns them no more does not', async () => {
    await api.ok('PATCH', `/v1/customers/${own.customerId}`, { body: { arOwnerId: viewer!.id } });
    const pause = (person: Person) =>
      statusOf('POST', `/v1/enrollments/${own.enrollmentId}/pause`, person, {});
    expect([await pause(arOwner!), await pause(viewer!)]).toEqual([403, 200]);
  });

  test('an owner with some permissions and not this one; a bulk of many customers stays with the permission', async () => {
    const agent = await api.user('agent', { taken: ['enrollments.manage'] });
    const stop = () => statusOf('POST', `/v1/enrollments/${own.enrollmentId}/stop`, agent, {});
    expect(await stop()).toBe(403);
    await api.ok('PATCH', `/v1/customers/${own.customerId}`, { body: { salesOwnerId: agent.id } });
    expect(await stop()).toBe(200);
    const path = `/v1/sequences/${own.sequenceId}/bulk-enrollments`;
    expect(await statusOf('POST', path, agent)).toBe(403);
  });
});

const dayAfter = (days: number) => new Date(api.now + days * 86_400_000).toISOString().slice(0, 10);

describe('U3, Q7: an owner manages the customer, as the task screen does', () => {
  /** Calls about a customer, with what they are about. */
  async function callAll(
    { customerId, contactId, invoiceId, enrollmentId }: Row,
    person: Person,
    author: Person,
  ): Promise<[string, number][]> {
    const customer = `/v1/customers/${customerId}`;
    const note = await api.ok('POST', `${customer}/notes`, { key: author.key, body: { content: 'Called' } });
    const group = await api.ok('POST', '/v1/label-groups', { body: { name: `Group of ${note.id}` } });
    const label = await api.ok('POST', `/v1/label-groups/${group.id}/labels`, { body: { name: 'Gold' } });
    const promised = { amount: '1.00', promisedOn: dayAfter(9), invoiceIds: [invoiceId] };
    const promise = await api.ok('POST', `${customer}/promises`, { body: promised });
    const hold = await api.ok('POST', '/v1/holds', {
      body: { scope: 'invoice', invoiceId, reason: 'wait a little' },
    });
    const signal = await api.ok('POST', `${customer}/signals`, {
      body: { kind: 'other', severity: 'high', text: 'calls' },
    });
    const calls: [string, string, object?][] = [
      ['PATCH', customer, { name: 'Renamed' }],
      ['POST', `${customer}/contacts`, { name: 'Kim' }],
      ['PATCH', `/v1/contacts/${contactId}`, { name: 'Lee' }],
      ['POST', `${customer}/notes`, { content: 'Promised' }],
      ['PATCH', `/v1/notes/${note.id}`, { content: 'Other' }],
      ['DELETE', `/v1/notes/${note.id}`],
      ['PUT', `${customer}/labels/${label.id}`],
      ['DELETE', `${customer}/labels/${label.id}`],
      ['POST', `/v1/promises/${promise.id}/withdraw`, {}],
      ['POST', `${customer}/promises`, { amount: '1.00', promisedOn: dayAfter(7), invoiceIds: [invoiceId] }],
      ['POST', '/v1/holds', { scope: 'customer', customerId, reason: 'wait' }],
      ['POST', '/v1/holds', { scope: 'invoice', invoiceId, reason: 'wait' }],
      ['POST', '/v1/holds', { scope: 'enrollment', enrollmentId, reason: 'wait' }],
      ['POST', `/v1/holds/${hold.id}/end`, {}],
      ['POST', `${customer}/signals`, { kind: 'other', severity: 'high', text: 'asks' }],
      ['POST', `/v1/signals/${signal.id}/end`, {}],
      ['POST', `${customer}/insights/refresh`],
      [
        'POST',
        `${customer}/communications`,
        { kind: 'call', direction: 'outbound', occurredAt: new Date(api.now) },
      ],
    ];
    const answers: [string, number][] = [];
    for (const [method, path, body] of calls)
      answers.push([
        `${method} ${path.split('/').slice(-2).join('/')}`,
        await statusOf(method, path, person, body),
      ]);
    return answers;
  }

  // Notes are their author’s.
  const admin = (): Person => ({ id: api.adminId, key: api.adminKey });

  test('theirs, and nobody else’s', async () => {
    const mine = await callAll(own, arOwner!, arOwner!);
    expect(mine.filter(([, status]) => status >= 300)).toEqual([]);
    const foreign = await callAll(other, arOwner!, admin());
    expect(foreign.map(([, status]) => status)).toEqual(foreign.map(() => 403));
    const unseen = await api.row({ steps });
    await api.hide(unseen.customerId);
    const hidden = await callAll(unseen, arOwner!, admin());
    expect(hidden.map(([, status]) => status)).toEqual(hidden.map(() => 404));
  });
});

describe('U3: which calls are for owners', () => {
  const all: readonly Operation[] = operations;
  const membersOf = ({ isForOwners }: Operation): readonly string[] =>
    typeof isForOwners === 'string' ? [isForOwners] : isForOwners === true ? [] : (isForOwners ?? []);

  test('those that manage one customer or enrollment, and every one of the queue; not what is about many, nor reports of mail', () => {
    const others = all.filter(
      ({ permission, isForOwners }) =>
        ['customers.save', 'enrollments.manage', 'tasks.mine'].includes(String(permission)) &&
        isForOwners === undefined,
    );
    expect(others.map(({ id }) => id).sort()).toEqual([
      'createBulkEnrollment',
      'createCustomer',
      'createCustomerBulkChange',
      'getBulkEnrollment',
      'listBulkEnrollmentRows',
      'recordMailEvent',
      'recordMessageEvent',
    ]);
  });

  test('each says in its path or its body of what', () => {
    const shapesOf = (body: Operation['body']): object[] => {
      const of = (body ?? {}) as { shape?: object; options?: { shape: object }[] };
      return of.options?.map(({ shape }) => shape) ?? [of.shape ?? {}];
    };
    for (const each of all.filter((operation) => membersOf(operation).length > 0)) {
      const shapes = shapesOf(each.body).map((shape) => ({ ...shape, ...each.params?.shape }));
      const isNamed = shapes.every((shape) => membersOf(each).some((member) => member in shape));
      expect([each.id, isNamed]).toEqual([each.id, true]);
    }
  });
});

describe('S18, U3, Q5: an owner without any task permission', () => {
  test('sees the queue and what is upcoming of their customers, with both counts, and nothing else', async () => {
    for (const { key } of [arOwner!, salesOwner!]) {
      const queue = await api.ok('GET', '/v1/queue', { key });
      expect(queue.items.map((row: { id: string }) => row.id)).toEqual([own.executionId]);
      expect((await api.ok('GET', '/v1/queue/counts', { key })).total).toBe(1);
      const upcoming = await api.ok('GET', '/v1/upcoming?includeNotStarted=true', { key });
      expect(upcoming.items.map((row: { enrollmentId: string }) => row.enrollmentId)).toEqual([
        own.enrollmentId,
      ]);
    }
    expect(await statusOf('GET', '/v1/queue', viewer!)).toBe(403);
    await api.act(own.executionId, 'complete', {}, salesOwner!.key);
    await api.look(own.enrollmentId);
    const { items } = await api.ok('GET', '/v1/upcoming', { key: arOwner!.key });
    expect(items).toMatchObject([{ enrollmentId: own.enrollmentId }]);
  });
});
