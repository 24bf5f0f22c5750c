import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../infra/ids.ts';
import { onDay } from '../../support/rows/fixtures.ts';
import { QueueWorld } from '../../support/worlds/queue-world.ts';

const api = new QueueWorld();
let sequenceId = '';
beforeAll(async () => {
  await api.open();
  ({ sequenceId } = await api.sequence({
    zone: 'America/New_York',
    steps: [{ timing: onDay(0) }, { timing: onDay(3) }],
  }));
});
afterAll(() => api.close());

const post = (
  customerId: string,
  body: object = {},
  options: { into?: string; headers?: Record<string, string> } = {},
) =>
  api.call('POST', `/v1/sequences/${options.into ?? sequenceId}/enrollments`, {
    body: { customerId, ...body },
    headers: options.headers,
  });
const countOf = (customerId: string) => api.db.enrollment.count({ where: { customerId } });
const fieldOf = (answer: { body: { errors: { field: string }[] } }) => answer.body.errors[0]?.field;

describe('S8: enrolling one customer', () => {
  test('the row is there, its workflow is started, and today is the start date in the zone of the sequence', async () => {
    api.now = Date.parse('2026-03-03T03:00:00Z');
    const { customerId } = await api.payer({ name: 'First Ltd' });
    const answer = await post(customerId);
    api.now = Date.parse('2026-03-02T08:00:00Z');
    expect(answer.status).toBe(200);
    const { outcome, enrollment } = answer.body;
    expect(outcome).toBe('enrolled');
    expect(enrollment).toMatchObject({
      status: 'starting',
      startDate: '2026-03-02',
      stepsDone: 0,
      stopReason: null,
    });
    expect(enrollment.customer).toEqual({ id: customerId, name: 'First Ltd' });
    expect(enrollment.workflowId).toBe(`enrollment/${enrollment.id}`);
    expect(api.lifecycle.started).toContain(`start ${enrollment.id}`);
    expect(await api.auditActions(enrollment.id)).toEqual(['enrollment.enrolled']);
    const communications = await api.db.communication.findMany({
      where: { enrollmentId: enrollment.id },
      orderBy: { id: 'asc' },
    });
    expect(communications.map((row) => row.subject)).toEqual([expect.stringMatching(/^Enrolled: /)]);
  });

  test('twice without a date or with the same one changes nothing and says skipped', async () => {
    const { customerId } = await api.payer();
    const first = await post(customerId);
    const before = await api.db.enrollment.findMany({ where: { customerId }, orderBy: { id: 'asc' } });
    for (const body of [{}, { startDate: first.body.enrollment.startDate }]) {
      const again = await post(customerId, body);
      expect(again.body).toMatchObject({ outcome: 'skipped', enrollment: { id: first.body.enrollment.id } });
    }
    expect(await api.db.enrollment.findMany({ where: { customerId }, orderBy: { id: 'asc' } })).toEqual(
      before,
    );
    expect(await api.auditActions(first.body.enrollment.id)).toEqual(['enrollment.enrolled']);
  });

  test('with another given date the enrollment moves, and its workflow is woken', async () => {
    const { customerId } = await api.payer();
    const { id } = (await post(customerId)).body.enrollment;
    await api.look(id);
    const moved = await post(customerId, { startDate: '2026-03-10' });
    expect(moved.body).toMatchObject({ outcome: 'updated', enrollment: { id, startDate: '2026-03-10' } });
    expect(api.lifecycle.woken).toContain(id);
    await api.look(id);
    expect((await api.ok('GET', `/v1/enrollments/${id}`)).nextDueAt).toBe('2026-03-10T13:00:00.000Z');
    expect(await api.auditActions(id)).toEqual(['enrollment.enrolled', 'enrollment.updated']);
  });

  test('a date before today in the zone of the sequence is refused with its field', async () => {
    const { customerId } = await api.payer();
    const answer = await post(customerId, { startDate: '2026-03-01' });
    expect([answer.status, fieldOf(answer)]).toEqual([422, 'startDate']);
    expect(await countOf(customerId)).toBe(0);
  });

  test('only active customers are taken; outreach takes prospects too', async () => {
    const outreach = await api.sequence({ purpose: 'outreach' });
    const { customerId } = await api.payer();
    for (const status of ['inactive', 'suspended', 'prospect']) {
      await api.db.customer.update({ where: { id: customerId }, data: { status } });
      const answer = await post(customerId);
      expect([answer.status, answer.body.detail]).toEqual([409, expect.stringContaining(status)]);
      expect((await post(customerId, {}, { into: outreach.sequenceId })).status).toBe(
        status === 'prospect' ? 200 : 409,
      );
    }
  });

  test('S1: a draft, paused, ended or archived sequence takes nobody, and says what it is', async () => {
    const { customerId } = await api.payer();
    const { sequenceId: into } = await api.sequence();
    const refused = async (status: string) => {
      const answer = await post(customerId, {}, { into });
      expect([answer.status, answer.body.detail]).toEqual([409, expect.stringContaining(status)]);
    };
    await api.ok('POST', `/v1/sequences/${into}/pause`, { body: {} });
    await refused('paused');
    for (const status of ['draft', 'ended', 'archived']) {
      await api.db.sequence.update({ where: { id: into }, data: { status } });
      await refused(status);
    }
    expect((await post(customerId, {}, { into: newId('sequence') })).status).toBe(404);
    expect(await countOf(customerId)).toBe(0);
  });

  test('a contact of somebody else, an inactive or unknown one is refused; an own one is kept', async () => {
    const [{ customerId, contactId }, other] = [await api.payer(), await api.payer()];
    for (const id of [other.contactId, newId('contact')]) {
      const answer = await post(customerId, { contactId: id });
      expect([answer.status, fieldOf(answer)]).toEqual([422, 'contactId']);
    }
    await api.db.contact.update({ where: { id: contactId }, data: { isActive: false } });
    expect((await post(customerId, { contactId })).status).toBe(422);
    await api.db.contact.update({ where: { id: contactId }, data: { isActive: true } });
    const { body } = await post(customerId, { contactId });
    expect(await api.db.enrollment.findFirst({ where: { id: body.enrollment.id } })).toMatchObject({
      contactId,
    });
  });

  test('an absent customer is 404, an id of another type 422', async () => {
    expect((await post(newId('customer'))).status).toBe(404);
    const answer = await post(newId('contact'));
    expect([answer.status, fieldOf(answer)]).toEqual([422, 'customerId']);
  });

  test('32 calls at once leave exactly one live enrollment, and all name it', async () => {
    const { customerId } = await api.payer();
    const answers = await Promise.all(Array.from({ length: 32 }, () => post(customerId)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(32).fill(200));
    expect(new Set(answers.map(({ body }) => body.enrollment.id)).size).toBe(1);
    expect(answers.filter(({ body }) => body.outcome === 'enrolled')).toHaveLength(1);
    expect(await api.db.enrollment.count({ where: { customerId, isLive: true } })).toBe(1);
  });

  test('16 calls with one date and 16 with another leave one enrollment that has one of them', async () => {
    const { customerId } = await api.payer();
    const dates = ['2026-03-09', '2026-03-16'];
    const calls = Array.from({ length: 32 }, (_, n) => post(customerId, { startDate: dates[n % 2] }));
    expect((await Promise.all(calls)).every(({ status }) => status === 200)).toBe(true);
    const rows = await api.db.enrollment.findMany({ where: { customerId }, orderBy: { id: 'asc' } });
    expect(rows).toHaveLength(1);
    expect(dates).toContain(rows[0]!.startDate.toISOString().slice(0, 10));
  });

  test('after a stop a new enrollment begins; the old one stays as it is', async () => {
    const { customerId } = await api.payer();
    const first = (await post(customerId)).body.enrollment;
    await api.ok('POST', `/v1/enrollments/${first.id}/stop`, { body: {} });
    const second = (await post(customerId)).body;
    expect(second.outcome).toBe('enrolled');
    expect(second.enrollment.id).not.toBe(first.id);
    expect((await api.ok('GET', `/v1/enrollments/${first.id}`)).status).toBe('stopped');
  });

  test('O8: an Idempotency-Key replays the first reply; with another body it is a conflict', async () => {
    const { customerId } = await api.payer();
    const headers = { 'Idempotency-Key': newId('claim') };
    const first = await post(customerId, {}, { headers });
    expect((await post(customerId, {}, { headers })).body).toEqual(first.body);
    const other = await post(customerId, { startDate: '2026-04-01' }, { headers });
    expect([other.status, other.body.type]).toEqual([409, 'urn:followthrough:problem:idempotency_mismatch']);
    expect(await countOf(customerId)).toBe(1);
  });

  test('a start that Temporal does not take is no failure: the row waits for the reconciler', async () => {
    const { customerId } = await api.payer();
    const { startEnrollment } = api.lifecycle;
    api.lifecycle.startEnrollment = () => Promise.reject(new Error('down'));
    const answer = await post(customerId);
    api.lifecycle.startEnrollment = startEnrollment;
    expect([answer.status, answer.body.outcome]).toEqual([200, 'enrolled']);
    const where = { id: answer.body.enrollment.id };
    expect(await api.db.enrollment.findUnique({ where })).toMatchObject({ isLive: true, startedAt: null });
  });

  test('U1: a viewer may look and not enrol', async () => {
    const { key } = await api.user('viewer');
    const { customerId } = await api.payer();
    const path = `/v1/sequences/${sequenceId}/enrollments`;
    expect((await api.call('POST', path, { key, body: { customerId } })).status).toBe(403);
    expect((await api.call('GET', '/v1/enrollments', { key })).status).toBe(200);
  });
});

describe('S23: the list of enrollments', () => {
  test('filters by sequence, customer, status, start date and part of a name, newest first, in pages', async () => {
    const { sequenceId: own } = await api.sequence();
    const dates = ['2026-05-01', '2026-05-02', '2026-05-03'];
    const ids: string[] = [];
    for (const [n, startDate] of dates.entries()) {
      const { customerId } = await api.payer({ name: `Zeta 100%_${n}` });
      ids.unshift((await api.enroll(own, customerId, { startDate })).enrollment.id);
    }
    await api.ok('POST', `/v1/enrollments/${ids[0]}/pause`, { body: {} });
    await api.ok('POST', `/v1/enrollments/${ids[1]}/stop`, { body: {} });
    const list = async (query: string) =>
      (await api.ok('GET', `/v1/enrollments?sequenceId=${own}${query}`)).items.map(
        (item: { id: string }) => item.id,
      );
    expect(await list('')).toEqual(ids);
    expect(await list('&status=paused')).toEqual([ids[0]]);
    expect(await list('&status=stopped')).toEqual([ids[1]]);
    expect(await list('&status=starting')).toEqual([ids[2]]);
    expect(await list('&startFrom=2026-05-02&startTo=2026-05-02')).toEqual([ids[1]]);
    expect(await list(`&search=${encodeURIComponent('ZETA 100%_1')}`)).toEqual([ids[1]]);
    expect(await list(`&search=${encodeURIComponent('zeta_100')}`)).toEqual([]);
    const page = await api.ok('GET', `/v1/enrollments?sequenceId=${own}&limit=2`);
    const rest = await list(`&limit=2&cursor=${page.nextCursor}`);
    expect([...page.items.map((item: { id: string }) => item.id), ...rest]).toEqual(ids);
  });
});
